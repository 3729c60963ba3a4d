/** A language service at work in a process of its own: it answers what the supervisor asks, until that is gone. */
import { answer } from "./answer.js";
import type { LanguageService } from "./language-service.js";
import type { LanguageRequest } from "./messages.js";

export function serve(service: LanguageService): void {
  process.on("message", (request: LanguageRequest) => {
    const response = answer(service, request);
    // A supervisor that is gone wants no answer; `disconnect` ends this process.
    process.send?.(response, () => {});
  });
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C in a terminal is for the supervisor.
  process.on("SIGINT", () => {});
}
