/** What was executed, for `history_request`. Where it is kept is the host's affair: this file knows no Node API. */

export interface HistoryEntry {
  /** From 1, in the order in which sessions first wrote. */
  readonly session: number;
  readonly line: number;
  readonly input: string;
  readonly output: string | null;
}

/** An input as it is kept. */
export interface HistoryLine {
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

const LONGEST_OUTPUT = 20_000;

/** Keeps inputs over sessions. */
export interface HistoryStore {
  /** Those of all sessions, oldest first. */
  read(): HistoryLine[];
  add(line: HistoryLine): void;
}

export class History {
  /** Inputs of this session are known also when they are not kept. */
  private readonly own: HistoryLine[] = [];

  constructor(
    private readonly session: string,
    private readonly store?: HistoryStore,
  ) {}

  add(line: number, input: string, output: string | null): void {
    const entry = { session: this.session, line, input, output: output?.slice(0, LONGEST_OUTPUT) ?? null };
    this.own.push(entry);
    this.store?.add(entry);
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
    const others = (this.store?.read() ?? []).filter(({ session }) => session !== this.session);
    const numbers = new Map<string, number>();
    const all = [...others, ...this.own].map(({ session, ...rest }) => {
      if (!numbers.has(session)) numbers.set(session, numbers.size + 1);
      return { session: numbers.get(session)!, ...rest };
    });
    return { all, current: numbers.get(this.session) ?? numbers.size + 1 };
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
