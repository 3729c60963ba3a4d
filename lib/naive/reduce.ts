// How the textbook's losses of single elements become one number. Knows tensors and their methods.

import type { Reduction } from "../losses/reduction.js";
import type { Tensor } from "../tensor/tensor.js";

/** Losses as they are, their sum, or that divided by their number, or by `divisor`. */
export function reduce(losses: Tensor, reduction: Reduction, divisor = losses.numel): Tensor {
  if (reduction === "none") return losses;
  return reduction === "sum" ? losses.sum() : losses.sum().div(divisor);
}
