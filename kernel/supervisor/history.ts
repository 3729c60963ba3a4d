/**
 * What was executed, over all sessions, for `history_request`: one JSON line an input, appended whole, so that
 * two kernels can write at once. A file that has grown is set aside under a name of its own and the one set
 * aside before it is deleted, so the history is bounded and no rewriting can lose a line of another kernel.
 */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { userDataDir } from "../kernelspec/data-dir.js";

export interface HistoryEntry {
  /** From 1, in the order in which sessions first wrote. */
  readonly session: number;
  readonly line: number;
  readonly input: string;
  readonly output: string | null;
}

interface Line {
  readonly session: string;
  readonly line: number;
  readonly input: string;
  readonly output: string | null;
}

export interface HistoryQuery {
  readonly hist_access_type: "range" | "tail" | "search";
  readonly output?: boolean | undefined;
  readonly session?: number | undefined;
  readonly start?: number | undefined;
  readonly stop?: number | null | undefined;
  readonly n?: number | null | undefined;
  readonly pattern?: string | undefined;
  readonly unique?: boolean | undefined;
}

const MOST_BYTES = 4 << 20;
const LONGEST_OUTPUT = 20_000;

/** Where the history is kept; `LOSSLAB_HISTORY` names another file, empty turns it off. */
export function historyFile(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.LOSSLAB_HISTORY !== undefined) return env.LOSSLAB_HISTORY || undefined;
  return join(userDataDir(), "losslab", "history.jsonl");
}

export class History {
  /** Inputs of this session are known also when there is no file, or it cannot be written. */
  private readonly own: Line[] = [];
  private reported = false;

  constructor(
    private readonly session: string,
    private readonly file: string | undefined,
    private readonly mostBytes = MOST_BYTES,
  ) {}

  add(line: number, input: string, output: string | null): void {
    const entry = { session: this.session, line, input, output: output?.slice(0, LONGEST_OUTPUT) ?? null };
    this.own.push(entry);
    if (this.file === undefined) return;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      this.setAside(this.file);
      appendFileSync(this.file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch (error) {
      if (!this.reported)
        process.stderr.write(`[losslab] the history is not kept: ${(error as Error).message}\n`);
      this.reported = true;
    }
  }

  /** The answer to a `history_request`: oldest first. */
  find(query: HistoryQuery): (readonly [number, number, string | readonly [string, string | null]])[] {
    const entries = this.entries();
    const found = select(entries.all, entries.current, query);
    return found.map(({ session, line, input, output }) => [
      session,
      line,
      query.output ? ([input, output] as const) : input,
    ]);
  }

  private entries(): { all: HistoryEntry[]; current: number } {
    const stored = this.file === undefined ? [] : this.files(this.file).flatMap(readLines);
    const others = stored.filter(({ session }) => session !== this.session);
    const numbers = new Map<string, number>();
    const all = [...others, ...this.own].map(({ session, ...rest }) => {
      if (!numbers.has(session)) numbers.set(session, numbers.size + 1);
      return { session: numbers.get(session)!, ...rest };
    });
    return { all, current: numbers.get(this.session) ?? numbers.size + 1 };
  }

  /** The file set aside, if any, then the current one. */
  private files(file: string): string[] {
    return [...this.asideOf(file), file];
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

function select(all: readonly HistoryEntry[], current: number, query: HistoryQuery): HistoryEntry[] {
  const last = (entries: readonly HistoryEntry[], n: number | null | undefined) =>
    n === null || n === undefined ? [...entries] : n <= 0 ? [] : entries.slice(-n);
  switch (query.hist_access_type) {
    case "tail":
      return last(all, query.n ?? 10);
    case "range": {
      // 0 is this session, −1 the one before.
      const { session = 0, start = 1, stop } = query;
      const wanted = session > 0 ? session : current + session;
      return all.filter(
        (entry) =>
          entry.session === wanted &&
          entry.line >= start &&
          (stop === null || stop === undefined || entry.line < stop),
      );
    }
    case "search": {
      const pattern = glob(query.pattern ?? "*");
      const found = all.filter(({ input }) => pattern.test(input));
      if (!query.unique) return last(found, query.n);
      const newest = new Map<string, HistoryEntry>();
      for (const entry of found) {
        newest.delete(entry.input);
        newest.set(entry.input, entry);
      }
      return last([...newest.values()], query.n);
    }
  }
}

/** `*` any text, `?` one character, `[…]` one of these: the patterns of a shell, as in IPython. */
function glob(pattern: string): RegExp {
  let source = "";
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    const close = character === "[" ? pattern.indexOf("]", i + 2) : -1;
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else if (close > 0) {
      const set = pattern
        .slice(i + 1, close)
        .replace(/[\\\]^]/g, "\\$&")
        .replace(/^!/, "^");
      source += `[${set}]`;
      i = close;
    } else source += character.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  }
  return new RegExp(`^${source}$`, "su");
}

function readLines(file: string): Line[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line): Line[] => {
    try {
      const parsed = JSON.parse(line) as Partial<Line>;
      const whole =
        typeof parsed.session === "string" &&
        typeof parsed.line === "number" &&
        typeof parsed.input === "string";
      return whole ? [{ ...(parsed as Line), output: parsed.output ?? null }] : [];
    } catch {
      // A line cut short by a full disk or a crash.
      return [];
    }
  });
}
