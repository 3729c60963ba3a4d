/**
 * The cell process: its main thread runs user code and nothing else. It reads cells from one pipe and
 * writes what they do to another; the sockets are the supervisor's.
 */
import { Console } from "node:console";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { Script } from "node:vm";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import * as library from "../../lib/index.js";
import { accelerateWhenUsed } from "../../lib/wasm/accelerate.js";
import { collectWhen } from "../garbage.js";
import { CellExecutor } from "./cell-executor.js";
import { createExecutionContext } from "./execution-context.js";
import { newFloodMemory } from "./flood.js";
import * as globals from "./globals.js";
import { Imports } from "./imports.js";
import type { FromCell, StreamName, ToCell, ToWatchdog } from "./messages.js";
import { OutputPipe } from "./output-pipe.js";
import { FrameReader } from "./pipe.js";
import { rasteriser } from "./rasterise.js";
import { Session } from "./session.js";
import { Tracebacks } from "./traceback.js";
import * as tslab from "./tslab.js";
import type { WatchdogData } from "./watchdog.js";

/** File descriptors, as the supervisor lays them out. */
const TO_SUPERVISOR = 3;
const FROM_SUPERVISOR = 4;
const WATCHDOG = 5;

const flood = newFloodMemory();
const outputPipe = new OutputPipe(TO_SUPERVISOR, flood);
const send = (message: FromCell) => outputPipe.send(message);

const require = createRequire(import.meta.url);

const execution = createExecutionContext();
const currentId = () => execution.current() ?? cells.newestId;

const ours = fileURLToPath(new URL("../..", import.meta.url));
const tracebacks = new Tracebacks(
  (file) => (file.startsWith("file:") ? fileURLToPath(file).startsWith(ours) : file.startsWith(ours)),
  (value) => inspect(value),
);

const answered = new Int32Array(new SharedArrayBuffer(4));

// A session of some thousand cells leaves 40 MB behind that V8 would keep.
const cellEnded = collectWhen({ quietMs: 3000, latestMs: 10_000, isBusy: () => cells.isRunning });

const cells = new CellExecutor({
  send(message) {
    send(message);
    if (message.type === "done") cellEnded();
  },
  currentId,
  inspect: (value) => inspect(value),
  readFile: (path) => readFileSync(path),
  rasterise: rasteriser((file) => readFile(require.resolve(file))),
  session: createSession(),
  tracebacks,
  askReader,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
});

const reader = new FrameReader<ToCell>((message) => {
  if (message.type !== "interrupt") {
    const handle = message.type === "execute" ? () => cells.execute(message) : () => cells.receive(message);
    // Out of this callback: the rest of the pipe is read even when the cell blocks at once.
    setImmediate(() => execution.run(message.id, () => void handle()));
  } else {
    // Said first: to show the last state of a chart may take longer than the watchdog waits.
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
    cells.interrupt();
  }
});

captureStream("stdout");
captureStream("stderr");
// Node's `console` also tells V8's inspector of every line, which takes longer than printing it.
Object.assign(console, new Console(process.stdout, process.stderr));
// A signal from the terminal is for the supervisor, which decides what becomes of the cell.
process.on("SIGINT", () => {});
// The watchdog's thread ends with the process.
process.on("exit", () => outputPipe.writeAllAtOnce());
process.on("uncaughtException", (error) => cells.reportLate("Uncaught exception", error));
process.on("unhandledRejection", (reason) => cells.reportLate("Unhandled promise rejection", reason));

reader.listen(FROM_SUPERVISOR).on("close", () => process.exit(0));
send({ type: "ready" });
const answerReady = new Int32Array(new SharedArrayBuffer(4));
const answers = new MessageChannel();
answers.port1.unref();
new Worker(new URL("./watchdog.js", import.meta.url), {
  workerData: {
    fd: WATCHDOG,
    answered,
    answerReady,
    answers: answers.port2,
    flood,
    output: TO_SUPERVISOR,
  } satisfies WatchdogData,
  transferList: [answers.port2],
}).unref();

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
  // A stored output may depend neither on the processor nor on Node's version.
  accelerateWhenUsed("wasm");
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
