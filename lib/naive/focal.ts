// Focal loss of several classes exactly as the formula reads, each step rounded to the tensor's dtype. Knows tensors and their
// methods.

import { checkReduction, type ReductionOptions } from "../losses/reduction.js";
import { checkGamma } from "../losses/sigmoid-focal-loss.js";
import { checkOptions } from "../tensor/argument.js";
import { onesLike } from "../tensor/creation.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { pick } from "./cross-entropy.js";
import { reduce } from "./reduce.js";
import { softmax } from "./softmax.js";

/** Options of `naive.softmaxFocalLoss`. */
export interface NaiveSoftmaxFocalLossOptions extends ReductionOptions {
  /** How much less a sample counts that is right already, ≥ 0. Default 2. */
  readonly gamma?: number | undefined;
}

/**
 * −(1 − p)^γ log p as written, with p what the textbook's softmax gives to the class of the target. Where p has rounded to 1 the
 * loss is 0, where it has underflowed inf. The library's `softmaxFocalLoss` is the version to use.
 *
 * @param input Logits, shape (N, C).
 * @param target Class indices 0..C−1, shape (N).
 * @example
 * naive.softmaxFocalLoss([[0, 0], [20, 0], [-60, 60]], [0, 0, 0], { reduction: "none" })
 * // tensor([0.1733, -0.0000,    inf])
 */
export function softmaxFocalLoss(
  input: TensorLike,
  target: TensorLike,
  options: NaiveSoftmaxFocalLossOptions = {},
): Tensor {
  const fn = "naive.softmaxFocalLoss";
  checkOptions(fn, options, ["gamma", "reduction"]);
  const gamma = checkGamma(fn, options.gamma ?? 2);
  const p = pick(fn, { input: softmax(input) }, { target });
  const loss = onesLike(p).sub(p).pow(gamma).mul(p.log()).neg();
  return reduce(loss, checkReduction(fn, options.reduction ?? "mean"));
}
