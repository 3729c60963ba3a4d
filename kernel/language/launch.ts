/** How the language process is started: from a snapshot or without one, under the same flags, since V8 takes no snapshot that was made under others. */
import { type ChildProcess, fork, type StdioOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { nodeSupport } from "../kernelspec/node-version.js";
import { writeDeclarationOptions } from "./declaration-options.js";
import { nodeDeclarations } from "./node-declarations.js";

/** The language process's script, which `npm run build` bundles. */
export const SCRIPT = fileURLToPath(new URL("../language/main.cjs", import.meta.url));

export interface Launch {
  /** The notebook's. */
  readonly folder: string;
  /** The snapshot to start from. */
  readonly snapshot?: string | undefined;
  readonly stdio?: StdioOptions;
}

export function startLanguage({ folder, snapshot, stdio }: Launch): ChildProcess {
  return fork(SCRIPT, [declarations()], {
    cwd: folder,
    env: environment(),
    execArgv: [...flags(), ...(snapshot === undefined ? [] : ["--snapshot-blob", snapshot])],
    serialization: "advanced",
    ...(stdio ? { stdio } : {}),
  });
}

/** Exits with 0 when the snapshot is written. */
export function startSnapshot(snapshot: string): ChildProcess {
  const words = [...flags(), "--snapshot-blob", snapshot, "--build-snapshot", SCRIPT, declarations()];
  return spawn(process.execPath, words, { env: environment(), stdio: "ignore" });
}

function declarations(): string {
  return writeDeclarationOptions(nodeDeclarations());
}

/**
 * A heap that is collected when it has grown by a fifth, not first when it is several times as large, and as soon as nobody waits: each
 * cell leaves a program behind. A type that grows without end ends the process, not the machine. TypeScript's largest functions stay as they are
 * at first: to optimize one takes 60 MB, which glibc then keeps. Another Node than those tested may not know these flags of V8, and would
 * refuse them.
 */
export function flags(): readonly string[] {
  if (nodeSupport(process.versions.node) !== "supported") return [];
  return [
    "--initial-old-space-size=80",
    "--heap-growing-percent=20",
    "--max-semi-space-size=2",
    "--max-old-space-size=2048",
    "--max-optimized-bytecode-size=8192",
  ];
}

function environment(): NodeJS.ProcessEnv {
  // The reader's options for Node are for what the reader runs.
  const { NODE_OPTIONS: _, ...env } = process.env;
  // glibc keeps what the collector's threads and the compiler used and freed, 25 MB of it, unless it is told how much is enough.
  return { MALLOC_TRIM_THRESHOLD_: String(128 * 1024), ...env };
}
