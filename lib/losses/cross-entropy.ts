// Cross-entropy of logits, fused with the softmax: one pass finds the row's maximum and sum, another reads the target.
// Knows tensors, shifted rows and class targets.

import { isGradEnabled } from "../autograd/grad-mode.js";
import { differentiable } from "../autograd/graph.js";
import { checkOptions, showShape, showValue } from "../tensor/argument.js";
import { isFloating, resultType } from "../tensor/dtype.js";
import { kernels } from "../tensor/kernels.js";
import { allocate, roundStored, rowMajorData, type Strided } from "../tensor/strided.js";
import { compensatedSum } from "../tensor/summation.js";
import { asTensor, Tensor, type TensorLike } from "../tensor/tensor.js";
import {
  type ClassLayout,
  checkIgnoreIndex,
  classLayout,
  readClassIndices,
  readClassWeights,
  sampleStart,
} from "./class-target.js";
import { type NLLLossOptions, targetWeight } from "./nll-loss.js";
import { floatInput, floatOperands, sameShape } from "./operands.js";
import { checkReduction, reduceLosses, sampleGradient } from "./reduction.js";
import { ShiftedRow } from "./shifted-row.js";

/** Options of {@link crossEntropy} and `nn.CrossEntropyLoss`. */
export interface CrossEntropyOptions extends NLLLossOptions {
  /** In [0, 1]: this part of each target is spread evenly over all classes. Default 0. */
  readonly labelSmoothing?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkCrossEntropyOptions(fn: string, options: CrossEntropyOptions) {
  checkOptions(fn, options, ["weight", "ignoreIndex", "reduction", "labelSmoothing"]);
  return {
    weight: options.weight,
    ignoreIndex: checkIgnoreIndex(fn, options.ignoreIndex ?? -100),
    reduction: checkReduction(fn, options.reduction ?? "mean"),
    smoothing: checkLabelSmoothing(fn, options.labelSmoothing ?? 0),
  };
}

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
  const { weight, ignoreIndex, reduction, smoothing } = checkCrossEntropyOptions(fn, options);
  const o = floatInput(fn, input);
  const layout = classLayout(fn, o);
  const weights = readClassWeights(fn, layout, weight, o);
  const y = readTarget(fn, target, o);
  if (sameShape(y.shape, o.shape) && isFloating(y.dtype)) {
    if (options.ignoreIndex !== undefined && ignoreIndex >= 0) {
      throw new RangeError(
        `${fn}: ignoreIndex is ${ignoreIndex}, but the target holds probabilities, not class indices`,
      );
    }
    const losses = probabilityLosses(o, layout, y, weights, smoothing);
    const out = new Tensor(
      reduceLosses(losses, layout.sampleShape, resultType([o, y]), reduction, layout.samples),
    );
    return differentiable(out, fn, [o, y], [o, y], (g, [logits, target]) => {
      const upstream = sampleGradient(g, reduction, layout.samples);
      return [
        logits
          ? logitGradient(o, layout, probabilityShares(layout, y, weights, smoothing), upstream)
          : undefined,
        target ? probabilityGradient(o, layout, y, weights, smoothing, upstream) : undefined,
      ];
    });
  }
  if (sameShape(y.shape, o.shape)) {
    throw new TypeError(
      `${fn}: target has the input's shape ${showShape(o.shape)}, so it holds probabilities, but it is ${y.dtype}; ` +
        `convert it with .to("${o.dtype}"), or give one class index for each sample`,
    );
  }
  const indices = readClassIndices(fn, layout, y, ignoreIndex);
  const divisor = targetWeight(layout, indices, weights, ignoreIndex);
  const fused =
    smoothing === 0
      ? kernels()?.crossEntropy(o, layout, indices, weights, ignoreIndex, expected())
      : undefined;
  const losses = fused?.losses ?? indexLosses(o, layout, indices, weights, ignoreIndex, smoothing);
  const out = new Tensor(reduceLosses(losses, layout.sampleShape, o.dtype, reduction, divisor));
  return differentiable(out, fn, [o], [o], (g) => {
    const upstream = sampleGradient(g, reduction, divisor);
    if (fused) return [fused.gradient(reduction === "none" ? upstream : upstream(0))];
    const shares = indexShares(layout, indices, weights, ignoreIndex, smoothing);
    return [logitGradient(o, layout, shares, upstream)];
  });

  /** The derivative of the result for each sample's loss, if the result is where `backward()` starts. */
  function expected(): number | undefined {
    if (reduction === "none" || !o.requiresGrad || !isGradEnabled()) return undefined;
    return reduction === "mean" ? 1 / divisor : 1;
  }
}

/** A nested array has no dtype of its own: beside float64 logits its probabilities are float64. */
function readTarget(fn: string, target: TensorLike, o: Tensor): Tensor {
  if (o.dtype !== "float64" || target instanceof Tensor) return asTensor(target, fn, "target");
  return floatOperands(fn, { input: o, target })[1]!;
}

function checkLabelSmoothing(fn: string, labelSmoothing: unknown): number {
  if (typeof labelSmoothing === "number" && labelSmoothing >= 0 && labelSmoothing <= 1) return labelSmoothing;
  throw new RangeError(`${fn}: labelSmoothing is ${showValue(labelSmoothing)}, expected a number in [0, 1]`);
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

/** Fills in q, what each class counts in sample i: the loss is −Σ q_c log softmax(o)_c. False for a sample that is ignored. */
type Shares = (sample: number, q: Float64Array) => boolean;

function indexShares(
  { classes }: ClassLayout,
  y: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  ignoreIndex: number,
  smoothing: number,
): Shares {
  return (i, q) => {
    const t = y[i]!;
    if (t === ignoreIndex) return false;
    for (let c = 0; c < classes; c++) {
      const share = smoothing / classes + (c === t ? 1 - smoothing : 0);
      q[c] = weights ? share * weights[c]! : share;
    }
    return true;
  };
}

function probabilityShares(
  layout: ClassLayout,
  y: Tensor,
  weights: ArrayLike<number> | undefined,
  smoothing: number,
): Shares {
  const probabilities = rowMajorData(y);
  return (i, q) => {
    const start = sampleStart(layout, i);
    for (let c = 0; c < layout.classes; c++) {
      const share = probabilities[start + c * layout.inner]! * (1 - smoothing) + smoothing / layout.classes;
      q[c] = weights ? share * weights[c]! : share;
    }
    return true;
  };
}

/**
 * With p = softmax(o) and Q = Σ q: p_j Q − q_j, written as p_j (Q − q_j) − q_j (1 − p_j). For one class index that is p_j, and
 * at the target −(the sum of the other probabilities): p − 1 would lose every digit where p is next to 1.
 */
function logitGradient(
  o: Tensor,
  layout: ClassLayout,
  shares: Shares,
  upstream: (sample: number) => number,
): Strided {
  const { classes, inner, samples } = layout;
  const gradient = allocate(o.shape, o.dtype);
  const data = rowMajorData(o);
  const row = new ShiftedRow(o.dtype === "float64", classes);
  const q = new Float64Array(classes);
  for (let i = 0; i < samples; i++) {
    if (!shares(i, q)) continue;
    const start = sampleStart(layout, i);
    row.load(data, start, inner, classes);
    const total = compensatedSum(q, 0, 1, classes);
    const g = upstream(i);
    for (let c = 0; c < classes; c++) {
      gradient.storage[start + c * inner] =
        g * (row.probability(c) * (total - q[c]!) - q[c]! * row.complement(c));
    }
  }
  roundStored(gradient);
  return gradient;
}

/** For the probability of class c: −w_c log softmax(o)_c, less what smoothing takes of it. */
function probabilityGradient(
  o: Tensor,
  layout: ClassLayout,
  y: Tensor,
  weights: ArrayLike<number> | undefined,
  smoothing: number,
  upstream: (sample: number) => number,
): Strided {
  const { classes, inner, samples } = layout;
  const gradient = allocate(y.shape, y.dtype);
  const data = rowMajorData(o);
  const row = new ShiftedRow(o.dtype === "float64");
  for (let i = 0; i < samples; i++) {
    const start = sampleStart(layout, i);
    row.load(data, start, inner, classes);
    for (let c = 0, p = start; c < classes; c++, p += inner) {
      const factor = -upstream(i) * (1 - smoothing) * (weights ? weights[c]! : 1);
      gradient.storage[p] = row.scaledLogSoftmax(data[p]!, factor);
    }
  }
  roundStored(gradient);
  return gradient;
}
