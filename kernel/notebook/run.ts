// `losslab run`: executes notebooks and writes the executed notebooks and pages.
// Knows the file system and what is said; how notebooks are executed is batch.ts's, how a page looks html.ts's.
import { basename, dirname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
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
  type Verdict,
} from "./batch.js";
import type { IndexEntry, SiteLinks } from "./html.js";
import { readLocalImage } from "./local-image.js";
import { writeNotebook } from "./notebook.js";
import { isSameFile, UsageError } from "./notebook-paths.js";
import { writeWholeFile } from "./whole-file.js";

export interface RunOptions extends BatchOptions {
  /** Where results go; `out` unless `inPlace`. The notebooks given are never changed. */
  out?: string | undefined;
  /** Store the outputs in the notebooks given, as "Run all" and "Save" in Jupyter do. */
  inPlace?: boolean | undefined;
  /** Also a self-contained page beside each executed notebook, and an index.html of them. */
  html?: boolean | undefined;
  /** False: nothing is executed; copies and pages show the outputs that are stored. */
  execute?: boolean | undefined;
}

/** Returns the exit status. */
export function runNotebooks(paths: string[], options: RunOptions = {}): Promise<number> {
  if (options.execute === false) return writeStored(paths, options);
  return executeBatch(
    {
      command: "run",
      prepare: () => prepare(paths, options),
      after: (job, outcome) => written(job, options, outcome),
      report: (said) => report(said, options),
    },
    options,
  );
}

async function writeStored(paths: string[], options: RunOptions): Promise<number> {
  if (options.inPlace)
    throw new UsageError("--no-execute leaves notebooks as they are; give --out, not --inplace");
  const jobs = await prepare(paths, options);
  const entries: IndexEntry[] = [];
  for (const job of jobs) {
    await writeNotebook(job.target, job.notebook);
    if (options.html === true) entries.push(await writePage(job, false));
  }
  const index = await writeIndex(jobs, entries, outFolder(options));
  const { stdout = process.stdout } = options;
  stdout.write(
    `Written: ${jobs.length} notebooks as they are stored${index === undefined ? "" : `, and ${shownPath(index)}`}\n`,
  );
  return 0;
}

async function report(
  { jobs, finished, stdout, stderr }: Said<RunJob, Written>,
  options: RunOptions,
): Promise<void> {
  const index =
    options.html === true && options.inPlace !== true
      ? await writeIndex(
          jobs,
          finished.flatMap(({ entry }) => entry ?? []),
          outFolder(options),
        )
      : undefined;
  for (const result of finished) for (const line of failureLines(result)) stderr.write(`${line}\n`);
  stdout.write(closingWords(jobs, finished, index));
}

interface RunJob extends Job {
  /** Where the executed notebook goes. */
  target: string;
}
interface Written extends Verdict {
  files: string[];
  entry: IndexEntry | undefined;
}
type Finished = Written & { job: RunJob };

function outFolder(options: RunOptions): string {
  return resolve(options.out ?? "out");
}

async function prepare(paths: string[], options: RunOptions): Promise<RunJob[]> {
  if (options.inPlace && options.out !== undefined)
    throw new UsageError("--inplace and --out exclude each other; give one of them");
  const out = outFolder(options);
  const read = await readJobs(paths, options.inPlace ? undefined : out);
  const jobs = read.map((job) => ({ ...job, target: options.inPlace ? job.path : join(out, job.place) }));
  for (const { path, place, target } of jobs) {
    if (!options.inPlace && (await isSameFile(path, target))) {
      throw new UsageError(
        `${place}: --out would overwrite the notebook itself; choose another folder, or use --inplace if you mean it`,
      );
    }
  }
  return jobs;
}

/** Also what was executed of a notebook that failed or was interrupted. */
async function written(job: RunJob, options: RunOptions, { result, problem }: Outcome): Promise<Written> {
  const files: string[] = [];
  let entry: IndexEntry | undefined;
  if (result !== undefined) {
    try {
      await writeNotebook(job.target, job.notebook);
      files.push(job.target);
      if (options.html === true) {
        entry = await writePage(job, !ranThrough({ result, problem }));
        files.push(pagePath(job.target));
      }
    } catch (error) {
      problem = `its results could not be written: ${messageOf(error)}`;
    }
  }
  const outcome = { result, problem };
  return { ...outcome, well: ranThrough(outcome), state: stateOf(outcome), files, entry };
}

async function writePage(job: RunJob, failed: boolean): Promise<IndexEntry> {
  const { content, ...entry } = await pageOf(job);
  await writeWholeFile(pagePath(job.target), content);
  return { ...entry, failed };
}

/** A notebook's page, and what an index says of it. */
export async function pageOf(
  job: Job,
  site?: SiteLinks,
): Promise<Omit<IndexEntry, "failed"> & { readonly content: string }> {
  // Loaded when a page is asked for: the highlighter and KaTeX take a moment.
  const { notebookLanguage, notebookTitle, renderNotebookPage } = await import("./html.js");
  const fallbackTitle = basename(job.place, ".ipynb");
  const language = notebookLanguage(job.notebook, job.path);
  const content = renderNotebookPage(job.notebook, {
    fallbackTitle,
    language,
    image: (address) => readLocalImage(dirname(job.path), address),
    // Every notebook of the run gets a page, and a page's reader wants pages.
    link: (address) => address.replace(/^(?![a-z][a-z\d+.-]*:|\/\/)([^?#]*)\.ipynb(?=$|#)/i, "$1.html"),
    ...(site === undefined ? {} : { site }),
  });
  const title = notebookTitle(job.notebook) ?? fallbackTitle;
  return { content, title, language, href: pagePath(job.place).split(sep).join("/") };
}

/** Undefined when there is nothing to list, or a notebook called index has the place. */
async function writeIndex(
  jobs: readonly RunJob[],
  entries: IndexEntry[],
  out: string,
): Promise<string | undefined> {
  const path = join(out, "index.html");
  if (entries.length === 0 || jobs.some((job) => pagePath(job.target) === path)) return undefined;
  const { renderIndexPage } = await import("./html.js");
  await writeWholeFile(path, renderIndexPage(entries));
  return path;
}

function pagePath(notebook: string): string {
  return notebook.replace(/\.ipynb$/, ".html");
}

// ---- what is said --------------------------------------------------------------------------------------------------------------

function closingWords(
  jobs: readonly RunJob[],
  finished: readonly Finished[],
  index: string | undefined,
): string {
  const written = finished.flatMap(({ files }) => files);
  const well = finished.filter((result) => result.well).length;
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

function quoted(path: string): string {
  return /^[\w./\\:@%+=,-]+$/.test(path) ? path : `"${path}"`;
}
