// Starts a kernel, has it run a cell and complete a name, and ends it: what works, how long it took, and what did not.
import { KernelClient } from "../client/kernel-client.js";
import { plainText } from "../console/kernel-calls.js";

export interface KernelTrial {
  /** From the start of the process to its first answer. */
  readonly startMs?: number;
  readonly cellMs?: number;
  /** A completion, once the language process is up. */
  readonly typescriptMs?: number;
  /** The first thing that did not work, as the end of a sentence about the kernel. */
  readonly problem?: string;
}

const STEP_TIMEOUT_MS = 30_000;

/** `argv` as in kernel.json; our own kernel without it. */
export async function tryKernel(argv?: readonly string[]): Promise<KernelTrial> {
  const trial: { -readonly [K in keyof KernelTrial]: KernelTrial[K] } = {};
  let client: KernelClient | undefined;
  try {
    const started = performance.now();
    client = await KernelClient.launch({
      ...(argv === undefined ? {} : { argv }),
      // A trial is nothing to remember, and must not outlive the doctor.
      env: { LOSSLAB_HISTORY: "", JPY_PARENT_PID: String(process.pid) },
      timeoutMs: STEP_TIMEOUT_MS,
    });
    trial.startMs = since(started);

    const asked = performance.now();
    let text: unknown;
    const { reply } = await within(
      client.execute("1 + 1", ({ header, content }) => {
        if (header.msg_type !== "execute_result") return;
        text = plainText(content.data);
        // What follows is the first check of types, which waits for TypeScript's start.
        trial.cellMs = since(asked);
      }),
      "did not finish the cell 1 + 1",
    );
    if (text !== "2") return { ...trial, problem: `says that 1 + 1 is ${text ?? reply.content.evalue}` };

    const typed = performance.now();
    const completion = await within(
      client.request("shell", "complete_request", { code: "crossEntr", cursor_pos: 9 }),
      "did not complete a name",
    );
    const matches = completion.reply.content.matches;
    if (!Array.isArray(matches) || !matches.includes("crossEntropy")) {
      return {
        ...trial,
        problem: `does not find crossEntropy: its TypeScript process does not work${lastLine(client)}`,
      };
    }
    trial.typescriptMs = since(typed);
    return trial;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...trial, problem: trial.startMs === undefined ? `does not start: ${why}` : why };
  } finally {
    await client?.shutdown().catch(() => {});
  }
}

function since(start: number): number {
  return Math.round(performance.now() - start);
}

function lastLine({ log }: KernelClient): string {
  const line = log.trim().split("\n").at(-1);
  return line ? `; it said: ${line}` : "";
}

async function within<T>(work: Promise<T>, failure: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${failure} within ${STEP_TIMEOUT_MS / 1000} s`)),
      STEP_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
