// What the triplet losses have in common: options, operands, and the loss of distances already measured.

import { showShape } from "../tensor/argument.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { positivePart, positivePartSlope } from "./kinks.js";
import { checkFit, floatOperands } from "./operands.js";
import { checkBoolean, checkNumber, type MarginOptions } from "./options.js";
import type { PointwiseFormula } from "./pointwise-loss.js";
import { checkReduction } from "./reduction.js";

/** Options of every triplet loss. */
export interface TripletOptions extends MarginOptions {
  /** By how much the negative is to be further away than the positive. Default 1. */
  readonly margin?: number | undefined;
  /** Whether the negative's distance is the smaller one of those from the anchor and from the positive. Default false. */
  readonly swap?: boolean | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkTripletOptions(fn: string, options: TripletOptions) {
  return {
    margin: checkNumber(fn, "margin", options.margin ?? 1),
    swap: checkBoolean(fn, "swap", options.swap ?? false),
    reduction: checkReduction(fn, options.reduction ?? "mean"),
  };
}

/** Anchor, positive and negative as vectors along the last dimension. */
export function tripletOperands(
  fn: string,
  anchor: TensorLike,
  positive: TensorLike,
  negative: TensorLike,
): [Tensor, Tensor, Tensor] {
  const [a, p, n] = floatOperands(fn, { anchor, positive, negative }) as [Tensor, Tensor, Tensor];
  if (a.ndim === 0) throw new RangeError(`${fn}: anchor has shape ${showShape([])}, expected (D,) or (N, D)`);
  checkFit(fn, { anchor: a, positive: p, negative: n });
  return [a, p, n];
}

/**
 * max(0, near − far + margin) of the distances from the anchor to the positive and to the negative; with `swap` the third, from
 * the positive to the negative, takes the place of the second where it is smaller. Where both are equal each has half the slope.
 */
export function tripletFormula(margin: number, swap: boolean): PointwiseFormula {
  const hinge = (near: number, far: number, other: number) =>
    near - (swap ? Math.min(far, other) : far) + margin;
  const share = (mine: number, others: number) => (mine === others ? 0.5 : mine > others ? 0 : 1);
  const slope = (near: number, far: number, other: number) => positivePartSlope(hinge(near, far, other));
  return {
    value: (near, far, other) => positivePart(hinge(near, far, other)),
    slopes: [
      slope,
      (near, far, other) => -slope(near, far, other) * (swap ? share(far, other) : 1),
      (near, far, other) => -slope(near, far, other) * (swap ? share(other, far) : 0),
    ],
  };
}
