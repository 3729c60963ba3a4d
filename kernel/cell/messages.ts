/**
 * What the supervisor and the cell process say to each other. Plain data: it goes through a pipe in
 * Node and through `postMessage` in a browser.
 */
import type { TransformedCell } from "../transform/transform.js";
import type { CommContent, DisplayContent } from "./content.js";

export type { CommContent, DisplayContent, MimeBundle } from "./content.js";

export type ToCell =
  | {
      readonly type: "execute";
      readonly id: string;
      readonly cell: TransformedCell;
      readonly allowStdin: boolean;
    }
  | ({ readonly type: "comm"; readonly id: string } & CommContent)
  | { readonly type: "interrupt" };

/** What the cell process's watchdog thread hears, also while a cell blocks. */
export type ToWatchdog =
  | { readonly type: "interrupt" }
  | { readonly type: "input_reply"; readonly request: number; readonly value: string };

export type FromCell =
  | { readonly type: "ready" }
  | { readonly type: "stream"; readonly id: string; readonly name: StreamName; readonly text: string }
  | ({ readonly type: "display"; readonly id: string; readonly update: boolean } & DisplayContent)
  | { readonly type: "clear_output"; readonly id: string; readonly wait: boolean }
  | {
      readonly type: "input_request";
      readonly id: string;
      readonly request: number;
      readonly prompt: string;
      readonly password: boolean;
    }
  | ({ readonly type: "comm"; readonly id: string } & CommContent)
  /** The handlers of a comm message have run. */
  | { readonly type: "comm_done"; readonly id: string }
  | { readonly type: "done"; readonly id: string; readonly outcome: Outcome };

export type StreamName = "stdout" | "stderr";

export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
}

export type Outcome =
  | { readonly status: "ok"; readonly result?: DisplayContent }
  | ({ readonly status: "error" } & ErrorContent);
