// `losslab check`: executes notebooks and compares what they give with what they store.
// Knows what is said and stored; how notebooks are executed is batch.ts's, how outputs are compared compare-outputs.ts's.
import { palette } from "../console/colour.js";
import {
  type BatchOptions,
  executeBatch,
  failureLines,
  type Job,
  messageOf,
  type Outcome,
  ranThrough,
  readJobs,
  type Said,
  shownPath,
  stateOf,
  UsageErrors,
  type Verdict,
} from "./batch.js";
import { isCompared, toleranceOf } from "./cell-tags.js";
import { compareOutputs, type DiffLine } from "./compare-outputs.js";
import type { ExecutionResult } from "./execute.js";
import { type CodeCell, type Notebook, writeNotebook } from "./notebook.js";
import { changedVersions } from "./recorded-versions.js";

export interface CheckOptions extends BatchOptions {
  /** Store the fresh outputs of the notebooks in which something differs. */
  update?: boolean | undefined;
  /** Compare only cells tagged `nbval-check-output`; the others have to run. */
  lax?: boolean | undefined;
  /** Colours in the differences. */
  colour?: boolean | undefined;
}

/** Returns the exit status. */
export function checkNotebooks(paths: string[], options: CheckOptions = {}): Promise<number> {
  return executeBatch(
    {
      command: "check",
      prepare: () => prepare(paths),
      after: (job, outcome) => checked(job, outcome, options),
      report: (said) => report(said, options.colour === true),
    },
    options,
  );
}

function report({ jobs, finished, stdout, stderr }: Said<CheckJob, Checked>, colour: boolean): void {
  const { paint } = palette(colour);
  for (const result of finished) {
    for (const { title, lines } of result.differences) {
      const shown = lines
        .slice(0, longestDiff)
        .map((line) => `  ${paint(colours[line.mark], diffText(line))}`);
      if (lines.length > longestDiff) shown.push(`  … and ${lines.length - longestDiff} more lines`);
      stdout.write(`\n${shownPath(result.job.path)}: ${title}\n${shown.join("\n")}\n`);
    }
    for (const line of failureLines(result)) stderr.write(`${line}\n`);
  }
  stdout.write(closingWords(jobs, finished));
}

const colours = { "@": "cyan", "-": "red", "+": "green", "?": "yellow", " ": "grey" } as const;
const longestDiff = 24;

interface CheckJob extends Job {
  /** As it was read. */
  stored: Notebook;
}

interface Difference {
  /** From 1, counting all cells. */
  cell: number;
  title: string;
  lines: DiffLine[];
  /** All of it, for reports. */
  text: string;
}

interface Checked extends Verdict {
  differences: Difference[];
  /** Programs that are others than those the stored outputs come from. */
  versions: string[];
  updated: boolean;
}
type Finished = Checked & { job: CheckJob };

async function prepare(paths: string[]): Promise<CheckJob[]> {
  const jobs = await readJobs(paths);
  const problems: string[] = [];
  for (const { path, notebook } of jobs) {
    for (const [i, cell] of notebook.cells.entries()) {
      try {
        if (cell.cell_type === "code") toleranceOf(cell);
      } catch (error) {
        problems.push(`${shownPath(path)}: cell ${i + 1}: ${messageOf(error)}`);
      }
    }
  }
  if (problems.length > 0) throw new UsageErrors(problems);
  return jobs.map((job) => ({ ...job, stored: structuredClone(job.notebook) }));
}

async function checked(job: CheckJob, outcome: Outcome, options: CheckOptions): Promise<Checked> {
  const through = ranThrough(outcome);
  const differences = outcome.result === undefined ? [] : findDifferences(job, outcome.result, options);
  const versions = outcome.result === undefined ? [] : changedVersions(job.stored, job.notebook);
  const verdict = {
    ...outcome,
    differences,
    versions,
    well: through,
    state: stateOf(outcome),
    updated: false,
  };
  if (differences.length === 0 && versions.length === 0) return verdict;
  // Half of a notebook's outputs from one execution and half from another would be nobody's.
  if (options.update === true && through) {
    try {
      await writeNotebook(job.path, job.notebook);
      return { ...verdict, state: ", updated", updated: true };
    } catch (error) {
      return { ...verdict, well: false, problem: `it could not be written: ${messageOf(error)}` };
    }
  }
  if (differences.length === 0) return verdict;
  const cells = differences.map(({ cell }) => cell).join(", ");
  const state = `${verdict.state}, ${differences.length === 1 ? `cell ${cells} differs` : `cells ${cells} differ`}`;
  return { ...verdict, well: false, state };
}

function findDifferences(
  job: CheckJob,
  result: ExecutionResult,
  { lax = false }: CheckOptions,
): Difference[] {
  const unfinished = result.interrupted ? result.executed.at(-1)?.cell : undefined;
  return result.executed.flatMap(({ cell: number }) => {
    const [before, now] = [job.stored, job.notebook].map(({ cells }) => cells[number - 1] as CodeCell);
    if (result.failures.some(({ cell }) => cell === number) || number === unfinished) return [];
    if (!isCompared(now!, lax)) return [];
    const tolerance = toleranceOf(now!);
    const lines = compareOutputs(before!.outputs, now!.outputs, tolerance);
    if (lines === undefined) return [];
    const allowed =
      tolerance === undefined
        ? ""
        : `, beyond the tolerance (relative ${tolerance.relative}, absolute ${tolerance.absolute})`;
    const name = now!.id === undefined ? "" : ` (${now!.id})`;
    const what = `the output differs${allowed}: - stored, + fresh`;
    const text = [what, ...lines.map(diffText)].join("\n");
    return [{ cell: number, title: `cell ${number}${name}: ${what}`, lines, text }];
  });
}

function diffText({ mark, text }: DiffLine): string {
  return `${mark} ${text}`.trimEnd();
}

function closingWords(jobs: readonly CheckJob[], finished: readonly Finished[]): string {
  const count = (n: number) => `${n} notebook${n === 1 ? "" : "s"}`;
  const same = finished.filter(({ well, updated }) => well && !updated).length;
  const updated = finished.filter((result) => result.updated).length;
  const lines = ["", `${same} of ${count(jobs.length)} gave the stored outputs.`];
  if (updated > 0) lines.push(`The fresh outputs are stored in ${count(updated)}.`);
  const changed = new Map<string, number>();
  for (const line of finished.flatMap(({ versions }) => versions)) {
    changed.set(line, (changed.get(line) ?? 0) + 1);
  }
  for (const [line, n] of changed) lines.push(`Stored with other programs in ${count(n)}: ${line}.`);
  if (finished.some(({ differences, updated }) => differences.length > 0 && !updated)) {
    lines.push("If the fresh outputs are the right ones, `losslab check --update` stores them.");
  }
  return `${lines.join("\n")}\n`;
}
