/**
 * The supervisor's side of the language process. When that dies it is started again and told the session's
 * cells, so completion and checking go on; a question that it cannot answer is answered with nothing.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type {
  LanguageCalls,
  LanguageMethod,
  LanguageRequest,
  LanguageResponse,
} from "../language/messages.js";
import { endProcess } from "./child-programs.js";
import type { Language } from "./kernel-host.js";

const MAIN = fileURLToPath(new URL("../language/main.js", import.meta.url));
/** A process that dies at once every time is not started forever. */
const MOST_STARTS = 5;

export class LanguageProcess implements Language {
  private child: ChildProcess;
  private readonly pending = new Map<number, (result: unknown) => void>();
  private cells: LanguageCalls["check"]["params"][] = [];
  private calls = 0;
  private starts = 0;
  private closed = false;

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
    return endProcess(this.child);
  }

  private call<M extends LanguageMethod>(
    method: M,
    params: LanguageCalls[M]["params"],
    otherwise: LanguageCalls[M]["result"],
  ): Promise<LanguageCalls[M]["result"]> {
    return new Promise((resolve) => {
      const id = ++this.calls;
      if (!this.child.connected) {
        resolve(otherwise);
        return;
      }
      this.pending.set(id, (result) => resolve((result ?? otherwise) as LanguageCalls[M]["result"]));
      this.child.send({ id, method, params } satisfies LanguageRequest);
    });
  }

  private start(): ChildProcess {
    this.starts += 1;
    const child = fork(MAIN, { cwd: this.folder, execArgv: [], serialization: "advanced" });
    child.on("message", ({ id, result, error }: LanguageResponse) => {
      if (error !== undefined) process.stderr.write(`[losslab] the language process: ${error}\n`);
      this.answer(id, result);
    });
    child.on("error", (error) => process.stderr.write(`[losslab] the language process: ${error}\n`));
    child.on("exit", () => this.died());
    return child;
  }

  private answer(id: number, result: unknown): void {
    this.pending.get(id)?.(result);
    this.pending.delete(id);
  }

  private died(): void {
    for (const id of [...this.pending.keys()]) this.answer(id, undefined);
    if (this.closed || this.starts >= MOST_STARTS) return;
    process.stderr.write("[losslab] the language process ended; another is started\n");
    this.child = this.start();
    for (const cell of this.cells) void this.call("check", cell, []);
  }
}
