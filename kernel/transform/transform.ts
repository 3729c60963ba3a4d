/**
 * A cell's TypeScript → the JavaScript that runs. Works on strings alone: it knows neither processes
 * nor sockets nor files, so the same transform serves the Node kernel and a browser worker.
 */
import MagicString from "magic-string";
import { excerpt, positionAt } from "./excerpt.js";
import { type DeclaredName, hoist } from "./hoist.js";
import { type CompiledSource, type Syntax, SyntaxProblem } from "./syntax.js";

/** The seam behind which another engine fits. */
export interface CellTransform {
  transform(source: string, name: string): TransformedCell;
}

export interface TransformedCell {
  /** What a traceback calls the cell, e.g. `Cell [3]`. */
  readonly name: string;
  readonly source: string;
  /**
   * One parenthesised expression: `async function $$cell($$import, $$meta) { … }`. Calling it runs the cell;
   * its promise is the value of the last expression.
   */
  readonly code: string;
  /** The names that the cell declares at its top level, in order. */
  readonly declared: readonly DeclaredName[];
  /** Source maps from `code` back to `source`, to be applied in this order. */
  readonly maps: readonly string[];
  /** Characters put before the source's first line before it was parsed. */
  readonly shift: number;
}

/** What a cell cannot be: parsed. `traceback` is ready to be shown. */
export class CellSyntaxError extends SyntaxError {
  override name = "SyntaxError";

  constructor(
    message: string,
    readonly traceback: string[],
  ) {
    super(message);
  }

  static at(name: string, source: string, message: string, offset: number, length: number): CellSyntaxError {
    const position = positionAt(source, offset);
    const hint = otherShell(source.split(/\r?\n/)[position.line - 1] ?? "");
    return new CellSyntaxError(message, [
      `${name}, line ${position.line}, column ${position.column}`,
      ...excerpt(source, position, length),
      `SyntaxError: ${message}`,
      ...(hint ? [hint] : []),
    ]);
  }
}

/** Some of these are TypeScript by accident: `!ls -la` is a negation and a subtraction. */
const SHELL_COMMAND =
  /^!(?:(?:ls|pwd|nvidia-smi)[ \t]*$|(?:ls|cd|cat|echo|pip3?|npm|npx|node|python3?|git|wget|curl|mkdir|rm|cp|mv|head|tail|grep|conda|apt|apt-get|tar|unzip|which)[ \t]+[\w.~/$"'-])/m;

/** A reader who comes from IPython tries its commands. */
function otherShell(line: string): string | undefined {
  if (/^\s*%%?[a-z]/i.test(line)) {
    return 'A line that begins with % is a command of IPython. Here, everything is TypeScript: console.time() measures, import { … } from "node:…" does the rest.';
  }
  if (/^\s*!/.test(line)) {
    return 'A line that begins with ! is a command of IPython. Here: import { execSync } from "node:child_process"; execSync("…").toString()';
  }
  return undefined;
}

export function createTransform(syntax: Syntax): CellTransform {
  return { transform: (source, name) => transform(source, name, syntax) };
}

function transform(source: string, name: string, syntax: Syntax): TransformedCell {
  const command = SHELL_COMMAND.exec(source);
  if (command) {
    throw CellSyntaxError.at(name, source, "this is a command of a shell, not TypeScript", command.index, 1);
  }
  const asObject = objectLiteral(source, syntax);
  const shift = asObject === undefined ? 0 : 1;
  const { code, map, program, hoisting } = compiled(asObject ?? source, name, source, shift, syntax);
  const edited = new MagicString(code);
  const declared = hoist(program, edited, hoisting);
  return {
    name,
    source,
    code: edited.toString(),
    declared,
    maps: [edited.generateMap({ hires: "boundary" }).toString(), map],
    shift,
  };
}

function compiled(text: string, name: string, source: string, shift: number, syntax: Syntax): CompiledSource {
  try {
    return syntax.compile(text, name);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const offset = Math.min(Math.max(0, error.offset - shift), source.length);
    throw CellSyntaxError.at(name, source, error.message, offset, error.length);
  }
}

/** `{ a: 1 }` as a cell is meant as an object, though a script would read it as a block. */
function objectLiteral(source: string, syntax: Syntax): string | undefined {
  if (!/^\s*\{/.test(source) || /;\s*$/.test(source)) return undefined;
  const wrapped = `(${source}\n)`;
  const { problem, statements } = syntax.read(wrapped);
  return problem === undefined && statements === 1 ? wrapped : undefined;
}
