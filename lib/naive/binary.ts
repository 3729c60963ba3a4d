// The sigmoid family and the losses of binary targets exactly as the textbook's formulas read, each step rounded to the tensor's
// dtype. Meant to fail where the formulas fail: it knows tensors and nothing of the stable versions.

import { floatInput } from "../losses/operands.js";
import { checkReductionOptions, type ReductionOptions } from "../losses/reduction.js";
import { checkSigmoidFocalLossOptions, type SigmoidFocalLossOptions } from "../losses/sigmoid-focal-loss.js";
import { checkSoftplusOptions, type SoftplusOptions } from "../losses/softplus.js";
import { weightedOperands } from "../losses/weighted-operands.js";
import { onesLike } from "../tensor/creation.js";
import { isFloating } from "../tensor/dtype.js";
import { withMethods } from "../tensor/methods.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { reduce } from "./reduce.js";

/**
 * The textbook's sigmoid, 1 / (1 + exp(−x)). Where exp(−x) overflows the result is 0, and above 17 in float32 it is 1.
 * The library's `sigmoid` is the version to use.
 * @example
 * naive.sigmoid([0, -100])
 * // tensor([0.5000, 0.0000])
 * @see d2l "Multilayer Perceptrons", sigmoid function
 */
export function sigmoid(input: TensorLike): Tensor {
  const denominator = withMethods(floatInput("naive.sigmoid", input)).neg().exp().add(1);
  return onesLike(denominator).div(denominator);
}

/**
 * The logarithm of the textbook's sigmoid, log(1 / (1 + exp(−x))): −inf where the sigmoid is 0, and 0 where it has rounded to 1.
 * The library's `logSigmoid` is the version to use.
 * @example
 * naive.logSigmoid([-100, 20])
 * // tensor([-inf, 0.])
 */
export function logSigmoid(input: TensorLike): Tensor {
  return sigmoid(input).log();
}

/**
 * log(1 + exp(βx)) / β as written: inf where the exponential overflows, and 0 where 1 + exp(βx) rounds to 1. It has no use for
 * the threshold. The library's `softplus` is the version to use.
 * @example
 * naive.softplus([100, -20])
 * // tensor([inf, 0.])
 */
export function softplus(input: TensorLike, options: SoftplusOptions = {}): Tensor {
  const { beta } = checkSoftplusOptions("naive.softplus", options);
  return logOnePlusExp(withMethods(floatInput("naive.softplus", input)).mul(beta)).div(beta);
}

function logOnePlusExp(x: Tensor): Tensor {
  return x.exp().add(1).log();
}

/**
 * −y log p − (1 − y) log(1 − p) as written, of probabilities p: inf where the logarithm is that of 0, and NaN where it is
 * multiplied by 0. The library's `binaryCrossEntropy` bounds the logarithms.
 * @example
 * naive.binaryCrossEntropy([0.5, 1, 0], [1, 1, 1], { reduction: "none" })
 * // tensor([0.6931,    nan,    inf])
 */
export function binaryCrossEntropy(
  input: TensorLike,
  target: TensorLike,
  options: ReductionOptions = {},
): Tensor {
  const fn = "naive.binaryCrossEntropy";
  const { reduction } = checkReductionOptions(fn, options);
  const [p, y] = withTarget(fn, input, target);
  const loss = y
    .neg()
    .mul(p.log())
    .sub(opposite(y).mul(opposite(p).log()));
  return reduce(loss, reduction);
}

/**
 * Binary cross-entropy of the textbook's sigmoid: −y log σ(x) − (1 − y) log(1 − σ(x)). Where the sigmoid has rounded to 0 or 1
 * this is inf or NaN. The library's `binaryCrossEntropyWithLogits` is the version to use.
 * @example
 * naive.binaryCrossEntropyWithLogits([0, 20], [1, 0], { reduction: "none" })
 * // tensor([0.6931,    inf])
 */
export function binaryCrossEntropyWithLogits(
  input: TensorLike,
  target: TensorLike,
  options: ReductionOptions = {},
): Tensor {
  const fn = "naive.binaryCrossEntropyWithLogits";
  checkReductionOptions(fn, options);
  const [x, y] = withTarget(fn, input, target);
  return binaryCrossEntropy(sigmoid(x), y, options);
}

/**
 * log(1 + exp(−xy)) as written, for labels y of −1 or 1: inf where the exponential overflows, and 0 where 1 + exp(−xy) rounds
 * to 1. The library's `softMarginLoss` is the version to use.
 * @example
 * naive.softMarginLoss([-100, 20], [1, 1], { reduction: "none" })
 * // tensor([inf, 0.])
 */
export function softMarginLoss(
  input: TensorLike,
  target: TensorLike,
  options: ReductionOptions = {},
): Tensor {
  const fn = "naive.softMarginLoss";
  const { reduction } = checkReductionOptions(fn, options);
  const [x, y] = withTarget(fn, input, target);
  return reduce(logOnePlusExp(y.neg().mul(x)), reduction);
}

/**
 * −α_t (1 − p_t)^γ log p_t as written, of the textbook's sigmoid: the probability p_t given to the target is σ(x) for the target
 * 1 and 1 − σ(x) for 0. Where p_t has rounded to 1 the loss is 0. The library's `sigmoidFocalLoss` is the version to use.
 * @example
 * naive.sigmoidFocalLoss([0, 20, -100], [1, 1, 1])
 * // tensor([0.0433, -0.0000,    inf])
 */
export function sigmoidFocalLoss(
  input: TensorLike,
  target: TensorLike,
  options: SigmoidFocalLossOptions = {},
): Tensor {
  const fn = "naive.sigmoidFocalLoss";
  const { alpha, gamma, reduction } = checkSigmoidFocalLossOptions(fn, options);
  const [x, y] = withTarget(fn, input, target);
  const p = sigmoid(x);
  const pt = p.mul(y).add(opposite(p).mul(opposite(y)));
  const loss = opposite(pt).pow(gamma).mul(pt.log()).neg();
  const weight = y.mul(alpha).add(opposite(y).mul(1 - alpha));
  return reduce(alpha < 0 ? loss : weight.mul(loss), reduction);
}

/** Input and target of its shape, with methods and both floating. */
function withTarget(fn: string, input: TensorLike, target: TensorLike): [input: Tensor, target: Tensor] {
  const [x, y] = weightedOperands(fn, input, target, {});
  return [withMethods(x), isFloating(y.dtype) ? withMethods(y) : withMethods(y).to(x.dtype)];
}

/** 1 − x. */
function opposite(x: Tensor): Tensor {
  return onesLike(x).sub(x);
}
