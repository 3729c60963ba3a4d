// `losslab grade`: runs submissions, each on a kernel of its own with limits, and writes a table for the gradebook and a page to read.
// Knows files and what is said; what is run for a submission is compose.ts's, its points are score.ts's.
import { join, resolve } from "node:path";
import {
  executeBatch,
  type Job,
  languageProblem,
  messageOf,
  type Outcome,
  shownPath,
  UsageErrors,
  type Verdict,
} from "../notebook/batch.js";
import { type Notebook, NotebookFormatError, readNotebook } from "../notebook/notebook.js";
import { findNotebooks, UsageError } from "../notebook/notebook-paths.js";
import type { ProgressStream } from "../notebook/progress.js";
import { writeWholeFile } from "../notebook/whole-file.js";
import { composeSubmission } from "./compose.js";
import { csv } from "./csv.js";
import { byHandOf, type Graded, mostOf, scoreOf } from "./graded.js";
import { launchLimited } from "./limited-session.js";
import { checkNbgrader, isTest } from "./nbgrader.js";
import { noPoints, otherFailures, scoreCells } from "./score.js";

export interface GradeOptions {
  /** The teacher's notebook: locked cells, tests among them, are taken from it. */
  reference?: string | undefined;
  /** How many submissions at a time. */
  jobs?: number | undefined;
  /** How many seconds a cell may run. */
  timeout?: number | undefined;
  /** How many megabytes each process of a submission may use. */
  memory?: number | undefined;
  /** Where grades.csv and report.html go. */
  out?: string | undefined;
  signal?: AbortSignal | undefined;
  stdout?: ProgressStream;
  stderr?: ProgressStream;
}

export const gradeDefaults = { timeout: 30, memory: 1024, out: "grades" } as const;

/** Returns the exit status. */
export async function gradeSubmissions(paths: string[], options: GradeOptions = {}): Promise<number> {
  const { timeout, memory, out } = { ...gradeDefaults, ...options };
  let submissions: (SubmissionJob | Graded)[] = [];
  const status = await executeBatch<SubmissionJob, Judged>(
    {
      command: "grade",
      async prepare() {
        const reference =
          options.reference === undefined ? undefined : await readReference(options.reference);
        submissions = await readSubmissions(paths, reference, out);
        return submissions.filter(canRun);
      },
      after: async (job, outcome) => judged(job, outcome),
      async report({ finished, stdout, stderr }) {
        const graded = submissions.map((each): Graded => {
          if (!canRun(each)) return each;
          return finished.find(({ job }) => job === each)?.graded ?? notGraded(each, "interrupted");
        });
        const files = await writeGrades(graded, out, conditions(options.reference, timeout, memory));
        const bad = graded.filter(({ problem }) => problem !== undefined);
        for (const { name, problem } of bad) stderr.write(`${name}: not graded: ${problem}\n`);
        const written = files.map((file) => `  ${shownPath(resolve(file))}\n`).join("");
        const good = graded.length - bad.length;
        stdout.write(`\n${good} of ${graded.length} submissions graded.\n\nWritten:\n${written}`);
      },
    },
    // The time limit is the session's: what it does after a crash is not the cell's time.
    {
      ...options,
      timeout: undefined,
      allowErrors: true,
      launch: ({ cwd }) => launchLimited(cwd, { timeout, memory }),
    },
  );
  return status === 0 && !submissions.every(canRun) ? notAllGraded : status;
}

const notAllGraded = 1;

/** The table and the page. */
async function writeGrades(
  graded: readonly Graded[],
  out: string,
  said: readonly string[],
): Promise<string[]> {
  const { renderReport } = await import("./report.js");
  const [table, page] = [join(out, "grades.csv"), join(out, "report.html")];
  await writeWholeFile(table, gradeTable(graded));
  await writeWholeFile(page, renderReport(graded, said));
  return [table, page];
}

interface Judged extends Verdict {
  graded: Graded;
}

function canRun(submission: SubmissionJob | Graded): submission is SubmissionJob {
  return "notebook" in submission;
}

interface SubmissionJob extends Job {
  remarks: string[];
}

async function readReference(path: string): Promise<Notebook> {
  const notebook = await readNotebook(path).catch((error: unknown) => {
    throw new UsageError(
      error instanceof NotebookFormatError ? error.message : `${path}: ${messageOf(error)}`,
    );
  });
  const problems = checkNbgrader(notebook);
  if (problems.length > 0) throw new UsageErrors(problems.map((problem) => `${path}: ${problem}`));
  if (!notebook.cells.some(isTest))
    throw new UsageError(`${path}: no graded cell in it, so there is nothing to grade by`);
  return notebook;
}

/** A submission that cannot be run is graded by that. */
async function readSubmissions(
  paths: string[],
  reference: Notebook | undefined,
  out: string,
): Promise<(SubmissionJob | Graded)[]> {
  return Promise.all(
    (await findNotebooks(paths, out)).map(async ({ path, place }) => {
      const refused = (problem: string): Graded => ({
        name: place,
        cells: reference === undefined ? [] : noPoints(reference, "was not run"),
        remarks: [],
        problem,
      });
      try {
        const submission = await readNotebook(path);
        const problem = languageProblem(submission);
        if (problem !== undefined) return refused(problem);
        const own = reference === undefined ? checkNbgrader(submission) : [];
        const { notebook, remarks } = composeSubmission(submission, reference);
        if (!notebook.cells.some(isTest)) return refused(["it has no graded cells", ...own].join("; "));
        return { path, place, notebook, remarks: [...own, ...remarks] };
      } catch (error) {
        const said = messageOf(error);
        return refused(said.startsWith(`${path}: `) ? said.slice(path.length + 2) : said);
      }
    }),
  );
}

function judged(job: SubmissionJob, outcome: Outcome): Judged {
  const graded = gradedOutcome(job, outcome);
  const state = `, ${scoreOf(graded)} of ${mostOf(graded)} points`;
  return { ...outcome, graded, well: graded.problem === undefined, state };
}

function gradedOutcome(job: SubmissionJob, { result, problem }: Outcome): Graded {
  if (result === undefined || result.interrupted) return notGraded(job, problem ?? "interrupted");
  return {
    name: job.place,
    cells: scoreCells(job.notebook, result),
    remarks: [...job.remarks, ...otherFailures(job.notebook, result)],
    problem: undefined,
  };
}

function notGraded({ place, notebook, remarks }: SubmissionJob, problem: string): Graded {
  return { name: place, cells: noPoints(notebook, "was not run"), remarks, problem };
}

/** A row for each submission, a column for each graded cell, in the order in which they first come. */
function gradeTable(graded: readonly Graded[]): string {
  const ids = [...new Set(graded.flatMap(({ cells }) => cells.map(({ gradeId }) => gradeId)))];
  return csv([
    ["submission", "points", "of", "by_hand", ...ids, "remarks"],
    ...graded.map((each) => [
      each.name,
      each.problem === undefined ? scoreOf(each) : undefined,
      mostOf(each),
      byHandOf(each),
      ...ids.map((id) => each.cells.find(({ gradeId }) => gradeId === id)?.points),
      [...(each.problem === undefined ? [] : [`not graded: ${each.problem}`]), ...notesOf(each)].join("; "),
    ]),
  ]);
}

function notesOf({ cells, remarks }: Graded): string[] {
  return [
    ...remarks,
    ...cells.filter(({ note }) => note !== "").map(({ gradeId, note }) => `${gradeId}: ${note}`),
  ];
}

function conditions(reference: string | undefined, timeout: number, memory: number): string[] {
  return [
    reference === undefined
      ? "Tests and points are the submissions' own: no reference notebook was given, so a test that a student changed is not noticed."
      : "Tests and points are those of the reference notebook; what a student changed in them has no effect.",
    `Each submission ran on a kernel of its own; a cell had ${timeout} s and each process ${memory} MB of memory.`,
    "A cell that ended its process lost the variables; the cells before it that had run well were then run again.",
    "Answers are checked in the process that runs the submission: code that sets out to deceive it can. Look at surprising results.",
  ];
}
