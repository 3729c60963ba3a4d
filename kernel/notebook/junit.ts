// A report of executed notebooks in JUnit's XML, which CI systems read: a suite per notebook, a test case per code cell.
// Written by hand: it is four elements, and the libraries at hand take failures for errors or bring lodash along.
import { stripVTControlCharacters } from "node:util";
import { type Job, type Outcome, shownPath } from "./batch.js";
import { isExecuted } from "./cell-tags.js";
import type { CodeCell } from "./notebook.js";
import { writeWholeFile } from "./whole-file.js";

/** What was found in a cell after it ran; by default nothing. */
export interface Findings {
  readonly differences?: readonly { readonly cell: number; readonly text: string }[];
}

export async function writeJunit(
  path: string,
  name: string,
  jobs: readonly Job[],
  finished: readonly (Outcome & Findings & { readonly job: Job })[],
): Promise<void> {
  const suites = jobs.map((job) =>
    suite(
      job,
      finished.find((each) => each.job === job),
    ),
  );
  await writeWholeFile(
    path,
    `<?xml version="1.0" encoding="UTF-8"?>\n${group("testsuites", name, suites)}\n`,
  );
}

interface Counted {
  xml: string;
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  seconds: number;
}

function group(tag: string, name: string, parts: readonly Counted[]): string {
  const sum = (key: "tests" | "failures" | "errors" | "skipped" | "seconds") =>
    parts.reduce((total, part) => total + part[key], 0);
  const counts = (["tests", "failures", "errors", "skipped"] as const)
    .map((key) => `${key}="${sum(key)}"`)
    .join(" ");
  const content = parts.map(({ xml }) => `\n${xml}`).join("");
  return `<${tag} name="${escapeXml(name)}" ${counts} time="${sum("seconds").toFixed(3)}">${content}\n</${tag}>`;
}

function suite(job: Job, outcome: (Outcome & Findings) | undefined): Counted {
  const name = shownPath(job.path);
  const cases: Counted[] = [];
  const add = (
    title: string,
    found: { failure?: string; error?: string; skipped?: string; seconds?: number },
  ) => cases.push(testCase(name, title, found));
  if (outcome?.problem !== undefined) add("the notebook", { error: outcome.problem });
  for (const [index, cell] of job.notebook.cells.entries()) {
    if (cell.cell_type !== "code" || cell.source.trim() === "") continue;
    const number = index + 1;
    const title = `cell ${number}${cell.id === undefined ? "" : ` (${cell.id})`}`;
    const run = outcome?.result?.executed.find((each) => each.cell === number);
    if (run === undefined) {
      add(title, { skipped: isExecuted(cell) ? "not executed" : "skipped, as its tags ask" });
      continue;
    }
    const failure = outcome?.result?.failures.find((each) => each.cell === number);
    const difference = outcome?.differences?.find((each) => each.cell === number);
    const text =
      failure === undefined
        ? difference?.text
        : [
            `${failure.ename}: ${failure.evalue}`,
            ...(failure.line === undefined ? [] : [`line ${failure.line}`]),
            traceback(cell),
          ].join("\n");
    add(title, { seconds: run.seconds, ...(text !== undefined && { failure: text }) });
  }
  const counted: Counted = { xml: "", tests: 0, failures: 0, errors: 0, skipped: 0, seconds: 0 };
  for (const each of cases) {
    for (const key of ["tests", "failures", "errors", "skipped", "seconds"] as const)
      counted[key] += each[key];
  }
  return { ...counted, xml: group("testsuite", name, cases) };
}

function testCase(
  notebook: string,
  title: string,
  {
    failure,
    error,
    skipped,
    seconds = 0,
  }: { failure?: string; error?: string; skipped?: string; seconds?: number },
): Counted {
  const detail = Object.entries({ failure, error, skipped }).flatMap(([tag, text]) =>
    text === undefined
      ? []
      : [`<${tag} message="${escapeXml(text.split("\n")[0]!)}">${escapeXml(text)}</${tag}>`],
  );
  return {
    xml: `<testcase classname="${escapeXml(notebook)}" name="${escapeXml(title)}" time="${seconds.toFixed(3)}">${detail.join("")}</testcase>`,
    tests: 1,
    failures: failure === undefined ? 0 : 1,
    errors: error === undefined ? 0 : 1,
    skipped: skipped === undefined ? 0 : 1,
    seconds,
  };
}

function traceback(cell: CodeCell): string {
  return cell.outputs
    .flatMap((output) => (output.output_type === "error" ? output.traceback : []))
    .join("\n");
}

/** XML 1.0 knows no control characters, escaped or not. */
function escapeXml(text: string): string {
  return (
    stripVTControlCharacters(text)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
      .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
      .replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
  );
}
