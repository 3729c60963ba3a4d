import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installKernelspec } from "./install.js";
import { uninstallKernelspec } from "./uninstall.js";

let prefix: string;
let main: string;
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), "a prefix "));
  main = join(prefix, "main.js");
  writeFileSync(main, "");
});
afterEach(() => rmSync(prefix, { recursive: true, force: true }));

/** A kernelspec of somebody else. */
function kernel(name: string, content: object | string): string {
  const folder = join(prefix, "share", "jupyter", "kernels", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), typeof content === "string" ? content : JSON.stringify(content));
  return folder;
}

describe("uninstalling", () => {
  it("removes what was installed and the folder, and nothing above it", async () => {
    const folder = await installKernelspec({ prefix, main });
    expect(await uninstallKernelspec({ prefix })).toEqual({ folder, left: [] });
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(join(prefix, "share", "jupyter"))).toEqual(["kernels"]);
  });

  it("removes a kernel that was installed under another name, and only that", async () => {
    const folder = await installKernelspec({ prefix, main });
    await installKernelspec({ prefix, main, name: "losslab-dev" });
    await uninstallKernelspec({ prefix, name: "losslab-dev" });
    expect(readdirSync(join(prefix, "share", "jupyter", "kernels"))).toEqual(["losslab"]);
    expect(readdirSync(folder)).toContain("kernel.json");
  });

  it("leaves files that losslab did not write, and names them", async () => {
    const folder = await installKernelspec({ prefix, main });
    writeFileSync(join(folder, "kernel.js"), "somebody else's");
    expect(await uninstallKernelspec({ prefix })).toEqual({ folder, left: ["kernel.js"] });
    expect(readdirSync(folder)).toEqual(["kernel.js"]);
  });

  it("knows a kernelspec of the first version, which had no launcher", async () => {
    const folder = kernel("losslab", {
      argv: ["/usr/bin/node", "/somewhere/main.js", "kernel", "{connection_file}"],
      display_name: "TypeScript (losslab)",
      language: "typescript",
    });
    await uninstallKernelspec({ prefix });
    expect(existsSync(folder)).toBe(false);
  });

  it("refuses another kernel of that name and says what it found", async () => {
    const folder = kernel("losslab", {
      argv: ["deno", "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno",
      language: "typescript",
    });
    await expect(uninstallKernelspec({ prefix })).rejects.toThrow(
      `${folder} has the kernel "Deno", which starts deno jupyter --kernel …, not losslab's; nothing was removed`,
    );
    expect(readdirSync(folder)).toEqual(["kernel.json"]);
  });

  it.each([["not JSON"], ['{"argv": []}']])("refuses a folder whose kernel.json is %s", async (content) => {
    const folder = kernel("losslab", content);
    await expect(uninstallKernelspec({ prefix })).rejects.toThrow("nothing was removed");
    expect(readdirSync(folder)).toEqual(["kernel.json"]);
  });

  it("says so when there is nothing to remove", async () => {
    await expect(uninstallKernelspec({ prefix })).rejects.toThrow(/^there is no kernel "losslab" in /);
  });

  it("refuses a name that leads elsewhere", async () => {
    await expect(uninstallKernelspec({ prefix, name: "../kernels" })).rejects.toThrow(
      "cannot be a kernel's name",
    );
  });
});
