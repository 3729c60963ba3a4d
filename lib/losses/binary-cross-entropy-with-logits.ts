// Binary cross-entropy of logits, with the sigmoid inside. Knows tensors and the logistic function.

import { checkOptions } from "../tensor/argument.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { logisticLoss, logisticLossByLogit, logisticLossByTarget, logOnePlusExp } from "./logistic.js";
import { type PointwiseFormula, pointwiseLoss } from "./pointwise-loss.js";
import { checkReduction } from "./reduction.js";
import { type WeightOptions, weightedOperands } from "./weighted-operands.js";

/** Options of {@link binaryCrossEntropyWithLogits} and `nn.BCEWithLogitsLoss`. */
export interface BinaryCrossEntropyWithLogitsOptions extends WeightOptions {
  /** A factor for the positive part, y log σ(x): one for each class, of a shape that broadcasts to the input's. */
  readonly posWeight?: TensorLike | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. A weight of 1 stands for none. */
export function checkBinaryCrossEntropyWithLogitsOptions(
  fn: string,
  options: BinaryCrossEntropyWithLogitsOptions,
) {
  checkOptions(fn, options, ["weight", "posWeight", "reduction"]);
  return {
    weight: options.weight ?? 1,
    posWeight: options.posWeight ?? 1,
    reduction: checkReduction(fn, options.reduction ?? "mean"),
  };
}

/** The loss of one logit. As PyTorch's, it is NaN for −∞, whatever the target; for +∞ it is NaN only where the target is 1. */
export function binaryLossOfLogit(x: number, y: number, p: number): number {
  return x === Number.NEGATIVE_INFINITY ? Number.NaN : logisticLoss(x, y, p);
}

const formula: PointwiseFormula = {
  value: (x, y, w, p) => w * binaryLossOfLogit(x, y, p),
  slopes: [
    (x, y, w, p) => w * logisticLossByLogit(x, y, p),
    (x, y, w, p) => w * logisticLossByTarget(x, y, p),
    (x, y, _, p) => binaryLossOfLogit(x, y, p),
    (x, y, w) => w * y * logOnePlusExp(-x),
  ],
};

/**
 * Binary cross-entropy of logits: l = −w (p y log σ(x) + (1 − y) log(1 − σ(x))), for each element, with σ the sigmoid, w the
 * weight and p the positive weight.
 *
 * The sigmoid is inside, where its logarithm is calculated without overflow and without loss: log1p(e^−|x|) keeps every digit
 * where log(1 + e^−|x|) has none.
 *
 * @param input Logits x, any shape. −∞ gives NaN, and +∞ for the target 1, as in PyTorch.
 * @param target Targets y, the input's shape; 0 or 1, or a probability.
 * @param options `weight`: a factor for each element; `posWeight`: a factor for the positive part; `reduction`.
 * @returns A scalar; with reduction `"none"` the input's shape. The mean over no element is NaN, as in PyTorch.
 * @throws RangeError if shapes do not fit; the message says which.
 * @example
 * binaryCrossEntropyWithLogits([2, -1, 0.5], [1, 0, 0])
 * // tensor(0.4714)
 * @example
 * binaryCrossEntropyWithLogits([50, -50], [1, 1], { posWeight: 2, reduction: "none" })
 * // tensor([3.8575e-22, 1.0000e+02])
 * @see PyTorch `torch.nn.functional.binary_cross_entropy_with_logits`
 */
export function binaryCrossEntropyWithLogits(
  input: TensorLike,
  target: TensorLike,
  options: BinaryCrossEntropyWithLogitsOptions = {},
): Tensor {
  const fn = "binaryCrossEntropyWithLogits";
  const { weight, posWeight, reduction } = checkBinaryCrossEntropyWithLogitsOptions(fn, options);
  return pointwiseLoss(fn, weightedOperands(fn, input, target, { weight, posWeight }), formula, reduction);
}
