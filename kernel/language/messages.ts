/** What the supervisor and the language process say to each other. */
import type { Cell, CompletionList, Diagnostic, Inspection } from "./language-service.js";

export interface LanguageCalls {
  check: { params: Cell; result: Diagnostic[] };
  restore: { params: { readonly cells: readonly Cell[] }; result: undefined };
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
