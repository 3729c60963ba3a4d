// The hinge loss of which of two scores is larger. Knows element-by-element losses.

import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { positivePart, positivePartSlope } from "./kinks.js";
import { checkFit, floatOperands } from "./operands.js";
import { checkMarginOptions, type MarginOptions } from "./options.js";
import { pointwiseLoss } from "./pointwise-loss.js";

/** Options of {@link marginRankingLoss} and `nn.MarginRankingLoss`. */
export interface MarginRankingLossOptions extends MarginOptions {
  /** By how much the score that should be larger is to be larger. Default 0. */
  readonly margin?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkMarginRankingLossOptions(fn: string, options: MarginRankingLossOptions) {
  return checkMarginOptions(fn, options, 0);
}

/**
 * Ranking loss of pairs of scores: l = max(0, −target · (input1 − input2) + margin). Target 1 says that input1 should be
 * larger, −1 that input2 should. The gradient for the target is 0 where the loss is (PyTorch's is NaN there for an infinite score).
 *
 * @param input1 Scores, any shape.
 * @param input2 Scores to compare them with.
 * @param target 1 or −1. All three have the same number of dimensions, and broadcast against each other.
 * @param options `margin`, `reduction`.
 * @returns A scalar; with reduction `"none"` one loss per pair.
 * @throws RangeError if the shapes do not fit.
 * @example
 * marginRankingLoss([1, 2, 3], [0.5, 2.5, 5], [1, 1, -1], { margin: 1, reduction: "none" })
 * // tensor([0.5000, 1.5000, 0.0000])
 * @see PyTorch `torch.nn.functional.margin_ranking_loss`
 */
export function marginRankingLoss(
  input1: TensorLike,
  input2: TensorLike,
  target: TensorLike,
  options: MarginRankingLossOptions = {},
): Tensor {
  const fn = "marginRankingLoss";
  const { margin, reduction } = checkMarginRankingLossOptions(fn, options);
  const operands = floatOperands(fn, { input1, input2, target });
  checkFit(fn, { input1: operands[0]!, input2: operands[1]!, target: operands[2]! });
  const hinge = (a: number, b: number, y: number) => margin - y * (a - b);
  const formula = {
    value: (a: number, b: number, y: number) => positivePart(hinge(a, b, y)),
    slopes: [
      (a: number, b: number, y: number) => -y * positivePartSlope(hinge(a, b, y)),
      (a: number, b: number, y: number) => y * positivePartSlope(hinge(a, b, y)),
      (a: number, b: number, y: number) => (hinge(a, b, y) < 0 ? 0 : b - a),
    ],
  };
  return pointwiseLoss(fn, operands, formula, reduction);
}
