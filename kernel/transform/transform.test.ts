import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { describe, expect, it } from "vitest";
import { evaluate, syntaxes } from "./syntaxes.test-support.js";
import { CellSyntaxError, createTransform } from "./transform.js";

describe.each(syntaxes)("a cell transformed by %s", (_, syntax) => {
  const engine = createTransform(syntax);
  const transform = (source: string) => engine.transform(source, "Cell [1]");

  it("tells the names it declares, lexical or not", () => {
    const { declared } = transform(
      "import d, { n as renamed } from 'm'; import * as ns from 'm'; import type { T } from 'm';\n" +
        "const a = 1, { b, c: [e = 2], ...f } = x; let g; var h; function i() { var inner } class J {} enum K { L }\n" +
        "for (var m of []) { let o; var p } type Q = 1; interface R {} declare const s: number; { function t() {} }",
    );
    const names = (lexical: boolean) => declared.filter((d) => d.lexical === lexical).map(({ name }) => name);
    expect(names(true).sort()).toEqual(["J", "a", "b", "d", "e", "f", "g", "i", "ns", "renamed"]);
    expect(names(false).sort()).toEqual(["K", "h", "m", "p"]);
  });

  it("is a function whose promise is the value of the last expression", async () => {
    const run = (source: string): Promise<unknown> =>
      evaluate(transform(source).code)(async () => ({ default: 1 }), { url: "here" });
    expect(await run("1 + 1")).toBe(2);
    expect(await run("'a string, not a directive'")).toBe("a string, not a directive");
    expect(await run("{ a: 1 }")).toEqual({ a: 1 });
    expect(await run("if (true) { 5 }")).toBeUndefined();
    expect(await run("await Promise.resolve(3);")).toBe(3);
    expect(await run("import.meta.url")).toBe("here");
    expect(await run("(await import('x')).default")).toBe(1);
    expect(await run("(() => { var local = 4; return local })()")).toBe(4);
    expect(await run("(function () { return this })()")).toBeUndefined();
  });

  it("makes an enum anew, and its parts add up", async () => {
    const scope: Record<string, unknown> = {};
    const run = (source: string): Promise<unknown> =>
      evaluate(`(scope) => { with (scope) return ${transform(source).code} }`)(scope)();
    Object.assign(scope, { E: { old: 1 }, N: { old: 1 } });
    expect(await run("enum E { A, B }")).toBeUndefined();
    expect(Object.keys(scope.E as object)).toEqual(["0", "1", "A", "B"]);
    await run("namespace N { export const a = 1 } namespace N { export const b = 2 }");
    expect(scope.N).toEqual({ a: 1, b: 2 });
  });

  it("knows where in the source each place came from", () => {
    const source =
      "interface I { x: number }\nfunction f(a: number): number {\n  return a.b.c\n}\nconst z: number = f(1)";
    const { code, maps } = transform(source);
    const lines = code.split("\n");
    const line = lines.findIndex((text) => text.includes("return a.b.c"));
    let at = { line: line + 1, column: lines[line]!.indexOf("a.b") };
    for (const map of maps) {
      const found = originalPositionFor(new TraceMap(map), at);
      at = { line: found.line!, column: found.column! };
    }
    expect(at).toEqual({ line: 3, column: 9 });
  });

  it("that is no TypeScript says where and why", () => {
    const error = (source: string) => {
      try {
        transform(source);
      } catch (thrown) {
        return thrown as CellSyntaxError;
      }
      throw new Error("it was accepted");
    };
    expect(error("let x = 1\nlet y = = 2")).toBeInstanceOf(CellSyntaxError);
    expect(error("let x = 1\nlet y = = 2").traceback.slice(0, 3)).toEqual([
      "Cell [1], line 2, column 9",
      "  2 | let y = = 2",
      "    |         ^",
    ]);
    expect(error("return 1").message).toContain("return");
  });

  it("that is a command of another shell says what to write instead", () => {
    for (const [source, instead] of [
      ["%time x", "console.time"],
      ["let a = 1\n!ls -la", "execSync"],
      ["!pip install torch", "execSync"],
      ["%%bash\nls", "console.time"],
    ] as const) {
      expect(() => transform(source), source).toThrow(CellSyntaxError);
      try {
        transform(source);
      } catch (thrown) {
        expect((thrown as CellSyntaxError).traceback.join("\n")).toContain(instead);
      }
    }
    expect(() => transform("const ls = false; !ls; !ready")).not.toThrow();
  });

  it("keeps what TypeScript made up to lower it out of the session", () => {
    const { declared } = transform("using res = open(); @dec class K { accessor a = 1 }");
    expect(declared.map(({ name }) => name).sort()).toEqual(["K", "res"]);
  });
});
