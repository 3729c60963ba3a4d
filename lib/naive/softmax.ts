// The softmax family exactly as the textbook's formulas read, each step rounded to the tensor's dtype. Meant to fail where
// the formulas fail: it knows tensors and nothing of the stable versions.

import type { LogSumExpOptions } from "../losses/log-sum-exp.js";
import { floatInput } from "../losses/operands.js";
import type { SoftmaxOptions } from "../losses/softmax.js";
import { checkOptions } from "../tensor/argument.js";
import { withMethods } from "../tensor/methods.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";

/**
 * The textbook's softmax, exp(o) / Σ exp(o), with nothing subtracted first.
 *
 * In float32 exp overflows above 88.7228: then inf / inf gives NaN. Far below 0 every exponential is 0, and 0 / 0 gives NaN.
 * The library's `softmax` is the version to use.
 *
 * @param input Logits o, any shape; `dim` (default −1) says along which dimension they compete.
 * @returns Same shape and dtype.
 * @example
 * naive.softmax([1, 2, 100])
 * // tensor([0., 0., nan])
 * @see d2l "Softmax Regression from Scratch"
 */
export function softmax(input: TensorLike, options: SoftmaxOptions = {}): Tensor {
  checkOptions("naive.softmax", options, ["dim"]);
  const e = withMethods(floatInput("naive.softmax", input)).exp();
  return e.div(e.sum({ dim: options.dim ?? -1, keepdim: true }));
}

/**
 * The logarithm of the textbook's softmax: log(exp(o) / Σ exp(o)). Where the softmax underflows to 0 this is -inf.
 * The library's `logSoftmax` is the version to use.
 * @example
 * naive.logSoftmax([0, -200])
 * // tensor([0., -inf])
 * @see d2l "Softmax Regression Concise", softmax revisited
 */
export function logSoftmax(input: TensorLike, options: SoftmaxOptions = {}): Tensor {
  checkOptions("naive.logSoftmax", options, ["dim"]);
  return softmax(input, options).log();
}

/**
 * log Σ exp(o) as written: overflows as soon as one exp does. The library's `logSumExp` is the version to use.
 * @example
 * naive.logSumExp([100, 0])
 * // tensor(inf)
 */
export function logSumExp(input: TensorLike, options: LogSumExpOptions = {}): Tensor {
  checkOptions("naive.logSumExp", options, ["dim", "keepdim"]);
  const e = withMethods(floatInput("naive.logSumExp", input)).exp();
  return e.sum({ dim: options.dim ?? -1, keepdim: options.keepdim }).log();
}
