// Losses of predicted numbers at 64 digits. Knows tensors; shares the checks of the float versions, not their arithmetic.

import {
  checkGaussianNLLLossOptions,
  type GaussianNLLLossOptions,
  gaussianOperands,
} from "../losses/gaussian-nll-loss.js";
import { floatOperands } from "../losses/operands.js";
import { checkPoissonNLLLossOptions, type PoissonNLLLossOptions } from "../losses/poisson-nll-loss.js";
import { checkReductionOptions, type ReductionOptions } from "../losses/reduction.js";
import type { TensorLike } from "../tensor/tensor.js";
import { exactly, mapExactly, reduceExactly } from "./arithmetic.js";
import { type BigNumber, bigNumbers } from "./big-number.js";
import type { ExactTensor } from "./exact-tensor.js";

/**
 * `mseLoss` at 64 digits, of the float inputs taken as exact binary numbers.
 * @example
 * exact.mseLoss([2.5, 0, 2], [3, -0.5, 2])
 * // exact(0.16666666666666666667)
 */
export function mseLoss(input: TensorLike, target: TensorLike, options: ReductionOptions = {}): ExactTensor {
  const fn = "exact.mseLoss";
  const { reduction } = checkReductionOptions(fn, options);
  const { values, shape } = mapExactly(fn, floatOperands(fn, { input, target }), (x, y) => {
    const d = x.minus(y);
    return d.times(d);
  });
  return reduceExactly(values, shape, reduction);
}

/**
 * `gaussianNllLoss` at 64 digits, with its least variance, of the float inputs taken as exact binary numbers.
 * @example
 * exact.gaussianNllLoss([1, 2], [1.5, 0], [0.25, 1], { reduction: "none" })
 * // exact([-0.19314718055994530942, 2.0000000000000000000])
 */
export function gaussianNllLoss(
  input: TensorLike,
  target: TensorLike,
  variance: TensorLike,
  options: GaussianNLLLossOptions = {},
): ExactTensor {
  const fn = "exact.gaussianNllLoss";
  const { full, eps, reduction } = checkGaussianNLLLossOptions(fn, options);
  const least = exactly(eps);
  const operands = gaussianOperands(fn, input, target, variance);
  const { values, shape } = mapExactly(fn, operands, (x, y, given) => {
    const v = given.cmp(least) < 0 ? least : given;
    const d = x.minus(y);
    const loss = v.ln().plus(d.times(d).div(v)).div(2);
    return full ? loss.plus(halfLogTwoPi()) : loss;
  });
  return reduceExactly(values, shape, reduction);
}

/**
 * `poissonNllLoss` at 64 digits, of the float inputs taken as exact binary numbers. (Stirling's formula stays one.)
 * @example
 * exact.poissonNllLoss([0, 1], [1, 3], { reduction: "none" })
 * // exact([1.0000000000000000000, -0.28171817154095476464])
 */
export function poissonNllLoss(
  input: TensorLike,
  target: TensorLike,
  options: PoissonNLLLossOptions = {},
): ExactTensor {
  const fn = "exact.poissonNllLoss";
  const { logInput, full, eps, reduction } = checkPoissonNLLLossOptions(fn, options);
  const { values, shape } = mapExactly(fn, floatOperands(fn, { input, target }), (x, y) => {
    const loss = logInput ? x.exp().minus(y.times(x)) : x.minus(y.times(x.plus(exactly(eps)).ln()));
    return full && y.cmp(1) > 0 ? loss.plus(logFactorial(y)) : loss;
  });
  return reduceExactly(values, shape, reduction);
}

/** Stirling's approximation of log(y!). */
function logFactorial(y: BigNumber): BigNumber {
  const log = y.ln();
  return y.times(log).minus(y).plus(log.div(2)).plus(halfLogTwoPi());
}

/** ½ log 2π. */
function halfLogTwoPi(): BigNumber {
  const digits =
    "0.9189385332046727417803297364056176398613974736377834128171515404827656959272603976947432986359541976220056466246343374";
  return new (bigNumbers(digits.length))(digits);
}
