/**
 * A place in a cell, as a reader wants it: cell, line, the source line and a pointer.
 * Shared by syntax errors, type errors and tracebacks, so that all three look the same.
 */

/** Line and column count from 1, as editors show them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The position of a UTF-16 offset. */
export function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let i = before.indexOf("\n"); i >= 0; i = before.indexOf("\n", i + 1)) line++;
  return { line, column: offset - lineStart + 1 };
}

/**
 * The source line at a position with a pointer below it:
 * ```
 *   2 | const x: number = "a"
 *     |       ^
 * ```
 */
export function excerpt(source: string, { line, column }: Position, length = 1): string[] {
  const text = source.split(/\r?\n/)[line - 1];
  if (text === undefined) return [];
  const number = String(line);
  const start = Math.max(0, column - 1);
  const shown = window(text, start);
  // A tab stays a tab under a tab, so that the pointer stands where the reader looks.
  const indent = shown.text.slice(0, shown.column).replace(/[^\t]/g, " ");
  const pointer = "^".repeat(Math.max(1, Math.min(length, shown.text.length - shown.column)));
  return [`  ${number} | ${shown.text}`, `  ${" ".repeat(number.length)} | ${indent}${pointer}`];
}

const LONGEST_LINE = 160;

/** A very long line is cut to the part around the column. */
function window(text: string, column: number): { text: string; column: number } {
  if (text.length <= LONGEST_LINE) return { text, column };
  const from = Math.max(0, Math.min(column - LONGEST_LINE / 2, text.length - LONGEST_LINE));
  const head = from > 0 ? "…" : "";
  const tail = from + LONGEST_LINE < text.length ? "…" : "";
  return { text: head + text.slice(from, from + LONGEST_LINE) + tail, column: column - from + head.length };
}
