// Cross-entropy of logits, fused with the softmax: one pass finds the row's maximum and sum, another reads the target.
// Knows tensors, shifted rows and class targets.

import { checkOptions, showShape, showValue } from "../tensor/argument.js";
import { isFloating } from "../tensor/dtype.js";
import { rowMajorData } from "../tensor/strided.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor/tensor.js";
import {
  type ClassLayout,
  checkIgnoreIndex,
  classLayout,
  readClassIndices,
  readClassWeights,
  sameShape,
  sampleStart,
} from "./class-target.js";
import { floatInput } from "./float-input.js";
import { type NLLLossOptions, reduceLosses, targetWeight } from "./nll-loss.js";
import { checkReduction } from "./reduction.js";
import { ShiftedRow } from "./shifted-row.js";

/** Options of {@link crossEntropy} and `nn.CrossEntropyLoss`. */
export interface CrossEntropyOptions extends NLLLossOptions {
  /** In [0, 1]: this part of each target is spread evenly over all classes. Default 0. */
  readonly labelSmoothing?: number | undefined;
}

export const crossEntropyOptions = ["weight", "ignoreIndex", "reduction", "labelSmoothing"] as const;

/**
 * Cross-entropy between logits and targets: lₙ = −w[yₙ] log(exp(oₙ,yₙ) / Σ_c exp(oₙ,c)), and 0 where yₙ = ignoreIndex.
 *
 * Takes logits, not probabilities: the softmax is inside, where its logarithm can be calculated without overflow and
 * without loss. Reduction `"mean"` divides by Σ w[yₙ] over the targets that count. A target of the input's shape holds class
 * probabilities: lₙ = −Σ_c w_c y_c log softmax(oₙ)_c, and the mean divides by the number of samples.
 *
 * @param input Logits o, shape (C), (N, C) or (N, C, d1, …) for C classes.
 * @param target Class indices 0..C−1, the input's shape without C; or probabilities, the input's shape.
 * @param options `weight`, `ignoreIndex`, `reduction`, `labelSmoothing`.
 * @returns A scalar; with reduction `"none"` one loss per sample. The mean over no target at all is NaN, as in PyTorch.
 * @throws RangeError if a target is no class of the input, or shapes do not fit; the message says which.
 * @example
 * crossEntropy([[2, 1, 0.1], [0.5, 2.5, 0.3]], [0, 1])
 * // tensor(0.3185)
 * @example
 * crossEntropy([[1e4, 0, -1e4], [0, 0, 0]], [1, 2], { reduction: "none" })
 * // tensor([1.0000e+04, 1.0986e+00])
 * @see PyTorch `torch.nn.functional.cross_entropy`; d2l "Softmax Regression Concise", softmax revisited
 */
export function crossEntropy(
  input: TensorLike,
  target: TensorLike,
  options: CrossEntropyOptions = {},
): Tensor {
  const fn = "crossEntropy";
  checkOptions(fn, options, crossEntropyOptions);
  const reduction = checkReduction(fn, options.reduction ?? "mean");
  const ignoreIndex = checkIgnoreIndex(fn, options.ignoreIndex ?? -100);
  const smoothing = checkLabelSmoothing(options.labelSmoothing ?? 0);
  const o = floatInput(fn, input);
  const layout = classLayout(fn, o);
  const weights = readClassWeights(fn, layout, options.weight, o);
  const y = asTensor(target, fn, "target");
  if (sameShape(y.shape, o.shape) && isFloating(y.dtype)) {
    if (options.ignoreIndex !== undefined && ignoreIndex >= 0) {
      throw new RangeError(
        `${fn}: ignoreIndex is ${ignoreIndex}, but the target holds probabilities, not class indices`,
      );
    }
    const losses = probabilityLosses(o, layout, y, weights, smoothing);
    return reduceLosses(losses, layout.samples, layout, o, reduction);
  }
  if (sameShape(y.shape, o.shape)) {
    throw new TypeError(
      `${fn}: target has the input's shape ${showShape(o.shape)}, so it holds probabilities, but it is ${y.dtype}; ` +
        `convert it with .to("${o.dtype}"), or give one class index for each sample`,
    );
  }
  const indices = readClassIndices(fn, layout, y, ignoreIndex);
  const losses = indexLosses(o, layout, indices, weights, ignoreIndex, smoothing);
  return reduceLosses(losses, targetWeight(layout, indices, weights, ignoreIndex), layout, o, reduction);
}

export function checkLabelSmoothing(labelSmoothing: unknown): number {
  if (typeof labelSmoothing === "number" && labelSmoothing >= 0 && labelSmoothing <= 1) return labelSmoothing;
  throw new RangeError(
    `crossEntropy: labelSmoothing is ${showValue(labelSmoothing)}, expected a number in [0, 1]`,
  );
}

function indexLosses(
  o: Tensor,
  layout: ClassLayout,
  y: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  ignoreIndex: number,
  smoothing: number,
): Float64Array {
  const { classes, inner, samples } = layout;
  const data = rowMajorData(o);
  const row = new ShiftedRow(o.dtype === "float64");
  const losses = new Float64Array(samples);
  const share = smoothing / classes;
  for (let i = 0; i < samples; i++) {
    const t = y[i]!;
    if (t === ignoreIndex) continue;
    const start = sampleStart(layout, i);
    row.load(data, start, inner, classes);
    const nll = -row.logSoftmax(data[start + t * inner]!) * (weights ? weights[t]! : 1);
    if (smoothing === 0) {
      losses[i] = nll;
      continue;
    }
    let uniform = 0;
    for (let c = 0; c < classes; c++) {
      uniform -= row.scaledLogSoftmax(data[start + c * inner]!, weights ? share * weights[c]! : share);
    }
    losses[i] = (1 - smoothing) * nll + uniform;
  }
  return losses;
}

/** As PyTorch, 0·(−∞) is NaN here: a class of probability 0 whose logit is −∞ makes the loss NaN. */
function probabilityLosses(
  o: Tensor,
  layout: ClassLayout,
  y: Tensor,
  weights: ArrayLike<number> | undefined,
  smoothing: number,
): Float64Array {
  const { classes, inner, samples } = layout;
  const data = rowMajorData(o);
  const probabilities = rowMajorData(y);
  const row = new ShiftedRow(o.dtype === "float64");
  const losses = new Float64Array(samples);
  for (let i = 0; i < samples; i++) {
    const start = sampleStart(layout, i);
    row.load(data, start, inner, classes);
    let loss = 0;
    for (let c = 0, p = start; c < classes; c++, p += inner) {
      const q =
        smoothing === 0 ? probabilities[p]! : probabilities[p]! * (1 - smoothing) + smoothing / classes;
      loss -= row.scaledLogSoftmax(data[p]!, weights ? q * weights[c]! : q);
    }
    losses[i] = loss;
  }
  return losses;
}
