/**
 * Printed text on its way to the front end: pieces that come close together go out as one message.
 */
import type { StreamName } from "../cell/messages.js";

export interface StreamText {
  readonly id: string;
  readonly name: StreamName;
  readonly text: string;
}

const FLUSH_AFTER_MS = 25;
const FLUSH_AT_LENGTH = 1 << 20;

export class StreamBatch {
  private pieces: string[] = [];
  private length = 0;
  private from: Omit<StreamText, "text"> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly publish: (text: StreamText) => void) {}

  add({ id, name, text }: StreamText): void {
    if (this.from && (this.from.id !== id || this.from.name !== name)) this.flush();
    this.from = { id, name };
    this.pieces.push(text);
    this.length += text.length;
    if (this.length >= FLUSH_AT_LENGTH) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), FLUSH_AFTER_MS);
  }

  /** Before any other output, so that the order stays that of the cell. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.from) this.publish({ ...this.from, text: this.pieces.join("") });
    this.from = undefined;
    this.pieces = [];
    this.length = 0;
  }
}
