#!/usr/bin/env node
/** The command line `losslab`. Each command loads what it needs and no more. */
import { Command, CommanderError } from "commander";
import { LOSSLAB_VERSION } from "./version.js";

/** Exit status: 0 all well, 1 a cell failed or something could not be done, 2 wrong usage. */
const WRONG_USAGE = 2;

const program = new Command("losslab")
  .description("A TypeScript kernel for Jupyter with a loss-function library preloaded.")
  .version(LOSSLAB_VERSION)
  .exitOverride()
  .showHelpAfterError("(losslab --help lists the commands)");

program
  .command("kernel")
  .description("run the kernel; Jupyter starts it, with the connection file that it wrote")
  .argument("<connection-file>")
  .action(async (file: string) => {
    const { runKernel } = await import("./supervisor/main.js");
    await runKernel(file);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
  } else {
    process.stderr.write(`losslab: ${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}
