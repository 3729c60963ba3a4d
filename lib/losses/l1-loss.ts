// The absolute error. Knows losses of a difference.

import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { differenceLoss } from "./difference-loss.js";
import { signOf } from "./kinks.js";
import { checkReductionOptions, type ReductionOptions } from "./reduction.js";

const formula = { value: Math.abs, slope: signOf };

/**
 * Mean absolute error: l = |input − target| for each element, and their mean. Where both are equal the gradient is 0.
 *
 * @param input Predictions, any shape.
 * @param target True values; broadcast against the input.
 * @param options `reduction`.
 * @returns A scalar, in the unit of the input; with reduction `"none"` one loss per element.
 * @throws RangeError if the shapes do not broadcast.
 * @example
 * l1Loss([2.5, 0, 2], [3, -0.5, 2])
 * // tensor(0.3333)
 * @see PyTorch `torch.nn.functional.l1_loss`
 */
export function l1Loss(input: TensorLike, target: TensorLike, options: ReductionOptions = {}): Tensor {
  const { reduction } = checkReductionOptions("l1Loss", options);
  return differenceLoss("l1Loss", input, target, formula, reduction);
}
