// The triplet loss of distances already measured. Knows numbers only.

import { positivePart, positivePartSlope } from "./kinks.js";
import type { PointwiseFormula } from "./pointwise-loss.js";

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
