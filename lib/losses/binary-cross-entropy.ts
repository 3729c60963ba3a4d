// Binary cross-entropy of probabilities. Knows tensors; the loss of logits is a file of its own.

import { showValue } from "../tensor/argument.js";
import { rowMajorData } from "../tensor/strided.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { logRatio } from "./log-ratio.js";
import { place } from "./operands.js";
import { type PointwiseFormula, pointwiseLoss } from "./pointwise-loss.js";
import { checkWeightOptions, type WeightOptions, weightedOperands } from "./weighted-operands.js";

/** PyTorch's bound: no probability, not even 0, costs more than 100. */
export const leastLog = -100;

/** PyTorch's bound for what the gradient is divided by. */
const leastVariance = 1e-12;

const clampedLoss = (x: number, y: number) =>
  (y - 1) * Math.max(Math.log1p(-x), leastLog) - y * Math.max(Math.log(x), leastLog);

const formula: PointwiseFormula = {
  value: (x, y, w) => w * clampedLoss(x, y),
  slopes: [
    (x, y, w) => (w * (x - y)) / Math.max((1 - x) * x, leastVariance),
    (x, _, w) => w * logRatio(1 - x, x),
    clampedLoss,
  ],
};

/**
 * Binary cross-entropy of probabilities: l = −w (y log x + (1 − y) log(1 − x)), for each element.
 *
 * As in PyTorch, neither logarithm is less than −100, and the gradient's denominator x(1 − x) not less than 1e-12. For logits
 * use {@link binaryCrossEntropyWithLogits}: next to 0 and 1 a probability has lost what the loss would need.
 *
 * @param input Probabilities x in [0, 1], any shape.
 * @param target Targets y, the input's shape; 0 or 1, or a probability.
 * @param options `weight`: a factor for each element; `reduction`.
 * @returns A scalar; with reduction `"none"` the input's shape. The mean over no element is NaN, as in PyTorch.
 * @throws RangeError if an input is not in [0, 1], or shapes do not fit; the message says which.
 * @example
 * binaryCrossEntropy([0.9, 0.2, 0.6], [1, 0, 0])
 * // tensor(0.4149)
 * @example
 * binaryCrossEntropy([1, 0], [0, 0], { reduction: "none" })
 * // tensor([100.,   0.])
 * @see PyTorch `torch.nn.functional.binary_cross_entropy`
 */
export function binaryCrossEntropy(
  input: TensorLike,
  target: TensorLike,
  options: WeightOptions = {},
): Tensor {
  const fn = "binaryCrossEntropy";
  const { weight, reduction } = checkWeightOptions(fn, options);
  return pointwiseLoss(fn, probabilityOperands(fn, input, target, weight), formula, reduction);
}

/** Input, target and weight, the input in [0, 1]. */
export function probabilityOperands(
  fn: string,
  input: TensorLike,
  target: TensorLike,
  weight: TensorLike,
): Tensor[] {
  const operands = weightedOperands(fn, input, target, { weight });
  const [x] = operands;
  rowMajorData(x).forEach((p, i) => {
    if (p >= 0 && p <= 1) return;
    throw new RangeError(`${fn}: input${place(i, x.shape)} is ${showValue(p)}, expected a number in [0, 1]`);
  });
  return operands;
}
