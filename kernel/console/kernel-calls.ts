// What a console asks the kernel besides running cells, with its answers in the form that the console uses: offsets in UTF-16, as
// JavaScript counts, while the protocol counts code points.
import type { KernelClient } from "../client/kernel-client.js";
import type { Content } from "../protocol/message.js";
import { toCodePoints, toUtf16 } from "../supervisor/cursor.js";

export interface Completion {
  readonly start: number;
  readonly matches: readonly string[];
}

export class KernelCalls {
  constructor(private readonly client: KernelClient) {}

  /** The indentation of the next line when the code is not whole yet, undefined when it can run (or fail) as it is. */
  async missingLine(code: string): Promise<string | undefined> {
    const { status, indent } = await this.ask("is_complete_request", { code });
    return status === "incomplete" ? String(indent ?? "") : undefined;
  }

  async complete(code: string, cursor: number): Promise<Completion> {
    const reply = await this.ask("complete_request", { code, cursor_pos: toCodePoints(code, cursor) });
    const matches = Array.isArray(reply.matches) ? reply.matches.map(String) : [];
    const start = typeof reply.cursor_start === "number" ? toUtf16(code, reply.cursor_start) : cursor;
    return { start, matches };
  }

  /** What is known of the expression, as text; undefined when nothing is. */
  async inspect(expression: string, withDefinition: boolean): Promise<string | undefined> {
    const { found, data } = await this.ask("inspect_request", {
      code: expression,
      cursor_pos: toCodePoints(expression, expression.length),
      detail_level: withDefinition ? 1 : 0,
    });
    return found === true ? plainText(data) : undefined;
  }

  /** The inputs of this and earlier sessions, newest first. */
  async history(most: number): Promise<string[]> {
    const { history } = await this.ask("history_request", {
      hist_access_type: "tail",
      n: most,
      raw: true,
      output: false,
    });
    const inputs = Array.isArray(history) ? history.map((entry) => String((entry as unknown[])[2])) : [];
    return inputs.filter((input, i) => input.trim() !== "" && input !== inputs[i + 1]).reverse();
  }

  private async ask(type: string, content: Content): Promise<Content> {
    return (await this.client.request("shell", type, content)).reply.content;
  }
}

/** The text of a MIME bundle; the kernel sends one with every bundle. */
export function plainText(bundle: unknown): string | undefined {
  const text = (bundle as Record<string, unknown> | undefined)?.["text/plain"];
  return typeof text === "string" ? text : undefined;
}
