// The squared error that becomes linear for outliers. Knows losses of a difference.

import { checkOptions } from "../tensor/argument.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { differenceLoss } from "./difference-loss.js";
import { checkNumber } from "./options.js";
import { checkReduction, type ReductionOptions } from "./reduction.js";

/** Options of {@link huberLoss} and `nn.HuberLoss`. */
export interface HuberLossOptions extends ReductionOptions {
  /** Up to this difference the loss is quadratic, beyond it linear. In the unit of the input. Default 1. */
  readonly delta?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkHuberLossOptions(fn: string, options: HuberLossOptions) {
  checkOptions(fn, options, ["delta", "reduction"]);
  return {
    delta: checkNumber(fn, "delta", options.delta ?? 1, "a number > 0", (x) => x > 0),
    reduction: checkReduction(fn, options.reduction ?? "mean"),
  };
}

/**
 * Huber loss, of d = input − target: l = ½ d² where |d| ≤ delta, and delta (|d| − ½ delta) elsewhere.
 *
 * Quadratic for small errors, and for large ones no steeper than delta, so that outliers do not decide everything.
 *
 * @param input Predictions, any shape.
 * @param target True values; broadcast against the input.
 * @param options `delta`, `reduction`.
 * @returns A scalar, in the squared unit of the input; with reduction `"none"` one loss per element.
 * @throws RangeError if delta is not positive, or the shapes do not broadcast.
 * @example
 * huberLoss([0.5, 3], [0, 0], { delta: 2, reduction: "none" })
 * // tensor([0.1250, 4.0000])
 * @see PyTorch `torch.nn.functional.huber_loss`; d2l "Concise Implementation of Linear Regression", exercises
 */
export function huberLoss(input: TensorLike, target: TensorLike, options: HuberLossOptions = {}): Tensor {
  const { delta, reduction } = checkHuberLossOptions("huberLoss", options);
  const formula = {
    value: (d: number) => (Math.abs(d) <= delta ? 0.5 * d * d : delta * (Math.abs(d) - 0.5 * delta)),
    slope: (d: number) => (Math.abs(d) > delta ? Math.sign(d) * delta : d),
  };
  return differenceLoss("huberLoss", input, target, formula, reduction);
}
