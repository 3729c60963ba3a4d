// Losses of predicted numbers exactly as the textbook's formulas read, each step rounded to the tensor's dtype. Knows tensors
// and nothing of the stable versions.

import { gaussianOperands } from "../losses/gaussian-nll-loss.js";
import { floatOperands } from "../losses/operands.js";
import { checkReductionOptions, type ReductionOptions } from "../losses/reduction.js";
import { withMethods } from "../tensor/methods.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { reduce } from "./reduce.js";

/**
 * The mean of (input − target)² as written: the square overflows where the difference is above 1.8e19 in float32, and 256 in
 * float16. The library's `mseLoss` rounds once, at the end.
 * @example
 * naive.mseLoss([2.5, 0, 2], [3, -0.5, 2])
 * // tensor(0.1667)
 * @see d2l "Linear Regression Implementation from Scratch", defining the loss function
 */
export function mseLoss(input: TensorLike, target: TensorLike, options: ReductionOptions = {}): Tensor {
  const fn = "naive.mseLoss";
  const { reduction } = checkReductionOptions(fn, options);
  const [x, y] = floatOperands(fn, { input, target }).map(withMethods) as [Tensor, Tensor];
  return reduce(x.sub(y).square(), reduction);
}

/**
 * ½ (log var + (input − target)² / var) as written, with no least variance: of a variance 0 the logarithm is −inf, and the
 * quotient inf or NaN. The library's `gaussianNllLoss` is the version to use.
 * @example
 * naive.gaussianNllLoss([1, 2], [1.5, 2], [0.25, 0], { reduction: "none" })
 * // tensor([-0.1931,     nan])
 * @see d2l "Linear Regression", the normal distribution and squared loss
 */
export function gaussianNllLoss(
  input: TensorLike,
  target: TensorLike,
  variance: TensorLike,
  options: ReductionOptions = {},
): Tensor {
  const fn = "naive.gaussianNllLoss";
  const { reduction } = checkReductionOptions(fn, options);
  const [x, y, v] = gaussianOperands(fn, input, target, variance).map(withMethods) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  return reduce(v.log().add(x.sub(y).square().div(v)).mul(0.5), reduction);
}

/**
 * exp(input) − target · input as written, of the logarithm of the expected count: in float32 exp overflows above 88.7228, and
 * in float16 above 11.09. The library's `poissonNllLoss` rounds once, at the end.
 * @example
 * naive.poissonNllLoss([0, 1, 100], [1, 3, 3], { reduction: "none" })
 * // tensor([ 1.0000, -0.2817,     inf])
 */
export function poissonNllLoss(
  input: TensorLike,
  target: TensorLike,
  options: ReductionOptions = {},
): Tensor {
  const fn = "naive.poissonNllLoss";
  const { reduction } = checkReductionOptions(fn, options);
  const [x, y] = floatOperands(fn, { input, target }).map(withMethods) as [Tensor, Tensor];
  return reduce(x.exp().sub(y.mul(x)), reduction);
}
