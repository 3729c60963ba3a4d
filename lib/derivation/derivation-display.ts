// How a derivation looks: in Markdown, whose formulas every front end typesets, with a table of what floating point makes of
// each line; in LaTeX for papers; as text. No HTML: a front end would take it and leave the formulas. Knows the shape of a
// derivation's data and tables, not how lines are checked.

import { escapeLatex } from "../display/latex.js";
import { escapeMarkdown } from "../display/markdown.js";
import type { MimeBundle } from "../display/mime-bundle.js";
import { notFinite } from "../display/number-text.js";
import { printable } from "../display/printable.js";
import { type Column, type DataRow, type Table, window } from "../display/table.js";
import { tableLatex } from "../display/table-latex.js";
import { tableMarkdown } from "../display/table-markdown.js";
import { displayWidth, tableText } from "../display/table-text.js";
import { type DerivationLanguage, words } from "./words.js";

interface Decimal {
  toPrecision(digits: number): string;
  toExponential(digits: number): string;
}

interface Judged {
  readonly value: number;
  readonly verdict: string;
}

type Values = Readonly<Record<string, number | readonly number[]>>;

interface Line {
  readonly expr: string;
  readonly because: string;
  readonly tex: string;
  readonly equal?: boolean;
  readonly counterexample?: { readonly at: Values; readonly expected: Decimal; readonly found: Decimal };
  readonly derivative?: {
    readonly by: string;
    readonly byTex: string;
    readonly of: string | undefined;
    readonly ofTex: string;
    readonly symbolic: boolean;
    readonly differences: boolean;
    readonly autograd: boolean;
  };
  readonly exact?: Decimal;
  readonly values?: Readonly<Record<FloatDType, Judged>>;
  readonly survives?: readonly string[];
}

interface Notation {
  readonly text: string;
  readonly tex: string;
}

interface Derived {
  readonly title: string;
  readonly steps: readonly Line[];
  readonly ok: boolean;
  readonly points: number;
  readonly given: readonly Notation[];
  readonly where: readonly Notation[];
  readonly at: Values | undefined;
  readonly lang: DerivationLanguage;
}

/** Significant digits that a dtype can tell apart. */
const shownDigits = { float64: 10, float32: 7, float16: 4, bfloat16: 3 } as const;

type FloatDType = keyof typeof shownDigits;

const floats = Object.keys(shownDigits) as FloatDType[];

export function displayDerivation(derived: Derived): MimeBundle {
  return {
    "text/plain": derivationText(derived),
    "text/markdown": derivationMarkdown(derived),
    "text/latex": derivationLatex(derived),
  };
}

function derivationMarkdown(derived: Derived): string {
  return formulas(derived, {
    title: `**${escapeMarkdown(derived.title)}**`,
    display: (tex) => `$$\n${tex}\n$$`,
    text: escapeMarkdown,
    lineBreak: "  \n",
    table: tableMarkdown,
  });
}

function derivationLatex(derived: Derived): string {
  return formulas(derived, {
    title: `\\textbf{${escapeLatex(derived.title)}}`,
    display: (tex) => `\\[\n${tex}\n\\]`,
    text: escapeLatex,
    lineBreak: "\\\\\n",
    table: tableLatex,
  });
}

/** What Markdown and LaTeX do in their own ways. */
interface Markup {
  readonly title: string;
  readonly display: (tex: string) => string;
  readonly text: (text: string) => string;
  readonly lineBreak: string;
  readonly table: (table: Table) => string;
}

function formulas(derived: Derived, { title, display, text, lineBreak, table }: Markup): string {
  const floating = floatingTable(derived);
  return [
    title,
    notation(derived, ({ tex }) => `$\\displaystyle ${safe(tex)}$`).join(lineBreak),
    display(aligned(derived)),
    ...findings(derived).map(text),
    ...(floating ? [table(floating)] : []),
  ].join("\n\n");
}

/** What the letters stand for, and the abbreviations: a line each. */
function notation({ given, where, lang }: Derived, show: (notation: Notation) => string): string[] {
  const { for: forAll, where: whereas, comma } = words[lang];
  return [
    { word: forAll, list: given },
    { word: whereas, list: where },
  ].flatMap(({ word, list }) => (list.length === 0 ? [] : [`${word} ${list.map(show).join(comma)}`]));
}

function derivationText(derived: Derived): string {
  const table = floatingTable(derived);
  const lines = derived.steps.map(({ expr: written, equal, derivative }, i) => {
    const expr = printable(written);
    const relation = i === 0 ? "  " : `${equal === false ? "≠" : "="} `;
    return derivative
      ? `∂/∂${derivative.by} ${derivative.of ?? `(${i})`} ${relation}${expr}`
      : relation + expr;
  });
  const width = Math.max(...lines.map(displayWidth));
  const numbers = String(lines.length).length + 2;
  const numbered = lines.map((line, i) => {
    const because = printable(derived.steps[i]!.because);
    const reason = because === "" ? "" : `${" ".repeat(width - displayWidth(line) + 2)}${because}`;
    return `${`(${i + 1})`.padStart(numbers)}  ${line}${reason}`.trimEnd();
  });
  return [
    [printable(derived.title), ...notation(derived, ({ text }) => printable(text))].join("\n"),
    numbered.join("\n"),
    findings(derived).join("\n"),
    ...(table ? [tableText(table)] : []),
  ].join("\n\n");
}

// ---- formulas ----------------------------------------------------------------------------------------------------------------

/** Numbered lines under each other, with their reasons. Where a line is not what it should be, ≠ says so. */
function aligned({ steps }: Derived): string {
  const lines = steps.map(({ tex, because, equal, derivative }, i) => {
    const relation = equal === false ? "\\ne" : "=";
    const formula = derivative
      ? `\\frac{\\partial}{\\partial ${derivative.byTex}} \\left(${derivative.ofTex}\\right) ${relation} ${tex}`
      : i === 0
        ? tex
        : `${relation} ${tex}`;
    const reason = because === "" ? "" : ` && ${reasonTex(because)}`;
    return `(${i + 1}) & \\quad ${safe(formula)}${reason}`;
  });
  return `\\begin{aligned}\n${lines.join(" \\\\[0.4em]\n")}\n\\end{aligned}`;
}

/** A text with formulas in `$…$`, within a formula. */
function reasonTex(because: string): string {
  const parts = because.split("$");
  // Of an odd number of dollar signs the last is one.
  if (parts.length % 2 === 0) parts.push(`${parts.splice(-2).join("$")}`);
  return parts.map((part, i) => (i % 2 === 1 ? safe(part) : textTex(part))).join("");
}

/** Characters that TeX takes for itself: as symbols outside \text, because not every typesetter knows them inside. */
const symbols: Readonly<Record<string, string>> = {
  "\\": "\\backslash ",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\wedge ",
  "~": "\\sim ",
  "<": " < ",
  ">": " > ",
};

function textTex(text: string): string {
  return text
    .split(/([\\{}$&#%_^~<>])/)
    .map((part) => symbols[part] ?? (part === "" ? "" : `\\text{${part.replace(/\s/g, " ")}}`))
    .join("");
}

/** A `<` before a letter would be a tag where Markdown is read before formulas. */
function safe(tex: string): string {
  return tex.replace(/<(?! )/g, "< ").replace(/\s*\n\s*/g, " ");
}

// ---- findings ----------------------------------------------------------------------------------------------------------------

/** What the check says: one sentence if all is well, else one for each wrong line. */
function findings({ steps, ok, points, lang }: Derived): string[] {
  const say = words[lang];
  if (ok) return steps.length === 1 ? [] : [say.allRight(points)];
  return steps.flatMap((step, i) => {
    if (!step.counterexample) return [];
    const { at, expected, found } = step.counterexample;
    return [say.example(i + 1, wrong(step, i, lang), pointText(at, lang), ...differing(found, expected))];
  });
}

function wrong({ derivative }: Line, i: number, lang: DerivationLanguage): string {
  const say = words[lang];
  if (!derivative) return say.notEqual(i);
  const ways = (["symbolic", "differences", "autograd"] as const).filter((way) => !derivative[way]);
  const of = derivative.of ?? `(${i})`;
  return say.notDerivative(of) + (ways.length < 3 ? say.against(ways) : "");
}

/** Two numbers with as many digits as it takes to see that they differ. */
function differing(a: Decimal, b: Decimal): [string, string] {
  for (const digits of [4, 8, 16, 32]) {
    if (decimal(a, digits) !== decimal(b, digits)) return [decimal(a, digits), decimal(b, digits)];
  }
  return [a.toPrecision(64), b.toPrecision(64)];
}

function pointText(at: Values, lang: DerivationLanguage): string {
  return Object.entries(at)
    .map(([letter, value]) => `${letter} = ${typeof value === "number" ? value : vectorText(value)}`)
    .join(words[lang].comma);
}

function vectorText(vector: readonly number[]): string {
  const { head, hidden, tail } = window(vector.length, 8);
  const shown = head.map((i) => String(vector[i]));
  if (hidden > 0) shown.push("…");
  return `(${[...shown, ...tail.map((i) => String(vector[i]))].join(", ")})`;
}

/** So many significant digits, without zeros at the end. */
function decimal(x: Decimal | number, digits: number): string {
  const all = String(x);
  if (/NaN|Infinity/.test(all)) return notFinite(Number(x));
  // A decimal can be too large or too small for a double and still be a number.
  const size = Math.abs(Number(x));
  if (size >= 1e15 || (size < 1e-4 && !/^-?0$/.test(all))) {
    return x.toExponential(digits - 1).replace(/\.?0*e\+?/, "e");
  }
  const text = x.toPrecision(digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

// ---- floating point ----------------------------------------------------------------------------------------------------------

function floatingTable({ steps, at, lang }: Derived): Table | undefined {
  if (at === undefined) return undefined;
  const say = words[lang];
  const columns: Column[] = [say.check, say.exact, ...floats].map((header) => ({ header, align: "left" }));
  const rows = steps.map((step, i): DataRow => {
    const cells = floats.map((dtype) => floatCell(step, dtype));
    const exact = step.exact ? decimal(step.exact, 10) : "";
    return {
      header: `(${i + 1})`,
      cells: [{ text: checkText(step, i, lang) }, { text: exact }, ...cells],
    };
  });
  return { title: say.at(pointText(at, lang)), corner: say.line, columns, groups: [{ rows }] };
}

function checkText(step: Line, i: number, lang: DerivationLanguage): string {
  const say = words[lang];
  if (step.equal === undefined) return "";
  if (!step.equal) return wrong(step, i, lang);
  return step.derivative ? say.isDerivative(step.derivative.of ?? `(${i})`) : say.equals(i);
}

/** A mark, the value, unless the verdict names it, and the verdict. */
function floatCell({ values, survives }: Line, dtype: FloatDType): { text: string } {
  const { value, verdict } = values![dtype];
  const named = !Number.isFinite(value) || /→|, so /.test(verdict);
  const number = named ? "" : `${decimal(value, shownDigits[dtype])}, `;
  const mark = survives!.includes(dtype) ? "✓" : /\d digits? left$/.test(verdict) ? "≈" : "✗";
  return { text: `${mark} ${number}${verdict}` };
}
