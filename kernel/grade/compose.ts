// What is executed for a submission: its cells, with those that it may not change taken from the teacher's notebook.
// Knows cells; runs nothing.
import type { Cell, Notebook } from "../notebook/notebook.js";
import { gradeIdOf, isGradedByHand, isLocked, pointsOf } from "./nbgrader.js";

export interface Composed {
  notebook: Notebook;
  /** What a teacher should know of it, a sentence each. */
  remarks: string[];
}

/**
 * A locked cell is found by its grade_id and stands where the student left it. One that the student removed comes back after the cell that
 * it follows in the teacher's notebook. Copies of it, and graded cells that the teacher does not have, do not count.
 */
export function composeSubmission(submission: Notebook, reference: Notebook | undefined): Composed {
  if (reference === undefined) return { notebook: submission, remarks: [] };
  const remarks: string[] = [];
  const teachers = new Map(reference.cells.flatMap((cell) => named(cell)));
  const used = new Set<string>();
  const cells: Cell[] = [];
  submission.cells.forEach((cell, i) => {
    const id = gradeIdOf(cell);
    const original = id === undefined ? undefined : teachers.get(id);
    if (id === undefined || original === undefined) {
      if (id !== undefined && isLocked(cell))
        remarks.push(`Cell ${i + 1} (${id}) is no cell of the teacher's; it was left out.`);
      else cells.push(cell);
    } else if (used.has(id)) {
      remarks.push(`Cell ${i + 1} has the grade_id ${id} once more; only the first counts.`);
      if (!isLocked(original)) cells.push({ ...cell, metadata: {} });
    } else {
      used.add(id);
      if (isLocked(original) && isChanged(cell, original)) {
        remarks.push(`Cell ${i + 1} (${id}) was changed by the student; the teacher's was run.`);
      }
      cells.push(
        isLocked(original)
          ? original
          : { ...cell, metadata: { ...cell.metadata, nbgrader: original.metadata.nbgrader } },
      );
    }
  });

  let before: string | undefined;
  for (const [id, original] of teachers) {
    if (!used.has(id)) {
      if (isLocked(original)) {
        remarks.push(`The cell ${id} is missing; the teacher's was run.`);
        const at = before === undefined ? 0 : cells.findIndex((cell) => gradeIdOf(cell) === before) + 1;
        cells.splice(at, 0, original);
      } else {
        remarks.push(
          `The cell ${id} is missing${isGradedByHand(original) ? "; there is nothing to grade" : ""}.`,
        );
        continue;
      }
    }
    before = id;
  }
  return { notebook: structuredClone({ ...submission, cells }), remarks };
}

function named(cell: Cell): [string, Cell][] {
  const id = gradeIdOf(cell);
  return id === undefined ? [] : [[id, cell]];
}

function isChanged(cell: Cell, original: Cell): boolean {
  return (
    cell.cell_type !== original.cell_type ||
    withoutHiddenTests(original.source).trim() !== withoutHiddenTests(cell.source).trim() ||
    pointsOf(cell) !== pointsOf(original)
  );
}

/** Students never had them. */
function withoutHiddenTests(source: string): string {
  return source.replace(/^.*BEGIN HIDDEN TESTS[\s\S]*?END HIDDEN TESTS.*\n?/gm, "");
}
