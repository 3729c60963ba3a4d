/**
 * Is a piece of code a whole cell? Answers `is_complete_request`, which a console asks at every Enter.
 */
import type { Syntax } from "./syntax.js";

export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

export function completeness(code: string, syntax: Syntax): Completeness {
  const { problem } = syntax.read(code);
  if (!problem) return { status: "complete" };
  const end = code.trimEnd().length;
  const atEnd = problem.places.some((place) => place >= end);
  const openQuote = problem.unterminated && canSpanLines(code, problem.offset);
  // A parser may give up on an arrow without a body before the arrow.
  const openArrow = /=>\s*$/.test(code) && completeness(`${code} 0`, syntax).status !== "invalid";
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
