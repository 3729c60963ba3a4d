import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { userDataDir } from "./data-dir.js";
import { installKernelspec, kernelJson } from "./install.js";

let prefix: string;
let main: string;
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), "a prefix "));
  main = join(prefix, "dist folder main.js");
  writeFileSync(main, "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(prefix, { recursive: true, force: true });
});

describe("an installed kernelspec", () => {
  it("starts its launcher, which knows this Node and this kernel, spaces in paths and all", async () => {
    const folder = await installKernelspec({ prefix, main });
    expect(folder).toBe(join(prefix, "share", "jupyter", "kernels", "losslab"));
    expect(JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"))).toEqual({
      argv: ["/bin/sh", join(folder, "start.sh"), "kernel", "{connection_file}"],
      display_name: "TypeScript (losslab)",
      language: "typescript",
      interrupt_mode: "message",
      metadata: { debugger: false, losslab: { node: process.execPath, main } },
    });
    expect(readdirSync(folder).sort()).toEqual([
      "kernel.json",
      "logo-32x32.png",
      "logo-64x64.png",
      "logo-svg.svg",
      "start.sh",
    ]);
  });

  it("starts Node itself on Windows, which has no shell that would get out of the way", () => {
    const program = { node: "C:\\Program Files\\nodejs\\node.exe", main: "C:\\losslab\\main.js" };
    expect(kernelJson("win32", program, "C:\\kernels\\losslab")).toMatchObject({
      argv: [program.node, "--max-semi-space-size=1", program.main, "kernel", "{connection_file}"],
    });
  });

  it("has logos that are PNG files of their size", async () => {
    const folder = await installKernelspec({ prefix, main });
    for (const size of [32, 64]) {
      const png = readFileSync(join(folder, `logo-${size}x${size}.png`));
      expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
    }
  });

  it("is overwritten by the next installation, which leaves other files where they are", async () => {
    const folder = await installKernelspec({ prefix, main });
    writeFileSync(join(folder, "kernel.json"), "old");
    writeFileSync(join(folder, "kernel.js"), "somebody else's");
    await installKernelspec({ prefix, main });
    expect(JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")).language).toBe("typescript");
    expect(readFileSync(join(folder, "kernel.js"), "utf8")).toBe("somebody else's");
  });

  it("goes where it is told: JUPYTER_DATA_DIR, an environment, another name", async () => {
    vi.stubEnv("JUPYTER_DATA_DIR", join(prefix, "data"));
    expect(await installKernelspec({ user: true, main })).toBe(join(prefix, "data", "kernels", "losslab"));
    expect(await installKernelspec({ name: "losslab-dev", main })).toBe(
      join(prefix, "data", "kernels", "losslab-dev"),
    );
    vi.stubEnv("VIRTUAL_ENV", join(prefix, "venv"));
    expect(await installKernelspec({ sysPrefix: true, main })).toBe(
      join(prefix, "venv", "share", "jupyter", "kernels", "losslab"),
    );
  });
});

describe("an installation that cannot be", () => {
  it("leaves another kernel of that name alone and says which it is", async () => {
    const folder = join(prefix, "share", "jupyter", "kernels", "deno");
    mkdirSync(folder, { recursive: true });
    const foreign = JSON.stringify({
      argv: ["deno", "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno",
      language: "typescript",
    });
    writeFileSync(join(folder, "kernel.json"), foreign);
    await expect(installKernelspec({ prefix, main, name: "deno" })).rejects.toThrow(
      'has the kernel "Deno", which starts deno jupyter --kernel …; it was left alone. Choose another name with --name',
    );
    expect(readdirSync(folder)).toEqual(["kernel.json"]);
    expect(readFileSync(join(folder, "kernel.json"), "utf8")).toBe(foreign);
  });

  it("says so when the kernel was not built", async () => {
    await expect(installKernelspec({ prefix, main: join(prefix, "none.js") })).rejects.toThrow(
      'run "npm run build" first',
    );
    expect(existsSync(join(prefix, "share"))).toBe(false);
  });

  it("says which file is in the way, and leaves nothing behind", async () => {
    mkdirSync(join(prefix, "share"));
    writeFileSync(join(prefix, "share", "jupyter"), "a file");
    await expect(installKernelspec({ prefix, main })).rejects.toThrow(
      "is a file and not a folder; move it away or choose another --prefix",
    );
    expect(readdirSync(join(prefix, "share"))).toEqual(["jupyter"]);
  });

  it("leaves the old kernelspec whole and no temporary files when a file cannot be replaced", async () => {
    const folder = join(prefix, "share", "jupyter", "kernels", "losslab");
    mkdirSync(join(folder, "logo-32x32.png", "in the way"), { recursive: true });
    writeFileSync(join(folder, "kernel.json"), "old");
    await expect(installKernelspec({ prefix, main })).rejects.toThrow();
    expect(readdirSync(folder).sort()).toEqual(["kernel.json", "logo-32x32.png"]);
    expect(readFileSync(join(folder, "kernel.json"), "utf8")).toBe("old");
  });

  it.skipIf(process.getuid?.() === 0)(
    "says what to do about missing permissions (root has them all)",
    async () => {
      chmodSync(prefix, 0o500);
      await expect(installKernelspec({ prefix, main })).rejects.toThrow(
        /^no permission to write .*: use --user to install for yourself/,
      );
      chmodSync(prefix, 0o700);
    },
  );

  // Node's recursive mkdir never comes back from there.
  it.runIf(process.platform === "linux")("says so where no folder can be made", async () => {
    await expect(installKernelspec({ prefix: "/proc/losslab", main })).rejects.toThrow(
      "/proc/losslab cannot be created there",
    );
  });

  it.each([
    [{ user: true, prefix: "x" }, "exclude each other"],
    [{ name: "../elsewhere" }, "cannot be a kernel's name"],
    [{ name: ".." }, "cannot be a kernel's name"],
    [{ name: "" }, "cannot be a kernel's name"],
  ])("refuses %j", async (options, message) => {
    await expect(installKernelspec({ ...options, main })).rejects.toThrow(message);
  });

  it("says so when there is no environment for --sys-prefix", async () => {
    vi.stubEnv("VIRTUAL_ENV", "");
    vi.stubEnv("CONDA_PREFIX", "");
    await expect(installKernelspec({ sysPrefix: true, main })).rejects.toThrow(
      "no Python environment is active",
    );
  });
});

// jupyter_core 4.12, paths.py: jupyter_data_dir()
it.each([
  ["linux", {}, "/home/ada/.local/share/jupyter"],
  ["linux", { XDG_DATA_HOME: "/data" }, "/data/jupyter"],
  ["linux", { XDG_DATA_HOME: "/data", JUPYTER_DATA_DIR: "/mine" }, "/mine"],
  ["darwin", { XDG_DATA_HOME: "/data" }, "/home/ada/Library/Jupyter"],
  ["win32", { APPDATA: "C:\\Users\\ada\\AppData\\Roaming" }, "C:\\Users\\ada\\AppData\\Roaming\\jupyter"],
] as const)("the user's data folder on %s with %j is %s", (platform, env, expected) => {
  expect(userDataDir({ platform, home: "/home/ada", env })).toBe(expected);
});
