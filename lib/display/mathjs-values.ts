// Values of mathjs, known by the marks that they carry: each `create` of mathjs makes classes of its own, so `instanceof` does not
// know them, and mathjs need not be loaded. Big numbers, fractions, complex numbers, units and parsed formulas as text and LaTeX.

import type { MimeBundle } from "./mime-bundle.js";

/** A matrix of mathjs, dense or sparse. */
export interface MathjsMatrix {
  readonly type: string;
  size(): number[];
  get(index: readonly number[]): unknown;
}

interface Fraction {
  toFraction(): string;
  toLatex(): string;
}

interface Unit {
  formatUnits(): string;
}

interface FormulaNode {
  toTex(): string;
}

type Mark = "isMatrix" | "isBigNumber" | "isFraction" | "isComplex" | "isUnit" | "isNode";

/** Own properties do not count: in a record `isUnit` may mean anything. */
function has(value: unknown, mark: Mark): boolean {
  if (typeof value !== "object" || value === null || Object.hasOwn(value, mark)) return false;
  return (value as Partial<Record<Mark, unknown>>)[mark] === true;
}

export function isMathjsMatrix(value: unknown): value is MathjsMatrix {
  return has(value, "isMatrix");
}

/** A formula that mathjs has parsed. */
export function isMathjsNode(value: unknown): value is FormulaNode {
  return has(value, "isNode");
}

/** One number of mathjs, of whatever kind. */
export function isMathjsNumber(value: unknown): boolean {
  return (["isBigNumber", "isFraction", "isComplex", "isUnit"] as const).some((mark) => has(value, mark));
}

/** A fraction as `1/3` instead of `0.(3)`, everything else as it writes itself. */
export function mathjsText(value: unknown): string {
  return has(value, "isFraction") ? (value as Fraction).toFraction() : String(value);
}

/**
 * What a formula may not have in its names and strings: mathjs writes some of them into LaTeX as they are (the keys of objects,
 * the names of functions), and LaTeX would obey.
 */
const commandsOfTheirOwn = /[\\$~]|"[^"]*[{}&#^_%][^"]*"/;

/** A number or formula of mathjs as text and as a formula. */
export function displayMathjs(value: unknown): MimeBundle {
  if (isMathjsNode(value) && commandsOfTheirOwn.test(String(value)))
    return { "text/plain": mathjsText(value) };
  return { "text/plain": mathjsText(value), "text/latex": `$\\displaystyle ${mathjsLatex(value)}$` };
}

function mathjsLatex(value: unknown): string {
  if (isMathjsNode(value)) return value.toTex();
  if (has(value, "isFraction")) return (value as Fraction).toLatex();
  const text = String(value);
  if (!has(value, "isUnit")) return numberLatex(text);
  const units = (value as Unit).formatUnits();
  const number = text.slice(0, text.length - units.length).trimEnd();
  const unitLatex = units.replace(/\^(-?[\d.]+)/g, "^{$1}").replace(/ /g, "\\,");
  return [numberLatex(number), `\\mathrm{${unitLatex}}`].filter(Boolean).join("\\;");
}

/** `1.5e-7` as a power of ten. */
function numberLatex(text: string): string {
  return text
    .replace(
      /e([+-]?)(\d+)/g,
      (_, sign: string, power: string) => `\\cdot 10^{${sign === "-" ? "-" : ""}${power}}`,
    )
    .replace(/Infinity/g, "\\infty ")
    .replace(/NaN/g, "\\mathrm{NaN}");
}
