/** A language service at work in a process of its own: it answers what the supervisor asks, until that is gone. */
import { getHeapStatistics } from "node:v8";
import { answer } from "./answer.js";
import type { LanguageService } from "./language-service.js";
import type { LanguageRequest } from "./messages.js";

/** When nothing was asked for so long, the next question is not expected at once. */
const QUIET_MS = 3000;
/** Less than this is not worth a tenth of a second of the processor. */
const WORTH_COLLECTING = 5e6;

export function serve(service: LanguageService): void {
  const rest = restAfter(QUIET_MS);
  process.on("message", (request: LanguageRequest) => {
    const response = answer(service, request);
    // A supervisor that is gone wants no answer; `disconnect` ends this process.
    process.send?.(response, () => {});
    rest.refresh();
  });
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C in a terminal is for the supervisor.
  process.on("SIGINT", () => {});
}

/** What earlier cells were checked with is given back while nobody waits, where V8 lets us ask for it. */
function restAfter(ms: number): NodeJS.Timeout {
  let kept = getHeapStatistics().used_heap_size;
  return setTimeout(() => {
    if (!globalThis.gc || getHeapStatistics().used_heap_size < kept + WORTH_COLLECTING) return;
    globalThis.gc();
    kept = getHeapStatistics().used_heap_size;
  }, ms).unref();
}
