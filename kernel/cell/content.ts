/**
 * What a cell shows and says: plain data, as in Jupyter's messages. Apart from the processes' other messages, because the types of what
 * a cell can call lead here, and whatever these lead to is read before the first cell can be checked.
 */

/** MIME type → representation. */
export type MimeBundle = Record<string, unknown>;

export interface DisplayContent {
  readonly data: MimeBundle;
  readonly metadata: Record<string, unknown>;
  readonly displayId?: string;
}

/** A message of a comm, in either direction. */
export interface CommContent {
  readonly message: "comm_open" | "comm_msg" | "comm_close";
  readonly commId: string;
  /** Of `comm_open` only. */
  readonly targetName?: string;
  readonly data: Record<string, unknown>;
  readonly buffers: readonly Uint8Array[];
}
