/**
 * A cell's TypeScript → the JavaScript that runs. Works on strings alone: it knows neither processes
 * nor sockets nor files, so the same transform serves the Node kernel and a browser worker.
 */
import MagicString from "magic-string";
import { parseSync } from "oxc-parser";
import { type OxcError, transformSync } from "oxc-transform";
import { excerpt, positionAt } from "./excerpt.js";
import { type DeclaredName, hoist } from "./hoist.js";

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
    this.traceback = [
      `${name}, line ${position.line}, column ${position.column}`,
      ...excerpt(source, position, length),
      `SyntaxError: ${message}`,
    ];
  }
}

export const oxcTransform: CellTransform = {
  transform(source, name) {
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
    const { program } = parseSync(`${name}.js`, stripped.code, { lang: "js", sourceType: "module" });
    const edited = new MagicString(stripped.code);
    const declared = hoist(program, edited);
    const map = edited.generateMap({ hires: "boundary" });
    return {
      name,
      source,
      code: edited.toString(),
      declared,
      maps: [map.toString(), JSON.stringify(stripped.map)],
      shift,
    };
  },
};

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
