#!/usr/bin/env node
/** Where the program `losslab` begins. Jupyter waits for the kernel, so that starts by the shortest way, before any command is known. */
import module from "node:module";

/** Wrong usage of a command; 1 is for what could not be done. */
const WRONG_USAGE = 2;

const [command, file, ...rest] = process.argv.slice(2);
try {
  if (command === "kernel" && file !== undefined && !file.startsWith("-") && rest.length === 0) {
    // Node 20 has none, and need not read the file.
    if ("enableCompileCache" in module) (await import("./compile-cache.js")).keepCompiledCode();
    const { runKernel } = await import("./supervisor/main.js");
    await runKernel(file);
  } else {
    // A reader who has seen enough (`losslab --help | head`) is no error.
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
    const { runCommandLine } = await import("./command-line.js");
    process.exitCode = await runCommandLine(process.argv);
  }
} catch (error) {
  process.stderr.write(`losslab: ${error instanceof Error ? error.message : error}\n`);
  process.exit(error instanceof Error && error.name === "UsageError" ? WRONG_USAGE : 1);
}
