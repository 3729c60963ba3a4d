// `losslab grade` with submissions as they come: right, wrong, hostile and broken ones, all in one run, two at a time.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, losslab } from "./losslab.js";

const base = { schema_version: 3, grade: false, solution: false, locked: false, task: false };

interface CellJson {
  cell_type: string;
  source: string;
  metadata: object;
}
function cell(source: string, nbgrader?: object, cell_type = "code"): CellJson {
  return {
    cell_type,
    source,
    metadata: nbgrader === undefined ? {} : { nbgrader: { ...base, ...nbgrader } },
    ...(cell_type === "code" && { outputs: [], execution_count: null }),
  };
}
const answer = (id: string, source: string) => cell(source, { solution: true, grade_id: id });
const test = (id: string, points: number, source: string) =>
  cell(source, { grade: true, locked: true, points, grade_id: id });

function notebook(cells: readonly CellJson[], language = "typescript"): string {
  const name = language === "typescript" ? "losslab" : "python3";
  const metadata = { kernelspec: { name, display_name: name, language } };
  return JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata, cells });
}

const cardTest = test("card-test", 1, 'exercise("18.11.2", card).assert()');
const shiftTest = test("softmax-test", 4, 'exercise("3.6.3", mySoftmax)');
const coinTest = test("coin-test", 2, '2 * exercise("18.7.1", coin).points');
const why = cell("why?", { grade: true, solution: true, points: 3, grade_id: "why" }, "markdown");

const stable = `function mySoftmax(o: Tensor) {
  const e = o.sub(o.max()).exp();
  return e.div(e.sum());
}`;
const right = {
  card: answer("card", "const card = Math.log2(52)"),
  softmax: answer("softmax", stable),
  coin: answer("coin", "const coin = 9 / 13"),
};
/** The course's order: each answer before its test, with other answers, or more cells, in place of some. */
function submitted(changed: Partial<typeof right> = {}, ...between: readonly CellJson[]): CellJson[] {
  const { card, softmax, coin } = { ...right, ...changed };
  return [card, cardTest, ...between, softmax, shiftTest, coin, coinTest, why];
}

const submissions: Record<string, string> = {
  "perfect.ipynb": notebook(submitted()),
  "wrong.ipynb": notebook(
    submitted({
      card: answer("card", "const card = Math.log(52)"),
      softmax: answer("softmax", "const mySoftmax = (o: Tensor) => o.exp().div(o.exp().sum())"),
      coin: answer("coin", "const coin = undefined"),
    }),
  ),
  "loops.ipynb": notebook(submitted({ softmax: answer("softmax", "while (true) {}") })),
  "loops-in-test.ipynb": notebook(
    submitted({ softmax: answer("softmax", "const mySoftmax = () => { for (;;); }") }),
  ),
  "exits.ipynb": notebook(submitted({}, cell("process.exit(0)"))),
  "exits-in-test.ipynb": notebook(
    submitted({ softmax: answer("softmax", "const mySoftmax = () => process.exit(0)") }),
  ),
  "hoards.ipynb": notebook(
    submitted({}, cell("const hoard = []; while (true) hoard.push(new Array(1e6).fill(0.5))")),
  ),
  "hoards-tensors.ipynb": notebook(submitted({}, cell("new Float64Array(3e8).fill(1).length"))),
  "prints.ipynb": notebook(submitted({}, cell('while (true) console.log("x".repeat(1000))'))),
  "kills.ipynb": notebook(submitted({}, cell('process.kill(process.ppid, "SIGKILL")'))),
  "edits.ipynb": notebook([
    answer("card", "const card = 1"),
    test("card-test", 100, "true"),
    test("mine", 50, "true"),
    right.softmax,
    { ...shiftTest, metadata: { ...shiftTest.metadata, tags: ["skip-execution"] } },
    answer("coin", "function exercise() { return { points: 1, assert() {} } }; const coin = 1"),
    coinTest,
    why,
  ]),
  "freezes.ipynb": notebook(
    submitted({
      coin: answer(
        "coin",
        'Object.defineProperty(globalThis, "exercise", { value: () => ({ points: 1 }), writable: false, configurable: false })',
      ),
    }),
  ),
  "lacks.ipynb": notebook([right.card, right.coin]),
  "python.ipynb": notebook([cell("print(1)")], "python"),
  "broken.ipynb": '{"cells": [',
  "=1+1.ipynb": "",
};

let folder: string;
let ended: Ended;
let rows: Map<string, Record<string, string>>;

const put = (place: string, content: string) => {
  mkdirSync(dirname(join(folder, place)), { recursive: true });
  writeFileSync(join(folder, place), content);
};
const grade = (...words: string[]) => losslab(["grade", ...words.map((word) => word.replace("@", folder))]);

/** RFC 4180, as a gradebook reads it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === "\r\n") rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "grade "));
  put(
    "teacher.ipynb",
    notebook(submitted({ card: answer("card", "// BEGIN SOLUTION\nconst card = 5.70044\n// END SOLUTION") })),
  );
  for (const [name, content] of Object.entries(submissions)) put(`in/${name}`, content);
  ended = await grade(
    ...["@/in", "--reference", "@/teacher.ipynb", "--out", "@/out"],
    ...["--jobs", "2", "--timeout", "8", "--memory", "256"],
  );
  const [header, ...lines] = parseCsv(readFileSync(join(folder, "out/grades.csv"), "utf8"));
  rows = new Map(
    lines.map((line) => [line[0]!, Object.fromEntries(header!.map((name, i) => [name, line[i]!]))]),
  );
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("points and what is said", () => {
  // card-test 1, softmax-test 4, coin-test 2; "why" has 3 that a person gives.
  it.each([
    ["perfect.ipynb", [1, 4, 2], ""],
    ["loops.ipynb", [1, 0, 2], "Cell 3: Timeout: the cell ran longer than 8 s"],
    ["loops-in-test.ipynb", [1, 0, 2], "softmax-test: Timeout"],
    [
      "exits.ipynb",
      [1, 4, 2],
      "Cell 3: CellProcessEnded: The cell ended the process that runs it (exit status 0).",
    ],
    ["exits-in-test.ipynb", [1, 0, 2], "softmax-test: CellProcessEnded"],
    ["hoards.ipynb", [1, 4, 2], "Cell 3: CellProcessEnded: The process that runs cells crashed"],
    ["prints.ipynb", [1, 4, 2], "Cell 3: TooMuchOutput: more than 4 MB"],
    ["kills.ipynb", [1, 4, 2], "Cell 3: CellProcessEnded: the kernel ended (SIGKILL)"],
    ["edits.ipynb", [0, 4, 0], "Cell 2 (card-test) was changed by the student; the teacher's was run."],
    ["edits.ipynb", [0, 4, 0], "Cell 3 (mine) is no cell of the teacher's; it was left out."],
    ["freezes.ipynb", [1, 4, 0], "coin-test: ExerciseError: the submission keeps exercise from being used"],
  ])("%s: %j, %s", (name, [card, softmax, coin], said) => {
    const row = rows.get(name)!;
    expect(row).toMatchObject({
      "card-test": String(card),
      "softmax-test": String(softmax),
      "coin-test": String(coin),
      points: String(card! + softmax! + coin!),
      of: "7",
      by_hand: "3",
      why: "",
    });
    expect(row.remarks).toContain(said);
  });

  it("answers that are missing have no points, also for a person to give", () => {
    const row = rows.get("lacks.ipynb")!;
    expect(row).toMatchObject({
      "card-test": "1",
      "softmax-test": "0",
      "coin-test": "2",
      points: "3",
      by_hand: "0",
    });
    expect(row.remarks).toContain("The cell softmax is missing.");
    expect(row.remarks).toContain("The cell softmax-test is missing; the teacher's was run.");
    expect(row.remarks).toContain("The cell why is missing; there is nothing to grade.");
  });

  it("memory outside of JavaScript's heap has a limit on Linux", () => {
    const { points, remarks } = rows.get("hoards-tensors.ipynb")!;
    expect(points).toBe("7");
    if (process.platform === "linux") expect(remarks).toContain("RangeError: Array buffer allocation failed");
  });

  it("a verdict gives its part of the points, with its hint", () => {
    const row = rows.get("wrong.ipynb")!;
    // Three of the five inputs of exercise 3.6.3 do not overflow in float64: about 0, 100 and −110.
    expect(row).toMatchObject({ "card-test": "0", "softmax-test": "2.4", "coin-test": "0", points: "2.4" });
    expect(row.remarks).toContain("card-test: line 1: ExerciseError: ✗ 18.11.2 Not yet: you gave 3.951244.");
    expect(row.remarks).toContain("softmax-test: ✗ 3.6.3 Not yet: right for 3 of 5 inputs");
  });

  it.each([
    ["python.ipynb", 'a notebook in python, for the kernel "python3"'],
    ["broken.ipynb", "not JSON: line 1"],
    ["'=1+1.ipynb", "the file is empty"],
  ])("%s is a line, not the end of all: %s", (name, said) => {
    expect(rows.get(name)).toMatchObject({ points: "", of: "7" });
    expect(rows.get(name)!.remarks).toContain(`not graded: ${said}`);
    expect(ended.stderr).toContain(said);
  });

  it("ends with 1 when some could not be graded, and says how many were", () => {
    expect(ended.status).toBe(1);
    expect(ended.stdout).toContain("13 of 16 submissions graded.");
  });
});

describe("the report", () => {
  const page = () => readFileSync(join(folder, "out/report.html"), "utf8");

  it("has every submission and what happened to it, and no scripts", () => {
    for (const name of Object.keys(submissions))
      expect(page()).toContain(`<a href="#s${sorted.indexOf(name) + 1}">${name}</a>`);
    expect(page()).toContain("Tests and points are those of the reference notebook");
    expect(page()).toContain("a cell had 8 s and each process 256 MB of memory");
    expect(page()).not.toMatch(/<script|javascript:|\son\w+=/i);
  });
  const sorted = Object.keys(submissions).sort();

  it("escapes what a submission says", async () => {
    put("hostile/a.ipynb", notebook([test("t", 1, 'throw new Error("<img src=x onerror=alert(1)>")')]));
    const { status } = await grade("@/hostile", "--out", "@/hostile-out");
    expect(status).toBe(0);
    const html = readFileSync(join(folder, "hostile-out/report.html"), "utf8");
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(html).toContain("no reference notebook was given");
  });
});

describe("wrong usage", () => {
  it.each([
    [["@/in/perfect.ipynb", "--reference", "@/none.ipynb"], "none.ipynb"],
    [["@/in/perfect.ipynb", "--reference", "@/in/broken.ipynb"], "not JSON"],
    [["@/in/perfect.ipynb", "--reference", "@/in/python.ipynb"], "nothing to grade by"],
    [["@/nowhere"], "no such file or folder"],
    [["@/in/perfect.ipynb", "--memory", "lots"], "Expected a whole number from 1."],
  ])("losslab grade %j: status 2, and nothing is written", async (words, said) => {
    const { status, stderr } = await grade(...words, "--out", "@/unwritten");
    expect(stderr).toContain(said);
    expect(status).toBe(2);
    expect(existsSync(join(folder, "unwritten"))).toBe(false);
  });
});

it("losslab release writes the students' version", async () => {
  const { status, stdout } = await losslab([
    "release",
    join(folder, "teacher.ipynb"),
    "--out",
    join(folder, "released"),
  ]);
  expect(status).toBe(0);
  expect(stdout).toContain("teacher.ipynb");
  const text = readFileSync(join(folder, "released/teacher.ipynb"), "utf8");
  expect(text).toContain("YOUR CODE HERE");
  expect(text).not.toContain("5.70044");
});
