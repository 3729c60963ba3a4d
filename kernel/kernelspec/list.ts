// `losslab list`: our kernels in every folder where Jupyter looks, and whether each can be started. Starts them, changes nothing.
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { askProgram } from "./ask-program.js";
import { userDataDir } from "./data-dir.js";
import { type Description, readDescription } from "./describe.js";
import { CONNECTION_FILE, isOurs, type KernelJson, readKernelJson } from "./kernelspec.js";
import { jupyterSearchPath, type SearchPath } from "./search-path.js";

export interface InstalledKernel {
  readonly name: string;
  readonly folder: string;
  readonly displayName: string;
  readonly argv: readonly string[];
  /** What it starts; undefined when it does not start, and then `problem` says why. */
  readonly starts: Description | undefined;
  readonly problem: string | undefined;
  /** The folder of the kernel that Jupyter takes instead, because it comes first under this name. */
  readonly hiddenBy: string | undefined;
  /** Jupyter looks here. False for an environment that only another Jupyter would look into. */
  readonly seen: boolean;
}

export interface KernelList {
  readonly kernels: readonly InstalledKernel[];
  readonly searched: SearchPath;
}

const START_TIMEOUT_MS = 20_000;

export async function listKernels(): Promise<KernelList> {
  const searched = await jupyterSearchPath();
  /** The folder that each name stands for; Jupyter knows no case in names. */
  const taken = new Map<string, string>();
  const kernels: InstalledKernel[] = [];
  for (const [seen, folders] of [
    [true, searched.folders],
    [false, searched.others],
  ] as const) {
    for (const data of folders) {
      for (const name of await kernelNames(data)) {
        const folder = join(data, "kernels", name);
        const spec = await readKernelJson(folder).catch(() => undefined);
        if (!spec) continue;
        const key = name.toLowerCase();
        const hiddenBy = seen ? taken.get(key) : undefined;
        if (seen && hiddenBy === undefined) taken.set(key, folder);
        if (!isOurs(spec)) continue;
        kernels.push({ name, folder, ...(await tryStart(spec)), hiddenBy, seen });
      }
    }
  }
  return { kernels, searched };
}

async function kernelNames(data: string): Promise<string[]> {
  return (await readdir(join(data, "kernels")).catch(() => [])).sort();
}

async function tryStart(
  spec: KernelJson,
): Promise<Pick<InstalledKernel, "displayName" | "argv" | "starts" | "problem">> {
  const about = { displayName: spec.display_name, argv: spec.argv };
  const words = spec.argv.slice(0, -2);
  if (words.length === 0 || spec.argv.at(-2) !== "kernel" || spec.argv.at(-1) !== CONNECTION_FILE) {
    return {
      ...about,
      starts: undefined,
      problem: `its argv does not end with "kernel", "${CONNECTION_FILE}"`,
    };
  }
  const answer = await askProgram([...words, "describe"], START_TIMEOUT_MS);
  const starts = readDescription(answer);
  if (starts) return { ...about, starts, problem: undefined };
  const problem = "problem" in answer ? answer.problem : "what it starts is not losslab";
  return { ...about, starts, problem };
}

/** For a person; the command that repairs a kernel comes with it. */
export function listText({ kernels, searched }: KernelList): string {
  if (kernels.length === 0) {
    return `No losslab kernel is installed. Jupyter looks in:\n${searched.folders.map((folder) => `  ${folder}\n`).join("")}\`losslab install --user\` installs it for you.\n`;
  }
  return kernels.map(kernelText).join("\n");
}

function kernelText({ name, folder, displayName, starts, problem, hiddenBy, seen }: InstalledKernel): string {
  const lines = [`${name}  ${displayName}`, `  folder  ${folder}`];
  if (starts) {
    lines.push(
      `  starts  losslab ${starts.losslab} (${starts.main}) on Node ${starts.nodeVersion} (${starts.node})`,
    );
  } else {
    lines.push(`  BROKEN  ${problem}`, `          to repair it: ${repair(folder, name)}`);
  }
  if (hiddenBy !== undefined)
    lines.push(`  hidden  Jupyter takes ${hiddenBy} instead, which comes first under this name`);
  if (!seen) lines.push("  unseen  the Jupyter in PATH does not look here; that of this environment does");
  return `${lines.join("\n")}\n`;
}

/** The command line that writes the kernelspec anew where it is. */
export function repair(folder: string, name: string): string {
  const prefix = /^(.*)[/\\]share[/\\]jupyter[/\\]kernels[/\\][^/\\]+$/.exec(folder)?.[1];
  const isUsers = prefix === undefined || folder === join(resolve(userDataDir()), "kernels", name);
  const place = isUsers ? "--user" : `--prefix ${/\s/.test(prefix) ? `"${prefix}"` : prefix}`;
  return `losslab install ${place}${name === "losslab" ? "" : ` --name ${name}`}`;
}
