// Points of an executed submission, cell by cell, with a line on each that has not all of them.
import { stripVTControlCharacters } from "node:util";
import { verdictMime } from "../../lib/exercises/verdict.js";
import type { ExecutionResult } from "../notebook/execute.js";
import type { Cell, CodeCell, Notebook } from "../notebook/notebook.js";
import { gradeIdOf, isGradedByHand, isTest, pointsOf } from "./nbgrader.js";

export interface CellScore {
  gradeId: string;
  /** From 1, counting all cells as they were run; undefined when nothing was. */
  cell: number | undefined;
  /** Undefined when a person has to give them. */
  points: number | undefined;
  most: number;
  /** Why it is not all of them. */
  note: string;
}

/** Every graded cell of the notebook, with what came of it. */
export function scoreCells(notebook: Notebook, result: ExecutionResult): CellScore[] {
  const executed = new Set(result.executed.map(({ cell }) => cell));
  return notebook.cells.flatMap((cell, i): CellScore[] => {
    const empty = unscored(cell);
    if (empty === undefined) return [];
    const number = i + 1;
    if (!isTest(cell)) return [{ ...empty, cell: number, note: "to be graded by hand" }];
    if (cell.cell_type !== "code" || !executed.has(number))
      return [{ ...empty, cell: number, note: "was not run" }];
    const failure = result.failures.find((each) => each.cell === number) ?? errorOf(cell);
    if (failure !== undefined) return [{ ...empty, cell: number, note: said(failure) }];
    const points = pointsGiven(cell, empty.most);
    return [
      {
        ...empty,
        cell: number,
        points,
        note: points < empty.most ? verdictIn(cell) : "",
      },
    ];
  });
}

/** The graded cells with no points, for a submission that could not be run. */
export function noPoints(notebook: Notebook, note: string): CellScore[] {
  return notebook.cells.flatMap((cell) => {
    const empty = unscored(cell);
    return empty === undefined ? [] : [{ ...empty, note }];
  });
}

/** What failed outside of the graded cells: why an answer may be missing. */
export function otherFailures(notebook: Notebook, result: ExecutionResult): string[] {
  return result.failures
    .filter(({ cell }) => !isTest(notebook.cells[cell - 1]!))
    .map((failure) => `Cell ${failure.cell}: ${said(failure)}`);
}

function unscored(cell: Cell): CellScore | undefined {
  const gradeId = gradeIdOf(cell);
  if (gradeId === undefined || !(isTest(cell) || isGradedByHand(cell))) return undefined;
  return { gradeId, cell: undefined, points: isTest(cell) ? 0 : undefined, most: pointsOf(cell), note: "" };
}

interface Failure {
  ename: string;
  evalue: string;
  line?: number | undefined;
}

/** Also that of a cell whose tags say that it may fail: a student can write tags. */
function errorOf(cell: CodeCell): Failure | undefined {
  return cell.outputs.find((output) => output.output_type === "error");
}

function said({ ename, evalue, line }: Failure): string {
  const text = stripVTControlCharacters(evalue).split("\n")[0]!;
  return `${line === undefined ? "" : `line ${line}: `}${ename}: ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`;
}

/** What the verdict said that the cell shows. */
function verdictIn(cell: CodeCell): string {
  const shown = cell.outputs.find((output) => "data" in output && verdictMime in output.data);
  const text = shown && "data" in shown ? shown.data["text/plain"] : undefined;
  return typeof text === "string" ? text.split("\n")[0]! : "not all points were given";
}

/** All of them, unless the last expression is a verdict or, as in nbgrader, a number of points. */
function pointsGiven(cell: CodeCell, most: number): number {
  const result = cell.outputs.find((output) => output.output_type === "execute_result");
  if (result === undefined) return most;
  const verdict = result.data[verdictMime] as { points?: unknown } | undefined;
  const given =
    typeof verdict?.points === "number"
      ? verdict.points * most
      : Number(result.data["text/plain"] || Number.NaN);
  return given >= 0 && given <= most ? given : most;
}
