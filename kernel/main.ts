#!/usr/bin/env node
/** The command line `losslab`. Each command loads what it needs and no more. */
import { Command, CommanderError, Option } from "commander";
import { LOSSLAB_VERSION } from "./version.js";

/** Exit status: 0 all well, 1 a cell failed or something could not be done, 2 wrong usage. */
const WRONG_USAGE = 2;

interface RunCommandOptions {
  readonly out?: string;
  readonly html?: boolean;
  readonly inplace?: boolean;
  readonly allowErrors?: boolean;
}

interface InstallCommandOptions {
  readonly user?: boolean;
  readonly sysPrefix?: boolean;
  readonly prefix?: string;
  readonly name: string;
}

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

program
  .command("run")
  .description("execute notebooks on the kernel, with progress; no Python needed")
  .argument("<notebook...>")
  .option("--out <dir>", 'where the executed copies go (default: "out")')
  .option("--html", "also write each notebook as a page of its own, and an index of them")
  .option("--inplace", "store the outputs in the notebooks given")
  .option("--allow-errors", "go on after a cell that fails; the exit status is 1 all the same")
  .action(async (notebooks: string[], options: RunCommandOptions) => {
    const { runNotebooks } = await import("./notebook/run.js");
    const { inplace, ...rest } = options;
    process.exitCode = await runNotebooks(notebooks, { ...rest, inPlace: inplace });
  })
  .addHelpText(
    "after",
    `
A folder is searched with the folders below it. Each notebook runs from its first cell on a kernel of its own,
in the notebook's folder. A cell that fails ends its notebook, unless it has the tag "raises-exception" or
--allow-errors is given; cells tagged "skip-execution" are left as they are.

Exit status: 0 all well, 1 a cell failed, 2 wrong usage, 130 interrupted; what was executed is written.`,
  );

program
  .command("install")
  .description("make the kernel known to Jupyter")
  .addOption(new Option("--user", "for this user (the default)").conflicts(["prefix", "sysPrefix"]))
  .addOption(new Option("--sys-prefix", "in the active Python environment").conflicts(["user", "prefix"]))
  .addOption(new Option("--prefix <dir>", "in <dir>/share/jupyter").conflicts(["user", "sysPrefix"]))
  .option("--name <name>", "the kernel's name in Jupyter", "losslab")
  .action(async (options: InstallCommandOptions) => {
    const { installKernelspec } = await import("./kernelspec/install.js");
    const folder = await installKernelspec(options);
    process.stdout.write(
      `Installed the kernel "TypeScript (losslab)" in ${folder}\nStart \`jupyter lab\` or \`jupyter notebook\` and choose it.\n`,
    );
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
