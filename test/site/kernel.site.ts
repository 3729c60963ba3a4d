/** Cells in the page: what they show, what they are told, how they are ended. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  outputs,
  runCell,
  SiteUnderTest,
  startCell,
  textOf,
  waitForNotebook,
  waitUntilIdle,
} from "./site-under-test.js";

let site: SiteUnderTest;
let page: Page;
beforeAll(async () => {
  site = await SiteUnderTest.open();
  const reader = await site.newReader();
  page = await reader.newPage();
  await page.goto(site.liveAddress("en/01-softmax-and-cross-entropy.ipynb"));
  await waitForNotebook(page);
});
afterAll(() => site?.close());

const run = (code: string) => runCell(page, code);
const text = async (code: string) => textOf(await run(code));

/** Asks the kernel what a front end asks. */
const ask = (method: string, content: object): Promise<Record<string, unknown>> =>
  page.evaluate(
    `panel.sessionContext.session.kernel.${method}(${JSON.stringify(content)}).then(({ content }) => content)`,
  );

describe("a cell", () => {
  it("has the library, a result, and names that may be declared again", async () => {
    expect(await text("const a = 1\nsoftmax([0, 0])")).toBe("tensor([0.5000, 0.5000])");
    expect(await text("const a = 2; function f(): number { return a }\nf() + 1")).toBe("3");
    expect(await text("enum Colour { red, green }\nColour[1]")).toBe("'green'");
    expect(await text("{ a: 1, b: [1n, new Map([[1, { c: {} }]])] }")).toBe(
      "{ a: 1, b: [ 1n, Map(1) { 1 => [Object] } ] }",
    );
  });

  it("prints as in Node, in order, also after it waited", async () => {
    const printed = await text(
      'console.log("%s is %d", "a", 1.5, { b: [1, 2] }); await new Promise((done) => setTimeout(done, 50));\n' +
        'console.group("in"); console.log("x\\ny"); console.groupEnd(); console.table([{ a: 1, b: "c" }]); console.log(-0, [undefined, , 1])',
    );
    expect(printed).toBe(
      "a is 1.5 { b: [ 1, 2 ] }\nin\n  x\n  y\n" +
        "┌─────────┬───┬─────┐\n│ (index) │ a │ b   │\n├─────────┼───┼─────┤\n│ 0       │ 1 │ 'c' │\n└─────────┴───┴─────┘\n" +
        "-0 [ undefined, <1 empty item>, 1 ]\n",
    );
  });

  it("is told of its types' errors, and that Node is not here", async () => {
    const shown = await text('const n: number = "text"\nn');
    expect(shown).toContain("'text'");
    expect(shown).toContain("TS2322: Type 'string' is not assignable to type 'number'.");
    expect(shown).toMatch(/\n {2}1 \| const n: number = "text"\n {4}\| {7}\^/);
    expect(await text("typeof process")).toMatch(/TS\d+: Cannot find name 'process'\.\n/);
    expect(await text("crypto.randomUUID().length + performance.now() * 0")).toBe("36");
  });

  it("that fails says where, also in what an earlier cell defined", async () => {
    await run("function broken(x: number[]) {\n  return x[0].toFixed(missing)\n}");
    const shown = await text("let here = 1\nbroken([here])");
    expect(shown).toMatch(
      /ReferenceError: missing is not defined\n {4}at broken \(Cell \[\d+\], line 2, column \d+\)/,
    );
    expect(shown).toContain("  2 |   return x[0].toFixed(missing)");
    expect(shown).toMatch(/at Cell \[\d+\], line 2, column 1/);
    expect(shown).not.toContain("http");
    expect(await text("let = = 2")).toMatch(/Cell \[\d+\], line 1, column \d+\n[\s\S]*SyntaxError: /);
    expect(
      await text(
        "setTimeout(() => { throw new Error('late') }); await new Promise((done) => setTimeout(done, 20))",
      ),
    ).toContain("Uncaught exception: Error: late");
  });

  it("may display, update, show progress and charts", async () => {
    const shown = await run(
      'const shown = await display("old");\nawait shown.update(html`<b>new</b>`);\n' +
        'for (const i of jupyter.progress(3, { label: "step" })) await new Promise((done) => setTimeout(done, 5));\n' +
        "plot([1, 2, 4])",
    );
    expect(shown[0]!.data?.["text/html"]).toBe("<b>new</b>");
    expect(String(shown[1]!.data?.["text/plain"])).toBe("step: 3 of 3");
    expect(Object.keys(shown[2]!.data!).sort()).toEqual([
      "application/vnd.vegalite.v5+json",
      "image/png",
      "image/svg+xml",
      "text/markdown",
      "text/plain",
    ]);
  });

  it.each([
    ['import fs from "node:fs"', "no Node"],
    ['import { readFile } from "fs/promises"', "no Node"],
    ['import _ from "lodash"', "npm packages cannot be installed"],
    ['import { f } from "./helper.ts"', "files beside the notebook"],
    ['import x from "https://example.org/x.js"', "not loaded from the network"],
  ])("that says %s is told what to do instead", async (code, why) => {
    const shown = await text(code);
    expect(shown).toContain(why);
    expect(shown).toContain("download the notebook and open it in Jupyter");
  });

  it("may import the library, which is the one that is there", async () => {
    expect(await text('import { softmax as s } from "losslab"\ns === softmax')).toBe("true");
  });
});

describe("the language service", () => {
  it("completes members, the library, and names of earlier cells", async () => {
    await run("const earlier = { member: 1 }");
    const complete = async (code: string) =>
      (await ask("requestComplete", { code, cursor_pos: code.length })).matches as string[];
    expect(await complete("earli")).toContain("earlier");
    expect(await complete("earlier.")).toContain("member");
    expect(await complete("crossEnt")).toContain("crossEntropy");
    expect(await complete("tensor([1]).requires")).toContain("requiresGrad_");
  });

  it("inspects with types and documentation", async () => {
    const found = await ask("requestInspect", { code: "crossEntropy", cursor_pos: 3, detail_level: 0 });
    const markdown = String((found.data as Record<string, unknown>)["text/markdown"]);
    expect(markdown).toContain("function crossEntropy(");
    expect(markdown).toContain("labelSmoothing");
  });

  it("tells a whole cell from one that goes on", async () => {
    expect(await ask("requestIsComplete", { code: "if (true) {" })).toEqual({
      status: "incomplete",
      indent: "  ",
    });
  });
});

describe("an interrupt", () => {
  const interrupt = async () => {
    const started = performance.now();
    await page.evaluate("panel.sessionContext.session.kernel.interrupt().then(() => running)");
    await waitUntilIdle(page);
    return performance.now() - started;
  };

  it("of a cell that waits keeps the variables", async () => {
    await run("let kept = 42");
    await startCell(page, "await new Promise(() => {})");
    await page.waitForTimeout(300);
    await interrupt();
    expect(textOf(await outputs(page))).toContain("variables keep their values");
    expect(await text("kept")).toBe("42");
  });

  it("of a busy loop ends it, says what is lost, and the next cell runs; types are answered meanwhile", async () => {
    await startCell(page, 'console.log("before"); while (true) {}');
    await page.waitForFunction("panel.content.activeCell.model.outputs.length > 0");
    const { matches } = await ask("requestComplete", { code: "crossEnt", cursor_pos: 8 });
    expect(matches).toContain("crossEntropy");
    const ms = await interrupt();
    console.log(`site: a busy loop was interrupted in ${ms.toFixed(0)} ms`);
    const shown = textOf(await outputs(page));
    expect(shown).toContain("before");
    expect(shown).toContain("All variables are lost; the next cell runs in a new worker.");
    expect(await text("typeof kept")).toContain("undefined");
    expect(await text("compare(naive.softmax, softmax, [100, 0])")).toContain("overflow");
    expect(ms).toBeLessThan(2000);
  });

  it("drops the cells that wait for it", async () => {
    await startCell(page, "while (true) {}");
    await page.evaluate(
      `void (globalThis.second = panel.sessionContext.session.kernel.requestExecute({ code: "1" }).done.then(({ content }) => content.status))`,
    );
    await page.waitForTimeout(300);
    await interrupt();
    expect(await page.evaluate("second")).toBe("aborted");
  });
});

it("a restart forgets what the cells declared", async () => {
  await run("const forgotten = 1");
  await page.evaluate("panel.sessionContext.session.kernel.restart()");
  await waitUntilIdle(page);
  expect(await text("typeof forgotten")).toContain("'undefined'");
});

it("a question to the reader is refused where the page cannot wait for the answer, with what to do", async () => {
  expect(await page.evaluate("crossOriginIsolated")).toBe(false);
  const shown = await text('jupyter.input("name? ")');
  expect(shown).toContain("StdinNotImplementedError");
  expect(shown).toContain("Reload it once");
});
