// The parts of grading that run nothing: metadata, the students' version, what is run for a submission, the table's fields.
import { describe, expect, it } from "vitest";
import type { Cell, Notebook } from "../notebook/notebook.js";
import { composeSubmission } from "./compose.js";
import { csv } from "./csv.js";
import { checkNbgrader } from "./nbgrader.js";
import { released } from "./release.js";

const base = { schema_version: 3, grade: false, solution: false, locked: false, task: false };
const solution = (id: string) => ({ ...base, solution: true, grade_id: id });
const test = (id: string, points = 1) => ({ ...base, grade: true, locked: true, points, grade_id: id });
const byHand = (id: string) => ({ ...base, grade: true, solution: true, points: 3, grade_id: id });

function code(source: string, nbgrader?: object): Cell {
  const metadata = nbgrader === undefined ? {} : { nbgrader };
  return { cell_type: "code", source, metadata, execution_count: null, outputs: [] };
}
function markdown(source: string, nbgrader?: object): Cell {
  return { cell_type: "markdown", source, metadata: nbgrader === undefined ? {} : { nbgrader } };
}
function notebook(...cells: Cell[]): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}
const sources = ({ cells }: Notebook) => cells.map(({ source }) => source);

describe("checkNbgrader holds nbgrader's schema 3", () => {
  it("takes what the convention says", () => {
    const good = [
      code("a", solution("a")),
      code("b", test("a-test")),
      markdown("c", byHand("c")),
      markdown("d"),
    ];
    const task = markdown("t", { ...base, task: true, points: 2, grade_id: "t", locked: true });
    expect(checkNbgrader(notebook(...good, task))).toEqual([]);
    expect(
      checkNbgrader(
        notebook(code("x", { ...base, grade_id: "x", cell_type: "code", checksum: "0".repeat(32) })),
      ),
    ).toEqual([]);
  });

  // What nbgrader's own validator refuses: its JSON schema, and the rules in nbgraderformat/v3.py.
  it.each<[string, Cell, string]>([
    [
      "another schema",
      code("", { ...solution("a"), schema_version: 2 }),
      ".schema_version: expected 3, found 2",
    ],
    [
      "a missing field",
      code("", { schema_version: 3, grade: false, solution: true, grade_id: "a" }),
      ".locked",
    ],
    ["an unknown field", code("", { ...solution("a"), difficulty: 3 }), ".difficulty"],
    ["a strange id", code("", solution("a b")), ".grade_id: expected letters, digits, _ and -"],
    ["an empty id", code("", solution("")), ".grade_id"],
    ["no id", code("", { ...base, solution: true }), "needs a grade_id"],
    ["no points", code("", { ...base, grade: true, locked: true, grade_id: "a" }), "needs points"],
    ["fewer than no points", code("", test("a", -1)), ".points: expected a number from 0"],
    ["a graded text that nobody answers", markdown("", test("a")), "a Markdown cell is both"],
    ["a solution text without a grade", markdown("", solution("a")), "a Markdown cell is both"],
    [
      "a task in code",
      code("", { ...base, task: true, grade_id: "a", points: 1 }),
      ".task: only a Markdown cell",
    ],
    ["no object", code("", []), ""],
  ])("refuses %s", (_, cell, said) => {
    const problems = checkNbgrader(notebook(markdown("# Title"), cell));
    expect(problems).not.toEqual([]);
    expect(problems[0]).toContain("cell 2: metadata.nbgrader");
    expect(problems[0]).toContain(said);
  });

  it("refuses one id for two cells", () => {
    expect(checkNbgrader(notebook(code("", test("a")), code("", solution("a"))))).toEqual([
      'cell 2: metadata.nbgrader.grade_id: "a" is also that of cell 1',
    ]);
  });
});

describe("the students' version", () => {
  it("has stubs for solutions, no hidden tests, and no outputs", () => {
    const solved = "function f(x: number) {\n  // BEGIN SOLUTION\n  return x * x;\n  // END SOLUTION\n}";
    const tests = "f(1);\n// BEGIN HIDDEN TESTS\nf(2);\n// END HIDDEN TESTS";
    const shown: Cell = {
      ...(code("1", undefined) as Cell & { cell_type: "code" }),
      execution_count: 4,
      outputs: [{ output_type: "stream", name: "stdout", text: "1" }],
    };
    const given = notebook(
      code(solved, solution("f")),
      code("const a = 5", solution("a")),
      code(tests, test("t")),
      shown,
      markdown("Because.", byHand("why")),
    );
    const out = released(given);
    expect(sources(out)).toEqual([
      'function f(x: number) {\n  // YOUR CODE HERE\n  throw new Error("not solved yet")\n}',
      '// YOUR CODE HERE\nthrow new Error("not solved yet")',
      "f(1);",
      "1",
      "YOUR ANSWER HERE",
    ]);
    expect(out.cells[3]).toMatchObject({ outputs: [], execution_count: null });
    expect(sources(given)[0]).toBe(solved);
  });

  it.each([
    ["// BEGIN SOLUTION\n1", "without END SOLUTION"],
    ["// END SOLUTION", "do not alternate"],
    ["// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION", "do not alternate"],
  ])("is refused for %j", (source, said) => {
    expect(() => released(notebook(code(source, solution("a"))))).toThrow(said);
  });

  it("is refused where a solution would be given away in a cell that is none", () => {
    const cell = code("// BEGIN SOLUTION\n1\n// END SOLUTION");
    expect(() => released(notebook(cell))).toThrow("cell 1: a solution in a cell");
  });
});

describe("what is run for a submission", () => {
  const reference = notebook(
    code("const given = 1", { ...base, locked: true, grade_id: "given" }),
    code("stub a", solution("a")),
    code("test a", test("a-test")),
    code("stub b", solution("b")),
    code("test b\n// BEGIN HIDDEN TESTS\nmore\n// END HIDDEN TESTS", test("b-test", 2)),
  );
  const [given, , testA, , testB] = reference.cells as [Cell, Cell, Cell, Cell, Cell];

  it("is the student's answers between the teacher's cells", () => {
    const submission = notebook(
      code("const given = 2", { ...base, locked: true, grade_id: "given" }),
      code("my a", solution("a")),
      code("my own notes"),
      code("true", test("a-test", 100)),
      code("my b", solution("b")),
      code("test b", test("b-test", 2)),
    );
    const { notebook: composed, remarks } = composeSubmission(submission, reference);
    expect(sources(composed)).toEqual([given.source, "my a", "my own notes", "test a", "my b", testB.source]);
    expect(composed.cells[3]!.metadata).toEqual(testA.metadata);
    expect(remarks).toEqual([
      "Cell 1 (given) was changed by the student; the teacher's was run.",
      "Cell 4 (a-test) was changed by the student; the teacher's was run.",
    ]);
  });

  it("has the cells back that the student removed, in their places", () => {
    const submission = notebook(code("my a", solution("a")), code("my b", solution("b")));
    const { notebook: composed, remarks } = composeSubmission(submission, reference);
    expect(sources(composed)).toEqual([given.source, "my a", "test a", "my b", testB.source]);
    expect(remarks).toContain("The cell a-test is missing; the teacher's was run.");
  });

  it("counts no copies and no graded cells of the student's own", () => {
    const submission = notebook(
      ...reference.cells,
      code("true", test("a-test", 50)),
      code("true", test("mine", 50)),
      code("later a", solution("a")),
    );
    const { notebook: composed, remarks } = composeSubmission(submission, reference);
    expect(sources(composed)).toEqual([...sources(reference), "later a"]);
    expect(remarks).toEqual([
      "Cell 6 has the grade_id a-test once more; only the first counts.",
      "Cell 7 (mine) is no cell of the teacher's; it was left out.",
      "Cell 8 has the grade_id a once more; only the first counts.",
    ]);
  });

  it("says which answers are missing, and leaves the reference alone", () => {
    const before = JSON.stringify(reference);
    const { notebook: composed, remarks } = composeSubmission(notebook(), reference);
    expect(sources(composed)).toEqual([given.source, "test a", testB.source]);
    expect(remarks).toContain("The cell b is missing.");
    composed.cells[0]!.source = "changed";
    expect(JSON.stringify(reference)).toBe(before);
  });
});

describe("csv", () => {
  it("quotes as RFC 4180 says", () => {
    expect(csv([["a", 'say "x", y', "two\nlines", 1.5, undefined]])).toBe(
      'a,"say ""x"", y","two\nlines",1.5,\r\n',
    );
  });
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])("keeps a spreadsheet from calculating %j", (text) => {
    expect(csv([[text]])).toBe(`'${text}\r\n`);
  });
  it("keeps one from calculating what has to be quoted, too", () => {
    expect(csv([['=HYPERLINK("http://x")']])).toBe(`"'=HYPERLINK(""http://x"")"\r\n`);
  });
});
