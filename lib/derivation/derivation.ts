// `derivation`: lines of mathematics that are checked, and calculated in floating point. Data first; how it looks is
// derivation-display's business.

import { goodUlps } from "../compare/verdict.js";
import { displaySymbol, type MimeBundle } from "../display/mime-bundle.js";
import { checkOptions, showValue } from "../tensor/argument.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Counterexample, type DerivativeCheck, type Trial, Tried, trialsAt } from "./check.js";
import { displayDerivation } from "./derivation-display.js";
import { ExpressionError, type Language, parse, readDefinition } from "./expression.js";
import { type FloatDType, type FloatingValues, floatingValues, floats } from "./floating.js";
import {
  checkGiven,
  type Given,
  type Point,
  type Quantity,
  quantityTex,
  randomPoints,
  readPoint,
} from "./given.js";
import { readVariable } from "./gradient.js";
import { expressionTex, letterTex } from "./tex.js";
import type { DerivationLanguage } from "./words.js";

/** One line of a {@link derivation}. */
export interface DerivationStep {
  /** The line, in mathjs's syntax: `exp(o[j]) / sum(k, exp(o[k]))`. */
  readonly expr: string;
  /** Why it follows from the line before; formulas in `$…$`. */
  readonly because?: string | undefined;
  /** LaTeX to show instead of what is made of `expr`. */
  readonly tex?: string | undefined;
  /** The line is not equal to the one before but its partial derivative, with respect to this: `o[j]`, `x`. */
  readonly derivative?: string | undefined;
  /** What is differentiated, if it is not the line before. */
  readonly of?: string | undefined;
}

/** Something as it was written, and in LaTeX. */
export interface Notation {
  /** As it was written. */
  readonly text: string;
  /** In LaTeX. */
  readonly tex: string;
}

/** What a {@link derivation} consists of. */
export interface DerivationOptions {
  /** What each letter stands for. */
  readonly given: Readonly<Record<string, Quantity>>;
  /** Abbreviations: `{ m: "max(k, o[k])", "p[j]": "exp(o[j]) / sum(k, exp(o[k]))", "σ(x)": "1 / (1 + exp(-x))" }`. */
  readonly where?: Readonly<Record<string, string>> | undefined;
  /** The lines. */
  readonly steps: readonly DerivationStep[];
  /** A value for each letter: where the lines are calculated in floating point. Indices count from 1. */
  readonly at?: Readonly<Record<string, number | readonly number[] | Tensor>> | undefined;
  /** The language of what is said beside the formulas. Default `"en"`. */
  readonly lang?: DerivationLanguage | undefined;
}

/** How a line is a derivative. */
export interface LineDerivative extends DerivativeCheck {
  /** With respect to what: `o[j]`. */
  readonly by: string;
  /** The same in LaTeX. */
  readonly byTex: string;
  /** Of what; undefined for the line before. */
  readonly of: string | undefined;
  /** The same in LaTeX, the line before included. */
  readonly ofTex: string;
}

/** A line that has been checked and calculated. */
export interface DerivationLine extends Partial<FloatingValues> {
  /** The line as it was written. */
  readonly expr: string;
  /** Why it follows. */
  readonly because: string;
  /** The line in LaTeX. */
  readonly tex: string;
  /** Whether it equals the line before, or is its derivative. Undefined for the first line. */
  readonly equal?: boolean;
  /** Where it does not. */
  readonly counterexample?: Counterexample;
  /** With respect to what it is a derivative, of what, and which ways of differentiation agree. */
  readonly derivative?: LineDerivative;
  /** The dtypes in which it is right at the given point. */
  readonly survives?: readonly FloatDType[];
}

/** A checked derivation; see {@link derivation}. Displayed, it is formulas with a table. */
export class Derivation {
  /** What is derived. */
  readonly title: string;
  /** The lines, checked. */
  readonly steps: readonly DerivationLine[];
  /** Whether every line follows from the one before. */
  readonly ok: boolean;
  /** At how many random points lines were compared. */
  readonly points: number;
  /** What the letters stand for, as it is written and in LaTeX. */
  readonly given: readonly Notation[];
  /** The abbreviations, as they are written and in LaTeX. */
  readonly where: readonly Notation[];
  /** Where the lines were calculated in floating point. */
  readonly at: Readonly<Record<string, number | readonly number[]>> | undefined;
  /** The language of what is said beside the formulas. */
  readonly lang: DerivationLanguage;

  /** @internal Use {@link derivation}. */
  constructor(data: Omit<Derivation, "ok" | "toString" | typeof displaySymbol>) {
    this.title = data.title;
    this.steps = data.steps;
    this.ok = data.steps.every((step) => step.equal !== false);
    this.points = data.points;
    this.given = data.given;
    this.where = data.where;
    this.at = data.at;
    this.lang = data.lang;
  }

  /**
   * The derivation as text, lines as they were written.
   * @example
   * const steps = [{ expr: "(x + 1)^2" }, { expr: "x^2 + 1", because: "a beginner's mistake" }];
   * const square = derivation("A square", { given: { x: "number" }, steps });
   * square.toString().split("\n").at(-1)
   * // (2) ✗ not equal to (1), e.g. at x = -0.45: 1.203 instead of 0.3025.
   */
  toString(): string {
    return this[displaySymbol]()["text/plain"];
  }

  /** Formulas and a table, for notebooks. */
  [displaySymbol](): MimeBundle {
    return displayDerivation(this);
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** At how many random points lines are compared. */
const randomPointCount = 50;

/**
 * Checks a derivation: that each line equals the one before, at 50 random points with 64 digits, the same ones every time. Each
 * line is also calculated in float64, float32, float16 and bfloat16 at a point of your choice, operation by operation as it is
 * written, so that one sees which lines are equal on paper, and which of them survive in floating point.
 *
 * Lines are expressions in mathjs's syntax over numbers and vectors: `o[j]` (indices count from 1, as in the book),
 * `sum(k, exp(o[k]))`, `prod(k, …)`, `max(k, o[k])`, `sum(k, 2, q, o[k])` over a range, `[j == y]` (1 where it holds, else 0), `max(0, x)`,
 * exp, log, sqrt, abs, log1p, expm1, log2, `pi`. A line may be the partial derivative of the one before: it is held against
 * mathjs's symbolic derivative, central differences and `backward()`.
 *
 * Equal at random points is not proven equal; but what is wrong is found. mathjs is loaded at the first call; outside
 * Node run `await exact.load()` once before.
 *
 * @param title What is derived.
 * @param options `given`: the kind of each letter; `where`: abbreviations; `steps`: the lines; `at`: the point for floating point;
 * `lang`: `"en"` or `"zh"`.
 * @returns A {@link Derivation}: formulas and a table when displayed, and data: `ok`, `steps[i].equal`, `.counterexample`,
 * `.values.float32.verdict`, `.survives`.
 * @throws TypeError if a line cannot be read or calculated: it says which and why. A wrong line throws nothing, it is shown as wrong.
 * @example
 * const d = derivation("Softmax", {
 *   given: { o: "vector", j: "index" },
 *   where: { m: "max(k, o[k])" },
 *   steps: [
 *     { expr: "exp(o[j]) / sum(k, exp(o[k]))" },
 *     { expr: "exp(o[j] - m) / sum(k, exp(o[k] - m))", because: "divide both by $\\exp(m)$" },
 *   ],
 *   at: { o: [100, 0, -100], j: 1 },
 * });
 * d.steps.map((step) => step.values?.float32.verdict)
 * // [ 'overflow → NaN', 'exact to ½ ulp' ]
 * @see d2l "Softmax Regression Concise", softmax revisited
 */
export function derivation(title: string, options: DerivationOptions): Derivation {
  if (typeof title !== "string") {
    throw new TypeError(`derivation: title is ${showValue(title)}, expected a text`);
  }
  checkOptions("derivation", options, ["given", "where", "steps", "at", "lang"]);
  const { where = {}, steps, at, lang = "en" } = options;
  if (!Array.isArray(steps) || steps.length === 0) {
    throw new TypeError(
      `derivation: steps is ${showValue(steps)}, expected an array of lines such as { expr: "exp(x)" }`,
    );
  }
  if (lang !== "en" && lang !== "zh") {
    throw new TypeError(`derivation: lang is ${showValue(lang)}, expected "en" or "zh"`);
  }
  const given = checkGiven(options.given);
  const definitions = Object.entries(where).map(([head, body]) =>
    naming(`where ${showValue(head)}`, () => readDefinition(head, body, given)),
  );
  const language: Language = { given, definitions: new Map(definitions.map((d) => [d.name, d])) };
  const trials = trialsAt(randomPoints(given, randomPointCount));
  const point = at === undefined ? undefined : readPoint(given, at);

  let before: Tried | undefined;
  const lines = (steps as readonly DerivationStep[]).map((step, i) => {
    checkOptions(`derivation: steps[${i}]`, step, ["expr", "because", "tex", "derivative", "of"]);
    return naming(`line (${i + 1})`, () => {
      const tried = new Tried(parse(step.expr), language, trials);
      const line = checkedLine(step, tried, before, language, trials, point);
      before = tried;
      return line;
    });
  });
  return new Derivation({
    title,
    steps: lines,
    points: randomPointCount,
    given: [...given].map(([letter, kind]) => ({
      text: `${letter}: ${kind}`,
      tex: quantityTex(kind, letterTex(letter, kind), lengthTex(given)),
    })),
    where: definitions.map(({ head, body }) => ({
      text: `${head} = ${body}`,
      tex: `${expressionTex(head, language)} = ${expressionTex(body, language)}`,
    })),
    at: point && Object.fromEntries(point.values),
    lang,
  });
}

function checkedLine(
  step: DerivationStep,
  tried: Tried,
  before: Tried | undefined,
  language: Language,
  trials: readonly Trial[],
  point: Point | undefined,
): DerivationLine {
  const floating = point && floatingValues(tried.line, language, point);
  return {
    expr: step.expr,
    because: text("because", step.because),
    tex: step.tex === undefined ? expressionTex(tried.line, language) : ownTex(step.tex),
    ...(step.derivative !== undefined
      ? derivativeCheck(step.derivative, step.of, tried, before, language, trials)
      : equalityCheck(tried, before)),
    ...(floating && {
      ...floating,
      survives: floats.filter((dtype) => floating.values[dtype].ulps! <= goodUlps),
    }),
  };
}

function equalityCheck(tried: Tried, before: Tried | undefined): Partial<DerivationLine> {
  if (before === undefined) return {};
  const counterexample = tried.differenceFrom(before);
  return counterexample ? { equal: false, counterexample } : { equal: true };
}

function derivativeCheck(
  by: string,
  of: string | undefined,
  tried: Tried,
  before: Tried | undefined,
  language: Language,
  trials: readonly Trial[],
): Partial<DerivationLine> {
  const variable = readVariable(by, language);
  const original = of === undefined ? before : new Tried(parse(of), language, trials);
  if (original === undefined) {
    throw new ExpressionError(
      `there is no line before it to differentiate; give one, or what to differentiate in "of"`,
    );
  }
  const { check, counterexample } = tried.derivativeOf(original.line, variable);
  const byTex = expressionTex(variable.node, language);
  const ofTex = expressionTex(original.line, language);
  const derivative = { ...check, by, byTex, of, ofTex };
  return counterexample ? { equal: false, counterexample, derivative } : { equal: true, derivative };
}

function text(option: string, value: string | undefined): string {
  if (value === undefined || typeof value === "string") return value ?? "";
  throw new ExpressionError(`${option} is ${showValue(value)}, expected a text`);
}

/** Formulas stand between dollar signs, so none may come from within. */
function ownTex(tex: string): string {
  if (!text("tex", tex).includes("$")) return tex;
  throw new ExpressionError(
    `tex is ${showValue(tex)}, expected LaTeX without dollar signs around it or in it`,
  );
}

/** The letter that the book has for the number of classes, unless it means something else here. */
function lengthTex(given: Given): string {
  const letter = [...given].find(([, kind]) => kind === "length")?.[0];
  return letter === undefined ? (given.has("q") ? "n" : "q") : letterTex(letter, "length");
}

/** Says which line it was that could not be read. */
function naming<Result>(where: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError) throw new TypeError(`derivation: ${where}: ${error.message}`);
    throw error;
  }
}
