import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelUnderTest } from "./kernel-under-test.js";

let kernel: KernelUnderTest;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "losslab notebook "));
  const packages: Record<string, Record<string, string>> = {
    "only-esm": {
      "package.json":
        '{"name":"only-esm","type":"module","exports":{".":{"types":"./index.d.ts","import":"./index.js"}}}',
      "index.js": "export const answer = await Promise.resolve(42); export default class Thing {}",
      "index.d.ts": "export const answer: number; export default class Thing {}",
    },
    "only-cjs": {
      "package.json": '{"name":"only-cjs","main":"index.js"}',
      // The name is computed, so that Node cannot tell it without running the file.
      "index.js": 'exports["com" + "puted"] = () => "from cjs"',
    },
  };
  for (const [name, files] of Object.entries(packages)) {
    const path = join(folder, "node_modules", name);
    mkdirSync(path, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  }
  kernel = await KernelUnderTest.start({ cwd: folder });
});
afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("names", () => {
  it("const, let, class, function, enum and destructuring can be declared again", async () => {
    for (const version of [1, 2]) {
      const cells = [
        `const c = ${version}; let l = ${version}; var v = ${version};`,
        `class K { version = ${version} }`,
        `function fn() { return ${version} }`,
        `enum En { only${version} }`,
        `const { a, b: [d = 5], ...rest } = { a: ${version}, b: [] as number[], z: ${version} };`,
      ];
      await kernel.value(...cells);
      expect(
        await kernel.value("[c, l, v, new K().version, fn(), Object.keys(En).length, a, d, rest.z].join()"),
      ).toBe(`'${[version, version, version, version, version, 2, version, 5, version].join()}'`);
    }
  });

  it("a closure of an earlier cell sees a later assignment and a later declaration", async () => {
    expect(await kernel.value("let rate = 1; const read = () => rate", "rate = 2", "read()")).toBe("2");
    expect(await kernel.value("const rate = 3", "read()")).toBe("3");
  });

  it("a function that calls itself calls its newest version", async () => {
    expect(
      await kernel.value(
        "function walk(n: number): string { return n === 0 ? 'old' : walk(n - 1) }; const first = walk",
        "function walk(n: number): string { return 'new' }",
        "first(3)",
      ),
    ).toBe("'new'");
  });

  it("declared before an exception is thrown, a name is kept; after it, it never was", async () => {
    expect((await kernel.run('const before = 1; throw new Error("x"); const after = 2')).reply.status).toBe(
      "error",
    );
    expect(await kernel.value("before")).toBe("1");
    expect((await kernel.run("after")).traceback).toContain("ReferenceError: after is not defined");
  });

  it("an earlier value survives a later cell that fails before it declares the name again", async () => {
    await kernel.value("const survivor = 'kept'");
    await kernel.run('throw new Error("x"); const survivor = "never"');
    expect(await kernel.value("survivor")).toBe("'kept'");
  });

  it("read before its declaration, a name is an error", async () => {
    expect((await kernel.run("const y1 = x1; const x1 = 1")).traceback).toContain(
      "Cannot access 'x1' before initialization",
    );
  });

  it("var in blocks and loops belongs to the session", async () => {
    expect(await kernel.value("for (var i = 0; i < 3; i++) { var last = i }", "[i, last].join()")).toBe(
      "'3,2'",
    );
    expect(await kernel.value("for (var key in { only: 1 }) {}", "key")).toBe("'only'");
    expect(await kernel.value("for (var item of [7]) {}", "item")).toBe("7");
    expect(await kernel.value("{ let hidden = 1 }", "typeof hidden")).toBe("'undefined'");
  });

  it("of Node's own can be taken by a cell without harm to packages and the kernel", async () => {
    expect(
      await kernel.value("const process = 5, Map = 'mine', console = 1", "[process, Map, console].join()"),
    ).toBe("'5,mine,1'");
    expect(await kernel.value("(await import('node:util')).inspect(new globalThis.Map([[1, 2]]))")).toBe(
      "'Map(1) { 1 => 2 }'",
    );
  });

  it("of the library can be taken by a cell", async () => {
    const other = await KernelUnderTest.start();
    expect(await other.value("const tensor = 'mine'; const display = 2", "tensor + display")).toBe("'mine2'");
    await other.stop();
  });
});

describe("a cell", () => {
  it.each([
    ["await Promise.resolve(5)", "5"],
    ["Promise.resolve(6)", "6"],
    ["{ a: 1, b: 'x' }", "{ a: 1, b: 'x' }"],
    ["{ 1; 2 }", undefined],
    ["'a string'", "'a string'"],
    ["1; 2; // and a comment", "2"],
    ["null", "null"],
    ["(function () { return this })()", undefined],
    ["type T = number; const t = 5 satisfies T; t as unknown", "5"],
    [
      "abstract class Shape { constructor(protected readonly size: number) {} abstract area(): number }\nclass Square extends Shape { area() { return this.size ** 2 } }\nnew Square(3).area()",
      "9",
    ],
    ["namespace Space { export const inner = 4 }\nSpace.inner", "4"],
    ["const gen = function* <T>(x: T) { yield x }; [...gen(1)].length", "1"],
    ["export const exported = 8; exported", "8"],
  ])("%s gives %s", async (code, expected) => {
    const { result, reply } = await kernel.run(code);
    expect(reply.status).toBe("ok");
    expect(result).toBe(expected);
  });

  it("shows output of timers and promises that outlive it under the cell that caused it", async () => {
    const seen: [string, unknown][] = [];
    const other = await KernelUnderTest.start({
      onMessage: (_, { header, content, parentHeader }) => {
        if (header.msg_type === "stream") seen.push([String(content.text), parentHeader?.msg_id]);
      },
    });
    const first = await other.client.execute(
      'setTimeout(() => console.log("timer"), 50); (async () => { await new Promise((r) => setTimeout(r, 60)); console.log("promise") })(); 0',
    );
    await other.client.execute(
      'await new Promise((resolve) => setTimeout(resolve, 150)); console.log("second")',
    );
    const parent = first.reply.parentHeader?.msg_id;
    expect(
      seen
        .filter(([, id]) => id === parent)
        .map(([text]) => text)
        .join(""),
    ).toBe("timer\npromise\n");
    await other.stop();
  });

  it("survives exceptions that nobody waits for, and shows them", async () => {
    const late = await kernel.run(
      'setTimeout(() => { throw new Error("late") }, 1); await new Promise((r) => setTimeout(r, 30))',
    );
    expect(late.reply.status).toBe("ok");
    expect(late.stderr).toContain("Error: late");
    const rejected = await kernel.run('Promise.reject(new Error("nobody")); 1');
    expect(rejected.stderr).toContain("Error: nobody");
    expect(await kernel.value("1")).toBe("1");
  });
});

describe("imports", () => {
  it("of Node's modules: default, named, namespace, dynamic, require", async () => {
    await kernel.value(
      'import fs, { readFileSync as read } from "node:fs"; import * as path from "node:path"',
    );
    expect(await kernel.value("[typeof read, fs.readFileSync === read, path.basename('/a/b')].join()")).toBe(
      "'function,true,b'",
    );
    expect(await kernel.value('const { cpus } = await import("node:os"); typeof cpus')).toBe("'function'");
    expect(await kernel.value('require("node:os").EOL === "\\n" || true')).toBe("true");
  });

  it("of packages in the notebook's folder: ESM with top-level await, CommonJS with computed names", async () => {
    expect(
      await kernel.value('import Thing, { answer } from "only-esm"', "[Thing.name, answer].join()"),
    ).toBe("'Thing,42'");
    expect(await kernel.value('import { computed } from "only-cjs"', "computed()")).toBe("'from cjs'");
  });

  it("keep what only a later cell uses, and drop types", async () => {
    await kernel.value('import { join } from "node:path"; import type { Stats } from "node:fs"');
    expect(await kernel.value("join('a', 'b')")).toBe("'a/b'");
  });

  it("of losslab are the preloaded library itself", async () => {
    expect(await kernel.value('import { softmax as imported } from "losslab"; imported === softmax')).toBe(
      "true",
    );
  });

  it("of losslab have the bits that every platform gives, though this one may have faster kernels", async () => {
    const cells = [
      // Node 20 has relaxed SIMD behind this flag, later ones have it without.
      'import { setFlagsFromString } from "node:v8"; setFlagsFromString("--experimental-wasm-relaxed-simd")',
      "const rows = tensor(Float32Array.from({ length: 4000 }, (_, i) => 20 * Math.sin(i))).reshape([4, 1000])",
      "const bits = () => new Uint32Array(softmax(rows).data.slice().buffer).join()",
      "const given = bits()",
      'const plain = accelerate({ with: "wasm" }) && bits()',
      'const fused = accelerate({ with: "relaxed" }) === "relaxed" && bits()',
      'accelerate({ with: "wasm" })',
    ];
    expect(await kernel.value(...cells, "[given === plain, given === fused].join()")).toBe("'true,false'");
  });

  it("of a package that is not there say where it was looked for and what to do", async () => {
    const { reply } = await kernel.run('import x from "not-installed/deep"');
    expect(reply.evalue).toContain("Cannot find package 'not-installed'");
    expect(reply.evalue).toContain("npm install not-installed");
    expect(reply.evalue).toContain(folder);
  });
});

describe("type errors", () => {
  it("are shown with code, place and pointer after the result, and the cell runs", async () => {
    const { result, stderr, reply, published } = await kernel.run(
      "const one = 1\nconst n: number = 'text'; n",
    );
    expect(reply.status).toBe("ok");
    expect(result).toBe("'text'");
    expect(stderr).toBe(
      [
        `Cell [${reply.execution_count}], line 2, column 7 - TS2322: Type 'string' is not assignable to type 'number'.`,
        "  2 | const n: number = 'text'; n",
        "    |       ^",
        "",
      ].join("\n"),
    );
    expect(published.map(({ header }) => header.msg_type).slice(-3)).toEqual([
      "execute_result",
      "stream",
      "status",
    ]);
  });

  it("see the types of earlier cells, the newest declaration of a name, and let being assignable", async () => {
    await kernel.value("interface Point { x: number }; let counter = 0; const fixed = 1");
    expect((await kernel.run("const p: Point = { x: 'no' }")).stderr).toContain("TS2322");
    expect((await kernel.run("counter = 5")).stderr).toBe("");
    expect((await kernel.run("counter = 'five'")).stderr).toContain("TS2322");
    expect((await kernel.run("fixed = 2")).stderr).toContain(
      "TS2588: Cannot assign to 'fixed' because it is a constant",
    );
    await kernel.value("const fixed = 'now a string'");
    expect((await kernel.run("fixed.toUpperCase()")).stderr).toBe("");
  });

  it("do not repeat what the cell's own error says", async () => {
    const { reply, stderr } = await kernel.run("const half: string = 1; nowhereToBeFound");
    expect(reply.evalue).toBe("nowhereToBeFound is not defined");
    expect(stderr).toContain("TS2322");
    expect(stderr).not.toContain("TS2304");
  });

  it("of the library's arguments are found", async () => {
    expect((await kernel.run('softmax([[1, 2]], { dim: "last" })')).stderr).toContain("TS2322");
    expect((await kernel.run("softmax([[1, 2]])")).stderr).toBe("");
  });

  it("are not invented for what a notebook may do", async () => {
    const other = await KernelUnderTest.start();
    for (const code of [
      "const square = (x) => x * x",
      "await Promise.resolve()",
      "for await (const x of [1]) { x }",
      "import { createHash } from 'node:crypto'; createHash('sha256')",
      "process.version; Buffer.from('x'); setTimeout(() => {}, 0); new URL('http://a'); structuredClone({})",
      "display(1); html`x`; jupyter.clearOutput()",
      "[1, 2].at(-1); [3, 1].toSorted(); new Set([1]).has(1)",
    ]) {
      const { stderr } = await other.run(code);
      expect(stderr, code).toBe("");
    }
    await other.stop();
  });
});

describe("tracebacks", () => {
  it("name cell, line and column, show the source line, and leave our frames out", async () => {
    const definition = await kernel.run(
      "// a comment\nfunction thrower(): never {\n  throw new TypeError('deep')\n}",
    );
    const call = await kernel.run("const label: string = 'x'\nthrower()");
    const [where, here] = [definition, call].map(({ reply }) => `Cell [${reply.execution_count}]`);
    expect(call.traceback).toBe(
      [
        "TypeError: deep",
        `    at thrower (${where}, line 3, column 9)`,
        "  3 |   throw new TypeError('deep')",
        "    |         ^",
        `    at ${here}, line 2, column 1`,
      ].join("\n"),
    );
  });

  it("show the cause and the errors of an AggregateError", async () => {
    const { traceback } = await kernel.run(
      "throw new AggregateError([new Error('one'), 2], 'many', { cause: new RangeError('why') })",
    );
    expect(traceback).toContain("AggregateError: many");
    expect(traceback).toContain("[errors 0]: Error: one");
    expect(traceback).toContain("[errors 1]: 2");
    expect(traceback).toContain("Caused by: RangeError: why");
  });

  it("of a syntax error point at the place, and nothing of the cell runs", async () => {
    const { traceback, reply } = await kernel.run("globalThis.ranTooFar = 1\nconst 1a = 2");
    expect(reply.ename).toBe("SyntaxError");
    expect(traceback).toMatch(
      /^Cell \[\d+\], line 2, column 8\n {2}2 \| const 1a = 2\n {4}\| {8}\^\nSyntaxError: /,
    );
    expect(await kernel.value("typeof globalThis.ranTooFar")).toBe("'undefined'");
  });

  it("of thrown values that are no errors show the value", async () => {
    expect((await kernel.run("throw { code: 5 }")).reply).toMatchObject({
      ename: "Uncaught",
      evalue: "{ code: 5 }",
    });
  });
});
