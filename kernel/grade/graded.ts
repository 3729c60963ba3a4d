// A graded submission as data, and its sums.
import type { CellScore } from "./score.js";

export interface Graded {
  /** Its place below the folder that all submissions are in. */
  name: string;
  cells: CellScore[];
  /** What a teacher should know of it, a sentence each. */
  remarks: string[];
  /** Why it could not be graded. */
  problem: string | undefined;
}

/** The points that were given, without those that a person has to give. */
export function scoreOf({ cells }: Graded): number {
  return rounded(cells.map(({ points }) => points ?? 0));
}

/** All points there are, without those that a person has to give. */
export function mostOf({ cells }: Graded): number {
  return rounded(cells.map(({ points, most }) => (points === undefined ? 0 : most)));
}

/** What a person has to give. */
export function byHandOf({ cells }: Graded): number {
  return rounded(cells.map(({ points, most }) => (points === undefined ? most : 0)));
}

function rounded(numbers: readonly number[]): number {
  return Number(numbers.reduce((a, b) => a + b, 0).toFixed(4));
}
