/**
 * The cell process: its main thread runs user code and nothing else. It reads cells from one pipe and
 * writes what they do to another; the sockets are the supervisor's.
 */
import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { Script } from "node:vm";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import * as library from "../../lib/index.js";
import { receiveComm } from "./comms.js";
import { render } from "./display.js";
import { createExecutionContext } from "./execution-context.js";
import * as globals from "./globals.js";
import { Imports } from "./imports.js";
import { allowInput } from "./input.js";
import { noteInterrupt } from "./interrupted.js";
import { registerKnownValues } from "./known-values.js";
import type { FromCell, Outcome, StreamName, ToCell, ToWatchdog } from "./messages.js";
import { connectOutput } from "./output.js";
import { FrameReader, writeFrameSync } from "./pipe.js";
import { rasterise } from "./rasterise.js";
import { Session } from "./session.js";
import { Tracebacks } from "./traceback.js";
import * as tslab from "./tslab.js";
import { catchUpDisplays, finishDisplays } from "./unfinished.js";
import type { WatchdogData } from "./watchdog.js";

/** File descriptors, as the supervisor lays them out. */
const TO_SUPERVISOR = 3;
const FROM_SUPERVISOR = 4;
const WATCHDOG = 5;

const send = (message: FromCell) => writeFrameSync(TO_SUPERVISOR, message);

const execution = createExecutionContext();
let newest = "";
const currentId = () => execution.current() ?? newest;

const session = createSession();
const ours = fileURLToPath(new URL("../..", import.meta.url));
const tracebacks = new Tracebacks(
  (file) => (file.startsWith("file:") ? fileURLToPath(file).startsWith(ours) : file.startsWith(ours)),
  (value) => inspect(value),
);

/** Settles the running cell from outside, for an interrupt. */
let settle: ((outcome: Outcome) => void) | undefined;
const answered = new Int32Array(new SharedArrayBuffer(4));

const reader = new FrameReader<ToCell>((message) => {
  if (message.type !== "interrupt") {
    const handle = message.type === "execute" ? () => execute(message) : () => receive(message);
    // Out of this callback: the rest of the pipe is read even when the cell blocks at once.
    setImmediate(() => execution.run(message.id, () => void handle()));
  } else {
    noteInterrupt(newest);
    settle?.({
      status: "error",
      ename: "Interrupted",
      evalue: "the cell was interrupted; variables keep their values",
      traceback: ["Interrupted: the cell was interrupted; variables keep their values"],
    });
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
  }
});

captureStream("stdout");
captureStream("stderr");
connectOutput({
  send,
  currentId,
  inspect: (value) => inspect(value),
  readFile: (path) => readFileSync(path),
  rasterise,
});
registerKnownValues();
// A signal from the terminal is for the supervisor, which decides what becomes of the cell.
process.on("SIGINT", () => {});
process.on("uncaughtException", (error) => reportLate("Uncaught exception", error));
process.on("unhandledRejection", (reason) => reportLate("Unhandled promise rejection", reason));

const pipe = new Socket({ fd: FROM_SUPERVISOR, readable: true, writable: false });
pipe.on("data", (chunk) => reader.push(chunk));
pipe.on("close", () => process.exit(0));
send({ type: "ready" });
const answerReady = new Int32Array(new SharedArrayBuffer(4));
const answers = new MessageChannel();
answers.port1.unref();
new Worker(new URL("./watchdog.js", import.meta.url), {
  workerData: { fd: WATCHDOG, answered, answerReady, answers: answers.port2 } satisfies WatchdogData,
  transferList: [answers.port2],
}).unref();

async function execute({ id, cell, allowStdin }: ToCell & { type: "execute" }): Promise<void> {
  newest = id;
  allowInput(allowStdin ? askReader : undefined);
  tracebacks.add(cell);
  let settled = false;
  settle = (outcome) => {
    if (settled) return;
    settled = true;
    settle = undefined;
    catchUpDisplays();
    send({ type: "done", id, outcome });
  };
  const finish = settle;
  try {
    const value = await session.run(cell);
    // One turn of the event loop, so that a rejection that nobody handled is reported with its cell.
    await new Promise((resolve) => setImmediate(resolve));
    await finishDisplays();
    const shown = value === undefined || value instanceof globals.DisplayHandle;
    finish(shown ? { status: "ok" } : { status: "ok", result: await render(value) });
  } catch (error) {
    // Of two errors the first is the cell's.
    await finishDisplays().catch(() => {});
    finish({ status: "error", ...tracebacks.describe(error) });
  }
}

async function receive(message: ToCell & { type: "comm" }): Promise<void> {
  try {
    await receiveComm(message);
  } catch (error) {
    reportLate(`The handler of a ${message.message} failed`, error);
  }
  send({ type: "comm_done", id: message.id });
}

let questions = 0;

/** Blocks this thread; the watchdog's thread hears the answer. An interrupt ends the wait. */
function askReader(prompt: string, password: boolean): string {
  questions += 1;
  send({ type: "input_request", id: currentId(), request: questions, prompt, password });
  for (;;) {
    Atomics.wait(answerReady, 0, 0);
    Atomics.store(answerReady, 0, 0);
    for (let got = receiveMessageOnPort(answers.port1); got; got = receiveMessageOnPort(answers.port1)) {
      // An answer to an earlier question, interrupted meanwhile, is not for this one.
      const { request, value } = got.message as ToWatchdog & { type: "input_reply" };
      if (request === questions) return value;
    }
  }
}

function createSession(): Session {
  const imports = new Imports(
    process.cwd(),
    new Map<string, object>([
      ["losslab", library],
      ["tslab", tslab],
    ]),
  );
  const created = new Session({
    evaluate: (code, name) => new Script(code, { filename: name }).runInThisContext(),
    import: (specifier, options) => imports.import(specifier, options),
    meta: imports.meta,
  });
  for (const [name, value] of Object.entries({ ...library, ...globals })) created.define(name, value);
  created.define("require", imports.require);
  return created;
}

/** What is written to `process.stdout` goes to the cell that wrote it. */
function captureStream(name: StreamName): void {
  const decoder = new TextDecoder();
  process[name].write = ((
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    callback?: (error?: Error | null) => void,
  ) => {
    const text =
      typeof chunk !== "string"
        ? decoder.decode(chunk, { stream: true })
        : typeof encoding === "string" && encoding !== "utf8"
          ? Buffer.from(chunk, encoding).toString("utf8")
          : chunk;
    if (text !== "") send({ type: "stream", id: currentId(), name, text });
    const done = typeof encoding === "function" ? encoding : callback;
    if (done) process.nextTick(done, null);
    return true;
  }) as typeof process.stdout.write;
}

/** An exception that no cell waited for: shown with the cell that caused it; the kernel goes on. */
function reportLate(what: string, error: unknown): void {
  const { traceback } = tracebacks.describe(error);
  send({ type: "stream", id: currentId(), name: "stderr", text: `${what}: ${traceback.join("\n")}\n` });
}
