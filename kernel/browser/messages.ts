/** What the page and its workers say to each other, beside what processes say in Node. */
import type { ToCell } from "../cell/messages.js";
import type { LanguageRequest } from "../language/messages.js";
import type { Completeness } from "../transform/completeness.js";
import type { TransformedCell } from "../transform/transform.js";

export type ToCellWorker =
  | ToCell
  /** The first message: where the notebook is, and where answers to questions are put, if the page may share memory. */
  | { readonly type: "start"; readonly folder: string; readonly answers: SharedArrayBuffer | undefined };

/** Questions to the language worker that the language process is not asked, because the supervisor answers them itself. */
export interface SyntaxCalls {
  transform: {
    params: { readonly source: string; readonly name: string };
    result: TransformedCell | CellSyntaxErrorParts;
  };
  completeness: { params: { readonly source: string }; result: Completeness };
}

/** A `CellSyntaxError`, taken apart for the way. */
export interface CellSyntaxErrorParts {
  readonly message: string;
  readonly traceback: string[];
}

export interface SyntaxRequest<M extends keyof SyntaxCalls = keyof SyntaxCalls> {
  readonly id: number;
  readonly method: M;
  readonly params: SyntaxCalls[M]["params"];
}

export type ToLanguageWorker = LanguageRequest | SyntaxRequest;
