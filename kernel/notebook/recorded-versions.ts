// What a notebook's metadata says of the programs that executed it: `metadata.losslab` = { kernel, library, node, lock }.
// Knows where the lock file of a folder's packages is; nothing of how a notebook is executed.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { LOSSLAB_VERSION } from "../version.js";
import type { Notebook } from "./notebook.js";

/** Undefined removes what an earlier execution recorded. */
export interface RecordedVersions {
  /** The kernel's, as it tells itself. */
  kernel: string;
  /** That of the loss functions that the kernel preloads. */
  library: string;
  node: string;
  /** `sha256-…` of the lock file of the packages that the notebook's imports find. */
  lock: string | undefined;
}

const words: Record<keyof RecordedVersions, string> = {
  kernel: "losslab's kernel",
  library: "losslab's library",
  node: "Node",
  lock: "the lock file",
};

/** For a notebook in `folder`, executed by the Node that runs this. */
export async function versionsIn(folder: string): Promise<Omit<RecordedVersions, "kernel">> {
  return { library: LOSSLAB_VERSION, node: process.version, lock: await lockHash(folder) };
}

export function recordVersions(notebook: Notebook, versions: RecordedVersions): void {
  notebook.metadata.losslab = { ...recordedIn(notebook), ...versions };
}

/** A line for each that differs from what is recorded, as `Node v20.19.0, now v22.12.0`; nothing of what was never recorded. */
export function changedVersions(stored: Notebook, fresh: Notebook): string[] {
  const [before, now] = [recordedIn(stored), recordedIn(fresh)];
  return (Object.keys(words) as (keyof RecordedVersions)[]).flatMap((key) => {
    if (before[key] === undefined || before[key] === now[key]) return [];
    if (key === "lock") return [`${words.lock} is ${now.lock === undefined ? "gone" : "another one"}`];
    return [`${words[key]} ${String(before[key])}, now ${String(now[key])}`];
  });
}

function recordedIn(notebook: Notebook): Record<string, unknown> {
  const { losslab } = notebook.metadata;
  return typeof losslab === "object" && losslab !== null ? { ...losslab } : {};
}

const lockFiles = ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/** Of the nearest lock file, in `folder` or above: Node looks for packages in the same order. */
async function lockHash(folder: string): Promise<string | undefined> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    for (const name of lockFiles) {
      const text = await readFile(join(at, name), "utf8").catch(() => undefined);
      // Git may write other line ends on another computer.
      if (text !== undefined)
        return `sha256-${createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex")}`;
    }
    if (dirname(at) === at) return undefined;
  }
}
