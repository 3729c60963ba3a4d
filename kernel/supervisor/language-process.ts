/**
 * The supervisor's side of the language process. When that dies it is started again and told the session's
 * cells, so completion and checking go on; a question that it cannot answer is answered with nothing.
 * It is started from a snapshot where there is one that works; where there is none, one is made in a quiet moment for the next kernel.
 * From a snapshot it is there again in a third of a second: so when nothing was asked for long it is ended, and its memory given back.
 */
import type { ChildProcess } from "node:child_process";
import type { Cell } from "../language/language-service.js";
import { startLanguage } from "../language/launch.js";
import type {
  LanguageCalls,
  LanguageMethod,
  LanguageRequest,
  LanguageResponse,
} from "../language/messages.js";
import { buildSnapshot, type SnapshotBuild } from "../snapshot/build.js";
import {
  markUsed,
  removeSnapshot,
  type SnapshotFile,
  snapshotFile,
  snapshotSize,
} from "../snapshot/snapshot-file.js";
import { endProcess } from "./child-programs.js";
import type { Language } from "./kernel-host.js";

/** A process that dies at once every time is not started forever. */
const MOST_STARTS = 5;
/** When nothing was asked for so long, the reader reads. */
const QUIET_MS = 5000;
/** When nothing was asked for so long, more than half of the kernel's memory waits for nobody. */
const REST_SECONDS = 60;
/** The longest that a timer takes. */
const MOST_SECONDS = 2_000_000;

interface Pending {
  readonly request: LanguageRequest;
  readonly resolve: (result: unknown) => void;
}

export class LanguageProcess implements Language {
  /** None while it rests. */
  private child: ChildProcess | undefined;
  private readonly pending = new Map<number, Pending>();
  private snapshot: SnapshotFile | undefined = snapshotFile();
  private build: SnapshotBuild | undefined;
  private quiet: NodeJS.Timeout | undefined;
  private cells: Cell[] = [];
  private calls = 0;
  /** How often it was started again since it last answered. */
  private starts = 0;
  private closed = false;
  /** Nobody answers any more. */
  private gone = false;
  private readonly restMs = restTime(process.env);

  constructor(private readonly folder: string) {
    this.child = this.start();
  }

  check(cell: Cell): Promise<LanguageCalls["check"]["result"]> {
    const checked = this.call("check", cell, []);
    this.cells.push(cell);
    return checked;
  }

  complete(params: LanguageCalls["complete"]["params"]): Promise<LanguageCalls["complete"]["result"]> {
    return this.call("complete", params, { start: params.offset, end: params.offset, entries: [] });
  }

  inspect(params: LanguageCalls["inspect"]["params"]): Promise<LanguageCalls["inspect"]["result"]> {
    return this.call("inspect", params, undefined);
  }

  /** The cells' values are gone. */
  reset(): void {
    this.cells = [];
    // One that rests knows no cells.
    if (this.child) void this.call("reset", {}, undefined);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.quiet);
    this.build?.cancel();
    if (this.child) await endProcess(this.child);
  }

  private call<M extends LanguageMethod>(
    method: M,
    params: LanguageCalls[M]["params"],
    otherwise: LanguageCalls[M]["result"],
  ): Promise<LanguageCalls[M]["result"]> {
    if (this.gone || this.closed) return Promise.resolve(otherwise);
    clearTimeout(this.quiet);
    if (!this.child) this.startAgain();
    return new Promise((resolve) => {
      const id = ++this.calls;
      const request: LanguageRequest = { id, method, params };
      this.pending.set(id, {
        request,
        resolve: (result) => resolve((result ?? otherwise) as LanguageCalls[M]["result"]),
      });
      // What is asked of a process that is just ending is for the one that follows it.
      if (this.child?.connected) this.child.send(request);
    });
  }

  private start(): ChildProcess {
    this.starts += 1;
    const { snapshot } = this;
    const isThere = snapshot && snapshotSize(snapshot) !== undefined;
    const child = startLanguage({ folder: this.folder, snapshot: isThere ? snapshot.path : undefined });
    let works = false;
    child.on("message", ({ id, result, error }: LanguageResponse) => {
      if (error !== undefined) process.stderr.write(`[losslab] the language process: ${error}\n`);
      works = true;
      this.starts = 0;
      this.answer(id, result);
      this.becomeQuiet(child);
    });
    child.on("error", (error) => {
      process.stderr.write(`[losslab] the language process: ${error}\n`);
      // One that could not be started does not end either.
      if (child.pid === undefined) this.giveUp();
    });
    child.on("exit", () => {
      if (this.child !== child) return;
      if (isThere && !works) this.startPlainly(snapshot);
      else this.died();
    });
    if (isThere) markUsed(snapshot);
    return child;
  }

  /** Starts one that knows the session's cells. */
  private startAgain(): void {
    this.child = this.start();
    if (this.cells.length > 0) void this.call("restore", { cells: this.cells }, undefined);
  }

  /** What is to be done if nothing is asked for a while. */
  private becomeQuiet(child: ChildProcess): void {
    const { snapshot } = this;
    if (!snapshot || this.pending.size > 0 || this.child !== child) return;
    clearTimeout(this.quiet);
    if (snapshotSize(snapshot) !== undefined) {
      if (this.restMs !== undefined) this.quiet = setTimeout(() => this.rest(child), this.restMs).unref();
    } else if (!this.build) {
      this.quiet = setTimeout(() => {
        this.build = buildSnapshot(snapshot, { inBackground: true });
        void this.build.done.then(() => this.becomeQuiet(child));
      }, QUIET_MS).unref();
    }
  }

  private rest(child: ChildProcess): void {
    this.child = undefined;
    void endProcess(child);
  }

  /** The snapshot is damaged: without it nothing is lost but time. */
  private startPlainly(damaged: SnapshotFile): void {
    if (this.closed) {
      this.giveUp();
      return;
    }
    removeSnapshot(damaged.path);
    this.snapshot = undefined;
    this.child = this.start();
    for (const { request } of this.pending.values()) this.child.send(request);
  }

  private answer(id: number, result: unknown): void {
    this.pending.get(id)?.resolve(result);
    this.pending.delete(id);
  }

  private giveUp(): void {
    this.gone = true;
    for (const id of [...this.pending.keys()]) this.answer(id, undefined);
  }

  private died(): void {
    if (this.closed || this.starts >= MOST_STARTS) {
      this.giveUp();
      return;
    }
    for (const id of [...this.pending.keys()]) this.answer(id, undefined);
    process.stderr.write("[losslab] the language process ended; another is started\n");
    this.startAgain();
  }
}

/** After how many milliseconds the process rests: what LOSSLAB_TYPES_REST says in seconds; never, where that is empty. */
function restTime({
  LOSSLAB_TYPES_REST: wanted = String(REST_SECONDS),
}: NodeJS.ProcessEnv): number | undefined {
  if (wanted.trim() === "") return undefined;
  const seconds = Number(wanted);
  return 1000 * (seconds >= 0 ? Math.min(seconds, MOST_SECONDS) : REST_SECONDS);
}
