// A kernel for one submission: with a limit on memory and on output, `exercise` given back before each cell, and with its state given
// back when a cell has ended the process: the cells that ran well are run again, so that one cell costs no other's points.
// How long a cell may run is for who executes the notebook.
import { fileURLToPath } from "node:url";
import type { ExecuteReply, KernelSession } from "../notebook/execute.js";
import { launchKernel } from "../notebook/kernel-session.js";

const MAIN = fileURLToPath(new URL("../main.js", import.meta.url));

/** What the kernel needs for itself, beside what a submission may use. */
const ownMegabytes = 256;

/** Nobody reads more; a loop that prints would fill the memory of who grades. */
const mostOutput = 4_000_000;

/** A cell may have declared another `exercise`. */
const giveBackExercise = 'const { exercise } = await import("losslab");';

export async function launchLimited({
  cwd,
  memory,
}: {
  cwd: string;
  memory: number;
}): Promise<KernelSession> {
  let session = await launch();
  const ran: string[] = [];

  async function launch(): Promise<KernelSession> {
    return launchKernel({
      cwd,
      argv: limitedArgv(memory),
      env: { NODE_OPTIONS: `--max-old-space-size=${memory}` },
    });
  }

  /** Runs a cell; a kernel that is gone altogether is followed by another. */
  async function attempt(
    code: string,
    onIopub: Parameters<KernelSession["execute"]>[1],
  ): Promise<ExecuteReply> {
    try {
      return await session.execute(code, onIopub, { stopOnError: false });
    } catch (error) {
      const evalue = error instanceof Error ? error.message.split("\n")[0]! : String(error);
      await session.shutdown().catch(() => {});
      session = await launch();
      return publishError(
        onIopub,
        processEnded,
        `${evalue}. All variables are lost; the next cell runs in a new kernel.`,
      );
    }
  }

  async function restore(): Promise<void> {
    for (const code of ran) {
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
    shutdown: () => session.shutdown(),
  };
}

/** The kernel's name for it. */
const processEnded = "CellProcessEnded";

function publishError(
  onIopub: Parameters<KernelSession["execute"]>[1],
  ename: string,
  evalue: string,
): ExecuteReply {
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
