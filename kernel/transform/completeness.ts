/**
 * Is a piece of code a whole cell? Answers `is_complete_request`, which a console asks at every Enter.
 */
import { parseSync } from "oxc-parser";

export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

export function completeness(code: string): Completeness {
  const { errors } = parseSync("cell.ts", code, { lang: "ts", sourceType: "module" });
  const error = errors.find((e) => e.severity === "Error");
  if (!error) return { status: "complete" };
  const end = code.trimEnd().length;
  const atEnd = error.labels.some((label) => label.start >= end);
  const openQuote = /^Unterminated/.test(error.message) && canSpanLines(code, error.labels[0]?.start ?? 0);
  // The parser gives up on an arrow without a body before the arrow.
  const openArrow = /=>\s*$/.test(code) && completeness(`${code} 0`).status !== "invalid";
  return atEnd || openQuote || openArrow
    ? { status: "incomplete", indent: indentAfter(code) }
    : { status: "invalid" };
}

/** A template or a comment may go on in the next line, a quoted string may not. */
function canSpanLines(code: string, start: number): boolean {
  return code.startsWith("`", start) || code.startsWith("/*", start) || code.startsWith("}", start);
}

/** The last line's indentation, one step deeper after an opening bracket. */
function indentAfter(code: string): string {
  const line = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  return /[{[(]$/.test(line.trimEnd()) || /=>$/.test(line.trimEnd()) ? `${indent}  ` : indent;
}
