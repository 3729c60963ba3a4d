/** `losslab kernel CONNECTION_FILE`: the process that Jupyter starts. */
import { readConnection } from "../protocol/connection.js";
import { SocketKernel } from "./socket-kernel.js";

/** Runs a kernel until it is shut down; rejects when it cannot start. */
export async function runKernel(connectionFile: string): Promise<void> {
  const kernel = new SocketKernel(readConnection(connectionFile), process.cwd());
  process.on("SIGTERM", () => void kernel.stop());
  process.on("SIGINT", () => kernel.interrupt());
  // A fault of ours must not take the session with it.
  process.on("uncaughtException", (error) => process.stderr.write(`[losslab] ${error.stack}\n`));
  process.on("unhandledRejection", (reason) => process.stderr.write(`[losslab] ${reason}\n`));
  await kernel.start();
  endWithParent(() => void kernel.stop());
  await kernel.stopped;
  process.exit(0);
}

/** Jupyter names its process in JPY_PARENT_PID; a kernel whose Jupyter is gone ends too. */
function endWithParent(stop: () => void): void {
  const parent = Number(process.env.JPY_PARENT_PID);
  // On Windows the number is a handle, not a process.
  if (process.platform === "win32" || !Number.isInteger(parent) || parent <= 1) return;
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch (error) {
      // Another user's process is alive as well.
      if ((error as NodeJS.ErrnoException).code === "ESRCH") stop();
    }
  }, 1000).unref();
}
