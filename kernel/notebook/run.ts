// `losslab run`: executes notebooks, each on a kernel of its own in its own folder, and writes the executed notebooks and pages.
// Knows the file system and the terminal; how a cell is executed is execute.ts's, how a page looks html.ts's.
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { type ExecutionResult, executeNotebook, type KernelSession } from "./execute.js";
import type { IndexEntry } from "./html.js";
import { readLocalImage } from "./local-image.js";
import { type Notebook, NotebookFormatError, readNotebook, writeNotebook } from "./notebook.js";
import { findNotebooks, isSameFile, type NotebookPath, UsageError } from "./notebook-paths.js";
import { type ProgressStream, showProgress } from "./progress.js";
import { writeWholeFile } from "./whole-file.js";

export interface RunOptions {
  /** Where results go; `out` unless `inPlace`. The notebooks given are never changed. */
  out?: string | undefined;
  /** Store the outputs in the notebooks given, as "Run all" and "Save" in Jupyter do. */
  inPlace?: boolean | undefined;
  /** Also a self-contained page beside each executed notebook, and an index.html of them. */
  html?: boolean | undefined;
  /** Go on after a cell that fails. The exit status is 1 all the same. */
  allowErrors?: boolean | undefined;
  /** Interrupts the run; without it, SIGINT and SIGTERM do. */
  signal?: AbortSignal | undefined;
  stdout?: ProgressStream;
  stderr?: ProgressStream;
  launch?: Launch;
}

type Launch = (options: { cwd: string }) => Promise<KernelSession>;

const wellStatus = 0;
const failedStatus = 1;
const usageStatus = 2;
const interruptedStatus = 130;

/** Returns the exit status. */
export async function runNotebooks(paths: string[], options: RunOptions = {}): Promise<number> {
  const stdout = options.stdout ?? process.stdout;
  const stderr = options.stderr ?? process.stderr;
  let jobs: Job[];
  try {
    jobs = await prepare(paths, options);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof NotebookFormatError)) throw error;
    stderr.write(`losslab run: ${error.message}\n`);
    return usageStatus;
  }

  const interruption =
    options.signal === undefined ? interruptOnSignals(stderr) : { signal: options.signal, release() {} };
  const progress = showProgress(stdout, jobs.length);
  const finished: Finished[] = [];
  try {
    for (const job of jobs) {
      if (interruption.signal.aborted) break;
      progress.start(job.place);
      const started = performance.now();
      const outcome = await runJob(job, options, interruption.signal, (done, total) =>
        progress.update(job.place, done, total),
      );
      finished.push({ ...job, ...outcome });
      progress.finish(job.place, summaryLine(job, outcome, (performance.now() - started) / 1000));
    }
  } finally {
    progress.stop();
    interruption.release();
  }

  const index =
    options.html === true && options.inPlace !== true
      ? await writeIndex(jobs, finished, outFolder(options))
      : undefined;
  for (const result of finished) for (const line of failureLines(result)) stderr.write(`${line}\n`);
  stdout.write(closingWords(jobs, finished, index));
  if (interruption.signal.aborted) return interruptedStatus;
  return finished.every(isWell) ? wellStatus : failedStatus;
}

interface Job extends NotebookPath {
  notebook: Notebook;
  /** Where the executed notebook goes. */
  target: string;
}
interface Outcome {
  result: ExecutionResult | undefined;
  /** Why there is no result: the kernel did not start, a file could not be written. */
  problem: string | undefined;
  written: string[];
  entry: IndexEntry | undefined;
}
type Finished = Job & Outcome;

function outFolder(options: RunOptions): string {
  return resolve(options.out ?? "out");
}

/** Reads every notebook before the first is executed: a wrong name at the end of a long list is said at once. */
async function prepare(paths: string[], options: RunOptions): Promise<Job[]> {
  if (options.inPlace && options.out !== undefined)
    throw new UsageError("--inplace and --out exclude each other; give one of them");
  const out = outFolder(options);
  const found = await findNotebooks(paths, options.inPlace ? undefined : out);
  const problems: string[] = [];
  const jobs: Job[] = [];
  for (const { path, place } of found) {
    const target = options.inPlace ? path : join(out, place);
    try {
      jobs.push({ path, place, target, notebook: await readNotebook(shownPath(path)) });
    } catch (error) {
      problems.push((error as Error).message);
    }
    if (!options.inPlace && (await isSameFile(path, target))) {
      problems.push(
        `${place}: --out would overwrite the notebook itself; choose another folder, or use --inplace if you mean it`,
      );
    }
  }
  if (problems.length > 0) throw new UsageError(problems.join("\nlosslab run: "));
  return jobs;
}

async function runJob(
  job: Job,
  options: RunOptions,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<Outcome> {
  const outcome: Outcome = { result: undefined, problem: undefined, written: [], entry: undefined };
  let session: KernelSession | undefined;
  try {
    const launch: Launch = options.launch ?? (await import("./kernel-session.js")).launchKernel;
    // Imports in cells resolve where the notebook is, not where its copy goes.
    session = await launch({ cwd: dirname(job.path) });
    outcome.result = await executeNotebook(job.notebook, session, {
      allowErrors: options.allowErrors === true,
      signal,
      onProgress: ({ done, total }) => onProgress(done, total),
    });
  } catch (error) {
    if (!signal.aborted) outcome.problem = `the kernel did not start: ${messageOf(error)}`;
    return outcome;
  } finally {
    // A kernel that does not leave politely is the client's to end; the notebook is complete either way.
    await session?.shutdown().catch(() => {});
  }
  try {
    await writeResults(job, options, outcome);
  } catch (error) {
    outcome.problem = `its results could not be written: ${messageOf(error)}`;
  }
  return outcome;
}

async function writeResults(job: Job, options: RunOptions, outcome: Outcome): Promise<void> {
  await writeNotebook(job.target, job.notebook);
  outcome.written.push(job.target);
  if (options.html !== true) return;
  // Loaded when a page is asked for: the highlighter and KaTeX take a moment.
  const { notebookLanguage, notebookTitle, renderNotebookPage } = await import("./html.js");
  const fallbackTitle = basename(job.place, ".ipynb");
  const language = notebookLanguage(job.notebook, job.path);
  const target = pagePath(job.target);
  const content = renderNotebookPage(job.notebook, {
    fallbackTitle,
    language,
    image: (address) => readLocalImage(dirname(job.path), address),
    // Every notebook of the run gets a page, and a page's reader wants pages.
    link: (address) => address.replace(/^(?![a-z][a-z\d+.-]*:|\/\/)([^?#]*)\.ipynb(?=$|#)/i, "$1.html"),
  });
  await writeWholeFile(target, content);
  outcome.written.push(target);
  const title = notebookTitle(job.notebook) ?? fallbackTitle;
  const href = pagePath(job.place).split(sep).join("/");
  outcome.entry = { title, language, href, failed: !isWell({ ...job, ...outcome }) };
}

/** Undefined when there is nothing to list, or a notebook called index has the place. */
async function writeIndex(jobs: Job[], finished: Finished[], out: string): Promise<string | undefined> {
  const entries = finished.flatMap(({ entry }) => entry ?? []);
  const path = join(out, "index.html");
  if (entries.length === 0 || jobs.some((job) => pagePath(job.target) === path)) return undefined;
  const { renderIndexPage } = await import("./html.js");
  await writeWholeFile(path, renderIndexPage(entries));
  return path;
}

function pagePath(notebook: string): string {
  return notebook.replace(/\.ipynb$/, ".html");
}

function isWell({ result, problem }: Finished): boolean {
  return problem === undefined && result !== undefined && result.failures.length === 0 && !result.interrupted;
}

// ---- what is said --------------------------------------------------------------------------------------------------------------

function summaryLine(job: Job, outcome: Outcome, seconds: number): string {
  const well = isWell({ ...job, ...outcome });
  const { result } = outcome;
  const cells = result === undefined ? "not executed" : `${result.executed}/${result.total} cells`;
  const state = result?.interrupted
    ? ", interrupted"
    : result?.failures[0]
      ? `, cell ${result.failures[0].cell} failed`
      : "";
  return `${well ? "\x1b[32m✓\x1b[0m" : "\x1b[31m✗\x1b[0m"} ${job.place}  ${cells}${state}  ${seconds.toFixed(1)} s`;
}

function failureLines({ path, result, problem }: Finished): string[] {
  const name = shownPath(path);
  const lines = (result?.failures ?? []).map(({ cell, line, ename, evalue }) => {
    const place = line === undefined ? `cell ${cell}` : `cell ${cell}, line ${line}`;
    return `${name}: ${place}: ${ename}: ${evalue.split("\n")[0]}`;
  });
  if (result?.interrupted)
    lines.push(`${name}: interrupted after ${result.executed} of ${result.total} cells`);
  if (problem !== undefined) lines.push(`${name}: ${problem}`);
  return lines;
}

function closingWords(jobs: Job[], finished: Finished[], index: string | undefined): string {
  const written = finished.flatMap((result) => result.written);
  const well = finished.filter(isWell).length;
  const lines = [
    "",
    `${well} of ${jobs.length} notebook${jobs.length === 1 ? "" : "s"} executed without an error.`,
  ];
  if (written.length === 0) return `${lines.join("\n")}\n`;

  lines.push(
    "",
    "Written:",
    ...[...written, ...(index === undefined ? [] : [index])].map((path) => `  ${shownPath(path)}`),
  );
  const page = index ?? written.find((path) => path.endsWith(".html"));
  if (page !== undefined) lines.push("", "To read it, open in a browser:", `  ${pathToFileURL(page).href}`);
  const notebook = quoted(shownPath(written.find((path) => path.endsWith(".ipynb"))!));
  lines.push(
    "",
    "To open it in Jupyter:",
    "  npx losslab install --user     (once)",
    `  jupyter lab ${notebook}     or: jupyter notebook ${notebook}`,
    "",
  );
  return lines.join("\n");
}

/** Relative when that is shorter to read: below the current folder. */
function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === "" || below.startsWith("..") || resolve(below) !== path ? path : below;
}

function quoted(path: string): string {
  return /^[\w./\\:@%+=,-]+$/.test(path) ? path : `"${path}"`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The first signal interrupts the running cell and keeps what was executed; the second ends the program at once. */
function interruptOnSignals(stderr: ProgressStream): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(interruptedStatus);
    stderr.write("\nInterrupting; what was executed will be written. Once more to stop at once.\n");
    controller.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    release: () => process.off("SIGINT", onSignal).off("SIGTERM", onSignal),
  };
}
