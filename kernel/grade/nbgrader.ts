// nbgrader's cell metadata, schema 3: what a cell says of itself, and whether a notebook's are in order.
// Knows cells, nothing of kernels and points won. Rules as in nbgrader's `nbgraderformat/v3`.
//
// The convention of the course's notebooks:
//   a solution cell  {"schema_version": 3, "grade_id": "entropy", "grade": false, "solution": true, "locked": false, "task": false}
//     the answer stands between `// BEGIN SOLUTION` and `// END SOLUTION`, which a release takes out (release.ts);
//   a test cell      {"schema_version": 3, "grade_id": "entropy-test", "grade": true, "solution": false, "locked": true, "points": 2, "task": false}
//     ends with `exercise("18.11.4", entropy).assert()`: a cell that fails has 0 points, one that runs has all. A last expression that is a
//     number is the points themselves, as in nbgrader: `2 * exercise("18.11.4", entropy).points`;
//   a locked cell    grade and solution false, locked true: what is given, and overwritten when a submission is graded;
//   what a person grades: grade and solution both true.
import * as v from "valibot";
import type { Cell, Notebook } from "../notebook/notebook.js";

const schema = v.strictObject({
  schema_version: v.literal(3, (issue) => `expected 3, found ${JSON.stringify(issue.input)}`),
  grade: v.boolean(),
  locked: v.boolean(),
  solution: v.boolean(),
  task: v.optional(v.boolean()),
  grade_id: v.optional(v.pipe(v.string(), v.regex(/^[\w-]+$/, "expected letters, digits, _ and -"))),
  points: v.optional(v.pipe(v.number(), v.minValue(0, "expected a number from 0"))),
  checksum: v.optional(v.pipe(v.string(), v.length(32, "expected 32 characters"))),
  cell_type: v.optional(v.picklist(["raw", "code", "markdown"])),
});

/** Undefined for a cell that nbgrader has nothing to do with, also when what it says of itself is broken. */
export function gradeIdOf(cell: Cell): string | undefined {
  return metadataOf(cell)?.grade_id;
}

/** A cell that runs and whose points come of it. */
export function isTest(cell: Cell): boolean {
  const data = metadataOf(cell);
  return data?.grade === true && !data.solution && data.task !== true;
}

/** A cell whose points a person gives. */
export function isGradedByHand(cell: Cell): boolean {
  const data = metadataOf(cell);
  return data !== undefined && (data.task === true || (data.grade && data.solution));
}

export function isSolution(cell: Cell): boolean {
  return metadataOf(cell)?.solution === true;
}

/** A cell that the teacher wrote and a submission may not change. */
export function isLocked(cell: Cell): boolean {
  const data = metadataOf(cell);
  return data !== undefined && !data.solution && (data.grade || data.locked);
}

/** How many points the cell is worth. */
export function pointsOf(cell: Cell): number {
  return metadataOf(cell)?.points ?? 0;
}

function metadataOf(cell: Cell): v.InferOutput<typeof schema> | undefined {
  const result = v.safeParse(schema, cell.metadata.nbgrader);
  return result.success ? result.output : undefined;
}

/** What is wrong with the notebook's nbgrader metadata, a line each; empty when nbgrader would take it. */
export function checkNbgrader(notebook: Notebook): string[] {
  const problems: string[] = [];
  const seen = new Map<string, number>();
  notebook.cells.forEach((cell, i) => {
    const found = cell.metadata.nbgrader;
    if (found === undefined) return;
    const say = (problem: string) => problems.push(`cell ${i + 1}: metadata.nbgrader${problem}`);
    const result = v.safeParse(schema, found);
    if (!result.success) {
      for (const issue of result.issues) {
        const path = v.getDotPath(issue);
        say(`${path === null ? "" : `.${path}`}: ${issue.message}`);
      }
      return;
    }
    const { grade, solution, locked, task = false, grade_id: id, points } = result.output;
    if (!(grade || solution || locked || task)) return;
    if (id === undefined) say(": a cell that is graded, locked or a solution needs a grade_id");
    else if (seen.has(id)) say(`.grade_id: "${id}" is also that of cell ${seen.get(id)}`);
    else seen.set(id, i + 1);
    if (grade && points === undefined) say(": a graded cell needs points");
    if (!grade && !task && points !== undefined) say(".points: only a graded cell has points");
    if (task && cell.cell_type !== "markdown") say(".task: only a Markdown cell can be a task");
    if (!task && cell.cell_type === "markdown" && grade !== solution) {
      say(": a Markdown cell is both graded and a solution, or neither: nothing of it can be run");
    }
  });
  return problems;
}
