// `losslab doctor`: goes through everything that must work for a notebook to run, by doing it, and says what to do about what does not.
// Each finding is printed when it is known; the kernel is really started, also by the kernelspec that Jupyter would take.
import { access, constants, mkdtemp, rmdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { palette, wantsColour } from "../console/colour.js";
import { askProgram, findOnPath } from "../kernelspec/ask-program.js";
import { userDataDir } from "../kernelspec/data-dir.js";
import { type InstalledKernel, listKernels, repair } from "../kernelspec/list.js";
import { nodeSupport, OLDEST_NODE_TEXT, TESTED_MAJORS } from "../kernelspec/node-version.js";
import { jupyterCommands } from "../kernelspec/search-path.js";
import { type SnapshotFile, snapshotFile, snapshotSize } from "../snapshot/snapshot-file.js";
import { LOSSLAB_VERSION, TYPESCRIPT_VERSION } from "../version.js";
import { type KernelTrial, tryKernel } from "./kernel-trial.js";

export interface Finding {
  readonly state: "ok" | "warning" | "problem";
  /** What is so. */
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

const ASK_TIMEOUT_MS = 15_000;

/** Prints the findings; returns the exit status. */
export async function runDoctor(out: NodeJS.WriteStream = process.stdout): Promise<number> {
  const { paint } = palette(wantsColour(out));
  const colours = { ok: "green", warning: "yellow", problem: "red" } as const;
  out.write(`losslab ${LOSSLAB_VERSION} on ${process.platform} ${process.arch}\n\n`);
  const count = { ok: 0, warning: 0, problem: 0 };
  for await (const { state, text, advice } of examine()) {
    count[state] += 1;
    const margin = " ".repeat(9);
    out.write(`${paint(colours[state], state.padEnd(9))}${text.replaceAll("\n", `\n${margin}`)}\n`);
    if (advice !== undefined) out.write(`${margin}→ ${advice.replaceAll("\n", `\n${margin}  `)}\n`);
  }
  const warnings = count.warning === 0 ? "" : `, ${count.warning} warning${count.warning === 1 ? "" : "s"}`;
  out.write(
    count.problem === 0
      ? `\nAll well${warnings}.\n`
      : `\n${count.problem} problem${count.problem === 1 ? "" : "s"}${warnings}.\n`,
  );
  return count.problem === 0 ? 0 : 1;
}

async function* examine(): AsyncGenerator<Finding> {
  yield judgeNode(process.versions.node, process.execPath);
  const zeromq = await judgeZeromq();
  yield zeromq;
  // Without it no kernel can be spoken to.
  if (zeromq.state !== "problem") {
    yield* judgeTrial("the kernel", await tryKernel(), {
      advice: "read what it said above; when it is a missing module, install losslab again",
    });
  }
  yield judgeSnapshot(snapshotFile());
  yield await judgeDataDir(resolve(userDataDir()));
  const hasJupyter = yield* examineJupyter();
  yield* examineKernelspecs(hasJupyter, zeromq.state !== "problem");
}

export function judgeNode(version: string, path: string): Finding {
  const text = `Node ${version} (${path})`;
  switch (nodeSupport(version)) {
    case "supported":
      return { state: "ok", text };
    case "untested":
      return {
        state: "warning",
        text: `${text}: losslab is not tested on this line`,
        advice: `if something is odd, use Node ${TESTED_MAJORS.join(", ").replace(/, (\d+)$/, " or $1")}`,
      };
    case "too old":
      return {
        state: "problem",
        text: `${text} is too old: losslab needs ${OLDEST_NODE_TEXT} or newer`,
        advice: "install a newer Node from https://nodejs.org, then run: losslab install",
      };
  }
}

async function judgeZeromq(): Promise<Finding> {
  try {
    const { version: library } = await import("zeromq");
    const { version } = createRequire(import.meta.url)("zeromq/package.json") as { version: string };
    return { state: "ok", text: `zeromq ${version} loads (libzmq ${library})` };
  } catch (error) {
    return {
      state: "problem",
      text: `zeromq's native module does not load: ${(error as Error).message}`,
      advice:
        "install losslab again on this machine and with this Node; npm rebuild zeromq in its folder may do",
    };
  }
}

function* judgeTrial(what: string, trial: KernelTrial, { advice }: { advice: string }): Generator<Finding> {
  const { startMs, cellMs, typescriptMs, problem } = trial;
  if (startMs !== undefined) yield { state: "ok", text: `${what} starts (${startMs} ms)` };
  if (cellMs !== undefined) yield { state: "ok", text: `${what} runs a cell: 1 + 1 is 2 (${cellMs} ms)` };
  if (typescriptMs !== undefined) {
    yield { state: "ok", text: `${what} answers with TypeScript ${TYPESCRIPT_VERSION} (${typescriptMs} ms)` };
  }
  if (problem !== undefined) yield { state: "problem", text: `${what} ${problem}`, advice };
}

export function judgeSnapshot(file: SnapshotFile | undefined): Finding {
  if (!file) {
    return { state: "ok", text: "TypeScript starts without a snapshot, because LOSSLAB_SNAPSHOTS is empty" };
  }
  const size = snapshotSize(file);
  if (size !== undefined) {
    return { state: "ok", text: `TypeScript starts from a snapshot: ${file.path} (${megabytes(size)})` };
  }
  return {
    state: "ok",
    text: `TypeScript starts without a snapshot, a second later: none is in ${file.folder} yet; a kernel makes it in a quiet moment, losslab install at once`,
  };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

async function judgeDataDir(folder: string): Promise<Finding> {
  const nearest = await nearestFolder(folder);
  try {
    // Written, not asked about: a read-only file system or a full disk answers only to that.
    await access(nearest, constants.W_OK);
    await rmdir(await mkdtemp(join(nearest, ".losslab-doctor-")));
    const missing = nearest === folder ? "" : ", which will be made when it is needed";
    return { state: "ok", text: `Jupyter's folder of yours can be written: ${folder}${missing}` };
  } catch (error) {
    return {
      state: "problem",
      text: `Jupyter's folder of yours cannot be written: ${folder} (${(error as NodeJS.ErrnoException).code} in ${nearest})`,
      advice: "set JUPYTER_DATA_DIR to a folder that you may write to; kernelspecs and the history go there",
    };
  }
}

async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error.code);
  return (found === "ENOENT" || found === "ENOTDIR") && dirname(path) !== path
    ? nearestFolder(dirname(path))
    : path;
}

/** Returns whether there is a Jupyter that can open notebooks. */
async function* examineJupyter(): AsyncGenerator<Finding, boolean> {
  let found = false;
  for (const name of ["jupyter", "jupyter-lab", "jupyter-notebook"]) {
    const path = findOnPath(name);
    if (path === undefined) continue;
    const finding = await judgeJupyter(name, [path]);
    found ||= finding.state === "ok";
    yield finding;
  }
  if (found) return true;
  for (const words of jupyterCommands().filter((command) => command.length > 1)) {
    const finding = await judgeJupyter(words.join(" "), words);
    if (finding.state !== "ok") continue;
    yield finding;
    return true;
  }
  yield {
    state: "warning",
    text: "no Jupyter is in PATH: `losslab run` and `losslab console` need none, notebooks in a browser do",
    advice:
      "install one: pip install jupyterlab (VS Code brings its own; it finds the kernel by the kernelspec)",
  };
  return false;
}

async function judgeJupyter(name: string, words: readonly string[]): Promise<Finding> {
  const answer = await askProgram([...words, "--version"], ASK_TIMEOUT_MS);
  if ("problem" in answer) {
    return {
      state: "warning",
      text: `${name} (${words[0]}) does not work: ${answer.problem}`,
      advice: "install it again where it came from, or take it out of PATH",
    };
  }
  return { state: "ok", text: `${name} ${jupyterVersion(answer.output)} (${words[0]})` };
}

/** `jupyter --version` is a table of its parts, the others say a number. */
export function jupyterVersion(output: string): string {
  const parts = [...output.matchAll(/^(?:jupyter[-_ ])?(core|lab|notebook|jupyterlab)\s*:\s*(\d\S*)/gm)];
  if (parts.length === 0) return output.trim().split("\n")[0] ?? "";
  const names: Record<string, string> = { lab: "jupyterlab", core: "jupyter_core" };
  return `with ${parts.map(([, name, version]) => `${names[name!] ?? name} ${version}`).join(", ")}`;
}

async function* examineKernelspecs(hasJupyter: boolean, canStart: boolean): AsyncGenerator<Finding> {
  const { kernels } = await listKernels();
  if (kernels.length === 0) {
    yield {
      state: hasJupyter ? "problem" : "warning",
      text: "no kernelspec is installed, so Jupyter and VS Code do not know the kernel",
      advice: "losslab install --user",
    };
  }
  for (const kernel of kernels) {
    const finding = judgeKernelspec(kernel);
    yield finding;
    if (finding.state === "ok" && canStart) {
      yield* judgeTrial(`kernelspec "${kernel.name}"`, await tryKernel(kernel.argv), {
        advice: repair(kernel.folder, kernel.name),
      });
    }
  }
}

export function judgeKernelspec({ name, folder, starts, problem, hiddenBy, seen }: InstalledKernel): Finding {
  const text = `kernelspec "${name}" (${folder})`;
  if (!starts) {
    // Nobody starts it as long as another is taken in its place.
    const state = hiddenBy === undefined && seen ? "problem" : "warning";
    return { state, text: `${text} cannot be started: ${problem}`, advice: repair(folder, name) };
  }
  if (hiddenBy !== undefined) {
    return {
      state: "warning",
      text: `${text} is hidden: Jupyter takes ${hiddenBy}`,
      advice: "remove one of them, or install this one under another --name",
    };
  }
  if (!seen) {
    return {
      state: "warning",
      text: `${text} is not where the Jupyter in PATH looks`,
      advice: "start the Jupyter of that environment, or: losslab install --user",
    };
  }
  const what = `losslab ${starts.losslab} on Node ${starts.nodeVersion} (${starts.node})`;
  return { state: "ok", text: `${text}: Jupyter takes it; it starts ${what}` };
}
