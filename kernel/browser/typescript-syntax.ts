/**
 * Reads TypeScript with TypeScript itself, and what it makes of it with acorn. Some milliseconds a cell, in any JavaScript:
 * for the browser, where TypeScript is at hand for the types and native code is not.
 */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { parse } from "acorn";
import type { Program } from "oxc-parser";
import ts from "typescript";
import { typescriptLowering } from "../transform/lowering.js";
import { type CompiledSource, type SourceShape, type Syntax, SyntaxProblem } from "../transform/syntax.js";

const lower = typescriptLowering(() => ts);

export const typescriptSyntax: Syntax = { compile, read };

function compile(source: string, name: string): CompiledSource {
  const { problem } = read(source);
  if (problem) throw problem;
  const { code, map, hoisting = {} } = lower(source, name);
  return { code, map, hoisting, program: parsed(code, map, source) };
}

function read(source: string): SourceShape {
  const tree = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  // What the parser found; TypeScript tells it through a program, which would have to be made first.
  const { parseDiagnostics = [] } = tree as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  const [first] = parseDiagnostics;
  const statements = tree.statements.length;
  return first ? { statements, problem: problemOf(first) } : { statements };
}

const UNTERMINATED_STRING = 1002;
const UNTERMINATED_COMMENT = 1010;
const UNTERMINATED_TEMPLATE = 1160;

function problemOf({ code, messageText, start, length }: ts.DiagnosticWithLocation): SyntaxProblem {
  return new SyntaxProblem(
    ts.flattenDiagnosticMessageText(messageText, "\n  "),
    start,
    length,
    // A string ends with its line: more lines will not close it.
    code === UNTERMINATED_STRING ? [] : [start],
    code === UNTERMINATED_COMMENT || code === UNTERMINATED_TEMPLATE,
  );
}

/** What TypeScript's parser lets pass, a name declared twice or `return` outside of a function, acorn does not. */
function parsed(code: string, map: string, source: string): Program {
  try {
    const program: unknown = parse(code, {
      ecmaVersion: "latest",
      sourceType: "module",
      preserveParens: true,
    });
    return program as Program;
  } catch (error) {
    if (!(error instanceof SyntaxError && "loc" in error)) throw error;
    const { line, column } = error.loc as { line: number; column: number };
    const found = originalPositionFor(new TraceMap(map), { line, column });
    const lines = source.split("\n").slice(0, (found.line ?? 1) - 1);
    const offset = lines.reduce((sum, text) => sum + text.length + 1, found.column ?? 0);
    throw new SyntaxProblem(error.message.replace(/ \(\d+:\d+\)$/, ""), offset, 1);
  }
}
