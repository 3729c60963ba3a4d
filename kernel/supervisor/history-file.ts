/**
 * The history over all sessions: one JSON line an input, appended whole, so that two kernels can write at once. A file
 * that has grown is set aside under a name of its own and the one set aside before it is deleted, so the history is
 * bounded and no rewriting can lose a line of another kernel.
 */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { userDataDir } from "../kernelspec/data-dir.js";
import type { HistoryLine, HistoryStore } from "./history.js";

const MOST_BYTES = 4 << 20;

/** Where the history is kept; `LOSSLAB_HISTORY` names another file, empty turns it off. */
export function historyPath(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.LOSSLAB_HISTORY !== undefined) return env.LOSSLAB_HISTORY || undefined;
  return join(userDataDir(), "losslab", "history.jsonl");
}

export class HistoryFile implements HistoryStore {
  private reported = false;

  constructor(
    private readonly file: string,
    private readonly mostBytes = MOST_BYTES,
  ) {}

  add(line: HistoryLine): void {
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      this.setAside(this.file);
      appendFileSync(this.file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch (error) {
      if (!this.reported)
        process.stderr.write(`[losslab] the history is not kept: ${(error as Error).message}\n`);
      this.reported = true;
    }
  }

  /** The file set aside, if any, then the current one. */
  read(): HistoryLine[] {
    return [...this.asideOf(this.file), this.file].flatMap(readLines);
  }

  private asideOf(file: string): string[] {
    const prefix = `${basename(file)}.`;
    let names: string[] = [];
    try {
      names = readdirSync(dirname(file)).filter((name) => name.startsWith(prefix));
    } catch {
      // No folder yet.
    }
    return names.sort().map((name) => join(dirname(file), name));
  }

  private setAside(file: string): void {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size < this.mostBytes) return;
    try {
      renameSync(file, `${file}.${String(Date.now()).padStart(15, "0")}-${process.pid}`);
    } catch (error) {
      // Another kernel was faster.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    for (const old of this.asideOf(file).slice(0, -1)) rmSync(old, { force: true });
  }
}

function readLines(file: string): HistoryLine[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line): HistoryLine[] => {
    try {
      const parsed = JSON.parse(line) as Partial<HistoryLine>;
      const whole =
        typeof parsed.session === "string" &&
        typeof parsed.line === "number" &&
        typeof parsed.input === "string";
      return whole ? [{ ...(parsed as HistoryLine), output: parsed.output ?? null }] : [];
    } catch {
      // A line cut short by a full disk or a crash.
      return [];
    }
  });
}
