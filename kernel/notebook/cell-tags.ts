// What a cell's metadata asks of those who execute and check it: the tags of nbclient and nbval, and losslab's tolerance for numbers.
// Knows nothing of kernels and outputs.
import type { Cell, CodeCell } from "./notebook.js";

/** Not executed, and left as it is. Empty cells are not either. */
export function isExecuted(cell: Cell): cell is CodeCell {
  return (
    cell.cell_type === "code" && cell.source.trim() !== "" && !hasTag(cell, "skip-execution", "nbval-skip")
  );
}

/** An error of such a cell is no failure. */
export function mayFail(cell: CodeCell): boolean {
  return hasTag(cell, "raises-exception", "nbval-raises-exception");
}

/** Whether its outputs are compared; with `lax`, only those of cells that ask for it. */
export function isCompared(cell: CodeCell, lax: boolean): boolean {
  if (hasTag(cell, "nbval-check-output")) return true;
  return !lax && !hasTag(cell, "nbval-ignore-output");
}

function hasTag(cell: CodeCell, ...names: string[]): boolean {
  const { tags } = cell.metadata;
  return Array.isArray(tags) && tags.some((tag) => names.includes(tag));
}

/** Two numbers are the same when |a − b| ≤ max(absolute, relative · max(|a|, |b|)). */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/**
 * `"losslab": {"tolerance": 1e-6}` is relative; `{"tolerance": {"relative": 1e-6, "absolute": 1e-12}}` says both. None unless stated.
 * @throws Error that says what is wrong with it.
 */
export function toleranceOf(cell: CodeCell): Tolerance | undefined {
  const { losslab } = cell.metadata as { losslab?: { tolerance?: unknown } | null };
  const stated = losslab?.tolerance;
  if (stated === undefined || stated === null) return undefined;
  const {
    relative = 0,
    absolute = 0,
    ...rest
  } = (typeof stated === "object" ? stated : { relative: stated }) as Record<string, unknown>;
  if (!isSize(relative) || !isSize(absolute) || Object.keys(rest).length > 0) {
    throw new Error(
      'metadata.losslab.tolerance: expected a number from 0 or {"relative": number, "absolute": number}, ' +
        `found ${JSON.stringify(stated)}`,
    );
  }
  return { relative, absolute };
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}
