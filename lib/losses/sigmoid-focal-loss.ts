// Focal loss of binary logits. Knows tensors and the logistic function.

import { checkOptions } from "../tensor/argument.js";
import { logistic } from "../tensor/mathematics.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { binaryLossOfLogit } from "./binary-cross-entropy-with-logits.js";
import { logisticLossByLogit, logisticLossByTarget } from "./logistic.js";
import { checkNumber } from "./options.js";
import { type PointwiseFormula, pointwiseLoss } from "./pointwise-loss.js";
import { checkReduction, type Reduction } from "./reduction.js";
import { weightedOperands } from "./weighted-operands.js";

/** Options of {@link sigmoidFocalLoss} and `nn.SigmoidFocalLoss`. */
export interface SigmoidFocalLossOptions {
  /** Weight of the targets 1, in [0, 1]; those of 0 have 1 − alpha. −1: no weights. Default 0.25. */
  readonly alpha?: number | undefined;
  /** How much less an element counts that is right already, ≥ 0; 0: none less. Default 2. */
  readonly gamma?: number | undefined;
  /** Default `"none"`. */
  readonly reduction?: Reduction | undefined;
}

/** The options with torchvision's defaults; throws for one that is wrong. */
export function checkSigmoidFocalLossOptions(fn: string, options: SigmoidFocalLossOptions) {
  checkOptions(fn, options, ["alpha", "gamma", "reduction"]);
  return {
    alpha: checkNumber(
      fn,
      "alpha",
      options.alpha ?? 0.25,
      "a number in [0, 1], or -1 for no weights",
      (x) => (x >= 0 && x <= 1) || x === -1,
    ),
    gamma: checkGamma(fn, options.gamma ?? 2),
    reduction: checkReduction(fn, options.reduction ?? "none"),
  };
}

export function checkGamma(fn: string, gamma: unknown): number {
  return checkNumber(fn, "gamma", gamma, "a finite number ≥ 0", (x) => x >= 0 && Number.isFinite(x));
}

/** The product of weight α, focus m^γ and cross-entropy L, with m the probability given to what is not the target. */
function focalFormula(alpha: number, gamma: number): PointwiseFormula {
  const weight = (y: number) => (alpha < 0 ? 1 : alpha * y + (1 - alpha) * (1 - y));
  const weightByTarget = alpha < 0 ? 0 : 2 * alpha - 1;
  const miss = (x: number, y: number) => y * logistic(-x) + (1 - y) * logistic(x);
  const loss = (x: number, y: number) => binaryLossOfLogit(x, y, 1);
  return {
    value: (x, y) => weight(y) * miss(x, y) ** gamma * loss(x, y),
    slopes: [
      (x, y) => {
        const m = miss(x, y);
        // m' / m, where m is 0 by its limit. Both terms have one sign.
        const relative = (1 - 2 * y) * (m === 0 ? 1 : (logistic(x) * logistic(-x)) / m);
        return weight(y) * m ** gamma * (logisticLossByLogit(x, y, 1) + gamma * relative * loss(x, y));
      },
      (x, y) => {
        const m = miss(x, y);
        const l = loss(x, y);
        // L / m goes to 1 as both go to 0.
        const focusByTarget = gamma * (logistic(-x) - logistic(x)) * (m === 0 ? 1 : l / m);
        const byTarget = focusByTarget + logisticLossByTarget(x, y, 1);
        return m ** gamma * (weightByTarget * l + weight(y) * byTarget);
      },
    ],
  };
}

/**
 * Focal loss of binary logits: l = α_t (1 − p_t)^γ · (−log p_t), for each element, where p_t is the probability that σ(x) gives
 * to the target, and α_t is alpha for the target 1 and 1 − alpha for 0. Elements that are right already count for little.
 *
 * For a target y between 0 and 1, p_t and α_t are the means of both cases, and −log p_t the binary cross-entropy. 1 − p_t is calculated without
 * subtracting from 1, so that it keeps its digits where p_t is next to 1.
 *
 * @param input Logits x, any shape.
 * @param target Targets y, the input's shape; 0 or 1.
 * @param options `alpha`, `gamma`, `reduction`.
 * @returns The input's shape; a scalar with reduction `"mean"` or `"sum"`.
 * @throws RangeError if shapes do not fit; the message says which.
 * @example
 * sigmoidFocalLoss([2, -1, 0.5], [1, 0, 0])
 * // tensor([0.0005, 0.0170, 0.2831])
 * @see torchvision `torchvision.ops.sigmoid_focal_loss`; Lin et al., "Focal Loss for Dense Object Detection"
 */
export function sigmoidFocalLoss(
  input: TensorLike,
  target: TensorLike,
  options: SigmoidFocalLossOptions = {},
): Tensor {
  const fn = "sigmoidFocalLoss";
  const { alpha, gamma, reduction } = checkSigmoidFocalLossOptions(fn, options);
  const operands = weightedOperands(fn, input, target, {});
  return pointwiseLoss(fn, operands, focalFormula(alpha, gamma), reduction);
}
