// Binary cross-entropy of the logits of several labels, averaged over the labels. Knows tensors and the logistic function.

import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { logisticLoss, logisticLossByLogit, logisticLossByTarget } from "./logistic.js";
import { type PointwiseFormula, pointwiseLoss } from "./pointwise-loss.js";
import { checkWeightOptions, type WeightOptions, weightedOperands } from "./weighted-operands.js";

const formula: PointwiseFormula = {
  value: (x, y, w) => w * logisticLoss(x, y, 1),
  slopes: [
    (x, y, w) => w * logisticLossByLogit(x, y, 1),
    (x, y, w) => w * logisticLossByTarget(x, y, 1),
    (x, y) => logisticLoss(x, y, 1),
  ],
};

/**
 * Binary cross-entropy of C labels that a sample has or has not, averaged over the labels:
 * lₙ = −1/C Σ_c w_c (y_nc log σ(x_nc) + (1 − y_nc) log(1 − σ(x_nc))), with σ the sigmoid.
 *
 * @param input Logits x, shape (C), (N, C) or more, the labels in the last dimension.
 * @param target Targets y, the input's shape; 1 where the sample has the label, else 0.
 * @param options `weight`: a factor for each label, shape (C); `reduction`.
 * @returns A scalar; with reduction `"none"` the input's shape without the last dimension.
 * @throws RangeError if shapes do not fit; the message says which.
 * @example
 * multilabelSoftMarginLoss([[2, -1, 0.5], [0, 0, 0]], [[1, 0, 0], [1, 1, 0]], { reduction: "none" })
 * // tensor([0.4714, 0.6931])
 * @see PyTorch `torch.nn.functional.multilabel_soft_margin_loss`
 */
export function multilabelSoftMarginLoss(
  input: TensorLike,
  target: TensorLike,
  options: WeightOptions = {},
): Tensor {
  const fn = "multilabelSoftMarginLoss";
  const { weight, reduction } = checkWeightOptions(fn, options);
  const operands = labelOperands(fn, input, target, weight);
  return pointwiseLoss(fn, operands, formula, reduction, undefined, true);
}

/** Input, target and weight; the input has a dimension of labels. */
export function labelOperands(
  fn: string,
  input: TensorLike,
  target: TensorLike,
  weight: TensorLike,
): [Tensor, ...Tensor[]] {
  const operands = weightedOperands(fn, input, target, { weight });
  if (operands[0].ndim > 0) return operands;
  throw new RangeError(`${fn}: input is a single number, expected shape (C) or (N, C) for C labels`);
}
