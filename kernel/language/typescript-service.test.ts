import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LanguageService } from "./language-service.js";
import { nodeEnvironment } from "./node-environment.js";
import { createTypeScriptService } from "./typescript-service.js";

const require = createRequire(import.meta.url);
const virtual = new Map([
  [
    "/preloaded/index.d.ts",
    "/** Half of a number.\n * @param x the number\n * @example\n * half(4) // 2\n */\nexport declare function half(x: number): number;\nexport interface Pair { left: number }",
  ],
]);

const { lib, types } = nodeEnvironment(process.versions.node);
let service: LanguageService;
let cells = 0;
beforeAll(() => {
  service = createTypeScriptService({
    files: {
      ...ts.sys,
      readFile: (file) => virtual.get(file) ?? ts.sys.readFile(file),
      fileExists: (file) => virtual.has(file) || ts.sys.fileExists(file),
    },
    folder: dirname(fileURLToPath(import.meta.url)),
    libFolder: dirname(require.resolve("typescript")),
    lib,
    nodeTypes: join(dirname(require.resolve(`${types}/package.json`)), "index.d.ts"),
    preloaded: new Map([["preloaded", "/preloaded/index.d.ts"]]),
  });
});
beforeEach(() => service.reset());

const check = (source: string) => service.check({ number: ++cells, source });
const codes = (source: string) => check(source).map(({ code }) => code);

describe("checking a cell", () => {
  it("finds the error and where it stands in the source", () => {
    const source = "half(1)\nconst n: number = 'x'";
    expect(check(source)).toEqual([
      {
        code: 2322,
        message: "Type 'string' is not assignable to type 'number'.",
        offset: source.indexOf("n:"),
        length: 1,
      },
    ]);
  });

  it("knows values and types of earlier cells, from the newest that declares them", () => {
    expect(
      codes(
        "interface A { x: number } class B { y = 1 } enum C { D } const e = 1, { f, g: [h] } = { f: 'f', g: [1] }",
      ),
    ).toEqual([]);
    expect(codes("const a: A = { x: 1 }; new B().y + C.D + e + h; f.length")).toEqual([]);
    expect(codes("const e = 'text'; function useE() { return e.length }")).toEqual([]);
    expect(codes("e.toUpperCase()")).toEqual([]);
    expect(codes("e.toFixed()")).toEqual([2551]);
  });

  it("lets variables be assigned in later cells, constants not", () => {
    codes("let v = 1; var w = 2; const c = 3");
    expect(codes("v = 5; w = 6; v++")).toEqual([]);
    expect(codes("v = 'five'")).toEqual([2322]);
    expect(check("c = 4")[0]).toMatchObject({
      code: 2588,
      message: "Cannot assign to 'c' because it is a constant.",
    });
  });

  it("knows var of blocks, exports, imports and re-exports of a cell", () => {
    expect(
      codes(
        "for (var i = 0; i < 2; i++) { var last = i }; export const shown = 1; import * as os from 'node:os'",
      ),
    ).toEqual([]);
    expect(codes("i + last + shown + os.cpus().length")).toEqual([]);
  });

  it("allows what a notebook allows", () => {
    for (const source of [
      "await Promise.resolve(1)",
      "x => x",
      "{ a: 1 }",
      "for await (const q of [1]) q",
      "export default 1",
      "",
    ]) {
      expect(codes(source), source).toEqual([]);
    }
  });

  it("tells types of the same name apart by their cells, wherever the notebook is", () => {
    codes("class Same { private x = 1 }; const old = new Same()");
    expect(check("class Same { private x = 2 }; const now: Same = old")[0]?.message).toBe(
      `Type 'import("./losslab-cell-${cells - 1}").Same' is not assignable to type 'import("./losslab-cell").Same'.\n` +
        "    Types have separate declarations of a private property 'x'.",
    );
  });

  it("takes what one cell was checked with for that cell alone", () => {
    codes("const first = 1; function twice() { return first * 2 }");
    codes("const first = 'text'");
    expect(codes("const n: number = twice(); const s: string = first")).toEqual([]);
  });

  it("takes in cells that were checked elsewhere, the newest declaration of a name counts", () => {
    service.restore([
      { number: ++cells, source: "const a = 1; let b = 'b'; class C { d = 2 }" },
      { number: ++cells, source: "const a = new C(); const wrong: string = 1" },
    ]);
    expect(codes("a.d.toFixed(); b = 'c'; wrong.length")).toEqual([]);
    expect(codes("b = 1")).toEqual([2322]);
    expect(codes("a = 1")).toEqual([2588]);
  });

  it("forgets the cells on reset, not what is preloaded", () => {
    codes("const gone = 1");
    service.reset();
    expect(codes("gone")).toEqual([2304]);
    expect(codes("half(2)")).toEqual([]);
  });
});

describe("completion", () => {
  const names = (source: string) => service.complete(source, source.length).entries.map(({ name }) => name);

  it("offers members, names of cells and preloaded names; exact case first", () => {
    codes("const halfway = { there: 1 }; const Half = 1");
    expect(names("half")).toEqual(expect.arrayContaining(["half", "halfway"]));
    expect(names("half").at(-1)).toBe("Half");
    expect(names("halfway.")).toContain("there");
    expect(names("function f() {\n  halfway.th")).toEqual(["there"]);
  });

  it("offers names after a spread and after a comment's full stop, as anywhere else", () => {
    codes("const spreadable = [1]");
    expect(names("[...sprea")).toEqual(["spreadable"]);
    expect(names("// Spread.\nsprea")).toEqual(["spreadable"]);
  });

  it("offers the names of many cells, not as members", () => {
    const many = Array.from({ length: 120 }, (_, i) => `many${String(i).padStart(3, "0")}`);
    for (const name of many) codes(`const ${name} = 1`);
    expect(service.complete("man", 3).entries).toEqual(many.map((name) => ({ name, kind: "const" })));
    expect(names("Math.man")).toEqual([]);
  });

  it("says which text is replaced", () => {
    expect(service.complete("const a = Math.fl + 1", 17)).toMatchObject({
      start: 15,
      end: 17,
      entries: [{ name: "floor" }],
    });
  });

  it("offers module names in an import", () => {
    expect(names('import fs from "node:f')).toContain("node:fs");
  });
});

describe("inspection", () => {
  it("gives signature, documentation and tags, on the name and within the call", () => {
    const expected = {
      signature: "function half(x: number): number",
      documentation: "Half of a number.",
      tags: [
        { name: "param", text: "x the number" },
        { name: "example", text: "half(4) // 2" },
      ],
    };
    expect(service.inspect("half", 2)).toEqual(expected);
    expect(service.inspect("half", 4)).toEqual(expected);
    // Of a call TypeScript tells which overload it is.
    const call = { ...expected, signature: "half(x: number): number" };
    expect(service.inspect("half(", 5)).toEqual(call);
    expect(service.inspect("half(1, ", 8)).toEqual(call);
  });

  it("gives the comments of what is ambient, which are in their files only", () => {
    const said = (source: string) => service.inspect(source, source.length);
    expect(said("Math.max")).toEqual({
      signature: "(method) Math.max(...values: number[]): number",
      documentation: "Returns the larger of a set of supplied numeric expressions.",
      tags: [{ name: "param", text: "values Numeric expressions to be evaluated." }],
    });
    expect(said("Math")?.documentation).toBe(
      "An intrinsic object that provides basic mathematics functionality and constants.",
    );
    expect(said("process.cwd")?.documentation).toMatch(/^The `process\.cwd\(\)` method returns the current/);
    expect(said("'a'.substr")?.tags.map(({ name }) => name)).toContain("deprecated");
    const source = "import { statSync } from 'node:fs'; statSync";
    expect(said(source)?.documentation).toBe("Synchronous stat(2) - Get file status.");
  });

  it("shows the reader's definition, not an import of ours", () => {
    codes("const shared = 1 + 1");
    expect(service.inspect("shared", 2, true)?.definition).toBe("const shared = 1 + 1");
    expect(service.inspect("const o: { shared: number } = { shared }", 34, true)?.definition).not.toContain(
      "import",
    );
  });

  it("has nothing to say of nonsense or of nothing", () => {
    expect(service.inspect("nonsense", 3)).toBeUndefined();
    expect(service.inspect("", 0)).toBeUndefined();
  });
});
