// Calculating with BigNumbers that carry more digits than the results have, so that each result is right to its last digit.

import type { Reduction } from "../losses/reduction.js";
import { broadcastShapes, broadcastTo } from "../tensor/broadcast.js";
import { elementCount, rowMajorData } from "../tensor/strided.js";
import type { Tensor } from "../tensor/tensor.js";
import { type BigNumber, bigNumbers, digits, fromDouble } from "./big-number.js";
import { ExactTensor } from "./exact-tensor.js";

const workDigits = digits + 24;

/** A double as the number it is, for calculations that end in a result. */
export function exactly(x: number): BigNumber {
  return fromDouble(bigNumbers(workDigits), x);
}

/** The sum of `n` terms. */
export function sumOf(n: number, term: (k: number) => BigNumber): BigNumber {
  let sum = exactly(0);
  for (let k = 0; k < n; k++) sum = sum.plus(term(k));
  return sum;
}

/** log(1 + x), by its series where 1 + x would drop digits of x. */
export function log1p(x: BigNumber, precision = workDigits): BigNumber {
  if (x.isZero()) return x;
  const Class = bigNumbers(precision);
  // Also NaN and the infinities, whose exponent is NaN.
  if (!(x.e <= -12)) return new Class(new (bigNumbers(precision + 14))(x).plus(1).ln());
  let power = new Class(x);
  let sum = power;
  for (let k = 2; power.e > x.e - precision; k++) {
    power = power.times(x).neg();
    sum = sum.plus(power.div(k));
  }
  return sum;
}

/** Losses as they are or as one number; a mean divides by `divisor`, or by their number. */
export function reduceExactly(
  losses: readonly BigNumber[],
  shape: readonly number[],
  reduction: Reduction,
  divisor: BigNumber = exactly(losses.length),
): ExactTensor {
  if (reduction === "none") return new ExactTensor(losses, shape);
  const sum = sumOf(losses.length, (i) => losses[i]!);
  return new ExactTensor([reduction === "mean" ? sum.div(divisor) : sum], []);
}

/** A formula applied to every element of operands that broadcast against each other. */
export function mapExactly(
  fn: string,
  operands: readonly Tensor[],
  formula: (...elements: BigNumber[]) => BigNumber,
): { values: BigNumber[]; shape: readonly number[] } {
  const shape = operands.map((x) => x.shape).reduce((a, b) => broadcastShapes(fn, a, b));
  const flats = operands.map((x) => rowMajorData(broadcastTo(x, shape)));
  const values = Array.from({ length: elementCount(shape) }, (_, i) =>
    formula(...flats.map((flat) => exactly(flat[i]!))),
  );
  return { values, shape };
}
