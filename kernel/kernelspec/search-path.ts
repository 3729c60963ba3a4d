// Where Jupyter looks for kernelspecs, in its order. Jupyter itself is asked, for only it knows its Python environment; without an
// answer the order of jupyter_core's paths.py is followed. Knows folders, nothing of what is in them.
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, posix, win32 } from "node:path";
import { askProgram, findOnPath, type ProgramAnswer } from "./ask-program.js";
import { type Platform, userDataDir } from "./data-dir.js";

export interface SearchPath {
  /** Data folders; the kernels are in `kernels` below each. The first that has a kernel's name wins. */
  readonly folders: readonly string[];
  /** Folders of environments that this Jupyter does not look into, but another one would. */
  readonly others: readonly string[];
  /** The command that was asked, as one types it; undefined when none answered. */
  readonly jupyter: string | undefined;
}

const TIMEOUT_MS = 15_000;
const JUPYTER_PROGRAMS = ["jupyter", "jupyter-lab", "jupyter-notebook"] as const;

export async function jupyterSearchPath(): Promise<SearchPath> {
  const platform = { platform: process.platform, home: homedir(), env: process.env };
  const computed = jupyterDataDirs(platform, environmentPrefixes());
  for (const words of jupyterCommands()) {
    const folders = dataFoldersIn(await askProgram([...words, "--paths", "--json"], TIMEOUT_MS));
    if (!folders) continue;
    const others = computed.filter((folder) => !folders.includes(folder));
    return { folders, others, jupyter: words.join(" ") };
  }
  return { folders: computed, others: [], jupyter: undefined };
}

/** How Jupyter might be started, the likeliest first. */
export function jupyterCommands(): string[][] {
  const found = findOnPath("jupyter");
  const pythons = ["python3", "python", ...(process.platform === "win32" ? ["py"] : [])];
  const python = pythons.map((name) => findOnPath(name)).find((path) => path !== undefined);
  return [...(found ? [[found]] : []), ...(python ? [[python, "-m", "jupyter"]] : [])];
}

/** jupyter_core's jupyter_path(), for the environments given by their prefixes. */
export function jupyterDataDirs(machine: Platform, prefixes: readonly string[]): string[] {
  const { platform, env } = machine;
  const { join, delimiter } = platform === "win32" ? win32 : posix;
  const explicit = (env.JUPYTER_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const user = [userDataDir(machine)];
  const environments = prefixes.map((prefix) => join(prefix, "share", "jupyter"));
  const system =
    platform === "win32"
      ? env.PROGRAMDATA
        ? [join(env.PROGRAMDATA, "jupyter")]
        : []
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  const environmentsFirst = !["", "0", "n", "no", "off", "false"].includes(
    (env.JUPYTER_PREFER_ENV_PATH ?? "").toLowerCase(),
  );
  const middle = environmentsFirst ? [...environments, ...user] : [...user, ...environments];
  const trimmed = [...explicit.map((folder) => folder.replace(/[/\\]+$/, "")), ...middle];
  // What is a system folder keeps its place at the end.
  return [...new Set([...trimmed.filter((folder) => !system.includes(folder)), ...system])];
}

/** The Python environments in sight: the active one, and those that the programs in PATH come from. */
function environmentPrefixes(): string[] {
  const active = [process.env.VIRTUAL_ENV, process.env.CONDA_PREFIX].filter((prefix) => prefix);
  const programs = JUPYTER_PROGRAMS.flatMap((name) => {
    const path = findOnPath(name);
    // <prefix>/bin/jupyter, <prefix>\Scripts\jupyter.exe; a link to it is as good.
    return path === undefined ? [] : [path, realpathSync(path)].map((file) => dirname(dirname(file)));
  });
  return [...new Set([...(active as string[]), ...programs])];
}

function dataFoldersIn(answer: ProgramAnswer): string[] | undefined {
  if (!("output" in answer)) return undefined;
  try {
    const { data } = JSON.parse(answer.output) as { data?: unknown };
    return Array.isArray(data) ? data.map(String) : undefined;
  } catch {
    return undefined;
  }
}
