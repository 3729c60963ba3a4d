// The logistic loss of labels −1 and 1. Knows tensors and the logistic function.

import { logistic } from "../tensor/mathematics.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { logOnePlusExp } from "./logistic.js";
import { type PointwiseFormula, pointwiseLoss } from "./pointwise-loss.js";
import { productError } from "./product-error.js";
import { checkReductionOptions, type ReductionOptions } from "./reduction.js";
import { weightedOperands } from "./weighted-operands.js";

/** σ(−xy). The exponential would make a relative error of the product's rounding error. */
const miss = (x: number, y: number) => {
  const z = -x * y;
  return logistic(z) * (1 - productError(x, y) * logistic(-z));
};

const formula: PointwiseFormula = {
  value: (x, y) => logOnePlusExp(-x * y, -productError(x, y)),
  slopes: [(x, y) => -y * miss(x, y), (x, y) => -x * miss(x, y)],
};

/**
 * Logistic loss of the margin xy between a score and a label: l = log(1 + exp(−xy)), for each element.
 *
 * @param input Scores x, any shape.
 * @param target Labels y, −1 or 1, the input's shape.
 * @param options `reduction`.
 * @returns A scalar; with reduction `"none"` the input's shape. Finite where PyTorch's exp overflows, above 709.8 in float64.
 * @throws RangeError if shapes do not fit.
 * @example
 * softMarginLoss([2, -1, 0.5], [1, -1, -1])
 * // tensor(0.4714)
 * @see PyTorch `torch.nn.functional.soft_margin_loss`
 */
export function softMarginLoss(
  input: TensorLike,
  target: TensorLike,
  options: ReductionOptions = {},
): Tensor {
  const fn = "softMarginLoss";
  const { reduction } = checkReductionOptions(fn, options);
  return pointwiseLoss(fn, weightedOperands(fn, input, target, {}), formula, reduction);
}
