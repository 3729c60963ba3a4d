// Executes a notebook's code cells in order on a kernel session and leaves their outputs in the notebook.
// Knows neither files nor how a kernel is started. Nothing here depends on the clock: two executions give the same notebook.
import { stripVTControlCharacters } from "node:util";
import { isExecuted, mayFail } from "./cell-tags.js";
import type { CodeCell, Notebook } from "./notebook.js";
import { type IopubMessage, NotebookOutputs } from "./outputs.js";
import { type RecordedVersions, recordVersions } from "./recorded-versions.js";

/** What a kernel client must do to execute a notebook. */
export interface KernelSession {
  kernelInfo(): Promise<{
    language_info: Record<string, unknown>;
    implementation: string;
    implementation_version: string;
  }>;
  /** Resolves when both the reply and idle have come; rejects when the kernel dies. */
  execute(
    code: string,
    onIopub: (message: IopubMessage) => void,
    options?: { stopOnError?: boolean },
  ): Promise<ExecuteReply>;
  interrupt(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface ExecuteReply {
  status: "ok" | "error" | "aborted";
  execution_count?: number | undefined;
  ename?: string | undefined;
  evalue?: string | undefined;
  traceback?: string[] | undefined;
}

export interface ExecuteOptions {
  /** Go on after a cell that failed, as nbclient's `allow_errors`. */
  allowErrors?: boolean;
  /** What the notebook is to record beside the kernel's own version. */
  versions?: Omit<RecordedVersions, "kernel">;
  /** How long a cell may run; then it is interrupted and counts as failed, whatever its tags. */
  cellTimeoutMs?: number | undefined;
  /** Aborting it interrupts the kernel; what was executed stays in the notebook. */
  signal?: AbortSignal | undefined;
  /** Called before each cell that will be executed, and after the last one with `done === total`. */
  onProgress?: (progress: { done: number; total: number; cell?: number }) => void;
  /** How long an interrupted kernel may take to answer before its cell is given up. */
  interruptGraceMs?: number;
}

export interface CellFailure {
  /** From 1, counting all cells, as a reader of the notebook does. */
  cell: number;
  /** From 1, in the cell's source; undefined when the traceback does not name one. */
  line: number | undefined;
  ename: string;
  evalue: string;
}

/** A cell that was sent to the kernel. */
export interface CellRun {
  /** From 1, counting all cells. */
  cell: number;
  seconds: number;
}

export interface ExecutionResult {
  /** In order, out of `total` that should be. */
  executed: CellRun[];
  total: number;
  failures: CellFailure[];
  interrupted: boolean;
  /** Set when the kernel went away; the cell it was in has an error output that says so. */
  kernelDied: boolean;
}

/**
 * Cells that are to be skipped keep what they have, cells that may fail do (cell-tags.ts). The first other failure stops the execution;
 * the cells after it keep their state. Rejects only when the kernel does not even say what it is.
 */
export async function executeNotebook(
  notebook: Notebook,
  session: KernelSession,
  options: ExecuteOptions = {},
): Promise<ExecutionResult> {
  const info = await session.kernelInfo();
  recordKernel(notebook, info, options.versions);

  const outputs = new NotebookOutputs();
  const cells = [...notebook.cells.entries()].filter((entry): entry is [number, CodeCell] =>
    isExecuted(entry[1]),
  );
  const result: ExecutionResult = {
    executed: [],
    total: cells.length,
    failures: [],
    interrupted: false,
    kernelDied: false,
  };

  for (const [index, cell] of cells) {
    if (options.signal?.aborted) {
      result.interrupted = true;
      break;
    }
    options.onProgress?.({ done: result.executed.length, total: cells.length, cell: index + 1 });
    const goesOn = mayFail(cell) || options.allowErrors === true;
    // A time that an earlier execution recorded would be a lie about this one.
    delete cell.metadata.execution;
    const collect = outputs.collect(cell);
    const limit =
      options.cellTimeoutMs === undefined ? undefined : AbortSignal.timeout(options.cellTimeoutMs);
    const started = performance.now();
    const ended = () => {
      result.executed.push({ cell: index + 1, seconds: (performance.now() - started) / 1000 });
    };

    let reply: ExecuteReply;
    try {
      reply = await executeCell(session, cell, collect, !goesOn, options, limit);
    } catch (error) {
      const evalue = error instanceof Error ? error.message : String(error);
      const ename = error instanceof InterruptIgnored ? "InterruptIgnored" : "KernelDied";
      collect({ msg_type: "error", content: { ename, evalue, traceback: [`${ename}: ${evalue}`] } });
      ended();
      result.failures.push({ cell: index + 1, line: undefined, ename, evalue });
      result.interrupted = options.signal?.aborted === true;
      result.kernelDied = ename === "KernelDied";
      break;
    }

    ended();
    cell.execution_count = reply.execution_count ?? cell.execution_count;
    if (options.signal?.aborted) {
      result.interrupted = true;
      break;
    }
    if (reply.status === "ok") continue;
    if (limit?.aborted) {
      const evalue = `the cell ran longer than ${options.cellTimeoutMs! / 1000} s`;
      result.failures.push({ ...failureOf(index + 1, cell, reply), ename: "Timeout", evalue });
    } else if (!mayFail(cell)) result.failures.push(failureOf(index + 1, cell, reply));
    else continue;
    if (options.allowErrors !== true) break;
  }
  options.onProgress?.({ done: result.executed.length, total: cells.length });
  return result;
}

/** What Jupyter needs to open the notebook with the right kernel, and what tells two executions of different versions apart. */
function recordKernel(
  notebook: Notebook,
  info: Awaited<ReturnType<KernelSession["kernelInfo"]>>,
  versions: ExecuteOptions["versions"],
): void {
  notebook.metadata.kernelspec = {
    display_name: "TypeScript (losslab)",
    language: "typescript",
    name: "losslab",
  };
  notebook.metadata.language_info = info.language_info;
  if (versions !== undefined) recordVersions(notebook, { kernel: info.implementation_version, ...versions });
}

async function executeCell(
  session: KernelSession,
  cell: CodeCell,
  collect: (message: IopubMessage) => void,
  stopOnError: boolean,
  { signal: wish, interruptGraceMs = 20_000 }: ExecuteOptions,
  limit: AbortSignal | undefined,
): Promise<ExecuteReply> {
  const signal = AbortSignal.any([wish, limit].filter((each) => each !== undefined));
  const reply = session.execute(cell.source, collect, { stopOnError });

  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const ignored = new Promise<never>((_, reject) => {
    onAbort = () => {
      session.interrupt().catch(reject);
      const seconds = Math.round(interruptGraceMs / 1000);
      timer = setTimeout(
        () =>
          reject(new InterruptIgnored(`the kernel did not stop within ${seconds} s of being interrupted`)),
        interruptGraceMs,
      );
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([reply, ignored]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort!);
    // Given up or not, a later rejection of this cell has nobody left to tell.
    reply.catch(() => {});
  }
}

class InterruptIgnored extends Error {}

function failureOf(cellNumber: number, cell: CodeCell, reply: ExecuteReply): CellFailure {
  const stored = cell.outputs.findLast((output) => output.output_type === "error");
  return {
    cell: cellNumber,
    line: lineOf(reply.traceback ?? stored?.traceback ?? [], cell.execution_count),
    ename: reply.ename ?? stored?.ename ?? (reply.status === "aborted" ? "Aborted" : "Error"),
    evalue:
      reply.evalue ??
      stored?.evalue ??
      (reply.status === "aborted" ? "the kernel did not execute the cell" : ""),
  };
}

/** The place nearest to the throw that is in this cell, as the kernel's tracebacks write it. */
function lineOf(traceback: string[], count: number | null): number | undefined {
  const text = stripVTControlCharacters(traceback.join("\n"));
  const places = text.matchAll(/\bCell \[(\d+)\], line (\d+)/g);
  for (const [, cell, line] of places) if (count === null || Number(cell) === count) return Number(line);
  return undefined;
}
