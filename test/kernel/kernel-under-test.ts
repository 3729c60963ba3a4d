/**
 * A real kernel for a test: our built command line, spoken to over zeromq. Every message that arrives is
 * checked against the schema; one that does not fit fails the test.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { type ExecuteOptions, KernelClient, type LaunchOptions } from "../../kernel/client/kernel-client.js";
import { assertResponse, type Message } from "../../kernel/protocol/message.js";
import { SUPERVISOR_FLAGS } from "../../kernel/supervisor/flags.js";

export const MAIN = fileURLToPath(new URL("../../dist/kernel/main.js", import.meta.url));

export interface CellResult {
  readonly reply: Message["content"];
  readonly published: readonly Message[];
  /** text/plain of the execute_result. */
  readonly result: unknown;
  readonly stdout: string;
  readonly stderr: string;
  /** The error's traceback as one text, without colours. */
  readonly traceback: string;
}

export class KernelUnderTest {
  private constructor(
    readonly client: KernelClient,
    private readonly violations: string[],
  ) {}

  static async start(options: LaunchOptions = {}): Promise<KernelUnderTest> {
    if (!existsSync(MAIN))
      throw new Error("dist/ is missing: the kernel's tests run what `npm run build` made");
    const violations: string[] = [];
    const client = await KernelClient.launch({
      argv: [process.execPath, ...SUPERVISOR_FLAGS, MAIN, "kernel", "{connection_file}"],
      ...options,
      // The reader's own history and snapshots are not for tests.
      env: { LOSSLAB_HISTORY: "", LOSSLAB_SNAPSHOTS: "", ...options.env },
      onMessage: (socket, message) => {
        options.onMessage?.(socket, message);
        try {
          assertResponse(message);
        } catch (error) {
          violations.push((error as Error).message);
        }
      },
    });
    return new KernelUnderTest(client, violations);
  }

  async run(code: string, options: ExecuteOptions = {}): Promise<CellResult> {
    const { reply, published } = await this.client.execute(code, undefined, options);
    const of = (type: string) => published.filter(({ header }) => header.msg_type === type);
    const stream = (name: string) =>
      of("stream")
        .filter(({ content }) => content.name === name)
        .map(({ content }) => content.text)
        .join("");
    const result = of("execute_result")[0]?.content.data as Record<string, unknown> | undefined;
    const error = of("error")[0]?.content.traceback as string[] | undefined;
    return {
      reply: reply.content,
      published,
      result: result?.["text/plain"],
      stdout: stream("stdout"),
      stderr: stream("stderr"),
      traceback: stripVTControlCharacters(error?.join("\n") ?? ""),
    };
  }

  /** The value of the last cell given, after running all of them; fails when one of them does. */
  async value(...cells: readonly string[]): Promise<unknown> {
    let last: unknown;
    for (const code of cells) {
      const { reply, result, traceback } = await this.run(code);
      if (reply.status !== "ok") throw new Error(`${code}\n${traceback}`);
      last = result;
    }
    return last;
  }

  async stop(): Promise<void> {
    await this.client.shutdown();
    if (this.violations.length > 0)
      throw new Error(`messages against the schema:\n${this.violations.join("\n")}`);
  }
}
