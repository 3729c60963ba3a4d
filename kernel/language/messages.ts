/** What the supervisor and the language process say to each other. */
import type { CompletionList, Diagnostic, Inspection } from "./language-service.js";

export interface LanguageCalls {
  check: { params: { readonly number: number; readonly source: string }; result: Diagnostic[] };
  complete: { params: { readonly source: string; readonly offset: number }; result: CompletionList };
  inspect: {
    params: { readonly source: string; readonly offset: number; readonly withDefinition?: boolean };
    result: Inspection | undefined;
  };
  reset: { params: Record<string, never>; result: undefined };
}

export type LanguageMethod = keyof LanguageCalls;

export interface LanguageRequest<M extends LanguageMethod = LanguageMethod> {
  readonly id: number;
  readonly method: M;
  readonly params: LanguageCalls[M]["params"];
}

export interface LanguageResponse {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}
