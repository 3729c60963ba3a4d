/**
 * Makes the snapshot of the language process: in a process of its own, tried before it is put in place, whole or not at all. That there is none is
 * never a failure; the language process then starts without.
 */
import type { ChildProcess, StdioOptions } from "node:child_process";
import { closeSync, mkdirSync, openSync, renameSync, statSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { startLanguage, startSnapshot } from "../language/launch.js";
import type { LanguageRequest, LanguageResponse } from "../language/messages.js";
import {
  removeOldSnapshots,
  removeSnapshot,
  type SnapshotFile,
  snapshotFile,
  snapshotSize,
} from "./snapshot-file.js";

/** Makes the snapshot where one is wanted and can be; returns when it is there, or is not to be had. */
export async function makeSnapshot(): Promise<void> {
  const file = snapshotFile();
  if (file) await buildSnapshot(file).done;
}

const SILENT: StdioOptions = ["ignore", "ignore", "ignore", "ipc"];

/** Longer than this takes no build; a file that was begun earlier was left by a process that is gone. */
const LONGEST_MS = 120_000;

export interface SnapshotBuild {
  /** Whether the snapshot is there now. */
  readonly done: Promise<boolean>;
  cancel(): void;
}

/** Begins to make the snapshot, behind everything else that the machine has to do. */
export function buildSnapshot(file: SnapshotFile, { inBackground = false } = {}): SnapshotBuild {
  const unfinished = `${file.path}.unfinished`;
  let child: ChildProcess | undefined;
  let cancelled = false;
  const run = async (): Promise<boolean> => {
    if (snapshotSize(file) !== undefined) return true;
    if (!begin(file.folder, unfinished)) return false;
    try {
      child = startSnapshot(unfinished);
      if (inBackground) stepBack(child);
      if (!(await endsWell(child)) || cancelled) return false;
      child = startLanguage({ folder: file.folder, snapshot: unfinished, stdio: SILENT });
      if (inBackground) stepBack(child);
      if (!(await answersRight(child)) || cancelled) return false;
      renameSync(unfinished, file.path);
      removeOldSnapshots(file);
      return true;
    } catch {
      return false;
    } finally {
      removeSnapshot(unfinished);
      child = undefined;
    }
  };
  return {
    done: run(),
    cancel() {
      if (!child) return;
      cancelled = true;
      child.kill("SIGKILL");
      // The process that cancels may end before this one is seen to.
      removeSnapshot(unfinished);
    },
  };
}

/** Whether it is ours to make: of several kernels that begin at once, one does. */
function begin(folder: string, unfinished: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    const other = statSync(unfinished, { throwIfNoEntry: false });
    if (other && Date.now() - other.mtimeMs > LONGEST_MS) removeSnapshot(unfinished);
    closeSync(openSync(unfinished, "wx"));
    return true;
  } catch {
    return false;
  }
}

function stepBack({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already.
  }
}

function endsWell(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
    child.on("error", () => resolve(false));
    child.on("exit", (code) => {
      clearTimeout(late);
      resolve(code === 0);
    });
  });
}

/** Starts from the snapshot as a kernel would. */
async function answersRight(child: ChildProcess): Promise<boolean> {
  let isRight = false;
  child.on("message", ({ result }: LanguageResponse) => {
    isRight = Array.isArray(result) && result[0]?.code === NOT_ASSIGNABLE;
    child.disconnect();
  });
  const params = { number: 1, source: "const text: string = tensor([1]).item();" };
  child.send({ id: 1, method: "check", params } satisfies LanguageRequest);
  return (await endsWell(child)) && isRight;
}

/** TypeScript's number for what is wrong there. */
const NOT_ASSIGNABLE = 2322;
