/** The worker that runs cells: user code and nothing else. The page hears what it does and ends it when it does not end. */
import { inspect } from "node-inspect-extracted";
import * as library from "../../lib/index.js";
import { accelerateWhenUsed } from "../../lib/wasm/accelerate.js";
import { CellExecutor } from "../cell/cell-executor.js";
import * as globals from "../cell/globals.js";
import { StdinNotImplementedError } from "../cell/input.js";
import type { FromCell } from "../cell/messages.js";
import { rasteriser, type rasteriserFiles } from "../cell/rasterise.js";
import { Session } from "../cell/session.js";
import { Tracebacks } from "../cell/traceback.js";
import { expectAnswer, takeAnswer } from "./answers.js";
import { consoleFor } from "./console.js";
import { importInPage } from "./imports.js";
import { mathematics } from "./mathematics.js";
import type { ToCellWorker } from "./messages.js";

// A cell may take these names. What it says is what this worker is for.
const { postMessage, setTimeout, eval: evaluate } = globalThis;
const send = (message: FromCell) => postMessage(message);

// With these, and with the fast kernels, which a bundler leaves out, the numbers are Node's to the bit.
Object.assign(Math, mathematics);
accelerateWhenUsed("wasm");

/** Where the site's files are: this program lies in its folder `lab/build`. */
const site = new URL("../../", import.meta.url);
let folder = new URL("files/", site);
let answers: SharedArrayBuffer | undefined;
let questions = 0;

const cells: CellExecutor = new CellExecutor({
  send,
  currentId,
  inspect: (value) => inspect(value),
  readFile,
  rasterise: rasteriser(readAsset),
  session: createSession(),
  tracebacks: new Tracebacks(
    (file) => file.startsWith(site.href),
    (value) => inspect(value),
    (frame) => decodeURI(frame.getScriptNameOrSourceURL() ?? ""),
  ),
  askReader,
  // Where modules cannot be loaded at once, they are loaded before a cell can ask for them.
  ready: library.exact.load(),
  turn: () => new Promise((resolve) => setTimeout(resolve)),
});

Object.assign(
  console,
  consoleFor((name, text) => send({ type: "stream", id: currentId(), name, text })),
);
addEventListener("error", (event) => {
  event.preventDefault();
  cells.reportLate("Uncaught exception", event.error);
});
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  cells.reportLate("Unhandled promise rejection", event.reason);
});
addEventListener("message", ({ data }: MessageEvent<ToCellWorker>) => {
  switch (data.type) {
    case "start":
      folder = new URL(`files/${encodeURI(data.folder)}`, site);
      answers = data.answers;
      return;
    case "execute":
      void cells.execute(data);
      return;
    case "comm":
      void cells.receive(data);
      return;
    case "interrupt":
      cells.interrupt();
  }
});
send({ type: "ready" });

/** Browsers do not tell which cell a promise or timer came from: it is the one that began last. */
function currentId(): string {
  return cells.newestId;
}

function createSession(): Session {
  const created = new Session({
    // V8 takes no name with blanks in it.
    evaluate: (code, name) => evaluate(`${code}\n//# sourceURL=${encodeURI(name)}`),
    import: (specifier) => importInPage(specifier, library),
    meta: {
      get url() {
        return new URL("notebook.ts", folder).href;
      },
    },
  });
  for (const [name, value] of Object.entries({ ...library, ...globals })) created.define(name, value);
  return created;
}

/** A file of the site's, from the notebook's folder. */
function readFile(path: string): Uint8Array {
  const request = new XMLHttpRequest();
  request.open("GET", new URL(path, folder), false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status === 200) return new Uint8Array(request.response as ArrayBuffer);
  throw new Error(`there is no file ${path} beside the notebook on this site (status ${request.status})`);
}

async function readAsset(file: (typeof rasteriserFiles)[number]): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(`lab/build/${file.slice(file.lastIndexOf("/") + 1)}`, site));
  if (!response.ok) throw new Error(`${file}: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function askReader(prompt: string, password: boolean): string {
  if (!answers) {
    throw new StdinNotImplementedError(
      "this page cannot wait for an answer: the browser does not isolate it from other pages (crossOriginIsolated is false). " +
        "Reload it once; if that does not help, give the value in the cell, or download the notebook and open it in Jupyter.",
    );
  }
  questions += 1;
  expectAnswer(answers);
  send({ type: "input_request", id: currentId(), request: questions, prompt, password });
  const answer = takeAnswer(answers);
  if (answer === undefined)
    throw Object.assign(new Error("the cell was interrupted"), { name: "Interrupted" });
  return answer;
}
