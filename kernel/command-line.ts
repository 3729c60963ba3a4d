/** The commands of `losslab`: what they take and what they say of themselves. Each loads what it needs when it runs, and no more. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { PlaceOptions } from "./kernelspec/place.js";
import { LOSSLAB_VERSION } from "./version.js";

interface ExecutionOptions {
  readonly jobs?: number;
  readonly timeout?: number;
  readonly junit?: string;
  readonly allowErrors?: boolean;
}

interface RunCommandOptions extends ExecutionOptions {
  readonly execute?: boolean;
  readonly out?: string;
  readonly html?: boolean;
  readonly inplace?: boolean;
}

interface CheckCommandOptions extends ExecutionOptions {
  readonly update?: boolean;
  readonly lax?: boolean;
}

interface GradeCommandOptions {
  readonly reference?: string;
  readonly jobs?: number;
  readonly timeout?: number;
  readonly memory?: number;
  readonly out?: string;
}

const WRONG_USAGE = 2;

/** Returns the exit status: 0 all well, 1 a cell failed or something could not be done, 2 wrong usage. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let status = 0;
  const program = new Command("losslab")
    .description("A TypeScript kernel for Jupyter with a loss-function library preloaded.")
    .version(LOSSLAB_VERSION)
    .exitOverride()
    .showHelpAfterError("`losslab --help` lists the commands.")
    .addHelpText(
      "after",
      `
To begin: \`losslab install\`, then \`jupyter lab\`; or, without Jupyter, \`losslab console\`.
Exit status: 0 all well, 1 a cell failed or something could not be done, 2 wrong usage.`,
    );

  execution(command("run", "execute notebooks on the kernel, with progress; no Python needed"))
    .option("--out <dir>", 'where the executed copies go (default: "out")')
    .option("--html", "also write each notebook as a page of its own, and an index of them")
    .option("--inplace", "store the outputs in the notebooks given")
    .option("--no-execute", "execute nothing: copies and pages show the outputs that are stored")
    .action(async (notebooks: string[], options: RunCommandOptions) => {
      const { runNotebooks } = await import("./notebook/run.js");
      const { inplace, ...rest } = options;
      status = await runNotebooks(notebooks, { ...rest, inPlace: inplace });
    })
    .addHelpText(
      "after",
      `
A folder is searched with the folders below it. Each notebook runs from its first cell on a kernel of its own,
in the notebook's folder. A cell that fails ends its notebook, unless it has the tag "raises-exception" or
--allow-errors is given; cells tagged "skip-execution" are left as they are.

Exit status: 0 all well, 1 a cell failed, 2 wrong usage, 130 interrupted; what was executed is written.`,
    );

  execution(command("check", "execute notebooks again and compare with the stored outputs"))
    .option("--update", "store the fresh outputs of notebooks that ran through and differ")
    .option("--lax", 'compare only cells tagged "nbval-check-output"; the others have to run')
    .action(async (notebooks: string[], options: CheckCommandOptions) => {
      const [{ checkNotebooks }, { wantsColour }] = await Promise.all([
        import("./notebook/check.js"),
        import("./console/colour.js"),
      ]);
      status = await checkNotebooks(notebooks, { ...options, colour: wantsColour(process.stdout) });
    })
    .addHelpText(
      "after",
      `
Text is compared exactly, HTML and SVG by their markup, JSON by value, PNG by pixels. A cell may allow its numbers a
tolerance in its metadata: "losslab": {"tolerance": 1e-6}, relative, or {"relative": 1e-6, "absolute": 1e-12}.
Outputs of cells tagged "nbval-ignore-output" are not compared, cells tagged "skip-execution" or "nbval-skip" not
executed, cells tagged "raises-exception" or "nbval-raises-exception" may fail. What the notebooks were executed with
(kernel, library, Node, lock file) is told when it differs, and is no failure.

Exit status: 0 all well, 1 a cell failed or an output differs, 2 wrong usage, 130 interrupted.`,
    );

  command("grade", "run submissions with limits, and write their points as a table and a page")
    .argument("<submission...>", "notebooks with nbgrader's metadata, and folders to look for them in")
    .option("--reference <notebook>", "the teacher's notebook, from which the tests are taken")
    .option("--jobs <n>", "how many submissions at a time (default: as many as there are cores)", wholeNumber)
    .option("--timeout <seconds>", "interrupt a cell that runs longer (default: 30)", duration)
    .option("--memory <MB>", "how much each process of a submission may use (default: 1024)", wholeNumber)
    .option("--out <dir>", 'where grades.csv and report.html go (default: "grades")')
    .action(async (submissions: string[], options: GradeCommandOptions) => {
      const { gradeSubmissions } = await import("./grade/grade.js");
      status = await gradeSubmissions(submissions, options);
    })
    .addHelpText(
      "after",
      `
A graded cell that runs without an error has its points, or those that its last expression gives: a number of
points, or the verdict of \`exercise\`. Give --reference: without it, tests that a student changed are believed.
After a cell that ends its process the earlier ones are run again, so that the others keep their points.

Submissions are programs: they run with your rights, in their folder. Grade those of strangers in a container or as
a user who owns nothing. Memory outside of JavaScript's heap is limited on Linux only.

Exit status: 0 all were graded, 1 some could not be, 2 wrong usage, 130 interrupted.`,
    );

  command("release", "write the students' version of notebooks: without solutions, hidden tests and outputs")
    .argument("<notebook...>", "notebooks with nbgrader's metadata, and folders to look for them in")
    .option("--out <dir>", 'where they go (default: "release")')
    .action(async (notebooks: string[], options: { out?: string }) => {
      const { releaseNotebooks } = await import("./grade/release.js");
      const written = await releaseNotebooks(notebooks, options);
      process.stdout.write(`Written:\n${written.map((path) => `  ${path}\n`).join("")}`);
    })
    .addHelpText(
      "after",
      `
What stands between the lines // BEGIN SOLUTION and // END SOLUTION of a solution cell gives way to a line that fails
until it is replaced, as \`nbgrader generate_assignment\` does it; so does all of a solution cell without these lines.

Exit status: 0 written, 1 a notebook could not be read, 2 wrong usage or metadata that nbgrader would refuse.`,
    );

  command("console", "a session on the kernel in this terminal")
    .action(async () => {
      const { runConsole } = await import("./console/console.js");
      status = await runConsole();
    })
    .addHelpText(
      "after",
      `
Enter runs what is whole, and asks for more of what is not. Tab completes; ?name tells what a name is, ??name also
where it is defined. Ctrl-C interrupts a running cell and drops a line being typed; Ctrl-D leaves. The arrow keys find
the cells of this session and earlier ones, and with something typed only those that begin so.

Cells may also come through a pipe: echo '1 + 1' | losslab console

Exit status: 0 all well, 1 the kernel ended by itself or, without a terminal, a cell failed; 130 interrupted.`,
    );

  place(command("install", "make the kernel known to Jupyter and VS Code"))
    .action(async (options: PlaceOptions) => {
      const { installKernelspec } = await import("./kernelspec/install.js");
      const folder = await installKernelspec(options);
      process.stdout.write(
        `Installed the kernel "TypeScript (losslab)" in ${folder}\nStart \`jupyter lab\` or \`jupyter notebook\` and choose it.\n`,
      );
      // Not needed, only sooner: whoever does not wait for it has a kernel that makes it later.
      const { makeSnapshot } = await import("./snapshot/build.js");
      await makeSnapshot();
    })
    .addHelpText(
      "after",
      `
Installing again overwrites what was installed; another kernel of that name is left alone. After an upgrade of Node
the kernel starts with the Node in PATH. In your cache folder a snapshot is kept (36 MB), from which TypeScript starts at once.

Exit status: 0 installed, 1 it could not be, 2 wrong usage.`,
    );

  place(command("uninstall", "take back what install wrote"))
    .action(async (options: PlaceOptions) => {
      const { uninstallKernelspec } = await import("./kernelspec/uninstall.js");
      const { folder, left } = await uninstallKernelspec(options);
      process.stdout.write(`Removed the kernel from ${folder}\n`);
      if (left.length > 0) {
        process.stdout.write(`The folder stays, because losslab did not write: ${left.join(", ")}\n`);
      }
    })
    .addHelpText(
      "after",
      `
Only what \`losslab install\` wrote is removed. \`losslab list\` shows where that is.

Exit status: 0 removed, 1 nothing there or not losslab's, 2 wrong usage.`,
    );

  command("list", "show where the kernel is installed, what it starts, and whether it starts")
    .option("--json", "for programs")
    .action(async ({ json }: { json?: boolean }) => {
      const { listKernels, listText } = await import("./kernelspec/list.js");
      const list = await listKernels();
      process.stdout.write(json ? `${JSON.stringify(list.kernels, null, 2)}\n` : listText(list));
    })
    .addHelpText(
      "after",
      `
Every folder is looked into in which Jupyter looks for kernels, and each kernel of losslab found there is started.
Exit status: 0, also when one does not start; \`losslab doctor\` judges.`,
    );

  command("doctor", "try everything that a notebook needs, and say what to do about what does not work")
    .action(async () => {
      const { runDoctor } = await import("./doctor/doctor.js");
      status = await runDoctor();
    })
    .addHelpText("after", "\nExit status: 0 all well (there may be warnings), 1 a problem.");

  command("kernel", "run the kernel; Jupyter starts it, with the connection file that it wrote")
    .argument("<connection-file>")
    .action(async (file: string) => {
      const { runKernel } = await import("./supervisor/main.js");
      await runKernel(file);
    });

  program.command("describe", { hidden: true }).action(async () => {
    const { describeThis } = await import("./kernelspec/describe.js");
    process.stdout.write(`${JSON.stringify(describeThis())}\n`);
  });

  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // commander has said what is wrong.
    return error.exitCode === 0 ? 0 : WRONG_USAGE;
  }
  return status;

  function command(name: string, description: string): Command {
    return program
      .command(name)
      .description(description)
      .showHelpAfterError(`\`losslab ${name} --help\` tells how it is used.`);
  }
}

/** Notebooks that are executed: the same words for every command that does it. */
function execution(command: Command): Command {
  return command
    .argument("<notebook...>", "notebooks, and folders to look for them in")
    .option("--jobs <n>", "how many notebooks at a time (default: as many as there are cores)", wholeNumber)
    .option("--timeout <seconds>", "interrupt a cell that runs longer, which is a failure", duration)
    .option("--junit <file>", "also write a report in JUnit's XML, a test case per code cell")
    .option("--allow-errors", "go on after a cell that fails; the exit status is 1 all the same");
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Expected a whole number from 1.");
}

function duration(text: string): number {
  const seconds = Number(text);
  // The longest that a timer of Node takes.
  if (seconds > 0 && seconds * 1000 < 2 ** 31) return seconds;
  throw new InvalidArgumentError("Expected a number of seconds above 0.");
}

/** Where a kernelspec is: the same words for every command that means one. */
function place(command: Command): Command {
  return command
    .addOption(new Option("--user", "for this user (the default)").conflicts(["prefix", "sysPrefix"]))
    .addOption(new Option("--sys-prefix", "in the active Python environment").conflicts(["user", "prefix"]))
    .addOption(new Option("--prefix <dir>", "in <dir>/share/jupyter").conflicts(["user", "sysPrefix"]))
    .option("--name <name>", "the kernel's name in Jupyter", "losslab");
}
