/**
 * A thread beside the one that runs cells. It reads a pipe of its own, so it hears the supervisor while a
 * cell blocks: an interrupt, an answer to a question the cell asked, or the end of the pipe, which says that
 * the supervisor is gone. And it writes what a cell prints by the thousand (`flood.ts`).
 *
 * `Runtime.terminateExecution` ends whatever JavaScript runs: a loop in a cell, in a timer or a promise job,
 * `Atomics.wait`, a long regular expression, WebAssembly. The process and its variables live on.
 */
import { Session } from "node:inspector";
import { type MessagePort, workerData } from "node:worker_threads";
import { FloodDrain, type FloodMemory } from "./flood.js";
import type { ToWatchdog } from "./messages.js";
import { FrameReader, writePiecesSync } from "./pipe.js";

export interface WatchdogData {
  readonly fd: number;
  /** Counts the interrupts that the main thread has answered. */
  readonly answered: Int32Array;
  /** Becomes 1 when an answer to a question is in `answers`. */
  readonly answerReady: Int32Array;
  readonly answers: MessagePort;
  /** Printed text, and the pipe that it is written to. */
  readonly flood: FloodMemory;
  readonly output: number;
}

/** How long the main thread may take to answer before its JavaScript is ended. */
const GRACE_MS = 40;
const LOOK_MS = 5;

const { fd, answered, answerReady, answers, flood, output } = workerData as WatchdogData;

const drain = new FloodDrain(flood, (pieces) => writePiecesSync(output, pieces));
const endProcess = () => process.kill(process.pid, "SIGKILL");
// A pipe that takes nothing any more has nobody at its other end.
drain.keepDraining().catch(endProcess);

const reader = new FrameReader<ToWatchdog>((message) => {
  if (message.type === "interrupt") {
    interrupt();
  } else {
    answers.postMessage(message);
    Atomics.store(answerReady, 0, 1);
    Atomics.notify(answerReady, 0);
  }
});
// Nothing in this process can end it while a cell blocks, but a signal does.
reader.listen(fd).on("close", endProcess);

function interrupt(): void {
  const before = Atomics.load(answered, 0);
  for (let waited = 0; waited < GRACE_MS; waited += LOOK_MS) {
    // The main thread may be waiting for this before it can answer.
    drain.drain();
    if (Atomics.wait(answered, 0, before, LOOK_MS) !== "timed-out") return;
  }
  // Connected for this moment alone: a process with an open session waits for its debugger when it exits.
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => session.disconnect());
}
