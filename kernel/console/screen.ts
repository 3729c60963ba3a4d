// What cells put on the terminal: streams, results, displays, errors. On a terminal a display is changed where it stands, as long as
// that place can be known: everything since then still on the screen, in lines too short to have been wrapped. Else it is shown again.
import { stripVTControlCharacters } from "node:util";
import type { Content } from "../protocol/message.js";
import type { Palette } from "./colour.js";
import { plainText } from "./kernel-calls.js";

export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

interface Shown {
  text: string;
  readonly displayId?: string | undefined;
}

export class Screen {
  /** What the running cell has put on the terminal, in order. */
  private shown: Shown[] = [];
  /** The cell's first lines are no longer where they were: something else wrote, or there was too much of it. */
  private clearWhenNext = false;
  /** The terminal's line has text in it. */
  private midLine = false;

  constructor(
    private readonly out: TextStream,
    private readonly err: TextStream,
    private readonly colours: Palette,
    /** Results as `Out[3]: 2`; bare without it. */
    private readonly labelled: boolean,
  ) {}

  /** A message of the kernel's iopub channel; those that show nothing are passed over. */
  receive(type: string, content: Content): void {
    switch (type) {
      case "stream":
        this.put({ text: this.colours.asIs(String(content.text)) }, content.name === "stderr");
        return;
      case "execute_result":
        this.block(this.result(content));
        return;
      case "display_data":
      case "update_display_data":
        this.display(content, type === "update_display_data");
        return;
      case "error":
        this.block(this.error(content), undefined, true);
        return;
      case "clear_output":
        if (content.wait === true) this.clearWhenNext = true;
        else this.clear();
    }
  }

  /** Text of the console itself, on lines of its own. */
  say(text: string): void {
    this.block(text);
  }

  /** The next output is another cell's. */
  begin(): void {
    this.shown = [];
    this.clearWhenNext = false;
  }

  /** Leaves the terminal at the beginning of a line. */
  end(): void {
    if (this.midLine) this.put({ text: "\n" });
    this.begin();
  }

  /** The unfinished line: what a cell wrote before it asked. What is above can no longer be changed, for the terminal is another's now. */
  takeLine(): string {
    const text = this.shown.map((part) => part.text).join("");
    this.shown = [];
    const line = this.midLine ? text.slice(text.lastIndexOf("\n") + 1) : "";
    this.midLine = false;
    return line;
  }

  private result({ execution_count, data }: Content): string {
    const text = this.colours.asIs(plainText(data) ?? "");
    if (!this.labelled) return text;
    const label = this.colours.paint("cyan", `Out[${execution_count}]:`);
    return `${label}${text.includes("\n") ? "\n" : " "}${text}`;
  }

  private error({ traceback, ename, evalue }: Content): string {
    const lines = Array.isArray(traceback) ? traceback.map(String) : [];
    const text = lines.length > 0 ? lines.join("\n") : `${ename}: ${evalue}`;
    const coloured = stripVTControlCharacters(text) !== text;
    if (coloured) return this.colours.asIs(text);
    const [first = "", ...rest] = text.split("\n");
    return [this.colours.paint("red", first), ...rest].join("\n");
  }

  private display({ data, transient }: Content, update: boolean): void {
    const displayId = (transient as { display_id?: string } | undefined)?.display_id;
    const text = this.colours.asIs(plainText(data) ?? "");
    if (!update || displayId === undefined || !this.replace(displayId, `${text}\n`))
      this.block(text, displayId);
  }

  private block(text: string, displayId?: string, isError = false): void {
    if (this.midLine) this.put({ text: "\n" });
    this.put({ text: `${text}\n`, displayId }, isError);
  }

  private put(part: Shown, isError = false): void {
    if (this.clearWhenNext) this.clear();
    const stream = isError ? this.err : this.out;
    stream.write(part.text);
    if (stream.isTTY !== true && this.out.isTTY === true) return;
    if (part.text !== "") this.midLine = !part.text.endsWith("\n");
    if (this.out.isTTY === true) this.shown.push(part);
  }

  private replace(displayId: string, text: string): boolean {
    const first = this.shown.findIndex((part) => part.displayId === displayId);
    const rows = first < 0 ? undefined : this.rowsFrom(first);
    if (rows === undefined) return false;
    this.erase(rows);
    for (const part of this.shown) if (part.displayId === displayId) part.text = text;
    for (const part of this.shown.slice(first)) this.out.write(part.text);
    return true;
  }

  private clear(): void {
    this.clearWhenNext = false;
    const rows = this.rowsFrom(0);
    if (rows === undefined || this.shown.length === 0) return;
    this.erase(rows);
    this.shown = [];
    this.midLine = false;
  }

  /** How far up a part begins; undefined when that cannot be known. */
  private rowsFrom(first: number): number | undefined {
    if (this.out.isTTY !== true) return undefined;
    const lines = stripVTControlCharacters(
      this.shown
        .slice(first)
        .map(({ text }) => text)
        .join(""),
    ).split("\n");
    // A character takes two columns at most.
    const narrow = lines.every((line) => [...line].length * 2 <= (this.out.columns || 80));
    return narrow && lines.length <= (this.out.rows || 24) ? lines.length - 1 : undefined;
  }

  private erase(rows: number): void {
    this.out.write(`${rows > 0 ? `\x1b[${rows}A` : ""}\r\x1b[J`);
  }
}
