/** How the language process is started: from a snapshot or without one, under the same flags, since V8 takes no snapshot that was made under others. */
import { type ChildProcess, fork, type StdioOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
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
    execArgv: snapshot === undefined ? [] : ["--snapshot-blob", snapshot],
    serialization: "advanced",
    ...(stdio ? { stdio } : {}),
  });
}

/** Exits with 0 when the snapshot is written. */
export function startSnapshot(snapshot: string): ChildProcess {
  const words = ["--snapshot-blob", snapshot, "--build-snapshot", SCRIPT, declarations()];
  return spawn(process.execPath, words, { env: environment(), stdio: "ignore" });
}

function declarations(): string {
  return writeDeclarationOptions(nodeDeclarations());
}

/** The reader's options for Node are for what the reader runs. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return env;
}
