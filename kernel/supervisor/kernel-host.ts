/**
 * What the kernel asks of where it runs: processes and sockets in Node, workers and the page's messages in a browser.
 * Interfaces only.
 */
import type { CommContent, FromCell, Outcome, StreamName } from "../cell/messages.js";
import type { LanguageCalls } from "../language/messages.js";
import type { Content, Message } from "../protocol/message.js";
import type { Completeness } from "../transform/completeness.js";
import type { TransformedCell } from "../transform/transform.js";
import type { History } from "./history.js";

export type RequestChannel = "shell" | "control" | "stdin";

export interface KernelHost {
  /** Names the kernel's messages. */
  readonly session: string;
  readonly username: string;
  /** What `kernel_info_reply` says. */
  readonly info: Content;
  readonly history: History;
  /** To one front end, or on `iopub` to all. */
  send(channel: RequestChannel | "iopub", message: Message): void;
  /** For who runs the kernel, not for its users. */
  log(text: string): void;
  /** Throws or rejects with a `CellSyntaxError`. */
  transform(source: string, name: string): TransformedCell | Promise<TransformedCell>;
  completeness(code: string): Completeness | Promise<Completeness>;
  startCells(events: CellEvents): CellRunner;
  startLanguage(): Language;
  /** When all that the kernel had to say is sent. */
  stopped(): Promise<void>;
}

export type CellOutput = Exclude<FromCell, { type: "ready" | "done" | "comm_done" }>;

export interface CellEvents {
  output(message: CellOutput): void;
  /** Text that did not come through the cell's own streams: a child process, native code. */
  rawOutput(name: StreamName, text: string): void;
  /** What ran cells is gone, with every variable; another has been started. */
  lost(): void;
}

export interface CellRunner {
  /** Runs a cell; an outcome comes in any case. */
  run(id: string, cell: TransformedCell, allowStdin?: boolean): Promise<Outcome>;
  /** Hands a front end's comm message to the cells' handlers; resolves when they have run. */
  comm(id: string, content: CommContent): Promise<void>;
  /** The reader's answer to a question of the running cell. */
  answerInput(request: number, value: string): void;
  /** Ends the running cell; false when none runs. */
  interrupt(): boolean;
  close(): Promise<void>;
}

/** Questions to the language service, which lives elsewhere. */
export interface Language {
  check(cell: LanguageCalls["check"]["params"]): Promise<LanguageCalls["check"]["result"]>;
  complete(params: LanguageCalls["complete"]["params"]): Promise<LanguageCalls["complete"]["result"]>;
  inspect(params: LanguageCalls["inspect"]["params"]): Promise<LanguageCalls["inspect"]["result"]>;
  /** The cells' values are gone. */
  reset(): void;
  close(): Promise<void>;
}
