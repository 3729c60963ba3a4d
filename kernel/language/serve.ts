/** A language service at work in a process of its own: it answers what the supervisor asks, until that is gone. */

import { collectWhen } from "../garbage.js";
import { answer } from "./answer.js";
import type { LanguageService } from "./language-service.js";
import type { LanguageRequest } from "./messages.js";

/** When nothing was asked for so long, the next question is not expected at once, and what earlier cells were checked with is given back. */
const QUIET_MS = 3000;

export function serve(service: LanguageService): void {
  const answered = collectWhen({ quietMs: QUIET_MS });
  process.on("message", (request: LanguageRequest) => {
    const response = answer(service, request);
    // A supervisor that is gone wants no answer; `disconnect` ends this process.
    process.send?.(response, () => {});
    answered();
  });
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C in a terminal is for the supervisor.
  process.on("SIGINT", () => {});
}
