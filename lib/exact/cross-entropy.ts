// Cross-entropy and negative log-likelihood at 64 digits. Knows tensors, class targets and exact rows; shares the checks of
// the float versions, not their arithmetic.

import {
  type ClassLayout,
  classLayout,
  readClassIndices,
  readClassWeights,
  sampleStart,
} from "../losses/class-target.js";
import { type CrossEntropyOptions, checkCrossEntropyOptions } from "../losses/cross-entropy.js";
import { checkNLLLossOptions, type NLLLossOptions } from "../losses/nll-loss.js";
import { floatInput, sameShape } from "../losses/operands.js";
import { checkSoftmaxFocalLossOptions, type SoftmaxFocalLossOptions } from "../losses/softmax-focal-loss.js";
import { showShape } from "../tensor/argument.js";
import { isFloating } from "../tensor/dtype.js";
import { rowMajorData } from "../tensor/strided.js";
import { asTensor, type TensorLike } from "../tensor/tensor.js";
import { exactly, reduceExactly, sumOf } from "./arithmetic.js";
import type { BigNumber } from "./big-number.js";
import { ExactRow } from "./exact-row.js";
import type { ExactTensor } from "./exact-tensor.js";

/**
 * `crossEntropy` at 64 digits, of the float logits (and weights, and probabilities) taken as exact binary numbers.
 *
 * @param input Logits, shape (C), (N, C) or (N, C, d1, …).
 * @param target Class indices, or probabilities of the input's shape.
 * @param options As `crossEntropy`'s.
 * @returns An {@link ExactTensor}: a scalar, or one loss per sample with reduction `"none"`.
 * @example
 * exact.crossEntropy([[100, 0]], [0])
 * // exact(3.7200759760208359630e-44)
 */
export function crossEntropy(
  input: TensorLike,
  target: TensorLike,
  options: CrossEntropyOptions = {},
): ExactTensor {
  const fn = "exact.crossEntropy";
  const { ignoreIndex, reduction, ...checked } = checkCrossEntropyOptions(fn, options);
  const smoothing = exactly(checked.smoothing);
  const o = floatInput(fn, input);
  const layout = classLayout(fn, o);
  const { classes, inner } = layout;
  const weights = readClassWeights(fn, layout, options.weight, o);
  const weight = (c: number) => (weights ? exactly(weights[c]!) : exactly(1));
  const y = asTensor(target, fn, "target");
  const data = rowMajorData(o);
  const rowOf = (sample: number) => new ExactRow(data, sampleStart(layout, sample), inner, classes);
  const keep = exactly(1).minus(smoothing);
  const share = smoothing.div(classes);

  if (sameShape(y.shape, o.shape) && isFloating(y.dtype)) {
    const probabilities = rowMajorData(y);
    const losses = eachSample(layout, (i) => {
      const row = rowOf(i);
      return sumOf(classes, (c) => {
        const q = exactly(probabilities[sampleStart(layout, i) + c * inner]!)
          .times(keep)
          .plus(share);
        return row.logSoftmax(c).neg().times(q).times(weight(c));
      });
    });
    return reduceExactly(losses, layout.sampleShape, reduction, exactly(layout.samples));
  }
  const indices = readClassIndices(fn, layout, y, ignoreIndex);
  const losses = eachSample(layout, (i) => {
    const t = indices[i]!;
    if (t === ignoreIndex) return exactly(0);
    const row = rowOf(i);
    const nll = row.logSoftmax(t).neg().times(weight(t));
    if (smoothing.isZero()) return nll;
    const uniform = sumOf(classes, (c) => row.logSoftmax(c).neg().times(weight(c)));
    return keep.times(nll).plus(share.times(uniform));
  });
  return reduceExactly(losses, layout.sampleShape, reduction, divisor(layout, indices, weight, ignoreIndex));
}

/**
 * `nllLoss` at 64 digits, of the float log-probabilities (and weights) taken as exact binary numbers.
 * @example
 * exact.nllLoss([[-0.5, -1]], [0])
 * // exact(0.50000000000000000000)
 */
export function nllLoss(input: TensorLike, target: TensorLike, options: NLLLossOptions = {}): ExactTensor {
  const fn = "exact.nllLoss";
  const { ignoreIndex, reduction } = checkNLLLossOptions(fn, options);
  const logp = floatInput(fn, input);
  const layout = classLayout(fn, logp);
  const weights = readClassWeights(fn, layout, options.weight, logp);
  const weight = (c: number) => (weights ? exactly(weights[c]!) : exactly(1));
  const indices = readClassIndices(fn, layout, asTensor(target, fn, "target"), ignoreIndex);
  const data = rowMajorData(logp);
  const losses = eachSample(layout, (i) => {
    const t = indices[i]!;
    if (t === ignoreIndex) return exactly(0);
    return exactly(data[sampleStart(layout, i) + t * layout.inner]!)
      .neg()
      .times(weight(t));
  });
  return reduceExactly(losses, layout.sampleShape, reduction, divisor(layout, indices, weight, ignoreIndex));
}

/**
 * `softmaxFocalLoss` at 64 digits, of the float logits (and gamma and weights) taken as exact binary numbers.
 * @example
 * exact.softmaxFocalLoss([[0, 0], [100, 0]], [0, 0], { reduction: "none" })
 * // exact([0.17328679513998632735, 5.1482002224120137812e-131])
 */
export function softmaxFocalLoss(
  input: TensorLike,
  target: TensorLike,
  options: SoftmaxFocalLossOptions = {},
): ExactTensor {
  const fn = "exact.softmaxFocalLoss";
  const { gamma, ignoreIndex, reduction } = checkSoftmaxFocalLossOptions(fn, options);
  const o = floatInput(fn, input);
  const layout = classLayout(fn, o);
  const weights = readClassWeights(fn, layout, options.weight, o);
  const weight = (c: number) => (weights ? exactly(weights[c]!) : exactly(1));
  const indices = readClassIndices(fn, layout, asTensor(target, fn, "target"), ignoreIndex);
  const data = rowMajorData(o);
  const losses = eachSample(layout, (i) => {
    const t = indices[i]!;
    if (t === ignoreIndex) return exactly(0);
    const row = new ExactRow(data, sampleStart(layout, i), layout.inner, layout.classes);
    const miss = sumOf(layout.classes, (c) => (c === t ? exactly(0) : row.softmax(c)));
    return row
      .logSoftmax(t)
      .neg()
      .times(miss.pow(exactly(gamma)))
      .times(weight(t));
  });
  return reduceExactly(losses, layout.sampleShape, reduction, divisor(layout, indices, weight, ignoreIndex));
}

/**
 * −log ŷᵢ,yᵢ at 64 digits: the exact counterpart of `naive.crossEntropy`, which takes probabilities.
 * @example
 * exact.crossEntropyOfProbabilities([[0.5, 0.5], [0.25, 0.75]], [0, 0])
 * // exact([0.69314718055994530942, 1.3862943611198906188])
 */
export function crossEntropyOfProbabilities(yHat: TensorLike, y: TensorLike): ExactTensor {
  const fn = "exact.crossEntropyOfProbabilities";
  const probabilities = floatInput(fn, yHat, "yHat");
  if (probabilities.ndim !== 2) {
    throw new RangeError(`${fn}: yHat has shape ${showShape(probabilities.shape)}, expected (N, C)`);
  }
  const layout = classLayout(fn, probabilities);
  const indices = readClassIndices(fn, layout, asTensor(y, fn, "y"), Number.NaN, "y");
  const data = rowMajorData(probabilities);
  const losses = eachSample(layout, (i) =>
    exactly(data[i * layout.classes + indices[i]!]!)
      .ln()
      .neg(),
  );
  return reduceExactly(losses, layout.sampleShape, "none");
}

function eachSample(layout: ClassLayout, loss: (sample: number) => BigNumber): BigNumber[] {
  return Array.from({ length: layout.samples }, (_, i) => loss(i));
}

function divisor(
  layout: ClassLayout,
  indices: ArrayLike<number>,
  weight: (c: number) => BigNumber,
  ignoreIndex: number,
): BigNumber {
  return sumOf(layout.samples, (i) => (indices[i] === ignoreIndex ? exactly(0) : weight(indices[i]!)));
}
