/**
 * A thread beside the one that runs cells. It reads a pipe of its own, so it hears the supervisor while a
 * cell blocks: a byte asks to interrupt, the end of the pipe says that the supervisor is gone.
 *
 * `Runtime.terminateExecution` ends whatever JavaScript runs: a loop in a cell, in a timer or a promise job,
 * `Atomics.wait`, a long regular expression, WebAssembly. The process and its variables live on.
 */
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { workerData } from "node:worker_threads";

/** How long the main thread may take to answer before its JavaScript is ended. */
const GRACE_MS = 40;

const { fd, answered } = workerData as { fd: number; answered: Int32Array };

const pipe = new Socket({ fd, readable: true, writable: false });
pipe.on("data", () => {
  const before = Atomics.load(answered, 0);
  if (Atomics.wait(answered, 0, before, GRACE_MS) !== "timed-out") return;
  // Connected for this moment alone: a process with an open session waits for its debugger when it exits.
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => session.disconnect());
});
// Nothing in this process can end it while a cell blocks, but a signal does.
pipe.on("close", () => process.kill(process.pid, "SIGKILL"));
