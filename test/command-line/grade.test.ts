// `losslab grade` and `losslab release` as a teacher uses them, on the real kernel.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { losslab } from "./losslab.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "losslab-grade-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schema = { schema_version: 3, task: false };

/** Two tasks, each a cell for the answer and a test of 2 points. */
function put(
  name: string,
  first: string,
  second: string,
  firstTest = "if (half(3) !== 1.5) throw new Error('no')",
): string {
  const answer = (id: string, source: string) => ({
    cell_type: "code",
    id,
    metadata: { nbgrader: { ...schema, grade: false, locked: false, solution: true, grade_id: id } },
    source,
    execution_count: null,
    outputs: [],
  });
  const test = (id: string, source: string) => ({
    ...answer(id, source),
    metadata: {
      nbgrader: { ...schema, grade: true, locked: true, solution: false, points: 2, grade_id: id },
    },
  });
  const cells = [
    answer("half", first),
    test("half-test", firstTest),
    answer("twice", second),
    test("twice-test", "if (twice(3) !== 6) throw new Error('no')"),
  ];
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  return path;
}

const half = "const half = (x: number) => x / 2";
const twice = "const twice = (x: number) => x * 2";

it("gives each submission its points, whatever its other cells do", async () => {
  const reference = put("reference.ipynb", half, twice);
  const submissions = [
    put("right.ipynb", half, twice),
    put("wrong.ipynb", "const half = (x: number) => x", twice),
    put("loops.ipynb", "for (;;) {}", twice),
    put("exits.ipynb", half, "process.exit(3)"),
    put("edited.ipynb", "const half = 0", twice, "'nothing is tested'"),
    put("hungry.ipynb", "const all: number[][] = []; for (;;) all.push(new Array(1e6).fill(0.5))", twice),
  ];
  const broken = join(folder, "broken.ipynb");
  writeFileSync(broken, "{");
  const out = join(folder, "grades");
  const { status, stderr, stdout } = await losslab([
    ...["grade", "--reference", reference, "--timeout", "5", "--memory", "512", "--jobs", "2", "--out", out],
    ...submissions,
    broken,
  ]);
  expect(status).toBe(1);
  expect(`${stdout}${stderr}`).toContain("broken.ipynb: not graded: not JSON");
  const rows = readFileSync(join(out, "grades.csv"), "utf8").trimEnd().split(/\r?\n/);
  expect(rows[0]).toBe("submission,points,of,by_hand,half-test,twice-test,remarks");
  const points = Object.fromEntries(
    rows.slice(1).map((row) => {
      const [name, total, , , ...each] = row.split(",");
      return [name!.replace(/^.*[\\/]/, ""), [total, each[0], each[1]]];
    }),
  );
  expect(points).toMatchObject({
    "right.ipynb": ["4", "2", "2"],
    "wrong.ipynb": ["2", "0", "2"],
    "loops.ipynb": ["2", "0", "2"],
    "exits.ipynb": ["2", "2", "0"],
    "edited.ipynb": ["2", "0", "2"],
    "hungry.ipynb": ["2", "0", "2"],
    "broken.ipynb": ["", "0", "0"],
  });
  const report = readFileSync(join(out, "report.html"), "utf8");
  expect(report).toContain("ran longer than 5 s");
  expect(report).not.toMatch(/<script/i);
}, 240_000);

it("releases the students' version without solutions", async () => {
  const solved = put("solved.ipynb", `// BEGIN SOLUTION\n${half}\n// END SOLUTION`, twice);
  const out = join(folder, "release");
  expect(await losslab(["release", "--out", out, solved])).toMatchObject({ status: 0, stderr: "" });
  const released = readFileSync(join(out, "solved.ipynb"), "utf8");
  expect(released).not.toContain("x / 2");
  expect(released).not.toContain("x * 2");
  expect(released).toContain("half(3) !== 1.5");
}, 60_000);
