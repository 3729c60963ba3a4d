// Many notebooks, some at a time, each on a kernel of its own in its own folder: reads them, starts the kernels, shows progress, and
// keeps to the time limit and to Ctrl-C. What becomes of an executed notebook is for run.ts and check.ts.
import { availableParallelism } from "node:os";
import { dirname, relative, resolve } from "node:path";
import { type ExecutionResult, executeNotebook, type KernelSession } from "./execute.js";
import { type Notebook, NotebookFormatError, readNotebook } from "./notebook.js";
import { findNotebooks, type NotebookPath, UsageError } from "./notebook-paths.js";
import { type ProgressStream, showProgress } from "./progress.js";
import { versionsIn } from "./recorded-versions.js";

export interface BatchOptions {
  /** How many notebooks at a time; as many as there are cores unless given. */
  jobs?: number | undefined;
  /** How many seconds a cell may run; as long as it likes unless given. */
  timeout?: number | undefined;
  /** Go on after a cell that fails. The exit status is 1 all the same. */
  allowErrors?: boolean | undefined;
  /** A file for a report in JUnit's XML. */
  junit?: string | undefined;
  /** Interrupts the work; without it, SIGINT, SIGTERM and SIGHUP do. */
  signal?: AbortSignal | undefined;
  stdout?: ProgressStream;
  stderr?: ProgressStream;
  launch?: Launch;
}

type Launch = (options: { cwd: string }) => Promise<KernelSession>;

export const exitStatus = { well: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export interface Job extends NotebookPath {
  /** As read; its outputs are replaced when it is executed. */
  notebook: Notebook;
}

export interface Outcome {
  result: ExecutionResult | undefined;
  /** Why there is no result, or none to be found: the kernel did not start, a file could not be written. */
  problem: string | undefined;
}

/** What is made of an outcome; `state` is for the line of progress: ", cell 3 failed". */
export interface Verdict extends Outcome {
  well: boolean;
  state: string;
}

/** Reads every notebook before the first is executed: a wrong name at the end of a long list is said at once. */
export async function readJobs(paths: string[], exclude?: string): Promise<Job[]> {
  const jobs: Job[] = [];
  const problems: string[] = [];
  for (const { path, place } of await findNotebooks(paths, exclude)) {
    try {
      const notebook = await readNotebook(shownPath(path));
      const problem = languageProblem(notebook);
      if (problem !== undefined) throw new NotebookFormatError(`${shownPath(path)}: ${problem}`);
      jobs.push({ path, place, notebook });
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (problems.length > 0) throw new UsageErrors(problems);
  return jobs;
}

/** Several things that are wrong with what was asked for. */
export class UsageErrors extends UsageError {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Why losslab does not execute the notebook: it is in another language. Undefined when it may be TypeScript. */
export function languageProblem({ metadata }: Notebook): string | undefined {
  const spec = metadata.kernelspec as { name: string; language?: unknown } | undefined;
  const info = metadata.language_info as { name: string } | undefined;
  const language = spec?.language ?? info?.name;
  if (typeof language !== "string" || /^(typescript|javascript)$/i.test(language)) return undefined;
  return (
    `a notebook in ${language}${spec === undefined ? "" : `, for the kernel "${spec.name}"`}; losslab executes TypeScript. ` +
    "If it is TypeScript, choose the kernel TypeScript (losslab) in Jupyter and save it"
  );
}

/** What a command makes of the notebooks that it executes. */
export interface Batch<J extends Job, V extends Verdict> {
  readonly command: string;
  prepare(): Promise<J[]>;
  /** Gets each notebook when it is executed, or could not be. */
  after(job: J, outcome: Outcome): Promise<V>;
  /** Says what came out, when all is done. */
  report(said: Said<J, V>): void | Promise<void>;
}

export interface Said<J extends Job, V extends Verdict> {
  readonly jobs: readonly J[];
  /** In the order of the jobs, without those that were not begun. */
  readonly finished: readonly (V & { job: J })[];
  readonly stdout: ProgressStream;
  readonly stderr: ProgressStream;
}

/** Returns the exit status. */
export async function executeBatch<J extends Job, V extends Verdict>(
  batch: Batch<J, V>,
  options: BatchOptions,
): Promise<number> {
  const { stdout = process.stdout, stderr = process.stderr } = options;
  let jobs: J[];
  try {
    jobs = await batch.prepare();
  } catch (error) {
    return refuse(batch.command, error, stderr);
  }
  const { finished, interrupted } = await executeJobs(jobs, options, batch.after);
  await batch.report({ jobs, finished, stdout, stderr });
  if (options.junit !== undefined) {
    const { writeJunit } = await import("./junit.js");
    await writeJunit(options.junit, `losslab ${batch.command}`, jobs, finished);
  }
  if (interrupted) return exitStatus.interrupted;
  return finished.every(({ well }) => well) ? exitStatus.well : exitStatus.failed;
}

/** Returns the verdicts in the order of the jobs, without those that were not begun. */
export async function executeJobs<J extends Job, V extends Verdict>(
  jobs: readonly J[],
  options: BatchOptions,
  after: (job: J, outcome: Outcome) => Promise<V>,
): Promise<{ finished: (V & { job: J })[]; interrupted: boolean }> {
  const interruption =
    options.signal === undefined
      ? interruptOnSignals(options.stderr ?? process.stderr)
      : { signal: options.signal, release() {} };
  const progress = showProgress(options.stdout ?? process.stdout, jobs.length);
  const finished = new Map<J, V & { job: J }>();
  const work = async (job: J) => {
    progress.start(job.place);
    const started = performance.now();
    const outcome = await executeJob(job, options, interruption.signal, (done, total) =>
      progress.update(job.place, done, total),
    );
    const verdict = await after(job, outcome);
    finished.set(job, { ...verdict, job });
    progress.finish(job.place, summaryLine(job.place, verdict, (performance.now() - started) / 1000));
  };
  const waiting = jobs.values();
  const worker = async () => {
    for (const job of waiting) {
      if (interruption.signal.aborted) break;
      await work(job);
    }
  };
  try {
    const workers = Math.min(options.jobs ?? availableParallelism(), jobs.length);
    await Promise.all(Array.from({ length: workers }, worker));
  } finally {
    progress.stop();
    interruption.release();
  }
  return {
    finished: jobs.flatMap((job) => finished.get(job) ?? []),
    interrupted: interruption.signal.aborted,
  };
}

async function executeJob(
  job: Job,
  options: BatchOptions,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<Outcome> {
  // Imports in cells resolve where the notebook is, not where its copy goes.
  const cwd = dirname(job.path);
  let session: KernelSession | undefined;
  try {
    const launch: Launch = options.launch ?? (await import("./kernel-session.js")).launchKernel;
    session = await launch({ cwd });
    const result = await executeNotebook(job.notebook, session, {
      allowErrors: options.allowErrors === true,
      cellTimeoutMs: options.timeout === undefined ? undefined : options.timeout * 1000,
      versions: await versionsIn(cwd),
      signal,
      onProgress: ({ done, total }) => onProgress(done, total),
    });
    return { result, problem: undefined };
  } catch (error) {
    const problem = signal.aborted ? undefined : `the kernel did not start: ${messageOf(error)}`;
    return { result: undefined, problem };
  } finally {
    // A kernel that does not leave politely is the client's to end; the notebook is complete either way.
    await session?.shutdown().catch(() => {});
  }
}

export function ranThrough({ result, problem }: Outcome): boolean {
  return problem === undefined && result !== undefined && result.failures.length === 0 && !result.interrupted;
}

// ---- what is said ----------------------------------------------------------------------------------------------------------------

/** What an outcome's line of progress ends with, when it did not run through. */
export function stateOf({ result }: Outcome): string {
  if (result?.interrupted) return ", interrupted";
  return result?.failures[0] ? `, cell ${result.failures[0].cell} failed` : "";
}

function summaryLine(place: string, { result, well, state }: Verdict, seconds: number): string {
  const cells = result === undefined ? "not executed" : `${result.executed.length}/${result.total} cells`;
  return `${well ? "\x1b[32m✓\x1b[0m" : "\x1b[31m✗\x1b[0m"} ${place}  ${cells}${state}  ${seconds.toFixed(1)} s`;
}

/** Notebook, cell and line of each failure. */
export function failureLines({ job, result, problem }: Outcome & { job: Job }): string[] {
  const name = shownPath(job.path);
  const lines = (result?.failures ?? []).map(({ cell, line, ename, evalue }) => {
    const place = line === undefined ? `cell ${cell}` : `cell ${cell}, line ${line}`;
    return `${name}: ${place}: ${ename}: ${evalue.split("\n")[0]}`;
  });
  if (result?.interrupted)
    lines.push(`${name}: interrupted after ${result.executed.length} of ${result.total} cells`);
  if (problem !== undefined) lines.push(`${name}: ${problem}`);
  return lines;
}

/** Relative when that is shorter to read: below the current folder. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === "" || below.startsWith("..") || resolve(below) !== path ? path : below;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Says what is wrong with the usage and returns its exit status; throws anything else on. */
export function refuse(command: string, error: unknown, stderr: ProgressStream): number {
  if (!(error instanceof UsageError || error instanceof NotebookFormatError)) throw error;
  const problems = error instanceof UsageErrors ? error.problems : [error.message];
  for (const problem of problems) stderr.write(`losslab ${command}: ${problem}\n`);
  return exitStatus.usage;
}

/** The first signal interrupts the running cells and keeps what was executed; the second ends the program at once. */
function interruptOnSignals(stderr: ProgressStream): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitStatus.interrupted);
    stderr.write("\nInterrupting; what was executed is kept. Once more to stop at once.\n");
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, onSignal);
  // A closed terminal or pipe: nobody reads what is said, but the results are in files.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
