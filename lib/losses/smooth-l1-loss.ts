// The absolute error with its kink rounded off. Knows losses of a difference.

import { checkOptions } from "../tensor/argument.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { differenceLoss } from "./difference-loss.js";
import { checkNonNegative } from "./options.js";
import { checkReduction, type ReductionOptions } from "./reduction.js";

/** Options of {@link smoothL1Loss} and `nn.SmoothL1Loss`. */
export interface SmoothL1LossOptions extends ReductionOptions {
  /** Up to this difference the loss is quadratic; 0 makes it the absolute error. In the unit of the input. Default 1. */
  readonly beta?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkSmoothL1LossOptions(fn: string, options: SmoothL1LossOptions) {
  checkOptions(fn, options, ["beta", "reduction"]);
  return {
    beta: checkNonNegative(fn, "beta", options.beta ?? 1),
    reduction: checkReduction(fn, options.reduction ?? "mean"),
  };
}

/**
 * Smooth absolute error, of d = input − target: l = ½ d² / beta where |d| < beta, and |d| − ½ beta elsewhere.
 *
 * It is {@link huberLoss} with delta = beta, divided by beta: its slope far away is ±1 whatever beta is. With beta = 0 it is the
 * absolute error, whose slope where both are equal is PyTorch's: −1 for the input (and 1 for the target).
 *
 * @param input Predictions, any shape.
 * @param target True values; broadcast against the input.
 * @param options `beta`, `reduction`.
 * @returns A scalar, in the unit of the input; with reduction `"none"` one loss per element.
 * @throws RangeError if beta is negative, or the shapes do not broadcast.
 * @example
 * smoothL1Loss([0.5, 3], [0, 0], { reduction: "none" })
 * // tensor([0.1250, 2.5000])
 * @see PyTorch `torch.nn.functional.smooth_l1_loss`
 */
export function smoothL1Loss(
  input: TensorLike,
  target: TensorLike,
  options: SmoothL1LossOptions = {},
): Tensor {
  const { beta, reduction } = checkSmoothL1LossOptions("smoothL1Loss", options);
  const formula = {
    value: (d: number) => (Math.abs(d) < beta ? 0.5 * d * (d / beta) : Math.abs(d) - 0.5 * beta),
    slope: (d: number) => (d <= -beta ? -1 : d >= beta ? 1 : d / beta),
  };
  return differenceLoss("smoothL1Loss", input, target, formula, reduction);
}
