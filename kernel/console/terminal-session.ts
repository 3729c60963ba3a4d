// A session at a terminal: prompts, runs what was typed, and lets Ctrl-C interrupt the running cell.
import type { KernelClient } from "../client/kernel-client.js";
import { readAnswer } from "./answer.js";
import { CellReader, readQuestion } from "./cell-reader.js";
import type { Palette } from "./colour.js";
import type { Session } from "./console.js";
import type { KernelCalls } from "./kernel-calls.js";
import type { Screen } from "./screen.js";

const MOST_HISTORY = 1000;

export class TerminalSession implements Session {
  private reader: CellReader | undefined;
  /** Aborted when the running cell is over; undefined while none runs. */
  private running: AbortController | undefined;
  private client: KernelClient | undefined;

  constructor(
    private readonly input: NodeJS.ReadStream,
    private readonly output: NodeJS.WriteStream,
    private readonly screen: Screen,
    private readonly colours: Palette,
  ) {}

  async run(client: KernelClient, calls: KernelCalls): Promise<number> {
    this.client = client;
    const { banner } = await client.kernelInfo();
    this.screen.say(
      `${banner}\nTab completes, ?name explains, Ctrl-C interrupts, Ctrl-D leaves. The arrow keys find earlier cells.\n`,
    );
    this.reader = new CellReader(this.input, this.output, calls, await calls.history(MOST_HISTORY));
    // While a cell runs the terminal makes a signal of Ctrl-C; while a line is read it is a key.
    const interrupt = () => this.interrupt();
    process.on("SIGINT", interrupt);
    try {
      for (let number = 1; ; ) {
        const read = await this.reader.read(this.prompts(number));
        if (read.type === "end") return 0;
        if (read.type === "dropped") continue;
        const question = readQuestion(read.code);
        if (question) {
          const { expression, withDefinition } = question;
          const found = await calls.inspect(expression, withDefinition);
          this.screen.say(this.colours.asIs(found ?? `Nothing is known of ${expression}.`));
          continue;
        }
        number = await this.execute(client, read.code, number);
      }
    } finally {
      process.off("SIGINT", interrupt);
    }
  }

  async answer(prompt: string, password: boolean): Promise<string | undefined> {
    if (!this.running) return undefined;
    const { signal } = this.running;
    const answer = await readAnswer(this.input, this.output, {
      prompt: this.screen.takeLine() + prompt,
      password,
      signal,
    });
    if (answer === undefined && !signal.aborted) this.interrupt();
    return answer;
  }

  aside(write: () => void): void {
    // A cell that is over may still write, by a timer: above the line that is being typed.
    if (this.running || !this.reader) write();
    else {
      this.reader.aside(() => {
        write();
        this.screen.end();
      });
    }
  }

  close(): void {
    this.reader?.close();
    this.running?.abort();
  }

  /** Returns the number of the next cell. */
  private async execute(client: KernelClient, code: string, number: number): Promise<number> {
    this.running = new AbortController();
    this.screen.begin();
    try {
      const { reply } = await client.execute(code);
      const { execution_count } = reply.content;
      return typeof execution_count === "number" ? execution_count + 1 : number;
    } finally {
      this.running.abort();
      this.running = undefined;
      this.screen.end();
    }
  }

  private interrupt(): void {
    // Without a kernel there is nothing to interrupt, and that has been said.
    if (this.running) this.client?.interrupt().catch(() => {});
  }

  private prompts(number: number): { first: string; more: string } {
    const first = `[${number}]: `;
    const more = `${".".repeat(3).padStart(first.length - 2)}: `;
    return { first: this.colours.paint("green", first), more: this.colours.paint("green", more) };
  }
}
