/**
 * A cell's TypeScript → the JavaScript that runs. Works on strings alone: it knows neither processes
 * nor sockets nor files, so the same transform serves the Node kernel and a browser worker.
 */
import MagicString from "magic-string";
import { parseSync } from "oxc-parser";
import { type OxcError, transformSync } from "oxc-transform";
import { excerpt, positionAt } from "./excerpt.js";
import { type DeclaredName, hoist } from "./hoist.js";
import { type Lowering, needsLowering } from "./lowering.js";

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
  readonly traceback: string[];

  constructor(name: string, source: string, message: string, offset: number, length: number) {
    super(message);
    const position = positionAt(source, offset);
    const hint = otherShell(source.split(/\r?\n/)[position.line - 1] ?? "");
    this.traceback = [
      `${name}, line ${position.line}, column ${position.column}`,
      ...excerpt(source, position, length),
      `SyntaxError: ${message}`,
      ...(hint ? [hint] : []),
    ];
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

/** `lower` compiles away what no Node runs; without it, such a cell is a syntax error of the engine. */
export function createOxcTransform(lower?: Lowering): CellTransform {
  return { transform: (source, name) => transform(source, name, lower) };
}

function transform(source: string, name: string, lower: Lowering | undefined): TransformedCell {
  const command = SHELL_COMMAND.exec(source);
  if (command) {
    throw new CellSyntaxError(name, source, "this is a command of a shell, not TypeScript", command.index, 1);
  }
  const asObject = objectLiteral(source);
  const shift = asObject === undefined ? 0 : 1;
  const parsed = asObject ?? source;
  const stripped = transformSync(`${name}.ts`, parsed, {
    lang: "ts",
    sourceType: "module",
    target: "es2023",
    sourcemap: true,
    // An import that only a later cell uses must stay.
    typescript: { onlyRemoveTypeImports: true },
  });
  const error = stripped.errors.find((e) => e.severity === "Error");
  if (error) throw syntaxError(name, source, error, shift);
  const lowered = lower && needsLowering(parsed) ? lower(parsed, name) : undefined;
  const { code, map } = lowered ?? { code: stripped.code, map: JSON.stringify(stripped.map) };
  const { program } = parseSync(`${name}.js`, code, { lang: "js", sourceType: "module" });
  const edited = new MagicString(code);
  // Names that lowering made up are the cell's own affair, not the session's.
  const isDeclared = lowered ? (declaredName: string) => parsed.includes(declaredName) : () => true;
  const declared = hoist(program, edited, { isDeclared, valueInTry: lowered !== undefined });
  return {
    name,
    source,
    code: edited.toString(),
    declared,
    maps: [edited.generateMap({ hires: "boundary" }).toString(), map],
    shift,
  };
}

/** `{ a: 1 }` as a cell is meant as an object, though a script would read it as a block. */
function objectLiteral(source: string): string | undefined {
  if (!/^\s*\{/.test(source) || /;\s*$/.test(source)) return undefined;
  const wrapped = `(${source}\n)`;
  const { errors, program } = parseSync("cell.ts", wrapped, { lang: "ts", sourceType: "module" });
  return errors.length === 0 && program.body.length === 1 ? wrapped : undefined;
}

function syntaxError(name: string, source: string, error: OxcError, shift: number): CellSyntaxError {
  const label = error.labels[0] ?? { start: 0, end: 0 };
  const help = error.helpMessage ? ` (${error.helpMessage})` : "";
  const offset = Math.min(Math.max(0, label.start - shift), source.length);
  return new CellSyntaxError(name, source, error.message + help, offset, label.end - label.start);
}
