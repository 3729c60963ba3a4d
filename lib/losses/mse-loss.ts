// The squared error. Knows losses of a difference.

import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { differenceLoss } from "./difference-loss.js";
import { checkReductionOptions, type ReductionOptions } from "./reduction.js";

const formula = { value: (d: number) => d * d, slope: (d: number) => 2 * d };

/**
 * Mean squared error: l = (input − target)² for each element, and their mean.
 *
 * The textbook's squared loss for linear regression has a factor ½ more.
 *
 * @param input Predictions, any shape.
 * @param target True values; broadcast against the input, but a shape other than the input's is seldom what is meant.
 * @param options `reduction`.
 * @returns A scalar, in the squared unit of the input; with reduction `"none"` one loss per element.
 * @throws RangeError if the shapes do not broadcast.
 * @example
 * mseLoss([2.5, 0, 2], [3, -0.5, 2])
 * // tensor(0.1667)
 * @see PyTorch `torch.nn.functional.mse_loss`; d2l "Concise Implementation of Linear Regression", defining the loss function
 */
export function mseLoss(input: TensorLike, target: TensorLike, options: ReductionOptions = {}): Tensor {
  const { reduction } = checkReductionOptions("mseLoss", options);
  return differenceLoss("mseLoss", input, target, formula, reduction);
}
