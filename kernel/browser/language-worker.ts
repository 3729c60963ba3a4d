/**
 * The worker that knows TypeScript: it compiles cells, checks them, completes and inspects. It outlives interrupts, which end
 * the worker that runs cells.
 */
import { answer } from "../language/answer.js";
import type { Diagnostic, LanguageService } from "../language/language-service.js";
import type { LanguageRequest, LanguageResponse } from "../language/messages.js";
import { createTypeScriptService } from "../language/typescript-service.js";
import { completeness } from "../transform/completeness.js";
import { CellSyntaxError, createTransform } from "../transform/transform.js";
import { type DeclarationFiles, environment, filesOf } from "./declarations.js";
import type { CellSyntaxErrorParts, SyntaxCalls, ToLanguageWorker } from "./messages.js";
import { typescriptSyntax } from "./typescript-syntax.js";

const { transform } = createTransform(typescriptSyntax);
/** When it is quiet, or when a cell has been compiled: that one need not wait until the types are loaded. */
const UNASKED_AFTER_MS = 1000;

const declarations = fetch(new URL("declarations.json", import.meta.url));
// Who needs them is told; until then it is nobody's failure.
declarations.catch(() => {});
let starting: Promise<LanguageService> | undefined;
const service = () => {
  starting ??= startService();
  return starting;
};
// The first use of the compiler takes longest.
transform("0", "Cell [*]");
setTimeout(service, UNASKED_AFTER_MS);

addEventListener("message", ({ data }: MessageEvent<ToLanguageWorker>) => {
  if (data.method === "transform" || data.method === "completeness") {
    postMessage(answerSyntax(data));
    setTimeout(service);
  } else {
    void service().then(
      (ready) => postMessage(withoutAdvice(answer(ready, data as LanguageRequest))),
      (error: unknown) =>
        postMessage({
          id: data.id,
          error: `the types could not be loaded: ${error}`,
        } satisfies LanguageResponse),
    );
  }
});

/** What TypeScript says to who misses Node's types helps nobody in a page. */
const advice = / Do you need to install type definitions for node\?.*$/s;

function withoutAdvice(response: LanguageResponse): LanguageResponse {
  if (!Array.isArray(response.result)) return response;
  const diagnostics = response.result as Diagnostic[];
  const result = diagnostics.map((found) => ({ ...found, message: found.message.replace(advice, "") }));
  return { ...response, result };
}

/** Never throws: what went wrong is the answer. */
function answerSyntax(request: ToLanguageWorker): LanguageResponse {
  try {
    return { id: request.id, result: syntax(request) };
  } catch (error) {
    return { id: request.id, error: String(error) };
  }
}

function syntax({ method, params }: ToLanguageWorker): SyntaxCalls[keyof SyntaxCalls]["result"] {
  if (method === "completeness") {
    return completeness((params as SyntaxCalls["completeness"]["params"]).source, typescriptSyntax);
  }
  const { source, name } = params as SyntaxCalls["transform"]["params"];
  try {
    return transform(source, name);
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error;
    return { message: error.message, traceback: error.traceback } satisfies CellSyntaxErrorParts;
  }
}

async function startService(): Promise<LanguageService> {
  const response = await declarations;
  if (!response.ok) throw new Error(`declarations.json: status ${response.status}`);
  const files = filesOf((await response.json()) as DeclarationFiles);
  const started = createTypeScriptService({ ...environment, files });
  // The first check binds the standard library; done now, it is not the first cell that waits.
  started.check({ number: 0, source: "" });
  return started;
}
