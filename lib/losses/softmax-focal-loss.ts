// Focal loss of the logits of several classes. Knows tensors, shifted rows and class targets.

import { differentiable } from "../autograd/graph.js";
import { checkOptions } from "../tensor/argument.js";
import { allocate, roundStored, rowMajorData } from "../tensor/strided.js";
import { asTensor, Tensor, type TensorLike } from "../tensor/tensor.js";
import { classLayout, readClassIndices, readClassWeights, sampleStart } from "./class-target.js";
import { checkNLLLossOptions, type NLLLossOptions, targetWeight } from "./nll-loss.js";
import { floatInput } from "./operands.js";
import { reduceLosses, sampleGradient } from "./reduction.js";
import { ShiftedRow } from "./shifted-row.js";
import { checkGamma } from "./sigmoid-focal-loss.js";

/** Options of {@link softmaxFocalLoss} and `nn.SoftmaxFocalLoss`. */
export interface SoftmaxFocalLossOptions extends NLLLossOptions {
  /** How much less a sample counts that is right already, ≥ 0; 0 is cross-entropy. Default 2. */
  readonly gamma?: number | undefined;
}

/** The options with their defaults; throws for one that is wrong. */
export function checkSoftmaxFocalLossOptions(fn: string, options: SoftmaxFocalLossOptions) {
  checkOptions(fn, options, ["gamma", "weight", "ignoreIndex", "reduction"]);
  const { gamma, ...others } = options;
  return { gamma: checkGamma(fn, gamma ?? 2), ...checkNLLLossOptions(fn, others) };
}

/**
 * Focal loss of logits for class indices: lₙ = −w[yₙ] (1 − p)^γ log p, with p the softmax's probability of the class yₙ, and 0
 * where yₙ = ignoreIndex. Samples that are right already count for little; with gamma 0 it is {@link crossEntropy}.
 *
 * 1 − p is the sum of the other probabilities, so that it keeps its digits where p is next to 1.
 *
 * @param input Logits, shape (C), (N, C) or (N, C, d1, …) for C classes.
 * @param target Class indices 0..C−1, the input's shape without C.
 * @param options `gamma`, `weight`, `ignoreIndex`, `reduction`.
 * @returns A scalar; with reduction `"none"` one loss per target. The mean divides by Σ w[yₙ], as cross-entropy's.
 * @throws RangeError if a target is no class of the input, or shapes do not fit; the message says which.
 * @example
 * softmaxFocalLoss([[2, 1, 0.1], [0.5, 2.5, 0.3]], [0, 1], { reduction: "none" })
 * // tensor([0.0485, 0.0086])
 * @see Lin et al., "Focal Loss for Dense Object Detection"
 */
export function softmaxFocalLoss(
  input: TensorLike,
  target: TensorLike,
  options: SoftmaxFocalLossOptions = {},
): Tensor {
  const fn = "softmaxFocalLoss";
  const { gamma, weight, ignoreIndex, reduction } = checkSoftmaxFocalLossOptions(fn, options);
  const o = floatInput(fn, input);
  const layout = classLayout(fn, o);
  const y = readClassIndices(fn, layout, asTensor(target, fn, "target"), ignoreIndex);
  const weights = readClassWeights(fn, layout, weight, o);
  const { classes, inner, samples } = layout;
  const data = rowMajorData(o);

  /** Calls `visit` with each sample that counts: its row loaded, where it starts, its class and weight. */
  const forEachSample = (
    visit: (row: ShiftedRow, sample: number, start: number, t: number, w: number) => void,
  ) => {
    const row = new ShiftedRow(o.dtype === "float64", classes);
    for (let i = 0; i < samples; i++) {
      const t = y[i]!;
      if (t === ignoreIndex) continue;
      const start = sampleStart(layout, i);
      visit(row.load(data, start, inner, classes), i, start, t, weights ? weights[t]! : 1);
    }
  };

  const losses = new Float64Array(samples);
  forEachSample((row, i, start, t, w) => {
    losses[i] = row.scaledLogSoftmax(data[start + t * inner]!, -w * row.complement(t) ** gamma);
  });
  const divisor = targetWeight(layout, y, weights, ignoreIndex);
  const out = new Tensor(reduceLosses(losses, layout.sampleShape, o.dtype, reduction, divisor));
  return differentiable(out, fn, [o], [o], (g) => {
    const upstream = sampleGradient(g, reduction, divisor);
    const gradient = allocate(o.shape, o.dtype);
    forEachSample((row, i, start, t, w) => {
      const p = row.probability(t);
      const miss = row.complement(t);
      // −log p / (1 − p) goes to 1 as both go to 0, and p log p to 0.
      const relative = miss === 0 ? 1 : p === 0 ? 0 : -row.logSoftmax(data[start + t * inner]!) / miss;
      const slope = upstream(i) * w * miss ** gamma * (1 + gamma * p * relative);
      for (let c = 0; c < classes; c++) {
        gradient.storage[start + c * inner] = slope * (c === t ? -miss : row.probability(c));
      }
    });
    roundStored(gradient);
    return [gradient];
  });
}
