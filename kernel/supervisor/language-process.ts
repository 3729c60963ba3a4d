/**
 * The supervisor's side of the language process. When that dies it is started again and told the session's
 * cells, so completion and checking go on; a question that it cannot answer is answered with nothing.
 * It is started from a snapshot where there is one that works; where there is none, one is made in a quiet moment for the next kernel.
 */
import type { ChildProcess } from "node:child_process";
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

interface Pending {
  readonly request: LanguageRequest;
  readonly resolve: (result: unknown) => void;
}

export class LanguageProcess implements Language {
  private child: ChildProcess;
  private readonly pending = new Map<number, Pending>();
  private snapshot: SnapshotFile | undefined = snapshotFile();
  private build: SnapshotBuild | undefined;
  private quiet: NodeJS.Timeout | undefined;
  private cells: LanguageCalls["check"]["params"][] = [];
  private calls = 0;
  private starts = 0;
  private closed = false;
  /** Nobody answers any more. */
  private gone = false;

  constructor(private readonly folder: string) {
    this.child = this.start();
  }

  check(cell: LanguageCalls["check"]["params"]): Promise<LanguageCalls["check"]["result"]> {
    this.cells.push(cell);
    return this.call("check", cell, []);
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
    void this.call("reset", {}, undefined);
  }

  close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.quiet);
    this.build?.cancel();
    return endProcess(this.child);
  }

  private call<M extends LanguageMethod>(
    method: M,
    params: LanguageCalls[M]["params"],
    otherwise: LanguageCalls[M]["result"],
  ): Promise<LanguageCalls[M]["result"]> {
    return new Promise((resolve) => {
      const id = ++this.calls;
      if (this.gone) {
        resolve(otherwise);
        return;
      }
      const request: LanguageRequest = { id, method, params };
      this.pending.set(id, {
        request,
        resolve: (result) => resolve((result ?? otherwise) as LanguageCalls[M]["result"]),
      });
      // What is asked of a process that is just ending is for the one that follows it.
      if (this.child.connected) this.child.send(request);
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
      this.answer(id, result);
      if (!isThere) this.buildWhenQuiet();
    });
    child.on("error", (error) => {
      process.stderr.write(`[losslab] the language process: ${error}\n`);
      // One that could not be started does not end either.
      if (child.pid === undefined) this.giveUp();
    });
    child.on("exit", () => (isThere && !works ? this.startPlainly(snapshot) : this.died()));
    if (isThere) markUsed(snapshot);
    return child;
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

  private buildWhenQuiet(): void {
    const { snapshot } = this;
    if (!snapshot || this.build) return;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      this.build = buildSnapshot(snapshot, { inBackground: true });
    }, QUIET_MS).unref();
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
    this.child = this.start();
    for (const cell of this.cells) void this.call("check", cell, []);
  }
}
