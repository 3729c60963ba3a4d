// Whether a line equals the one before, or is its derivative: tried at many random points with 64 digits and more. A proof it
// is not, but a wrong line is found. Knows lines and points, not how they are shown.

import type { BigNumber } from "../exact/big-number.js";
import type { MathNode } from "../exact/mathjs.js";
import { DecimalArithmetic, decimalEvaluator, workDigits } from "./decimal-arithmetic.js";
import { ExpressionError, type Language } from "./expression.js";
import type { Point } from "./given.js";
import { type Derivatives, derivativesAt, type Variable } from "./gradient.js";

/** Where a line is not what it should be. */
export interface Counterexample {
  /** The letters' values, in short decimals; vectors as arrays, indices from 1. */
  readonly at: Readonly<Record<string, number | readonly number[]>>;
  /** What the line should be there: the value of the line before, or of its derivative. */
  readonly expected: BigNumber;
  /** What it is. */
  readonly found: BigNumber;
}

/** Which of the three derivatives the line agrees with at every point tried. */
export interface DerivativeCheck {
  /** mathjs's rules of differentiation, at 64 digits. */
  readonly symbolic: boolean;
  /** Central differences at 64 digits. */
  readonly differences: boolean;
  /** `backward()` of the library's float64 tensors. */
  readonly autograd: boolean;
}

/** A point with the arithmetic that all lines share there: it remembers what it has calculated. */
export interface Trial {
  readonly point: Point;
  readonly arithmetic: DecimalArithmetic;
}

export function trialsAt(points: readonly Point[]): Trial[] {
  return points.map((point) => ({ point, arithmetic: new DecimalArithmetic(workDigits) }));
}

/** A line's values at the random points. */
export class Tried {
  readonly line: MathNode;
  readonly #language: Language;
  readonly #trials: readonly Trial[];
  readonly #values: readonly BigNumber[];

  constructor(line: MathNode, language: Language, trials: readonly Trial[]) {
    this.line = line;
    this.#language = language;
    this.#trials = trials;
    this.#values = trials.map(({ point, arithmetic }) =>
      decimalEvaluator(arithmetic, language, point).line(line),
    );
  }

  /** The first point where the line differs from another; undefined where they are equal. */
  differenceFrom(before: Tried): Counterexample | undefined {
    let compared = 0;
    for (const [i, { point, arithmetic }] of this.#trials.entries()) {
      const [a, b] = [before.#values[i]!, this.#values[i]!];
      // Where neither has a value, there is nothing to compare.
      if (!a.isFinite() && !b.isFinite()) continue;
      compared++;
      const noise = arithmetic.largestExponent - (workDigits - spare);
      if (!agree(a, b, equalDigits, noise)) return example(point, a, b);
    }
    if (compared > 0) return undefined;
    throw new ExpressionError(
      `neither this line nor the one before has a value at any of ${this.#trials.length} random points; ` +
        `does given say what the letters are, as "positive" or "probabilities" under a logarithm?`,
    );
  }

  /** Tries whether the line is the derivative of another. */
  derivativeOf(
    of: MathNode,
    variable: Variable,
  ): { check: DerivativeCheck; counterexample?: Counterexample } {
    const check = { symbolic: true, differences: true, autograd: true };
    let counterexample: Counterexample | undefined;
    let compared = 0;
    for (const [i, { point, arithmetic }] of this.#trials.slice(0, derivativePoints).entries()) {
      const value = this.#values[i]!;
      const derivatives = derivativesAt(of, variable, this.#language, point, arithmetic);
      if (derivatives === undefined) continue;
      if (!value.isFinite() && !derivatives.symbolic.isFinite()) continue;
      compared++;
      const right = agreement(value, derivatives);
      for (const way of ["symbolic", "differences", "autograd"] as const) check[way] &&= right[way];
      if (!Object.values(right).every(Boolean)) {
        counterexample ??= example(point, derivatives.symbolic, value);
      }
    }
    if (compared === 0) {
      throw new ExpressionError(`"${of}" has no derivative at any of ${derivativePoints} random points`);
    }
    return counterexample ? { check, counterexample } : { check };
  }
}

/** Points are short decimals of size 1: errors of the other ways of differentiation are below these digits. */
const equalDigits = 50;
const differenceDigits = 30;
const autogradDigits = 9;

/** Differentiating takes a hundred times as long as calculating. */
const derivativePoints = 15;

/** Digits that rounding may spoil at the end. */
const spare = 8;

function agreement(value: BigNumber, { symbolic, differences, autograd }: Derivatives): DerivativeCheck {
  return {
    symbolic: agree(symbolic, value, equalDigits, -equalDigits),
    differences: agree(differences, value, differenceDigits, -differenceDigits),
    autograd: agree(value.minus(value).plus(autograd), value, autogradDigits, -autogradDigits),
  };
}

/** Equal to so many digits, or to within what rounding makes of numbers of the size met on the way. */
function agree(a: BigNumber, b: BigNumber, digits: number, noiseExponent: number): boolean {
  const difference = a.minus(b);
  if (!difference.isFinite()) return false;
  return difference.isZero() || difference.e < Math.max(Math.max(a.e, b.e) - digits, noiseExponent);
}

function example(point: Point, expected: BigNumber, found: BigNumber): Counterexample {
  return { at: Object.fromEntries(point.values), expected, found };
}
