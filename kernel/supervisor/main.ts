/** `losslab kernel CONNECTION_FILE`: the process that Jupyter starts. */
import { readConnection } from "../protocol/connection.js";
import { Kernel } from "./kernel.js";

/** Runs a kernel until it is shut down; rejects when it cannot start. */
export async function runKernel(connectionFile: string): Promise<void> {
  const kernel = new Kernel(readConnection(connectionFile), process.cwd());
  process.on("SIGTERM", () => void kernel.stop());
  process.on("SIGINT", () => kernel.interrupt());
  // A fault of ours must not take the session with it.
  process.on("uncaughtException", (error) => process.stderr.write(`[losslab] ${error.stack}\n`));
  process.on("unhandledRejection", (reason) => process.stderr.write(`[losslab] ${reason}\n`));
  await kernel.start();
  await kernel.stopped;
  process.exit(0);
}
