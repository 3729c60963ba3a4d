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
/** What one cell may print, in characters: more than anybody reads, less than breaks a notebook. */
const MOST_OF_A_CELL = 16 << 20;

export class StreamBatch {
  private pieces: string[] = [];
  private length = 0;
  private from: Omit<StreamText, "text"> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** What the newest printing cell has printed, and how much of it was left out. */
  private printed = { id: "", length: 0, dropped: 0 };

  constructor(
    private readonly publish: (text: StreamText) => void,
    private readonly most = MOST_OF_A_CELL,
  ) {}

  add({ id, name, text }: StreamText): void {
    if (this.printed.id !== id) {
      this.end();
      this.printed = { id, length: 0, dropped: 0 };
    }
    if (this.printed.length + text.length > this.most) {
      this.printed.dropped += text.length;
      return;
    }
    this.printed.length += text.length;
    if (this.from && (this.from.id !== id || this.from.name !== name)) this.flush();
    this.from = { id, name };
    this.pieces.push(text);
    this.length += text.length;
    if (this.length >= FLUSH_AT_LENGTH) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), FLUSH_AFTER_MS);
  }

  /** When a cell is done: says what was left out of what it printed. */
  end(): void {
    this.flush();
    const { id, dropped } = this.printed;
    if (dropped === 0) return;
    this.printed = { id, length: this.most, dropped: 0 };
    const count = dropped.toLocaleString("en");
    const most = this.most.toLocaleString("en");
    this.publish({
      id,
      name: "stderr",
      text: `… ${count} more characters of output were dropped: a cell may print ${most}.\n`,
    });
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
