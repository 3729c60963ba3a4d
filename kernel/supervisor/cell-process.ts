/**
 * The supervisor's side of the cell process: starts it, gives it cells, interrupts it, and starts another
 * when it dies.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { executionContextFlags } from "../cell/execution-context.js";
import type { CommContent, FromCell, Outcome, StreamName, ToCell, ToWatchdog } from "../cell/messages.js";
import { encodeFrame, FrameReader } from "../cell/pipe.js";
import type { TransformedCell } from "../transform/transform.js";
import { cellEnvironment } from "./cell-environment.js";
import { endChildren, endProcess } from "./child-programs.js";
import type { CellEvents, CellRunner } from "./kernel-host.js";

const START = fileURLToPath(new URL("../cell/start.js", import.meta.url));
const INTERRUPT_AGAIN_MS = 300;
const END_CHILDREN_AFTER_MS = 500;
const KILL_CHILDREN_AFTER_MS = 1200;
const KILL_AFTER_MS = 6000;

interface Running {
  readonly id: string;
  readonly settle: (outcome: Outcome) => void;
}

/** Takes longest of all that a kernel starts. A `CellProcess` is to attend to it in the same breath. */
export function startCellProcess(folder: string): ChildProcess {
  const flags = [
    // An interrupt leaves the bookkeeping of async hooks uneven, which is harmless but would abort the process.
    "--no-force-async-hooks-checks",
    // Local modules are compiled by ourselves, so that a changed file is read anew.
    "--experimental-vm-modules",
    // `import()` from a script is experimental to Node, not to the reader.
    "--disable-warning=ExperimentalWarning",
    ...executionContextFlags(),
  ];
  return spawn(process.execPath, [...flags, START], {
    cwd: folder,
    env: cellEnvironment(process.env),
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
  });
}

export class CellProcess implements CellRunner {
  private child: ChildProcess;
  private running: Running | undefined;
  private readonly comms = new Map<string, () => void>();
  private interrupting: NodeJS.Timeout | undefined;
  /** Why the process is being ended, when it is us. */
  private killed: string | undefined;
  private closed = false;
  private resolveReady!: () => void;
  /** Resolves when the process takes cells for the first time; when it cannot be started, too. */
  readonly ready = new Promise<void>((resolve) => {
    this.resolveReady = resolve;
  });

  constructor(
    private readonly folder: string,
    private readonly events: CellEvents,
    /** One that was started a moment ago. */
    started = startCellProcess(folder),
  ) {
    this.child = this.attend(started);
  }

  /** Runs a cell; an outcome comes in any case, also when the process dies of it. */
  run(id: string, cell: TransformedCell, allowStdin = false): Promise<Outcome> {
    return new Promise((resolve) => {
      this.running = {
        id,
        settle: (outcome) => {
          this.running = undefined;
          clearInterval(this.interrupting);
          this.interrupting = undefined;
          resolve(outcome);
        },
      };
      this.write({ type: "execute", id, cell, allowStdin });
    });
  }

  /** Hands a front end's comm message to the cells' handlers; resolves when they have run. */
  comm(id: string, content: CommContent): Promise<void> {
    return new Promise((resolve) => {
      this.comms.set(id, resolve);
      this.write({ type: "comm", id, ...content });
    });
  }

  /** The reader's answer to a question of the running cell. */
  answerInput(request: number, value: string): void {
    this.warn({ type: "input_reply", request, value });
  }

  /**
   * Ends the running cell: the process's main thread hears of it when it waits, its watchdog thread when it
   * computes; a program that it waits for gets a signal. What none of these reaches is ended with the process.
   * False when no cell runs.
   */
  interrupt(): boolean {
    if (!this.running) return false;
    if (this.interrupting) return true;
    const since = Date.now();
    const ask = () => {
      const waited = Date.now() - since;
      // A cell that waits for a program it started hears nothing until that has ended.
      if (waited > END_CHILDREN_AFTER_MS) void endChildren(this.child.pid!, waited > KILL_CHILDREN_AFTER_MS);
      if (waited > KILL_AFTER_MS) {
        this.kill("The cell did not answer the interrupt, so the process that runs cells was ended.");
        return;
      }
      this.write({ type: "interrupt" });
      this.warn({ type: "interrupt" });
    };
    this.interrupting = setInterval(ask, INTERRUPT_AGAIN_MS);
    ask();
    return true;
  }

  /** Ends the process for good, and the programs that its cells started. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.interrupting);
    await endChildren(this.child.pid!, true);
    await endProcess(this.child);
  }

  private kill(why: string): void {
    clearInterval(this.interrupting);
    this.killed = why;
    this.child.kill("SIGKILL");
  }

  private attend(child: ChildProcess): ChildProcess {
    const reader = new FrameReader<FromCell>((message) => this.receive(message));
    child.stdio[3]!.on("data", (chunk: Buffer) => reader.push(chunk));
    for (const stream of child.stdio) stream?.on("error", () => {});
    this.forward(child.stdout!, "stdout");
    this.forward(child.stderr!, "stderr");
    child.on("error", (error) =>
      process.stderr.write(`[losslab] the cell process did not start: ${error}\n`),
    );
    // `close`, not `exit`: by then everything that the process wrote has been read.
    child.on("close", (code, signal) => this.died(code, signal));
    return child;
  }

  private forward(stream: Readable, name: StreamName): void {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => this.events.rawOutput(name, text));
  }

  private receive(message: FromCell): void {
    switch (message.type) {
      case "ready":
        this.resolveReady();
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

  private endComm(id: string): void {
    this.comms.get(id)?.();
    this.comms.delete(id);
  }

  private died(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.closed) return;
    this.resolveReady();
    const why =
      this.killed ??
      (signal === "SIGABRT" || signal === "SIGSEGV" || signal === "SIGBUS" || signal === "SIGILL"
        ? `The process that runs cells crashed (${signal}): out of memory, or a fault in native code.`
        : signal
          ? `The process that runs cells was ended by ${signal}.`
          : `The cell ended the process that runs it (exit status ${code}).`);
    const evalue = `${why} All variables are lost; the next cell runs in a new process.`;
    this.killed = undefined;
    this.child = this.attend(startCellProcess(this.folder));
    this.events.lost();
    for (const id of [...this.comms.keys()]) this.endComm(id);
    const outcome: Outcome = {
      status: "error",
      ename: "CellProcessEnded",
      evalue,
      traceback: [`CellProcessEnded: ${evalue}`],
    };
    if (this.running) this.running.settle(outcome);
    else this.events.rawOutput("stderr", `${evalue}\n`);
  }

  private write(message: ToCell): void {
    this.send(4, message);
  }

  private warn(message: ToWatchdog): void {
    this.send(5, message);
  }

  private send(fd: 4 | 5, message: ToCell | ToWatchdog): void {
    const pipe = (this.child.stdio as (Writable | null)[])[fd] as Writable;
    pipe.cork();
    for (const piece of encodeFrame(message)) pipe.write(piece);
    pipe.uncork();
  }
}
