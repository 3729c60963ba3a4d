/** `console` in a cell: what it prints goes below the cell, in the words of Node's. */
import { formatWithOptions, inspect } from "node-inspect-extracted";
import type { StreamName } from "../cell/messages.js";

type Print = (stream: StreamName, text: string) => void;

/** The functions that print; the browser's own others stay. */
export function consoleFor(print: Print): Partial<Console> {
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  let indent = "";

  const write = (stream: StreamName, text: string) =>
    print(stream, `${indent === "" ? text : text.replace(/^/gm, indent)}\n`);
  const out = (...values: unknown[]) => write("stdout", formatWithOptions({}, ...values));
  const err = (...values: unknown[]) => write("stderr", formatWithOptions({}, ...values));
  const elapsed = (label: string, more: readonly unknown[]) => {
    const since = timers.get(label);
    if (since === undefined) err(`Warning: No such label '${label}' for console.time()`);
    else out("%s: %s", label, duration(performance.now() - since), ...more);
  };
  const group = (...label: unknown[]) => {
    if (label.length > 0) out(...label);
    indent += "  ";
  };

  return {
    log: out,
    info: out,
    debug: out,
    warn: err,
    error: err,
    dir: (value, options) => write("stdout", inspect(value, { customInspect: false, ...(options ?? {}) })),
    dirxml: out,
    trace: (...values) => {
      const place = { name: "Trace", message: formatWithOptions({}, ...values) };
      Error.captureStackTrace(place);
      err((place as unknown as Error).stack);
    },
    assert: (condition, ...values) => {
      if (condition) return;
      const [first, ...rest] = values;
      err(values.length === 0 ? "Assertion failed" : `Assertion failed: ${first}`, ...rest);
    },
    count: (label = "default") => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      out(`${label}: ${counts.get(label)}`);
    },
    countReset: (label = "default") => void counts.delete(label),
    time: (label = "default") => void timers.set(label, performance.now()),
    timeLog: (label = "default", ...more) => elapsed(label, more),
    timeEnd: (label = "default") => {
      elapsed(label, []);
      timers.delete(label);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    table: (value: unknown, columns?: string[]) => {
      const text = tableText(value, columns);
      if (text === undefined) out(value);
      else write("stdout", text);
    },
    clear: () => {},
  };
}

/** As Node writes it: `1.234ms`, `2.500s`, `1:02.500 (m:ss.mmm)`. */
function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 1) return `${Number(ms.toFixed(3))}ms`;
  if (seconds < 60) return `${seconds.toFixed(3)}s`;
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds % 60).toFixed(3).padStart(6, "0");
  if (minutes < 60) return `${minutes}:${rest} (m:ss.mmm)`;
  const minute = String(minutes % 60).padStart(2, "0");
  return `${Math.floor(minutes / 60)}:${minute}:${rest.slice(0, 2)} (h:mm:ss)`;
}

const INDEX = "(index)";
const VALUES = "Values";

/** The table of `console.table`, or undefined when the value has no rows. */
function tableText(value: unknown, wanted: readonly string[] | undefined): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const show = (cell: unknown) =>
    inspect(cell, { maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY, depth: 0 });
  const entries: [string, unknown][] =
    value instanceof Map
      ? [...value.values()].map((item, i) => [String(i), item])
      : value instanceof Set
        ? [...value].map((item, i) => [String(i), item])
        : Object.entries(value);
  const columns = new Set<string>(wanted);
  let hasValues = false;
  const rows = entries.map(([name, row]) => {
    const cells = new Map([[INDEX, name]]);
    if (typeof row !== "object" || row === null) {
      hasValues = true;
      cells.set(VALUES, show(row));
      return cells;
    }
    for (const [column, cell] of Object.entries(row)) {
      if (wanted === undefined) columns.add(column);
      if (columns.has(column)) cells.set(column, show(cell));
    }
    return cells;
  });
  const heads = [INDEX, ...columns, ...(hasValues ? [VALUES] : [])];
  const widths = heads.map(
    (head) => Math.max(head.length, ...rows.map((row) => (row.get(head) ?? "").length)) + 2,
  );
  const line = (cells: readonly string[]) =>
    `│${cells.map((cell, i) => ` ${cell}`.padEnd(widths[i]!)).join("│")}│`;
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map((width) => "─".repeat(width)).join(middle) + right;
  return [
    rule("┌", "┬", "┐"),
    line(heads),
    rule("├", "┼", "┤"),
    ...rows.map((row) => line(heads.map((head) => row.get(head) ?? ""))),
    rule("└", "┴", "┘"),
  ].join("\n");
}
