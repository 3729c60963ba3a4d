// A kernel for one submission: with limits on time, memory and output, `exercise` given back before each cell, and with its state given
// back when a cell has ended the process: the cells that ran well are run again, so that one cell costs no other's points.
import { fileURLToPath } from "node:url";
import type { ExecuteReply, KernelSession } from "../notebook/execute.js";
import { launchKernel } from "../notebook/kernel-session.js";

const MAIN = fileURLToPath(new URL("../main.js", import.meta.url));

/** What the kernel needs for itself, beside what a submission may use. */
const ownMegabytes = 256;

/** Nobody reads more; a loop that prints would fill the memory of who grades. */
const mostOutput = 4_000_000;

/** How long an interrupted kernel may take to answer: longer than it needs to end a process that does not listen. */
const graceMs = 20_000;

type OnIopub = Parameters<KernelSession["execute"]>[1];

/** A cell may have declared another `exercise`. */
const giveBackExercise = 'const { exercise } = await import("losslab");';

export interface Limits {
  /** How many seconds a cell may run. */
  timeout: number;
  /** How many megabytes each process may use. */
  memory: number;
}

export async function launchLimited(cwd: string, { timeout, memory }: Limits): Promise<KernelSession> {
  let session = await launch();
  let closed = false;
  const ran: string[] = [];

  async function launch(): Promise<KernelSession> {
    const env = { NODE_OPTIONS: `--max-old-space-size=${memory}` };
    return launchKernel({ cwd, argv: limitedArgv(memory), env });
  }

  /** Runs a cell for no longer than it may; a kernel that is gone or hears nothing is followed by another. */
  async function attempt(code: string, onIopub: OnIopub): Promise<ExecuteReply> {
    let late = false;
    let end: NodeJS.Timeout | undefined;
    const limit = setTimeout(() => {
      late = true;
      session.interrupt().catch(() => {});
    }, timeout * 1000);
    try {
      const stuck = new Promise<never>((_, reject) => {
        const error = new Error("the kernel did not stop when it was interrupted");
        end = setTimeout(reject, timeout * 1000 + graceMs, error);
      });
      const reply = await Promise.race([session.execute(code, onIopub, { stopOnError: false }), stuck]);
      if (!late || reply.status === "ok" || reply.ename === processEnded) return reply;
      return { ...reply, ename: "Timeout", evalue: `the cell ran longer than ${timeout} s` };
    } catch (error) {
      const evalue = error instanceof Error ? error.message.split("\n")[0]! : String(error);
      await renew();
      return publishError(onIopub, processEnded, `${evalue}. All variables are lost.`);
    } finally {
      clearTimeout(limit);
      clearTimeout(end);
    }
  }

  async function renew(): Promise<void> {
    await session.shutdown().catch(() => {});
    if (closed) return;
    session = await launch();
    if (closed) await session.shutdown();
  }

  async function restore(): Promise<void> {
    for (const code of ran) {
      if (closed) return;
      const { ename } = await attempt(code, () => {});
      if (ename === processEnded) return;
    }
  }

  return {
    kernelInfo: () => session.kernelInfo(),
    async execute(code, onIopub) {
      const given = await attempt(giveBackExercise, () => {});
      if (given.status !== "ok") {
        return publishError(
          onIopub,
          "ExerciseError",
          `the submission keeps exercise from being used: ${given.evalue}`,
        );
      }
      let size = 0;
      let tooMuch = false;
      const reply = await attempt(code, (message) => {
        if (tooMuch && message.msg_type !== "error") return;
        size += JSON.stringify(message.content).length;
        if (size > mostOutput && !tooMuch) {
          tooMuch = true;
          session.interrupt().catch(() => {});
          return;
        }
        onIopub(message);
      });
      if (reply.status === "ok") ran.push(code);
      else if (reply.ename === processEnded) await restore();
      if (tooMuch) return { ...reply, ename: "TooMuchOutput", evalue: `more than ${mostOutput / 1e6} MB` };
      return reply;
    },
    interrupt: () => session.interrupt(),
    shutdown() {
      closed = true;
      return session.shutdown();
    },
  };
}

/** The kernel's name for it. */
const processEnded = "CellProcessEnded";

function publishError(onIopub: OnIopub, ename: string, evalue: string): ExecuteReply {
  const traceback = [`${ename}: ${evalue}`];
  onIopub({ msg_type: "error", content: { ename, evalue, traceback } });
  return { status: "error", ename, evalue, traceback };
}

/**
 * The heap is limited by V8 everywhere (NODE_OPTIONS); what tensors and buffers take, which is outside of it, by the system, where that
 * knows how: on Linux the data of each process, so that an allocation fails instead of the machine. Elsewhere there is no such limit.
 */
function limitedArgv(memory: number): readonly string[] | undefined {
  if (process.platform !== "linux") return undefined;
  const kilobytes = String((memory + ownMegabytes) * 1024);
  return [
    "/bin/sh",
    "-c",
    'ulimit -d "$1" && shift && exec "$@"',
    "sh",
    kilobytes,
    process.execPath,
    MAIN,
    "kernel",
    "{connection_file}",
  ];
}
