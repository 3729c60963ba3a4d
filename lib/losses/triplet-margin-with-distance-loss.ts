// The triplet loss with a distance of one's own. Knows element-by-element losses; gradients go back through the distance.

import { checkOptions, showValue } from "../tensor/argument.js";
import { withMethods } from "../tensor/methods.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import { pairwiseDistance } from "./distance.js";
import { pointwiseLoss } from "./pointwise-loss.js";
import { checkTripletOptions, type TripletOptions, tripletFormula, tripletOperands } from "./triplet.js";

/** The distances of the vectors of one tensor from those of another, along the last dimension. */
export type DistanceFunction = (x: Tensor, y: Tensor) => Tensor;

/** Options of {@link tripletMarginWithDistanceLoss} and `nn.TripletMarginWithDistanceLoss`. */
export interface TripletMarginWithDistanceLossOptions extends TripletOptions {
  /** Default: the Euclidean distance ‖x − y + 1e-6‖ along the last dimension. */
  readonly distanceFunction?: DistanceFunction | undefined;
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
    ...checkTripletOptions(fn, options),
  };
}

const euclidean = { p: 2, eps: 1e-6 };

/**
 * Triplet loss with a distance of your own: l = max(0, d(anchor, positive) − d(anchor, negative) + margin).
 *
 * @param anchor Vectors, shape (N, D), or another that the distance function takes.
 * @param positive Vectors to be near to. The shape of the anchors, or one that broadcasts with it.
 * @param negative Vectors to be far from, likewise.
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
