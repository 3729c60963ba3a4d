import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { losslab, MAIN } from "./losslab.js";

let home: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "a home "));
  env = { HOME: home, JUPYTER_DATA_DIR: join(home, "data"), JUPYTER_PATH: join(home, "more") };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function list(): Promise<Record<string, unknown>[]> {
  const { stdout, status } = await losslab(["list", "--json"], { env });
  expect(status).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>[];
}

describe("install, list and uninstall", () => {
  it("agree on what is there", async () => {
    expect((await losslab(["list"], { env })).stdout).toContain(
      "`losslab install --user` installs it for you.",
    );
    const folder = join(home, "data", "kernels", "losslab");
    expect((await losslab(["install"], { env })).stdout).toContain(folder);
    expect(await list()).toEqual([
      expect.objectContaining({
        name: "losslab",
        folder,
        starts: expect.objectContaining({ main: MAIN, nodeVersion: process.versions.node }),
        seen: true,
      }),
    ]);
    const removed = await losslab(["uninstall"], { env });
    expect(removed).toMatchObject({ status: 0, stdout: `Removed the kernel from ${folder}\n` });
    expect(await list()).toEqual([]);
    const again = await losslab(["uninstall"], { env });
    expect(again).toMatchObject({ status: 1, stdout: "" });
    expect(again.stderr).toContain('there is no kernel "losslab" in');
  });

  it("know a kernel that comes first under the same name", async () => {
    await losslab(["install"], { env });
    const first = join(home, "more", "kernels", "Losslab");
    mkdirSync(first, { recursive: true });
    writeFileSync(
      join(first, "kernel.json"),
      JSON.stringify({ argv: ["other", "{connection_file}"], display_name: "Other", language: "other" }),
    );
    expect(await list()).toEqual([expect.objectContaining({ name: "losslab", hiddenBy: first })]);
  });

  it("find a kernel in an environment, and one that starts no more", async () => {
    const environment = join(home, "venv");
    env.VIRTUAL_ENV = environment;
    await losslab(["install", "--sys-prefix"], { env });
    await losslab(["install", "--name", "broken"], { env });
    const launcher = join(home, "data", "kernels", "broken", "start.sh");
    writeFileSync(launcher, readFileSync(launcher, "utf8").replaceAll(MAIN, "/gone/main.js"));
    env.PATH = "/usr/bin:/bin";
    const found = await list();
    expect(found.map(({ name, folder }) => [name, folder])).toEqual(
      expect.arrayContaining([
        ["losslab", join(environment, "share", "jupyter", "kernels", "losslab")],
        ["broken", join(home, "data", "kernels", "broken")],
      ]),
    );
    const broken = found.find(({ name }) => name === "broken");
    expect(broken?.problem).toContain("/gone/main.js is gone");
    const { stdout } = await losslab(["list"], { env });
    expect(stdout).toContain("to repair it: losslab install --user --name broken");
  });

  it.skipIf(process.platform === "win32")("survive the removal of the Node that was recorded", async () => {
    await losslab(["install"], { env });
    const launcher = join(home, "data", "kernels", "losslab", "start.sh");
    const recorded = readFileSync(launcher, "utf8");
    writeFileSync(launcher, recorded.replaceAll(process.execPath, join(home, "v20.1.0", "bin", "node")));
    const bin = join(home, "bin");
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, "node"));
    env.PATH = `${bin}:/usr/bin:/bin`;
    expect((await list())[0]?.starts).toMatchObject({ node: process.execPath, main: MAIN });
    expect(readdirSync(dirname(launcher))).toHaveLength(5);
  });
});

describe("the doctor", () => {
  it("starts the kernel, and the installed one as Jupyter would", async () => {
    await losslab(["install"], { env });
    const { status, stdout, stderr } = await losslab(["doctor"], { env });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^ok +Node \d+/m);
    expect(stdout).toMatch(/^ok +zeromq/m);
    expect(stdout).toMatch(/^ok +the kernel starts \(\d+ ms\)$/m);
    expect(stdout).toMatch(/^ok +the kernel runs a cell: 1 \+ 1 is 2 \(\d+ ms\)$/m);
    expect(stdout).toMatch(/^ok +the kernel answers with TypeScript/m);
    expect(stdout).toMatch(/^ok +kernelspec "losslab" runs a cell: 1 \+ 1 is 2/m);
    expect(stdout).toContain("All well");
    expect(status).toBe(0);
  }, 120_000);

  it("finds a broken kernelspec and says how to repair it", async () => {
    await losslab(["install"], { env });
    writeFileSync(join(home, "data", "kernels", "losslab", "start.sh"), "echo no kernel here >&2; exit 3");
    const { status, stdout } = await losslab(["doctor"], { env });
    expect(stdout).toMatch(/^problem +kernelspec "losslab" .* cannot be started: no kernel here$/m);
    expect(stdout).toContain("→ losslab install --user");
    expect(stdout).toMatch(/\n1 problem/);
    expect(status).toBe(1);
  }, 120_000);
});
