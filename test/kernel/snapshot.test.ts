import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { losslab } from "../command-line/losslab.js";
import { KernelUnderTest } from "./kernel-under-test.js";

const folder = mkdtempSync(join(tmpdir(), "losslab-snapshots-"));
const whole = join(folder, "whole");
let blob = "";

const install = (snapshots: string) =>
  losslab(["install", "--prefix", join(folder, "prefix")], { env: { LOSSLAB_SNAPSHOTS: snapshots } });

beforeAll(async () => {
  expect(await install(whole)).toMatchObject({ status: 0, stderr: "" });
  blob = readdirSync(whole)[0] ?? "";
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** What a notebook asks of the types, and what is answered. */
async function conversation(kernel: KernelUnderTest): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const code of [
    "const o = tensor([[1, 2], [3, 4]]); const wrong: string = o.item()",
    "class Model { constructor(readonly w: number) {} } let m = new Model('w'); crossEntropy(o, [0, 1], { reduction: 'men' })",
    "m = new Model(2); o.shpae; import { readFileSync } from 'node:fs'; readFileSync(1n)",
  ]) {
    answers.push((await kernel.run(code)).stderr);
  }
  for (const code of ["o.sh", "Mod", "nn.", "cross", "[1].at", "process.v"]) {
    const content = { code, cursor_pos: code.length };
    answers.push((await kernel.client.request("shell", "complete_request", content)).reply.content);
  }
  for (const code of ["crossEntropy", "m", "new Model(", "Math.max", "readFileSync", "Model"]) {
    const content = { code, cursor_pos: code.length, detail_level: 1 };
    answers.push((await kernel.client.request("shell", "inspect_request", content)).reply.content);
  }
  return answers;
}

/** The kernel's language process, if it was started from a snapshot. */
function fromSnapshot(kernel: KernelUnderTest): number | undefined {
  const all = execFileSync("ps", ["-A", "-ww", "-o", "ppid=,pid=,args="], { encoding: "utf8" });
  const line = all
    .split("\n")
    .find((each) => Number.parseInt(each, 10) === kernel.client.process.pid && /--snapshot-blob/.test(each));
  return line === undefined ? undefined : Number(line.trim().split(/\s+/)[1]);
}

const isFromSnapshot = (kernel: KernelUnderTest) => fromSnapshot(kernel) !== undefined;

describe("losslab install", () => {
  it("makes one snapshot, and says in doctor where it is", async () => {
    expect(readdirSync(whole)).toEqual([
      expect.stringMatching(/^v\d+\.\d+\.\d+-[0-9a-f]{16}-[0-9a-f]{16}\.blob$/),
    ]);
    const before = statSync(join(whole, blob)).mtimeMs;
    await install(whole);
    expect(statSync(join(whole, blob)).mtimeMs).toBe(before);
    const { stdout } = await losslab(["doctor"], { env: { LOSSLAB_SNAPSHOTS: whole } });
    expect(stdout).toMatch(
      new RegExp(`TypeScript starts from a snapshot: ${join(whole, blob)} \\(\\d+ MB\\)`),
    );
  }, 60_000);

  it("is made once when several begin at once", async () => {
    const shared = join(folder, "shared");
    const ended = await Promise.all([install(shared), install(shared), install(shared)]);
    expect(ended.map(({ status, stderr }) => [status, stderr])).toEqual(Array(3).fill([0, ""]));
    expect(readdirSync(shared)).toEqual([blob]);
  }, 60_000);

  it("replaces the snapshot of an earlier build and leaves those of others, unless nobody uses them", async () => {
    const used = join(folder, "used");
    mkdirSync(used);
    const earlier = blob.replace(/-[0-9a-f]{16}\.blob$/, "-0123456789abcdef.blob");
    const others = [
      "v20.0.0-0123456789abcdef-0123456789abcdef.blob",
      "v18.0.0-0123456789abcdef-0123456789abcdef.blob",
    ];
    for (const name of [earlier, ...others]) writeFileSync(join(used, name), "");
    utimesSync(join(used, others[1]!), 0, 0);
    await install(used);
    expect(readdirSync(used).sort()).toEqual([others[0], blob].sort());
  }, 60_000);

  it("installs all the same where none can be made", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    expect(await install(join(file, "below"))).toMatchObject({ status: 0, stderr: "" });
    const readOnly = join(folder, "read-only");
    mkdirSync(readOnly, { mode: 0o500 });
    expect(await install(readOnly)).toMatchObject({ status: 0, stderr: "" });
    chmodSync(readOnly, 0o700);
  }, 60_000);
});

describe("a kernel", () => {
  let kernel: KernelUnderTest;
  const start = async (snapshots: string) => {
    kernel = await KernelUnderTest.start({ env: { LOSSLAB_SNAPSHOTS: snapshots } });
    return kernel;
  };
  afterEach(() => kernel.stop());

  let expected: unknown[];
  beforeEach(async () => {
    expected ??= await conversation(await start("")).finally(() => kernel.stop());
  });

  it("says the same of types from a snapshot as without one, also under the reader's options for Node", async () => {
    expect(expected[0]).toContain("Type 'number' is not assignable to type 'string'");
    kernel = await KernelUnderTest.start({
      env: { LOSSLAB_SNAPSHOTS: whole, NODE_OPTIONS: "--max-old-space-size=500" },
    });
    expect(await conversation(kernel)).toEqual(expected);
    expect(isFromSnapshot(kernel)).toBe(true);
  });

  it.each([
    ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ["of something else", () => Buffer.from("no snapshot")],
    ["damaged", (bytes: Buffer) => bytes.fill(0x55, bytes.length >> 2, bytes.length >> 1)],
  ])("starts without a snapshot that is %s, removes it, and loses no answer", async (what, damage) => {
    const broken = join(folder, what);
    mkdirSync(broken);
    writeFileSync(join(broken, blob), damage(readFileSync(join(whole, blob))));
    expect(await conversation(await start(broken))).toEqual(expected);
    expect(isFromSnapshot(kernel)).toBe(false);
    expect(readdirSync(broken)).toEqual([]);
  });

  it("makes the snapshot in a quiet moment when there is none, for the next", async () => {
    const late = join(folder, "late");
    await (await start(late)).run("1 + 1");
    expect(isFromSnapshot(kernel)).toBe(false);
    await expect.poll(() => readdirSync(late), { timeout: 40_000, interval: 500 }).toEqual([blob]);
    await kernel.stop();
    await (await start(late)).run("1 + 1");
    expect(isFromSnapshot(kernel)).toBe(true);
  }, 60_000);

  it("gives the memory of types back when nothing was asked for long, and then knows all that the cells declared", async () => {
    kernel = await KernelUnderTest.start({ env: { LOSSLAB_SNAPSHOTS: whole, LOSSLAB_TYPES_REST: "0.3" } });
    const rested = () => expect.poll(() => isFromSnapshot(kernel), { timeout: 20_000 }).toBe(false);
    const asked = await conversation(kernel);
    expect(asked).toEqual(expected);
    await rested();
    expect((await kernel.run("const again: string = m.w")).stderr).toContain(
      "Type 'number' is not assignable to type 'string'",
    );
    expect(isFromSnapshot(kernel)).toBe(true);
    await rested();
    const { reply } = await kernel.client.request("shell", "complete_request", {
      code: "o.sh",
      cursor_pos: 4,
    });
    expect(reply.content.matches).toContain("shape");
    await rested();
    await kernel.run("process.exit(0)");
    expect((await kernel.run("if (false) o.shape")).stderr).toContain("Cannot find name 'o'");
  });

  it("starts another process of types when that one is killed, as often as that happens, and it knows the cells", async () => {
    kernel = await start(whole);
    await kernel.run("const o = tensor([[1, 2]]); let m: { w: number }");
    for (let time = 1; time <= 7; time++) {
      const killed = fromSnapshot(kernel)!;
      process.kill(killed, "SIGKILL");
      await expect.poll(() => fromSnapshot(kernel), { timeout: 10_000 }).not.toBe(killed);
      await expect.poll(() => fromSnapshot(kernel), { timeout: 10_000 }).toBeDefined();
      expect((await kernel.run(`const wrong${time}: string = m = { w: ${time} }`)).stderr).toContain(
        "Type '{ w: number; }' is not assignable to type 'string'",
      );
    }
  }, 60_000);

  it("keeps the process of types when LOSSLAB_TYPES_REST is empty", async () => {
    kernel = await KernelUnderTest.start({ env: { LOSSLAB_SNAPSHOTS: whole, LOSSLAB_TYPES_REST: "" } });
    await kernel.run("1 + 1");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(isFromSnapshot(kernel)).toBe(true);
  });
});
