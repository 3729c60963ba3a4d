// The triplet loss with a distance of one's own. Knows element-by-element losses; gradients go back through the distance.

import { checkOptions, showValue } from "../tensor/argument.js";
import { withMethods } from "../tensor/methods.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import { pairwiseDistance } from "./distance.js";
import { checkBoolean, checkNumber, type MarginOptions } from "./options.js";
import { pointwiseLoss } from "./pointwise-loss.js";
import { checkReduction } from "./reduction.js";
import { tripletFormula } from "./triplet.js";
import { tripletOperands } from "./triplet-margin-loss.js";

/** The distances of the vectors of one tensor from those of another, along the last dimension. */
export type DistanceFunction = (x: Tensor, y: Tensor) => Tensor;

/** Options of {@link tripletMarginWithDistanceLoss} and `nn.TripletMarginWithDistanceLoss`. */
export interface TripletMarginWithDistanceLossOptions extends MarginOptions {
  /** Default: the Euclidean distance ‖x − y + 1e-6‖ along the last dimension. */
  readonly distanceFunction?: DistanceFunction | undefined;
  /** By how much the negative is to be further away than the positive. Default 1. */
  readonly margin?: number | undefined;
  /** Whether the negative's distance is the smaller one of those from the anchor and from the positive. Default false. */
  readonly swap?: boolean | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkTripletMarginWithDistanceLossOptions(
  fn: string,
  options: TripletMarginWithDistanceLossOptions,
) {
  checkOptions(fn, options, ["distanceFunction", "margin", "swap", "reduction"]);
  const { distanceFunction } = options;
  if (distanceFunction !== undefined && typeof distanceFunction !== "function") {
    throw new TypeError(
      `${fn}: distanceFunction is ${showValue(distanceFunction)}, expected a function of two tensors`,
    );
  }
  return {
    distanceFunction:
      distanceFunction ?? ((x: Tensor, y: Tensor) => pairwiseDistance("pairwiseDistance", x, y, euclidean)),
    margin: checkNumber(fn, "margin", options.margin ?? 1),
    swap: checkBoolean(fn, "swap", options.swap ?? false),
    reduction: checkReduction(fn, options.reduction ?? "mean"),
  };
}

const euclidean = { p: 2, eps: 1e-6 };

/**
 * Triplet loss with a distance of your own: l = max(0, d(anchor, positive) − d(anchor, negative) + margin).
 *
 * @param anchor Vectors, shape (N, D), or whatever the distance function takes.
 * @param positive Vectors to be near to, of as many dimensions.
 * @param negative Vectors to be far from, of as many dimensions.
 * @param options `distanceFunction`, which gets two tensors and returns one of their distances; `margin`, `swap`, `reduction`.
 * @returns A scalar; with reduction `"none"` one loss per distance.
 * @throws TypeError if the distance function returns no tensor; RangeError if shapes do not fit.
 * @example
 * tripletMarginWithDistanceLoss([[0, 0]], [[3, 4]], [[0, 5.5]])
 * // tensor(0.5000)
 * @example
 * const anchor = tensor([[0, 0]]).requiresGrad_();
 * const distanceFunction = (x, y) => x.sub(y).abs().sum({ dim: -1 });
 * tripletMarginWithDistanceLoss(anchor, [[3, 4]], [[-2, 5.5]], { distanceFunction }).backward();
 * anchor.grad
 * // tensor([[-2.,  0.]])
 * @see PyTorch `torch.nn.functional.triplet_margin_with_distance_loss`
 */
export function tripletMarginWithDistanceLoss(
  anchor: TensorLike,
  positive: TensorLike,
  negative: TensorLike,
  options: TripletMarginWithDistanceLossOptions = {},
): Tensor {
  const fn = "tripletMarginWithDistanceLoss";
  const { distanceFunction, margin, swap, reduction } = checkTripletMarginWithDistanceLossOptions(
    fn,
    options,
  );
  const [a, p, n] = tripletOperands(fn, anchor, positive, negative);
  const distance = (x: Tensor, y: Tensor) => {
    const measured: unknown = distanceFunction(withMethods(x), withMethods(y));
    if (measured instanceof Tensor) return measured;
    throw new TypeError(`${fn}: distanceFunction returned ${showValue(measured)}, expected a Tensor`);
  };
  const measured = [distance(a, p), distance(a, n), ...(swap ? [distance(p, n)] : [])];
  return pointwiseLoss(fn, measured, tripletFormula(margin, swap), reduction);
}
