/** Long runs on a real kernel: what only many repetitions show. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeMessage } from "../../kernel/protocol/frames.js";
import { Signer } from "../../kernel/protocol/signature.js";
import { losslab } from "../command-line/losslab.js";
import { KernelUnderTest } from "../kernel/kernel-under-test.js";

describe("5,000 cells", () => {
  it("leave the memory of each process as it was after the first 1,000", async () => {
    const snapshots = mkdtempSync(join(tmpdir(), "losslab-soak-"));
    const env = { LOSSLAB_SNAPSHOTS: snapshots };
    await losslab(["install", "--prefix", snapshots], { env });
    const kernel = await KernelUnderTest.start({ env });
    const measured: Record<string, number>[] = [];
    for (let i = 1; i <= 5000; i++) {
      await kernel.client.execute(
        `const v${i % 50}: number = ${i}; function f${i % 50}(x: number) { return x + v${i % 50} }; softmax([[v${i % 50}, 2]])`,
      );
      if (i % 1000 === 0) {
        measured.push(residentMegabytes(kernel.client.process.pid!));
        console.log(`after ${i} cells, MB:`, JSON.stringify(measured.at(-1)));
      }
    }
    const [first, last] = [measured[0]!, measured.at(-1)!];
    for (const part of ["supervisor", "cell", "language"])
      expect(last[part]! / first[part]!, part).toBeLessThan(1.25);
    await kernel.stop();
    rmSync(snapshots, { recursive: true });
  });
});

describe("200 starts and stops", () => {
  it("leave no process, port or file behind", async () => {
    // A folder of our own for temporary files, so that nobody else's are counted.
    const folder = mkdtempSync(join(tmpdir(), "losslab-soak-"));
    const outer = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    for (let i = 0; i < 200; i++) {
      const kernel = await KernelUnderTest.start();
      const pids = [kernel.client.process.pid!, ...children(kernel.client.process.pid!)];
      if (i % 3 === 0) await kernel.run("1 + 1");
      await kernel.stop();
      await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
      const { shell_port, iopub_port, stdin_port, control_port, hb_port } = kernel.client.connection;
      for (const port of [shell_port, iopub_port, stdin_port, control_port, hb_port]) await canListen(port);
    }
    expect(readdirSync(folder)).toEqual([]);
    if (outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outer;
    rmdirSync(folder);
  });
});

describe("100,000 messages that are none of ours", () => {
  it("are dropped, and the kernel answers afterwards", async () => {
    const kernel = await KernelUnderTest.start();
    const { key } = kernel.client.connection;
    const valid = () =>
      encodeMessage(
        kernel.client.message("execute_request", { code: "globalThis.forged = true" }),
        new Signer(key),
      );
    const wrongKey = () =>
      encodeMessage(
        kernel.client.message("execute_request", { code: "globalThis.forged = true" }),
        new Signer("no"),
      );
    const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
    const frame = fc.oneof(
      bytes,
      fc.constant(Buffer.from("<IDS|MSG>")),
      fc.json().map((text) => Buffer.from(text)),
    );
    const damaged = fc
      .tuple(fc.nat(5), fc.nat(200), fc.integer({ min: 1, max: 255 }))
      .map(([which, at, bits]) => {
        const frames = valid().map((part) => Buffer.from(part));
        const part = frames[1 + (which % (frames.length - 1))]!;
        if (part.length === 0) return [Buffer.from("x")];
        part[at % part.length]! ^= bits;
        return frames;
      });
    const replayed = valid();
    await kernel.client.send("shell", replayed);
    await kernel.value("delete globalThis.forged");
    const message = fc.oneof(
      fc.array(frame, { minLength: 1, maxLength: 9 }),
      damaged,
      fc.constant(0).map(wrongKey),
      fc.constant(replayed),
    );
    const socket = fc.constantFrom("shell" as const, "control" as const, "stdin" as const);
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(socket, message, async (name, frames) => {
        await kernel.client.send(name, frames);
        // The kernel's log is read by us; every so often, wait until it has caught up.
        if (++sent % 5000 === 0) {
          await kernel.client.kernelInfo();
          kernel.client.log = "";
        }
      }),
      { numRuns: 100_000, endOnFailure: true },
    );
    expect(sent).toBe(100_000);
    expect(await kernel.value("globalThis.forged")).toBeUndefined();
    expect(await kernel.value("1 + 1")).toBe("2");
    await kernel.stop();
  });
});

function residentMegabytes(supervisor: number): Record<string, number> {
  const of = (pid: number) =>
    Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024);
  const named = children(supervisor).map(
    (pid) => [commandOf(pid).includes("/cell/start.js") ? "cell" : "language", of(pid)] as const,
  );
  return { supervisor: of(supervisor), ...Object.fromEntries(named) };
}

function children(pid: number): number[] {
  const text = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child!);
}

function commandOf(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function canListen(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => server.close(() => resolve()));
  });
}
