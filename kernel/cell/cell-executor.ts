/**
 * Runs cells one after the other and tells what becomes of them. Knows no Node API: what evaluates code, imports modules and
 * carries messages comes from the host, a process in Node or a worker in a browser.
 */
import { receiveComm } from "./comms.js";
import { render } from "./display.js";
import { DisplayHandle } from "./display-handle.js";
import { type AskReader, allowInput } from "./input.js";
import { noteInterrupt } from "./interrupted.js";
import { registerKnownValues } from "./known-values.js";
import type { Outcome, ToCell } from "./messages.js";
import { connectOutput, type Output } from "./output.js";
import type { Session } from "./session.js";
import type { Tracebacks } from "./traceback.js";
import { catchUpDisplays, finishDisplays } from "./unfinished.js";

export interface CellExecutorHost extends Output {
  readonly session: Session;
  readonly tracebacks: Tracebacks;
  /** Blocks until the reader has answered. */
  readonly askReader: AskReader;
  /** What a cell may need that loads while others wait. */
  readonly ready?: Promise<unknown>;
  /** Lets the event loop turn once. */
  turn(): Promise<void>;
}

export class CellExecutor {
  private newest = "";
  /** Settles the running cell from outside, for an interrupt. */
  private settle: ((outcome: Outcome) => void) | undefined;

  constructor(private readonly host: CellExecutorHost) {
    connectOutput(host);
    registerKnownValues();
  }

  /** The execution that began last. */
  get newestId(): string {
    return this.newest;
  }

  get isRunning(): boolean {
    return this.settle !== undefined;
  }

  async execute({ id, cell, allowStdin }: ToCell & { type: "execute" }): Promise<void> {
    const { host } = this;
    this.newest = id;
    allowInput(allowStdin ? host.askReader : undefined);
    host.tracebacks.add(cell);
    let settled = false;
    const finish = (outcome: Outcome) => {
      if (settled) return;
      // An interrupt may end this as it ends a loop; then the next one finds nothing to catch up with.
      catchUpDisplays();
      settled = true;
      this.settle = undefined;
      host.send({ type: "done", id, outcome });
    };
    this.settle = finish;
    try {
      if (host.ready) await host.ready;
      const value = await host.session.run(cell);
      // So that a rejection that nobody handled is reported with its cell.
      await host.turn();
      await finishDisplays();
      const shown = value === undefined || value instanceof DisplayHandle;
      finish(shown ? { status: "ok" } : { status: "ok", result: await render(value) });
    } catch (error) {
      // Of two errors the first is the cell's.
      await finishDisplays().catch(() => {});
      finish({ status: "error", ...host.tracebacks.describe(error) });
    }
  }

  async receive(message: ToCell & { type: "comm" }): Promise<void> {
    try {
      await receiveComm(message);
    } catch (error) {
      this.reportLate(`The handler of a ${message.message} failed`, error);
    }
    this.host.send({ type: "comm_done", id: message.id });
  }

  /** Ends a cell that waits; one that computes hears of nothing. */
  interrupt(): void {
    noteInterrupt(this.newest);
    this.settle?.({
      status: "error",
      ename: "Interrupted",
      evalue: "the cell was interrupted; variables keep their values",
      traceback: ["Interrupted: the cell was interrupted; variables keep their values"],
    });
  }

  /** An exception that no cell waited for: shown with the cell that caused it; the kernel goes on. */
  reportLate(what: string, error: unknown): void {
    const { host } = this;
    const { traceback } = host.tracebacks.describe(error);
    const text = `${what}: ${traceback.join("\n")}\n`;
    host.send({ type: "stream", id: host.currentId(), name: "stderr", text });
  }
}
