// Expressions in decimals of many digits: what a line is worth on paper. Knows BigNumbers, not derivations.

import { type BigNumber, type BigNumberClass, bigNumbers, digits, fromDouble } from "../exact/big-number.js";
import type { MathNode } from "../exact/mathjs.js";
import { type Arithmetic, Evaluator, type OperationName } from "./evaluate.js";
import type { FunctionName, Language } from "./expression.js";
import type { Point } from "./given.js";

export class DecimalArithmetic implements Arithmetic<BigNumber> {
  /** Exponent of the largest number met: what has been subtracted from what can have lost so many digits. */
  largestExponent = Number.NEGATIVE_INFINITY;
  readonly #class: BigNumberClass;
  /** The lines of a derivation take the same exponentials over and over. */
  readonly #known = new Map<string, BigNumber>();

  constructor(precision: number) {
    this.#class = bigNumbers(precision);
  }

  number(decimal: string): BigNumber {
    return new this.#class(decimal);
  }

  /** A double as the binary number that it is. */
  binary(x: number): BigNumber {
    return fromDouble(this.#class, x);
  }

  constant(name: "pi" | "e"): BigNumber {
    return name === "pi" ? this.#class.acos(-1) : this.number("1").exp();
  }

  operate(name: OperationName, a: BigNumber, b: BigNumber): BigNumber {
    return this.#met(decimalOperations[name](a, b));
  }

  negate(a: BigNumber): BigNumber {
    return a.neg();
  }

  apply(name: FunctionName, x: BigNumber): BigNumber {
    const key = `${name} ${x}`;
    const value = this.#known.get(key) ?? decimalFunctions[name](x);
    this.#known.set(key, value);
    return this.#met(value);
  }

  extreme(sign: 1 | -1, values: readonly BigNumber[]): BigNumber {
    return values.reduce((a, b) => (b.cmp(a) === sign ? b : a));
  }

  compare(a: BigNumber, b: BigNumber): number {
    return a.cmp(b);
  }

  #met(x: BigNumber): BigNumber {
    if (x.isFinite() && !x.isZero() && x.e > this.largestExponent) this.largestExponent = x.e;
    return x;
  }
}

const decimalOperations: Readonly<Record<OperationName, (a: BigNumber, b: BigNumber) => BigNumber>> = {
  add: (a, b) => a.plus(b),
  subtract: (a, b) => a.minus(b),
  multiply: (a, b) => a.times(b),
  divide: (a, b) => a.div(b),
  pow: (a, b) => a.pow(b),
};

const decimalFunctions: Readonly<Record<FunctionName, (x: BigNumber) => BigNumber>> = {
  exp: (x) => x.exp(),
  expm1: (x) => x.exp().minus(1),
  log: (x) => x.ln(),
  log1p: (x) => x.plus(1).ln(),
  log2: (x) => x.ln().div(x.minus(x).plus(2).ln()),
  sqrt: (x) => x.sqrt(),
  abs: (x) => x.abs(),
};

/** Digits to calculate with where 64 of the result are wanted. */
export const workDigits = digits + 24;

/** How the doubles of a point are meant: 0.1 as one tenth, or as the binary number that it is. */
export type Reading = "decimal" | "binary";

export function decimalEvaluator(
  arithmetic: DecimalArithmetic,
  language: Language,
  point: Point,
  reading: Reading = "decimal",
): Evaluator<BigNumber> {
  return new Evaluator(arithmetic, language, point, (x) =>
    reading === "decimal" ? arithmetic.number(String(x)) : arithmetic.binary(x),
  );
}

/** A line's value at a point of floating-point numbers, with 64 digits that can be relied on. */
export function exactValue(node: MathNode, language: Language, point: Point): BigNumber {
  let before: BigNumber | undefined;
  for (const precision of [workDigits, 200, 500, 1300]) {
    const value = decimalEvaluator(new DecimalArithmetic(precision), language, point, "binary").line(node);
    if (before !== undefined && agree(before, value)) return value;
    before = value;
  }
  return before!;
}

/** Whether more digits have changed nothing. A 0 or an infinity may yet become a number with more of them. */
function agree(a: BigNumber, b: BigNumber): boolean {
  if (!a.isFinite() || !b.isFinite() || b.isZero()) return false;
  const difference = a.minus(b);
  return difference.isZero() || difference.e < b.e - digits;
}
