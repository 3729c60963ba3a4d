import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelUnderTest } from "./kernel-under-test.js";

let kernel: KernelUnderTest;
beforeAll(async () => {
  kernel = await KernelUnderTest.start();
});
afterAll(() => kernel.stop());

describe("TypeScript that Node does not run by itself", () => {
  it("decorators of classes, methods and accessors", async () => {
    const code = `function logged(method: (...args: number[]) => number, context: ClassMethodDecoratorContext) {
  return function (this: unknown, ...args: number[]) { return method.apply(this, args) + 100; };
}
function tagged(target: Function, context: ClassDecoratorContext) { (target as unknown as { tag: string }).tag = context.name!; }
@tagged class Counter {
  accessor count = 1;
  @logged add(n: number): number { return this.count + n; }
}
[new Counter().add(1), (Counter as unknown as { tag: string }).tag, new Counter().count]`;
    const { result, stderr } = await kernel.run(code);
    expect(result).toBe("[ 102, 'Counter', 1 ]");
    expect(stderr).toBe("");
    expect(await kernel.value("new Counter().add(2)")).toBe("103");
  });

  it("using and await using dispose at the end of the cell, which still has its value", async () => {
    const { result, stdout, stderr } =
      await kernel.run(`using a = { [Symbol.dispose]() { console.log("a gone"); } };
await using b = { async [Symbol.asyncDispose]() { console.log("b gone"); } };
console.log("in use");
"value"`);
    expect(stdout).toBe("in use\nb gone\na gone\n");
    expect(result).toBe("'value'");
    expect(stderr).toBe("");
  });

  it("leave the traceback's places right", async () => {
    const { traceback } = await kernel.run(
      "// first\nfunction plain(m: () => void, c: unknown) { return m }\nclass Q { @plain m(): never {\n    throw new Error('here') } }\nnew Q().m()",
    );
    expect(traceback).toMatch(
      /at Q\.m \(Cell \[\d+\], line 4, column 11\)\n {2}4 \| {5}throw new Error\('here'\)/,
    );
  });

  it.each([
    ["enum Colour { Red = 'r', Green = 'g' }; Colour.Green", "'g'"],
    ["const enum Fixed { A = 5 }; Fixed.A", "5"],
    ["namespace A.B { export const c = 6 }; A.B.c", "6"],
    [
      "class P { constructor(readonly x = 1, private y = 2) {} sum() { return this.x + this.y } }; new P().sum()",
      "3",
    ],
    ["const point = { x: 1 } satisfies Record<string, number>; point.x", "1"],
    [
      "class Sharp { #secret = 9; static { (globalThis as any).sharp = new Sharp().#secret } }; (globalThis as any).sharp",
      "9",
    ],
    [
      "function over(a: number): number; function over(a: string): string; function over(a: any) { return a }; over('o')",
      "'o'",
    ],
    ["abstract class Abs { abstract f(): void }; typeof Abs", "'function'"],
    ["let definite!: number; definite = 4; definite!", "4"],
  ])("%s", async (code, expected) => {
    const { result, stderr } = await kernel.run(code);
    expect(result).toBe(expected);
    expect(stderr).toBe("");
  });
});

describe("the console", () => {
  it("groups, tables, counts and formats as Node's does", async () => {
    const { stdout, stderr } = await kernel.run(
      'console.group("g"); console.log("inner", { a: [1] }); console.groupEnd(); console.table([{ a: 1 }]); console.count(); console.warn("w %d", 5); console.dir(1)',
    );
    expect(stdout).toBe(
      [
        "g",
        "  inner { a: [ 1 ] }",
        "┌─────────┬───┐",
        "│ (index) │ a │",
        "├─────────┼───┤",
        "│ 0       │ 1 │",
        "└─────────┴───┘",
        "default: 1",
        "1",
        "",
      ].join("\n"),
    );
    expect(stderr).toBe("w 5\n");
  });

  it("keeps split characters whole and passes on what child programs print", async () => {
    expect(
      (
        await kernel.run(
          "const bytes = Buffer.from('π'); process.stdout.write(bytes.subarray(0, 1)); process.stdout.write(bytes.subarray(1)); 0",
        )
      ).stdout,
    ).toBe("π");
    expect(
      (
        await kernel.run(
          'await new Promise((done) => require("node:child_process").spawn("echo", ["from a child"], { stdio: "inherit" }).on("close", done))',
        )
      ).stdout,
    ).toBe("from a child\n");
  });
});

describe("notebooks written for tslab", () => {
  it("find its display functions, whose output goes to the cell", async () => {
    const { published, stderr } = await kernel.run(
      'import * as tslab from "tslab"; tslab.display.html("<b>h</b>"); tslab.display.markdown("*m*"); tslab.display.svg("<svg/>");' +
        'tslab.display.png(new Uint8Array([1, 2, 3])); tslab.display.text("t"); tslab.display.raw("text/latex", "$x$")',
    );
    expect(stderr).toBe("");
    const shown = published
      .filter(({ header }) => header.msg_type === "display_data")
      .map(({ content }) => content.data as Record<string, string>);
    expect(
      shown.map((data) => Object.keys(data).filter((type) => type !== "text/plain")[0] ?? "text/plain"),
    ).toEqual(["text/html", "text/markdown", "image/svg+xml", "image/png", "text/plain", "text/latex"]);
    expect(shown[3]?.["image/png"]).toBe("AQID");
  });

  it("replace what a display of newDisplay shows", async () => {
    const { published } = await kernel.run(
      'import * as tslab from "tslab"; { const d = tslab.newDisplay(); d.html("<b>1</b>"); d.html("<b>2</b>") }',
    );
    const shown = published.filter(({ header }) => /display_data$/.test(header.msg_type));
    expect(shown.map(({ header }) => header.msg_type)).toEqual(["display_data", "update_display_data"]);
    const ids = shown.map(({ content }) => (content.transient as { display_id: string }).display_id);
    expect(ids[0]).toBe(ids[1]);
  });
});
