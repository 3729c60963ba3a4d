/** Answers the questions that come to a language service from elsewhere. Knows neither processes nor workers. */
import type { LanguageService } from "./language-service.js";
import type { LanguageRequest, LanguageResponse } from "./messages.js";

/** Never throws: what went wrong is the answer. */
export function answer(service: LanguageService, request: LanguageRequest): LanguageResponse {
  try {
    return { id: request.id, result: call(service, request) };
  } catch (error) {
    return { id: request.id, error: String(error) };
  }
}

function call(service: LanguageService, { method, params }: LanguageRequest): unknown {
  switch (method) {
    case "check":
      return service.check(params as LanguageRequest<"check">["params"]);
    case "restore":
      return service.restore((params as LanguageRequest<"restore">["params"]).cells);
    case "complete": {
      const { source, offset } = params as LanguageRequest<"complete">["params"];
      return service.complete(source, offset);
    }
    case "inspect": {
      const { source, offset, withDefinition } = params as LanguageRequest<"inspect">["params"];
      return service.inspect(source, offset, withDefinition);
    }
    case "reset":
      return service.reset();
  }
}
