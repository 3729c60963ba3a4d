/** The page's side of the worker that runs cells: starts it, gives it cells, ends it when it does not answer, and starts another. */
import type { CommContent, FromCell, Outcome } from "../cell/messages.js";
import type { CellEvents, CellRunner } from "../supervisor/kernel-host.js";
import type { TransformedCell } from "../transform/transform.js";
import { interruptQuestion, newAnswers, putAnswer } from "./answers.js";
import type { ToCellWorker } from "./messages.js";

/** How long a cell may take to hear of an interrupt: one that waits hears at once, one that computes never. */
const GRACE_MS = 200;

interface Running {
  readonly id: string;
  readonly settle: (outcome: Outcome) => void;
}

export class CellWorkerRunner implements CellRunner {
  private worker: Worker;
  private running: Running | undefined;
  private interrupting: ReturnType<typeof setTimeout> | undefined;
  private readonly comms = new Map<string, () => void>();
  private readonly answers = newAnswers();
  /** Whether the worker's program has come and runs. */
  private ready = false;
  /** Why there is no worker, if there is none. */
  private failure: string | undefined;

  /** `folder` is the notebook's. */
  constructor(
    private readonly program: URL,
    private readonly folder: string,
    private readonly events: CellEvents,
  ) {
    this.worker = this.start();
  }

  run(id: string, cell: TransformedCell, allowStdin = false): Promise<Outcome> {
    // What could not be loaded before may be there by now.
    if (this.failure !== undefined) this.worker = this.start();
    return new Promise((resolve) => {
      this.running = {
        id,
        settle: (outcome) => {
          this.running = undefined;
          clearTimeout(this.interrupting);
          this.interrupting = undefined;
          resolve(outcome);
        },
      };
      this.post({ type: "execute", id, cell, allowStdin });
    });
  }

  comm(id: string, content: CommContent): Promise<void> {
    return new Promise((resolve) => {
      this.comms.set(id, resolve);
      this.post({ type: "comm", id, ...content });
    });
  }

  answerInput(_request: number, value: string): void {
    if (this.answers) putAnswer(this.answers, value);
  }

  interrupt(): boolean {
    if (!this.running) return false;
    if (this.interrupting !== undefined) return true;
    this.post({ type: "interrupt" });
    if (this.answers) interruptQuestion(this.answers);
    this.interrupting = setTimeout(
      () =>
        this.startAgain("Interrupted", "the cell did not stop by itself, so the worker it ran in was ended."),
      GRACE_MS,
    );
    return true;
  }

  async close(): Promise<void> {
    clearTimeout(this.interrupting);
    this.worker.terminate();
  }

  private start(): Worker {
    this.ready = false;
    this.failure = undefined;
    const worker = new Worker(this.program, { type: "module", name: "losslab cells" });
    worker.addEventListener("message", ({ data }: MessageEvent<FromCell>) => this.receive(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.failed(event.message);
    });
    worker.postMessage({
      type: "start",
      folder: this.folder,
      answers: this.answers,
    } satisfies ToCellWorker);
    return worker;
  }

  private receive(message: FromCell): void {
    switch (message.type) {
      case "ready":
        this.ready = true;
        return;
      case "done":
        if (this.running?.id === message.id) this.running.settle(message.outcome);
        return;
      case "comm_done":
        this.endComm(message.id);
        return;
      default:
        this.events.output(message);
    }
  }

  private failed(message: string | undefined): void {
    const ename = "CellWorkerEnded";
    if (this.ready) {
      this.startAgain(ename, `The worker that runs cells failed: ${message}.`);
      return;
    }
    // Another one would fail as well.
    this.failure =
      "The worker that runs cells could not be loaded. Is there a network? Try again, or reload the page.";
    this.end(ename, this.failure);
  }

  private startAgain(ename: string, why: string): void {
    this.worker.terminate();
    this.worker = this.start();
    this.end(ename, `${why} All variables are lost; the next cell runs in a new worker.`);
  }

  /** Ends what ran in a worker that is gone. */
  private end(ename: string, evalue: string): void {
    this.events.lost();
    for (const id of [...this.comms.keys()]) this.endComm(id);
    if (this.running)
      this.running.settle({ status: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] });
    else this.events.rawOutput("stderr", `${evalue}\n`);
  }

  private endComm(id: string): void {
    this.comms.get(id)?.();
    this.comms.delete(id);
  }

  private post(message: ToCellWorker): void {
    this.worker.postMessage(message);
  }
}
