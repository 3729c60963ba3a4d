// The losses of angles and distances at 64 digits. Knows tensors; shares the checks of the float versions, not their arithmetic.

import {
  type CosineEmbeddingLossOptions,
  checkCosineEmbeddingLossOptions,
  cosineOperands,
} from "../losses/cosine-embedding-loss.js";
import { tripletOperands } from "../losses/triplet.js";
import {
  checkTripletMarginLossOptions,
  type TripletMarginLossOptions,
} from "../losses/triplet-margin-loss.js";
import { broadcastShapes, broadcastTo } from "../tensor/broadcast.js";
import { elementCount, rowMajorData } from "../tensor/strided.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { exactly, reduceExactly, sumOf } from "./arithmetic.js";
import { type BigNumber, bigNumbers, fromDouble } from "./big-number.js";
import type { ExactTensor } from "./exact-tensor.js";

/** The product of any four doubles has fewer digits than this. */
const everyDigit = 2600;

/**
 * `cosineEmbeddingLoss` at 64 digits, of the float vectors taken as exact binary numbers.
 * @example
 * exact.cosineEmbeddingLoss([[3, 4]], [[4, 3]], [1])
 * // exact(0.040000000000038400000)
 */
export function cosineEmbeddingLoss(
  input1: TensorLike,
  input2: TensorLike,
  target: TensorLike,
  options: CosineEmbeddingLossOptions = {},
): ExactTensor {
  const fn = "exact.cosineEmbeddingLoss";
  const { margin, reduction } = checkCosineEmbeddingLossOptions(fn, options);
  const { inputs, labels } = cosineOperands(fn, input1, input2, target);
  const { values, shape } = mapRows(fn, inputs, ([a, b], i) => {
    const cosine = cosineOf(a!, b!);
    if (labels[i] === 1) return cosine.complement;
    return labels[i] === -1 ? positivePart(cosine.value.minus(exactly(margin))) : exactly(0);
  });
  return reduceExactly(values, shape, reduction);
}

/**
 * `tripletMarginLoss` at 64 digits, of the float vectors taken as exact binary numbers.
 * @example
 * exact.tripletMarginLoss([[0, 0]], [[3, 4]], [[0, 5.5]], { eps: 0 })
 * // exact(0.50000000000000000000)
 */
export function tripletMarginLoss(
  anchor: TensorLike,
  positive: TensorLike,
  negative: TensorLike,
  options: TripletMarginLossOptions = {},
): ExactTensor {
  const fn = "exact.tripletMarginLoss";
  const { margin, p, eps, swap, reduction } = checkTripletMarginLossOptions(fn, options);
  const operands = tripletOperands(fn, anchor, positive, negative);
  const { values, shape } = mapRows(fn, operands, ([a, near, far]) => {
    const distance = (x: ArrayLike<number>, y: ArrayLike<number>) =>
      norm(
        Array.from(x, (element, k) => exactly(element).minus(exactly(y[k]!)).plus(exactly(eps)).abs()),
        p,
      );
    const distances = [distance(a!, far!), ...(swap ? [distance(near!, far!)] : [])];
    return positivePart(distance(a!, near!).minus(extreme(distances, -1)).plus(exactly(margin)));
  });
  return reduceExactly(values, shape, reduction);
}

/** A formula of the rows of operands that broadcast against each other. */
function mapRows(
  fn: string,
  operands: readonly Tensor[],
  formula: (rows: readonly ArrayLike<number>[], row: number) => BigNumber,
): { values: BigNumber[]; shape: readonly number[] } {
  const whole = operands.map((x) => x.shape).reduce((a, b) => broadcastShapes(fn, a, b));
  const data = operands.map((x) => rowMajorData(broadcastTo(x, whole)));
  const shape = whole.slice(0, -1);
  const width = whole.at(-1)!;
  const values = Array.from({ length: elementCount(shape) }, (_, i) =>
    formula(
      data.map((x) => x.subarray(i * width, (i + 1) * width)),
      i,
    ),
  );
  return { values, shape };
}

/** cos = s / D and 1 − cos, which is (D² − s²) / (D (D + s)): of that numerator every digit is kept, whatever cancels. */
function cosineOf(a: ArrayLike<number>, b: ArrayLike<number>): { value: BigNumber; complement: BigNumber } {
  const Wide = bigNumbers(everyDigit);
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x, (element, k) => fromDouble(Wide, element).times(fromDouble(Wide, y[k]!))).reduce(
      (sum, product) => sum.plus(product),
      new Wide(0),
    );
  const epsilon = fromDouble(Wide, 1e-12);
  const product = dot(a, b);
  const squares = dot(a, a).plus(epsilon).times(dot(b, b).plus(epsilon));
  const narrow = (x: BigNumber) => exactly(0).plus(x);
  const lengths = narrow(squares).pow(0.5);
  const s = narrow(product);
  const value = s.div(lengths);
  if (!(s.cmp(0) > 0)) return { value, complement: exactly(1).minus(value) };
  const gap = narrow(squares.minus(product.times(product)));
  return { value, complement: gap.div(lengths.times(lengths.plus(s))) };
}

/** (Σ sizeᵖ)^(1/p), with its limits for p = ±∞, and the number of sizes that are not 0 for p = 0. */
function norm(sizes: readonly BigNumber[], p: number): BigNumber {
  if (p === 0) return exactly(sizes.filter((size) => !size.isZero()).length);
  if (!Number.isFinite(p)) return extreme(sizes, p);
  const sum = sumOf(sizes.length, (k) => sizes[k]!.pow(exactly(p)));
  return sum.pow(exactly(1).div(exactly(p)));
}

/** The largest for a positive `sign`, the smallest for a negative one; NaN if any is. */
function extreme(sizes: readonly BigNumber[], sign: number): BigNumber {
  return sizes.reduce((a, b) => (a.isNaN() || a.cmp(b) * sign >= 0 ? a : b));
}

/** max(x, 0); NaN stays NaN. */
function positivePart(x: BigNumber): BigNumber {
  return x.cmp(0) < 0 ? exactly(0) : x;
}
