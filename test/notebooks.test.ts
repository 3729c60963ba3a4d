// The course's notebooks: both languages hold the same lesson, and the numbers in them are the right ones. That a fresh kernel gives
// the stored outputs is for `losslab check` to say, which .ci/run starts. Expected numbers are literals with their origin; none is calculated with the library under test.
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { splitFormulas, Typesetter } from "../kernel/notebook/html-math.js";
import {
  type CodeCell,
  type Notebook,
  parseNotebook,
  serializeNotebook,
} from "../kernel/notebook/notebook.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const languages = { en: "en", zh: "zh-CN" };
const lessons = (await readdir(join(root, "notebooks/en"))).filter((name) => name.endsWith(".ipynb"));

function load(folder: string, lesson: string): Promise<Notebook> {
  return readFrom(join(root, "notebooks"), folder, lesson);
}

async function readFrom(base: string, folder: string, lesson: string): Promise<Notebook> {
  const path = join(base, folder, lesson);
  return parseNotebook(await readFile(path, "utf8"), path);
}

function codeCells(notebook: Notebook): CodeCell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code");
}

function markdown(notebook: Notebook): string[] {
  return notebook.cells.filter((cell) => cell.cell_type === "markdown").map((cell) => cell.source);
}

function formulas(notebook: Notebook) {
  return markdown(notebook)
    .flatMap((source) => splitFormulas(source, { codeIsMarked: true }))
    .filter((part) => typeof part !== "string");
}

/** What a cell shows as plain text: its streams and the text/plain of its results. */
function shown(notebook: Notebook, id: string): string {
  const cell = codeCells(notebook).find((cell) => cell.id === id);
  if (cell === undefined) throw new Error(`no code cell with the id ${id}`);
  return cell.outputs
    .map((output) => {
      if (output.output_type === "stream") return output.text;
      if (output.output_type === "error") return output.traceback.join("\n");
      return `${output.data["text/plain"]}\n`;
    })
    .join("");
}

it("every lesson is there in both languages", async () => {
  expect(lessons).not.toEqual([]);
  const chinese = await readdir(join(root, "notebooks/zh"));
  expect(chinese.filter((name) => name.endsWith(".ipynb"))).toEqual(lessons);
});

describe.each(lessons)("%s", (lesson) => {
  it("has the same cells, code and outputs in both languages", async () => {
    const [en, zh] = [await load("en", lesson), await load("zh", lesson)];
    expect(zh.cells.map(({ id, cell_type }) => [id, cell_type])).toEqual(
      en.cells.map(({ id, cell_type }) => [id, cell_type]),
    );
    expect(codeCells(zh)).toEqual(codeCells(en));
  });

  it("has the same displayed formulas in both languages, and text in the right one", async () => {
    const [en, zh] = [await load("en", lesson), await load("zh", lesson)];
    const displayed = (notebook: Notebook) =>
      formulas(notebook)
        .filter(({ display }) => display)
        .map(({ tex }) => tex);
    expect(displayed(zh)).toEqual(displayed(en));
    for (const source of markdown(zh)) expect(source).toMatch(/\p{Script=Han}/u);
    for (const source of markdown(en)) expect(source).not.toMatch(/\p{Script=Han}/u);
  });

  describe.each(Object.entries(languages))("in %s", (folder, language) => {
    it("is a notebook of format 4.5 for our kernel, with readable cell ids, as Jupyter writes it", async () => {
      const notebook = await load(folder, lesson);
      expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
      expect(notebook.metadata).toMatchObject({
        kernelspec: { name: "losslab", display_name: "TypeScript (losslab)", language: "typescript" },
        language_info: { name: "typescript" },
        language,
      });
      const ids = notebook.cells.map((cell) => cell.id);
      for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(new Set(ids).size).toBe(ids.length);
      const text = await readFile(join(root, "notebooks", folder, lesson), "utf8");
      expect(serializeNotebook(notebook)).toBe(text);
    });

    it("stores what a run from top to bottom gives, without an error or a warning", async () => {
      const cells = codeCells(await load(folder, lesson));
      expect(cells.map((cell) => cell.execution_count)).toEqual(cells.map((_, i) => i + 1));
      for (const { id, outputs } of cells) {
        const bad = outputs.filter(
          (output) =>
            output.output_type === "error" || (output.output_type === "stream" && output.name !== "stdout"),
        );
        expect(bad, id).toEqual([]);
      }
    });

    it("has no formula that KaTeX cannot read", async () => {
      const typesetter = new Typesetter();
      for (const formula of formulas(await load(folder, lesson))) {
        expect(() => typesetter.renderStrictly(formula), formula.source).not.toThrow();
      }
    });
  });
});

it("two executions, at the same time, give the same bytes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "losslab-notebooks-"));
  try {
    const copies = ["a.ipynb", "b.ipynb"].map((name) => join(folder, name));
    for (const copy of copies) await copyFile(join(root, "notebooks/en", lessons[0]!), copy);
    const words = ["dist/kernel/main.js", "run", "--inplace", "--jobs", "2", ...copies];
    await promisify(execFile)(process.execPath, words, { cwd: root });
    const [first, second] = await Promise.all(copies.map((copy) => readFile(copy, "utf8")));
    expect(second).toBe(first);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 240_000);

/**
 * Where the numbers come from:
 * "book": Dive into Deep Learning, printed there or required by it;
 * "double": the formula, calculated in double precision with another language's math library, rounded to the digits shown;
 * "IEEE 754": what the standard gives for binary32, whatever the library.
 */
describe("the numbers of 01-softmax-and-cross-entropy", async () => {
  const notebook = await load("en", "01-softmax-and-cross-entropy.ipynb");

  it.each([
    // The problem: exp(100) and exp(99) are inf in binary32, inf/inf is NaN, 1/inf is 0 and −log 0 is inf.
    ["the-question", "tensor([nan, nan, inf])", "IEEE 754"],

    // Softmax of (2, −1, 0.5), (0, 0, 0), (3, 1, 2).
    ["softmax-steps", "softmax(o)  tensor([0.7856, 0.0391, 0.1753])", "double"],
    ["softmax-steps", "its sum     tensor(1.)", "book"],
    ["softmax-batch", "sum of each row: tensor([1., 1., 1.])", "book"],
    ["softmax-batch", "[0.3333, 0.3333, 0.3333]", "double"],
    ["softmax-batch", "[0.6652, 0.0900, 0.2447]", "double"],

    // −log 0.7, −log 0.6, and −log(0.7 · 0.7 · 0.6) = their sum.
    ["likelihood-numbers", "likelihood       0.2940", "double"],
    ["likelihood-numbers", "-log likelihood  1.2242", "double"],
    ["likelihood-numbers", "sum of losses    1.2242", "double"],
    ["one-term-survives", "terms                  tensor([-0.0000, -0.3567, -0.0000])", "double"],
    ["one-term-survives", "loss                   tensor(0.3567)", "book"],
    ["loss-scale", "tensor([0.0101, 0.6931, 2.3026, 4.6052, 6.9078])", "double"],

    // 0 · log 0 is NaN; picked by index, the same batch has no NaN.
    ["one-hot-batch", "tensor([0.3567, 0.3567,    nan])", "IEEE 754"],
    ["one-solution", "mine     tensor([0.3567, 0.3567, 0.5108])", "book"],
    ["one-solution", "library  tensor([0.3567, 0.3567, 0.5108])", "book"],

    // Overflow above log(2¹²⁸ − 2¹⁰⁴) = 88.7228; everything far below 0 gives 0/0.
    ["overflow-steps", "exp      tensor([inf, inf, 1.])", "IEEE 754"],
    ["overflow-steps", "sum      tensor(inf)", "IEEE 754"],
    ["overflow-steps", "softmax  tensor([nan, nan, 0.])", "IEEE 754"],
    ["overflow-limit", "88.7228", "double"],
    ["overflow-limit", "tensor([1.6516e+38, 3.3932e+38,        inf,        inf])", "IEEE 754"],
    ["all-far-below", "softmax  tensor([nan, nan, nan])", "IEEE 754"],
    ["shifted-softmax", "tensor([0.6652, 0.2447, 0.0900])", "double"],
    ["compare-softmax", "overflow → NaN", "IEEE 754"],
    ["compare-softmax", "overflow: 1 / inf → 0", "IEEE 754"],

    // Underflow: exp(−100.3133) is 19.4 times 2⁻¹⁴⁹, the smallest binary32, and log 2⁻¹⁴⁹ = −103.2789.
    ["almost-right", "tensor([  0.3133,   1.3133, 100.2832])", "IEEE 754"],
    ["there-and-back", "-99.9831, -103.2789,      -inf", "IEEE 754"],
    ["log-of-zero", "loss           tensor([inf])", "IEEE 754"],

    // log(1 + e⁻¹ + e⁻¹⁰⁰) = 0.3133, and 1 and 100 more.
    ["the-answer", "tensor([  0.3133,   1.3133, 100.3133])", "double"],
    ["compare-log-softmax", "rounded to 1, log 1 → 0", "IEEE 754"],
    ["compare-log-softmax", "gradual underflow, 3 digits left", "IEEE 754"],
    ["compare-log-softmax", "log 0 → -inf", "IEEE 754"],
    ["question-answered", "tensor([  0.3133,   1.3133, 100.3133])", "double"],

    // −w log softmax for the logits (2, 1, 0.1), (0.5, 2.5, 0.3), (0.2, 0.1, 3) and the weights 1, 2, 4: 1.2955 / 7.
    ["reduction-none", "plain     tensor([0.4170, 0.2200, 0.1096, 0.0000])", "double"],
    ["reduction-none", "weighted  tensor([0.4170, 0.4401, 0.4384, 0.0000])", "double"],
    ["mean-by-hand", "sum                        tensor(1.2955)", "double"],
    ["mean-by-hand", "sum / their weights        tensor(0.1851)", "double"],
    ["mean-by-hand", "mean                       tensor(0.1851)", "double"],
  ])("%s shows %s (%s)", (cell, text) => {
    expect(shown(notebook, cell)).toContain(text);
  });
});
