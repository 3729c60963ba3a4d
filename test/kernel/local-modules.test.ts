import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelUnderTest } from "./kernel-under-test.js";

let kernel: KernelUnderTest;
const folder = mkdtempSync(join(tmpdir(), "losslab-local-"));
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
beforeAll(async () => {
  kernel = await KernelUnderTest.start({ cwd: folder });
});
afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("files beside the notebook", () => {
  it("are imported: TypeScript with enums and types, JavaScript, CommonJS, JSON, one another", async () => {
    write(
      "shapes.ts",
      'import { two } from "./numbers.js"; export enum Kind { A = 1 } export interface S { k: Kind } export const double = (x: number): number => x * two;',
    );
    write(
      "numbers.ts",
      'import { EOL } from "node:os"; export const two = EOL.length > 0 ? 2 : 0; export default "dflt";',
    );
    write(
      "plain.js",
      "export const plain = await Promise.resolve('esm'); export const here = import.meta.filename;",
    );
    write("old.cjs", "exports.old = 'cjs'; module.exports.more = require('node:path').sep.length");
    write("data.json", '{ "n": [1, 2] }');
    const { stderr } = await kernel.run(
      'import { double, Kind, type S } from "./shapes.ts"; import n, { two } from "./numbers"; import { plain, here } from "./plain.js"; import { old, more } from "./old.cjs"; import data from "./data.json" with { type: "json" };',
    );
    expect(
      await kernel.value(
        "[double(4), Kind.A, n, two, plain, here.endsWith('plain.js'), old, more, data.n[1]].join()",
      ),
    ).toBe("'8,1,dflt,2,esm,true,cjs,1,2'");
    expect(stderr).toBe("");
    expect(await kernel.value('(await import("./shapes.js")).double(5)')).toBe("10");
  });

  it("are read anew when they, or a file they import, have changed, with their types; else they are kept", async () => {
    write(
      "outer.ts",
      'import { inner } from "./inner.ts"; export const wrapped = () => inner; export const token = {};',
    );
    write("inner.ts", "export const inner: number = 1;");
    await kernel.value('import { token } from "./outer.ts"; const firstToken = token');
    expect(
      await kernel.value(
        'import { wrapped, token as again } from "./outer.ts"; [wrapped(), again === firstToken]',
      ),
    ).toBe("[ 1, true ]");
    await new Promise((resolve) => setTimeout(resolve, 20));
    write("inner.ts", "export const inner: string = 'changed';");
    const { stderr } = await kernel.run(
      'import { wrapped } from "./outer.ts"; const text: string = wrapped()',
    );
    expect(stderr).toBe("");
    expect(await kernel.value("text")).toBe("'changed'");
  });

  it("that are CommonJS are read anew as well", async () => {
    write("counter.cjs", "module.exports = { version: 1 }");
    expect(await kernel.value('import c from "./counter.cjs"; c.version')).toBe("1");
    write("counter.cjs", "module.exports = { version: 2 }");
    expect(await kernel.value('import c from "./counter.cjs"; c.version')).toBe("2");
  });

  it("that import each other in a circle work", async () => {
    write("a.ts", 'import { b } from "./b.ts"; export const a = () => b() + 1; export const base = 1;');
    write("b.ts", 'import { base } from "./a.ts"; export const b = () => base + 1;');
    expect(await kernel.value('import { a } from "./a.ts"; a()')).toBe("3");
  });

  it("that are missing, broken or throw give an error that says so, and can be mended", async () => {
    expect((await kernel.run('import "./nowhere.ts"')).reply.evalue).toContain('Cannot find "./nowhere.ts"');
    write("broken.ts", "export const x: number = = 1");
    expect((await kernel.run('import { x } from "./broken.ts"')).reply).toMatchObject({
      ename: "SyntaxError",
    });
    write("broken.ts", "export const x: number = 7; if (true) throw new Error('at load')");
    expect((await kernel.run('import { x } from "./broken.ts"')).reply.evalue).toBe("at load");
    write("broken.ts", "export const x: number = 7");
    expect(await kernel.value('import { x } from "./broken.ts"; x')).toBe("7");
    write("bad.json", "{ n: 1 }");
    expect((await kernel.run('import bad from "./bad.json"')).reply.evalue).toContain("is not JSON");
  });
});

describe("URLs", () => {
  it("are refused with what to do instead", async () => {
    for (const code of ['import "https://esm.sh/lodash"', 'await import("http://localhost/x.js")']) {
      const { reply } = await kernel.run(code);
      expect(reply.evalue).toContain("code is not loaded from the network");
      expect(reply.evalue).toContain("npm install");
    }
  });
});
