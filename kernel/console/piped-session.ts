// A session without a terminal: cells come line by line through a pipe or from a file and run as soon as they are whole, and only what
// they print and return is written. A cell's questions are answered by the lines that follow it.
import { createInterface } from "node:readline";
import type { KernelClient } from "../client/kernel-client.js";
import { readQuestion } from "./cell-reader.js";
import type { Session } from "./console.js";
import type { KernelCalls } from "./kernel-calls.js";
import type { Screen } from "./screen.js";

export class PipedSession implements Session {
  private readonly lines: AsyncIterator<string>;
  private client: KernelClient | undefined;

  constructor(
    input: NodeJS.ReadStream,
    private readonly screen: Screen,
  ) {
    const reader = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
    this.lines = reader[Symbol.asyncIterator]();
  }

  async run(client: KernelClient, calls: KernelCalls): Promise<number> {
    this.client = client;
    let status = 0;
    let interrupted = false;
    process.on("SIGINT", () => {
      interrupted = true;
      client.interrupt().catch(() => {});
    });
    for (
      let code = await this.nextCell(calls);
      code !== undefined && !interrupted;
      code = await this.nextCell(calls)
    ) {
      const question = readQuestion(code);
      if (question) {
        const { expression, withDefinition } = question;
        this.screen.say(
          (await calls.inspect(expression, withDefinition)) ?? `Nothing is known of ${expression}.`,
        );
        continue;
      }
      this.screen.begin();
      const { reply } = await client.execute(code);
      this.screen.end();
      if (reply.content.status !== "ok") status = 1;
    }
    return interrupted ? 130 : status;
  }

  async answer(prompt: string): Promise<string | undefined> {
    const { done, value } = await this.lines.next();
    if (done !== true) return value;
    process.stderr.write(`losslab console: the cell asks "${prompt.trim()}", but the input is at its end\n`);
    this.client?.interrupt().catch(() => {});
    return undefined;
  }

  aside(write: () => void): void {
    write();
  }

  close(): void {}

  /** As many lines as make a whole cell; undefined at the end of the input. What is unfinished there is a cell too, and fails. */
  private async nextCell(calls: KernelCalls): Promise<string | undefined> {
    const lines: string[] = [];
    for (;;) {
      const { done, value } = await this.lines.next();
      if (done === true) return lines.length > 0 ? lines.join("\n") : undefined;
      lines.push(value);
      const code = lines.join("\n");
      if (code.trim() === "") lines.length = 0;
      else if (readQuestion(code) || (await calls.missingLine(code)) === undefined) return code;
    }
  }
}
