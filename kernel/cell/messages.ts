/**
 * What the supervisor and the cell process say to each other. Plain data: it goes through a pipe in
 * Node and through `postMessage` in a browser.
 */
import type { TransformedCell } from "../transform/transform.js";

export type ToCell =
  | { readonly type: "execute"; readonly id: string; readonly cell: TransformedCell }
  | { readonly type: "interrupt" };

export type FromCell =
  | { readonly type: "ready" }
  | { readonly type: "stream"; readonly id: string; readonly name: StreamName; readonly text: string }
  | ({ readonly type: "display"; readonly id: string; readonly update: boolean } & DisplayContent)
  | { readonly type: "clear_output"; readonly id: string; readonly wait: boolean }
  | { readonly type: "done"; readonly id: string; readonly outcome: Outcome };

export type StreamName = "stdout" | "stderr";

/** MIME type → representation. */
export type MimeBundle = Record<string, unknown>;

export interface DisplayContent {
  readonly data: MimeBundle;
  readonly metadata: Record<string, unknown>;
  readonly displayId?: string;
}

export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
}

export type Outcome =
  | { readonly status: "ok"; readonly result?: DisplayContent }
  | ({ readonly status: "error" } & ErrorContent);
