// The sigmoid family and the losses of binary targets at 64 digits. Knows tensors; shares the checks of the float versions, not
// their arithmetic.

import { leastLog, probabilityOperands } from "../losses/binary-cross-entropy.js";
import {
  type BinaryCrossEntropyWithLogitsOptions,
  checkBinaryCrossEntropyWithLogitsOptions,
} from "../losses/binary-cross-entropy-with-logits.js";
import { labelOperands } from "../losses/multilabel-soft-margin-loss.js";
import { floatInput } from "../losses/operands.js";
import { checkReductionOptions, type ReductionOptions } from "../losses/reduction.js";
import { checkSigmoidFocalLossOptions, type SigmoidFocalLossOptions } from "../losses/sigmoid-focal-loss.js";
import { checkSoftplusOptions, type SoftplusOptions } from "../losses/softplus.js";
import { checkWeightOptions, type WeightOptions, weightedOperands } from "../losses/weighted-operands.js";
import type { TensorLike } from "../tensor/tensor.js";
import { exactly, log1p, mapExactly, reduceExactly, sumOf } from "./arithmetic.js";
import type { BigNumber } from "./big-number.js";
import { ExactTensor } from "./exact-tensor.js";
import { logisticLoss, logistic as logisticOf, logOnePlusExp } from "./logistic.js";

/**
 * `sigmoid` at 64 digits, of the float inputs taken as exact binary numbers.
 * @example
 * exact.sigmoid([0, -100])
 * // exact([0.50000000000000000000, 3.7200759760208359630e-44])
 */
export function sigmoid(input: TensorLike): ExactTensor {
  return elementwise("exact.sigmoid", input, logisticOf);
}

/**
 * `logSigmoid` at 64 digits, of the float inputs taken as exact binary numbers.
 * @example
 * exact.logSigmoid([0, 100])
 * // exact([-0.69314718055994530942, -3.7200759760208359630e-44])
 */
export function logSigmoid(input: TensorLike): ExactTensor {
  return elementwise("exact.logSigmoid", input, (x) => logOnePlusExp(x.neg()).neg());
}

/**
 * log(1 + exp(βx)) / β at 64 digits, of the float inputs taken as exact binary numbers. The threshold of `softplus`, above which
 * it is replaced by x, plays no part here.
 * @example
 * exact.softplus([0, 100])
 * // exact([0.69314718055994530942, 100.00000000000000000])
 */
export function softplus(input: TensorLike, options: SoftplusOptions = {}): ExactTensor {
  const beta = exactly(checkSoftplusOptions("exact.softplus", options).beta);
  return elementwise("exact.softplus", input, (x) => logOnePlusExp(x.times(beta)).div(beta));
}

/**
 * `binaryCrossEntropy` at 64 digits, with its bound for logarithms, of the float probabilities taken as exact binary numbers.
 * @example
 * exact.binaryCrossEntropy([0.5, 0.25], [1, 0], { reduction: "none" })
 * // exact([0.69314718055994530942, 0.28768207245178092744])
 */
export function binaryCrossEntropy(
  input: TensorLike,
  target: TensorLike,
  options: WeightOptions = {},
): ExactTensor {
  const fn = "exact.binaryCrossEntropy";
  const { weight, reduction } = checkWeightOptions(fn, options);
  const { values, shape } = mapExactly(fn, probabilityOperands(fn, input, target, weight), (x, y, w) =>
    y
      .minus(1)
      .times(clamped(log1p(x.neg())))
      .minus(y.times(clamped(x.ln())))
      .times(w),
  );
  return reduceExactly(values, shape, reduction);
}

function clamped(log: BigNumber): BigNumber {
  return log.cmp(leastLog) < 0 ? exactly(leastLog) : log;
}

/**
 * `binaryCrossEntropyWithLogits` at 64 digits, of the float logits taken as exact binary numbers.
 * @example
 * exact.binaryCrossEntropyWithLogits([100, 0], [1, 0], { reduction: "none" })
 * // exact([3.7200759760208359630e-44, 0.69314718055994530942])
 */
export function binaryCrossEntropyWithLogits(
  input: TensorLike,
  target: TensorLike,
  options: BinaryCrossEntropyWithLogitsOptions = {},
): ExactTensor {
  const fn = "exact.binaryCrossEntropyWithLogits";
  const { weight, posWeight, reduction } = checkBinaryCrossEntropyWithLogitsOptions(fn, options);
  const operands = weightedOperands(fn, input, target, { weight, posWeight });
  const { values, shape } = mapExactly(fn, operands, (x, y, w, p) => binaryLossOfLogit(x, y, p).times(w));
  return reduceExactly(values, shape, reduction);
}

/** NaN for −∞, as the float version's. */
function binaryLossOfLogit(x: BigNumber, y: BigNumber, p: BigNumber): BigNumber {
  return x.cmp(Number.NEGATIVE_INFINITY) === 0 ? exactly(Number.NaN) : logisticLoss(x, y, p);
}

/**
 * `softMarginLoss` at 64 digits, of the float scores taken as exact binary numbers.
 * @example
 * exact.softMarginLoss([100, 0], [1, -1], { reduction: "none" })
 * // exact([3.7200759760208359630e-44, 0.69314718055994530942])
 */
export function softMarginLoss(
  input: TensorLike,
  target: TensorLike,
  options: ReductionOptions = {},
): ExactTensor {
  const fn = "exact.softMarginLoss";
  const { reduction } = checkReductionOptions(fn, options);
  const { values, shape } = mapExactly(fn, weightedOperands(fn, input, target, {}), (x, y) =>
    logOnePlusExp(x.times(y).neg()),
  );
  return reduceExactly(values, shape, reduction);
}

/**
 * `multilabelSoftMarginLoss` at 64 digits, of the float logits taken as exact binary numbers.
 * @example
 * exact.multilabelSoftMarginLoss([[0, 0], [100, 100]], [[0, 1], [1, 1]], { reduction: "none" })
 * // exact([0.69314718055994530942, 3.7200759760208359630e-44])
 */
export function multilabelSoftMarginLoss(
  input: TensorLike,
  target: TensorLike,
  options: WeightOptions = {},
): ExactTensor {
  const fn = "exact.multilabelSoftMarginLoss";
  const { weight, reduction } = checkWeightOptions(fn, options);
  const operands = labelOperands(fn, input, target, weight);
  const { values, shape } = mapExactly(fn, operands, (x, y, w) => logisticLoss(x, y, exactly(1)).times(w));
  const labels = shape.at(-1)!;
  const sampleShape = shape.slice(0, -1);
  const samples = sampleShape.reduce((n, size) => n * size, 1);
  const means = Array.from({ length: samples }, (_, i) =>
    sumOf(labels, (k) => values[i * labels + k]!).div(labels),
  );
  return reduceExactly(means, sampleShape, reduction);
}

/**
 * `sigmoidFocalLoss` at 64 digits, of the float logits (and alpha and gamma) taken as exact binary numbers.
 * @example
 * exact.sigmoidFocalLoss([0, 100], [1, 1])
 * // exact([0.043321698784996581839, 1.2870500556030034453e-131])
 */
export function sigmoidFocalLoss(
  input: TensorLike,
  target: TensorLike,
  options: SigmoidFocalLossOptions = {},
): ExactTensor {
  const fn = "exact.sigmoidFocalLoss";
  const { alpha, gamma, reduction } = checkSigmoidFocalLossOptions(fn, options);
  const one = exactly(1);
  const { values, shape } = mapExactly(fn, weightedOperands(fn, input, target, {}), (x, y) => {
    const other = one.minus(y);
    const miss = y.times(logisticOf(x.neg())).plus(other.times(logisticOf(x)));
    const loss = miss.pow(exactly(gamma)).times(binaryLossOfLogit(x, y, one));
    return alpha < 0
      ? loss
      : loss.times(y.times(exactly(alpha)).plus(other.times(one.minus(exactly(alpha)))));
  });
  return reduceExactly(values, shape, reduction);
}

function elementwise(fn: string, input: TensorLike, formula: (x: BigNumber) => BigNumber): ExactTensor {
  const { values, shape } = mapExactly(fn, [floatInput(fn, input)], formula);
  return new ExactTensor(values, shape);
}
