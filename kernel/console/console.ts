// `losslab console`: a session on the kernel, at a terminal or through a pipe. Starts the kernel, ends it whatever happens, and leaves
// reading to terminal-session.ts or piped-session.ts.
import { KernelClient } from "../client/kernel-client.js";
import { palette, wantsColour } from "./colour.js";
import { KernelCalls } from "./kernel-calls.js";
import { PipedSession } from "./piped-session.js";
import { Screen } from "./screen.js";
import { TerminalSession } from "./terminal-session.js";

/** How a session reads and answers; the kernel's messages are shown meanwhile. */
export interface Session {
  /** Returns the exit status. */
  run(client: KernelClient, calls: KernelCalls): Promise<number>;
  /** A cell asks. A session without an answer interrupts the cell. */
  answer(prompt: string, password: boolean): Promise<string | undefined>;
  /** Calls `write`, which shows output, at a moment that does no harm to what is being typed. */
  aside(write: () => void): void;
  /** The kernel is gone. */
  close(): void;
}

const SIGNALS = { SIGTERM: 143, SIGHUP: 129 } as const;

/** Returns the exit status: 0, or 1 when the kernel ended by itself or a piped cell failed. */
export async function runConsole(): Promise<number> {
  const { stdin, stdout, stderr } = process;
  const atTerminal = stdin.isTTY === true && stdout.isTTY === true;
  const screen = new Screen(stdout, stderr, palette(wantsColour(stdout)), atTerminal);
  const session: Session = atTerminal
    ? new TerminalSession(stdin, stdout, screen, palette(wantsColour(stdout)))
    : new PipedSession(stdin, screen);
  const client = await KernelClient.launch({
    env: {
      // By it the kernel notices when the console was killed.
      JPY_PARENT_PID: String(process.pid),
      // What a script pipes in is not what the reader wants to find with the arrow keys.
      ...(atTerminal ? {} : { LOSSLAB_HISTORY: "" }),
    },
    // An answer that never comes is the interrupt's to end.
    onInput: async (prompt, password) => (await session.answer(prompt, password)) ?? new Promise(() => {}),
    onMessage: (socket, { header, content }) => {
      if (socket === "iopub" && SHOWN.has(header.msg_type)) {
        session.aside(() => screen.receive(header.msg_type, content));
      }
    },
  });

  // The kernel has a process group of its own: whatever ends the console must end it too.
  const leave = (status: number) => {
    session.close();
    client.kill();
    process.exit(status);
  };
  for (const [signal, status] of Object.entries(SIGNALS)) process.on(signal, () => leave(status));
  // Nobody reads what is written any more, as after `losslab console | head`.
  stdout.on("error", () => leave(1));

  let leaving = false;
  const ended = client.exited.then((status) => {
    if (leaving) return 0;
    session.close();
    stderr.write(`losslab console: the kernel ended (${status})\n${client.log}`);
    return 1;
  });
  try {
    return await Promise.race([session.run(client, new KernelCalls(client)), ended]);
  } finally {
    leaving = true;
    await client.shutdown().catch(() => client.kill());
    // A pipe that is still open would keep the console alive.
    stdin.destroy();
  }
}

const SHOWN: ReadonlySet<string> = new Set([
  "stream",
  "execute_result",
  "display_data",
  "update_display_data",
  "error",
  "clear_output",
]);
