// Negative log-likelihood of log-probabilities. Knows tensors and class targets; cross-entropy is a file of its own.

import { differentiable } from "../autograd/graph.js";
import { checkOptions } from "../tensor/argument.js";
import { allocate, roundStored, rowMajorData } from "../tensor/strided.js";
import { asTensor, Tensor, type TensorLike } from "../tensor/tensor.js";
import {
  type ClassLayout,
  checkIgnoreIndex,
  classLayout,
  readClassIndices,
  readClassWeights,
  sampleStart,
} from "./class-target.js";
import { floatInput } from "./operands.js";
import { checkReduction, type Reduction, reduceLosses, sampleGradient } from "./reduction.js";

/** Options of {@link nllLoss} and `nn.NLLLoss`. */
export interface NLLLossOptions {
  /** One factor per class, shape (C). */
  readonly weight?: TensorLike | undefined;
  /** A target with this value counts for nothing: loss 0, and left out of the mean. Default −100. */
  readonly ignoreIndex?: number | undefined;
  /** Default `"mean"`, which divides by the sum of the weights of the targets that count. */
  readonly reduction?: Reduction | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkNLLLossOptions(fn: string, options: NLLLossOptions) {
  checkOptions(fn, options, ["weight", "ignoreIndex", "reduction"]);
  return {
    weight: options.weight,
    ignoreIndex: checkIgnoreIndex(fn, options.ignoreIndex ?? -100),
    reduction: checkReduction(fn, options.reduction ?? "mean"),
  };
}

/**
 * Negative log-likelihood loss, for log-probabilities: lₙ = −w[yₙ] · inputₙ,yₙ, and 0 where yₙ = ignoreIndex.
 *
 * `nllLoss(logSoftmax(o), y)` equals `crossEntropy(o, y)`.
 *
 * @param input Log-probabilities, shape (C), (N, C) or (N, C, d1, …).
 * @param target Class indices 0..C−1, the input's shape without C.
 * @param options `weight`, `ignoreIndex`, `reduction`.
 * @returns A scalar; with reduction `"none"` one loss per target. The mean over no target at all is NaN, as in PyTorch.
 * @throws RangeError if a target is no class of the input, or shapes do not fit; the message says which.
 * @example
 * nllLoss([[-0.1, -2.4], [-1.2, -0.4]], [0, 1])
 * // tensor(0.2500)
 * @see PyTorch `torch.nn.functional.nll_loss`; d2l "Softmax Regression", log-likelihood
 */
export function nllLoss(input: TensorLike, target: TensorLike, options: NLLLossOptions = {}): Tensor {
  const { weight, ignoreIndex, reduction } = checkNLLLossOptions("nllLoss", options);
  const logp = floatInput("nllLoss", input);
  const layout = classLayout("nllLoss", logp);
  const y = readClassIndices("nllLoss", layout, asTensor(target, "nllLoss", "target"), ignoreIndex);
  const weights = readClassWeights("nllLoss", layout, weight, logp);
  const data = rowMajorData(logp);
  const losses = new Float64Array(layout.samples);
  for (let i = 0; i < losses.length; i++) {
    const t = y[i]!;
    if (t === ignoreIndex) continue;
    const x = -data[sampleStart(layout, i) + t * layout.inner]!;
    losses[i] = weights ? x * weights[t]! : x;
  }
  const divisor = targetWeight(layout, y, weights, ignoreIndex);
  const out = new Tensor(reduceLosses(losses, layout.sampleShape, logp.dtype, reduction, divisor));
  return differentiable(out, "nllLoss", [logp], [], (g) => {
    const upstream = sampleGradient(g, reduction, divisor);
    const gradient = allocate(logp.shape, logp.dtype);
    for (let i = 0; i < layout.samples; i++) {
      const t = y[i]!;
      if (t === ignoreIndex) continue;
      gradient.storage[sampleStart(layout, i) + t * layout.inner] =
        -upstream(i) * (weights ? weights[t]! : 1);
    }
    roundStored(gradient);
    return [gradient];
  });
}

/** Σ w[yₙ] over the targets that count: what a mean divides by. */
export function targetWeight(
  layout: ClassLayout,
  y: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  ignoreIndex: number,
): number {
  let total = 0;
  if (weights === undefined) {
    for (let i = 0; i < layout.samples; i++) if (y[i] !== ignoreIndex) total++;
    return total;
  }
  for (let i = 0; i < layout.samples; i++) {
    const t = y[i]!;
    if (t !== ignoreIndex) total += weights[t]!;
  }
  return total;
}
