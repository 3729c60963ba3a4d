// Reads one cell from the terminal with Node's readline: as many lines as the kernel says it takes, pasted text as one piece, Tab for
// completion, earlier cells by the arrow keys. Knows how to ask for a line, nothing of what becomes of it.
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import type { KernelCalls } from "./kernel-calls.js";

export type CellInput =
  | { readonly type: "cell"; readonly code: string }
  /** Ctrl-C: what was typed is not wanted. */
  | { readonly type: "dropped" }
  /** Ctrl-D, or the terminal is gone. */
  | { readonly type: "end" };

export interface Prompts {
  readonly first: string;
  /** Before each further line, as wide as the first. */
  readonly more: string;
}

const MOST_HISTORY = 1000;
const MOST_COMPLETIONS = 100;
/** Between these a terminal says that what comes was pasted, not typed. */
const BRACKETED_PASTE = { on: "\x1b[?2004h", off: "\x1b[?2004l" };

export class CellReader {
  private reading: { readonly line: Interface; end(input: CellInput): void } | undefined;
  /** Typed ahead: whole lines, and what was begun after them. */
  private ahead: string[] = [];
  private begun = "";
  private pasting = false;

  constructor(
    private readonly input: NodeJS.ReadStream,
    private readonly output: NodeJS.WriteStream,
    private readonly kernel: KernelCalls,
    /** Newest first. */
    private readonly history: string[],
  ) {
    input.on("keypress", (_, key: { name?: string } | undefined) => {
      if (key?.name === "paste-start") this.pasting = true;
      if (key?.name === "paste-end") this.pasting = false;
    });
  }

  read(prompts: Prompts): Promise<CellInput> {
    const lines: string[] = [];
    const line = createInterface({
      input: this.input,
      output: this.output,
      terminal: true,
      prompt: prompts.first,
      // readline writes each line into it; a cell is remembered whole, when it is done.
      history: [...this.history],
      historySize: MOST_HISTORY,
      completer: (typed: string, answer: (error: null, result: [string[], string]) => void) => {
        void this.completions(lines, typed, line).then((result) => answer(null, result));
      },
    });
    line.on("history", (entries: string[]) => entries.splice(0, entries.length, ...this.history));
    this.output.write(BRACKETED_PASTE.on);

    return new Promise((resolve) => {
      let over = false;
      const end = (input: CellInput) => {
        if (over) return;
        over = true;
        this.reading = undefined;
        this.begun = input.type === "cell" && line.line.trim() !== "" ? line.line : "";
        if (input.type !== "cell") this.ahead = [];
        this.input.off("keypress", dedent);
        line.close();
        this.output.write(`${BRACKETED_PASTE.off}${input.type === "cell" ? "" : "\n"}`);
        resolve(input);
      };
      this.reading = { line, end };

      // Added after readline's own, so that it sees the line with the key in it.
      const dedent = (key: string | undefined) => {
        const closed = this.pasting ? undefined : /^(\s*) {2}([}\])])$/.exec(line.line);
        if (lines.length === 0 || !closed || key !== closed[2]) return;
        line.write(null, { ctrl: true, name: "u" });
        line.write(`${closed[1]}${closed[2]}`);
      };
      this.input.on("keypress", dedent);

      let working = false;
      const work = async () => {
        if (working) return;
        working = true;
        while (this.ahead.length > 0 && !over) {
          lines.push(this.ahead.shift()!);
          const code = lines.join("\n");
          if (code.trim() === "") lines.length = 0;
          const indent = code.trim() === "" ? undefined : await this.missingLine(code);
          if (over) break;
          if (lines.length > 0 && indent === undefined) {
            this.remember(code);
            end({ type: "cell", code });
          } else if (this.ahead.length === 0) {
            line.setPrompt(lines.length > 0 ? prompts.more : prompts.first);
            line.prompt(true);
            if (indent && line.line === "") line.write(indent);
          }
        }
        working = false;
      };
      line.on("line", (text) => {
        // A cell taken from the history has all its lines in one; Node 24 parts them by carriage returns.
        this.ahead.push(...text.split(/\r\n?|\n/));
        if (!this.pasting) {
          void work();
          return;
        }
        // Pasted text waits for its end and for Enter.
        lines.push(...this.ahead.splice(0));
        line.setPrompt(prompts.more);
        line.prompt();
      });
      line.on("SIGINT", () => {
        line.write(null, { ctrl: true, name: "e" });
        end({ type: "dropped" });
      });
      line.on("close", () => end({ type: "end" }));

      line.prompt();
      if (this.begun !== "") line.write(this.begun);
      this.begun = "";
      void work();
    });
  }

  /** Lets something be written above the line that is being typed. */
  aside(write: () => void): void {
    if (!this.reading) {
      write();
      return;
    }
    const { line } = this.reading;
    const { rows } = line.getCursorPos();
    moveCursor(this.output, 0, -rows);
    cursorTo(this.output, 0);
    clearScreenDown(this.output);
    write();
    // readline goes up as many rows as it thinks that it is below its first.
    this.output.write("\n".repeat(rows));
    line.prompt(true);
  }

  /** Stops reading: there is nobody left to read for. */
  close(): void {
    this.reading?.end({ type: "end" });
  }

  private async missingLine(code: string): Promise<string | undefined> {
    if (isQuestion(code)) return undefined;
    return this.kernel.missingLine(code).catch(() => undefined);
  }

  private remember(code: string): void {
    if (this.history[0] !== code) this.history.unshift(code);
    this.history.length = Math.min(this.history.length, MOST_HISTORY);
  }

  private async completions(
    lines: readonly string[],
    typed: string,
    { line }: Interface,
  ): Promise<[string[], string]> {
    // Nothing to complete: Tab indents.
    if (typed.trim() === "") return [[`${typed}  `], typed];
    const before = lines.map((text) => `${text}\n`).join("");
    const code = before + line;
    const cursor = before.length + typed.length;
    try {
      const { start, matches } = await this.kernel.complete(code, cursor);
      const replaced = code.slice(start, cursor);
      // Names in the case that was typed, when there are any.
      const exact = matches.filter((match) => match.startsWith(replaced));
      return [(exact.length > 0 ? exact : [...matches]).slice(0, MOST_COMPLETIONS), replaced];
    } catch {
      return [[], typed];
    }
  }
}

/** `?name` and `name?` ask what something is, two marks for its definition too; no cell begins so. */
const QUESTION = /^\s*(?:(\?{1,2})\s*([^?\s].*?)|([\w$.]+)(\?{1,2}))\s*$/;

export function isQuestion(code: string): boolean {
  return QUESTION.test(code);
}

export function readQuestion(code: string): { expression: string; withDefinition: boolean } | undefined {
  const [, before, after, name, behind] = QUESTION.exec(code) ?? [];
  const expression = after ?? name;
  return expression === undefined ? undefined : { expression, withDefinition: (before ?? behind) === "??" };
}
