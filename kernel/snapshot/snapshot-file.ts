/**
 * Where the language process's snapshot lies. Its name tells what it was made of and for: a snapshot of another Node, build or TypeScript has
 * another name, so what is found fits, and nothing needs to be opened to know. Knows nothing of how one is made.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../lib/data/host.js";
import { flags, SCRIPT } from "../language/launch.js";
import { nodeDeclarations } from "../language/node-declarations.js";
import { packageFolder } from "../version.js";

/** A snapshot that no kernel has started from for so long is removed. */
const UNUSED_MS = 30 * 24 * 3600 * 1000;

export interface SnapshotFile {
  readonly folder: string;
  readonly name: string;
  readonly path: string;
}

/** The file of the snapshot that fits; undefined where none is wanted or can be made. `LOSSLAB_SNAPSHOTS` names another folder, empty turns them off. */
export function snapshotFile(env: NodeJS.ProcessEnv = process.env): SnapshotFile | undefined {
  if (env.LOSSLAB_SNAPSHOTS === "") return undefined;
  try {
    const folder = env.LOSSLAB_SNAPSHOTS ?? join(cacheFolder(process.platform, env, homedir()), "snapshots");
    const name = `${purpose()}-${contents()}.blob`;
    return { folder, name, path: join(folder, name) };
  } catch {
    // A part of it is missing: this runs from the sources, or is being replaced.
    return undefined;
  }
}

/** Its size in bytes; undefined when there is none. */
export function snapshotSize({ path }: SnapshotFile): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    return undefined;
  }
}

/** Says that it is in use, so that it stays. */
export function markUsed({ path }: SnapshotFile): void {
  attempt(() => utimesSync(path, new Date(), new Date()));
}

export function removeSnapshot(path: string): void {
  attempt(() => rmSync(path, { force: true }));
}

/** Removes what the snapshot replaces, and what nobody uses. */
export function removeOldSnapshots({ folder, name }: SnapshotFile): void {
  const purpose = name.slice(0, name.lastIndexOf("-") + 1);
  attempt(() => {
    for (const other of readdirSync(folder)) {
      const path = join(folder, other);
      const isReplaced = other.startsWith(purpose) && other !== name;
      const isUnused = Date.now() - statSync(path).mtimeMs > UNUSED_MS;
      if (isReplaced || isUnused) removeSnapshot(path);
    }
  });
}

/** This installation on this Node, for which one snapshot is enough. */
function purpose(): string {
  return `${process.version}-${digest([SCRIPT, process.execPath])}`;
}

/** What the snapshot would be made of, and under which flags. Files of a package all have the same date, so its version is asked too. */
function contents(): string {
  const { libFolder, nodeTypes, preloaded } = nodeDeclarations();
  const stamps = [SCRIPT, process.execPath, ...preloaded.values()].map((path) => {
    const { size, mtimeMs } = statSync(path);
    return `${path} ${size} ${mtimeMs}`;
  });
  const packages = [packageFolder, dirname(libFolder), dirname(nodeTypes)].map((folder) =>
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  return digest([...stamps, ...packages, ...flags(), process.arch, process.versions.v8]);
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
}

/** What is kept for speed alone may fail in silence. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // It stays as it is.
  }
}
