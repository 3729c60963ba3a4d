// Losses that are calculated element by element from input, target and perhaps weights: a formula and its partial derivatives.
// Everything is calculated in double; each result and each gradient is rounded once. Knows no particular loss.

import { differentiable } from "../autograd/graph.js";
import { broadcastShapes, broadcastTo } from "../tensor/broadcast.js";
import { resultType } from "../tensor/dtype.js";
import { sumTo } from "../tensor/reduction.js";
import { cast, elementCount, fromStorage, rowMajorData } from "../tensor/strided.js";
import { compensatedSum } from "../tensor/summation.js";
import { Tensor } from "../tensor/tensor.js";
import { type Reduction, reduceLosses, sampleGradient } from "./reduction.js";

/** Of one element of each operand; operands that a loss does not have are 0. */
type OfElements = (a: number, b: number, c: number, d: number) => number;

export interface PointwiseFormula {
  /** The loss. */
  readonly value: OfElements;
  /** ∂ loss / ∂ operand, in the operands' order; left out where there is none. */
  readonly slopes: readonly (OfElements | undefined)[];
}

/**
 * The loss of operands that broadcast against each other: `operands[0]` is the formula's a, and so on. A mean divides by
 * `divisor`, else by the number of losses. Those are one per element or, with `perRow`, the mean of each row along the last
 * dimension.
 */
export function pointwiseLoss(
  fn: string,
  operands: readonly Tensor[],
  { value, slopes }: PointwiseFormula,
  reduction: Reduction,
  divisor?: number,
  perRow = false,
): Tensor {
  const shape = operands.map((x) => x.shape).reduce((a, b) => broadcastShapes(fn, a, b));
  const n = elementCount(shape);
  const sampleShape = perRow ? shape.slice(0, -1) : shape;
  const samples = elementCount(sampleShape);
  const rowLength = perRow ? shape.at(-1)! : 1;
  const each = elementsOf(operands, shape);
  const losses = new Float64Array(n);
  for (let i = 0; i < n; i++) losses[i] = each(value, i);
  const sampleLosses = perRow ? rowMeans(losses, samples, rowLength) : losses;
  const out = new Tensor(reduceLosses(sampleLosses, sampleShape, resultType(operands), reduction, divisor));
  return differentiable(out, fn, operands, operands, (g, needed) => {
    const upstream = sampleGradient(g, reduction, divisor ?? samples);
    const each = elementsOf(operands, shape);
    return operands.map((operand, k) => {
      const slope = slopes[k];
      if (!needed[k] || slope === undefined) return undefined;
      const values = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        values[i] = (upstream(Math.floor(i / rowLength)) / rowLength) * each(slope, i);
      }
      return cast(sumTo(fromStorage(values, shape, "float64"), operand.shape), operand.dtype);
    });
  });
}

function rowMeans(values: Float64Array, rows: number, length: number): Float64Array {
  return Float64Array.from(
    { length: rows },
    (_, r) => compensatedSum(values, r * length, 1, length) / length,
  );
}

/** Calls a function with the i-th element of each operand, as broadcast to `shape`. */
function elementsOf(
  operands: readonly Tensor[],
  shape: readonly number[],
): (f: OfElements, i: number) => number {
  const [a, b, c, d] = operands.map((x) => rowMajorData(broadcastTo(x, shape)));
  return (f, i) => f(a![i]!, b ? b[i]! : 0, c ? c[i]! : 0, d ? d[i]! : 0);
}
