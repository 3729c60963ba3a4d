// Connectionist temporal classification: the probability of a label sequence, summed over all its alignments by dynamic
// programming over logarithms. Knows tensors and alignments.

import { differentiable } from "../autograd/graph.js";
import type { Storage } from "../tensor/dtype.js";
import { allocate, roundStored, rowMajorData } from "../tensor/strided.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import {
  type AlignedSample,
  type CTCLossOptions,
  checkCTCLossOptions,
  readAlignments,
} from "./ctc-alignments.js";
import { reduceLosses, sampleGradient } from "./reduction.js";
import { ShiftedRow } from "./shifted-row.js";

const impossible = Number.NEGATIVE_INFINITY;

/**
 * Connectionist temporal classification loss (Graves et al., 2006): −log of the probability that frames, each with a
 * probability for each class, spell the target. All alignments count: ways to spread the labels over the frames, each label
 * over one or more of them, with blanks in between, where two equal labels must have one.
 *
 * l = −log Σ_π Πₜ p(πₜ), over all alignments π of the target.
 *
 * Takes log-probabilities, as `logSoftmax` gives them, so that nothing underflows however long the sequence. The gradient for
 * logProbs is PyTorch's: exp(logProbs) − the probability of the class in that frame given the target. That is the derivative for
 * the logits if logProbs are their logSoftmax (going through it once more changes nothing); the derivative for independent
 * log-probabilities would lack the first term. A class of probability 0 has gradient 0 (in PyTorch 1.13 NaN).
 *
 * @param logProbs Log-probabilities, shape (T, N, C): T frames, N samples, C classes; or (T, C) for a single sample.
 * @param targets Labels, class indices other than the blank: shape (N, S), padded at the end with anything; or all samples'
 * one after the other, in one dimension.
 * @param inputLengths How many frames of each sample count, shape (N), each ≤ T; or a number for a single sample.
 * @param targetLengths How many labels each sample has, shape (N); or a number for a single sample.
 * @param options `blank`, `reduction`, `zeroInfinity`.
 * @returns A scalar; with reduction `"none"` one loss per sample, ∞ where no alignment fits (too few frames), and then the
 * gradient is NaN, unless `zeroInfinity` makes both 0. Without frames an empty target has loss 0, any other ∞, as in PyTorch 2.
 * @throws RangeError if a length, a label or a shape does not fit; the message says which.
 * @example
 * const third = Math.log(1 / 3);
 * ctcLoss([[third, third, third], [third, third, third]], [1], 2, 1)   // 1 1, 1 blank or blank 1: 3 of 9
 * // tensor(1.0986)
 * @see PyTorch `torch.nn.functional.ctc_loss`
 */
export function ctcLoss(
  logProbs: TensorLike,
  targets: TensorLike,
  inputLengths: TensorLike,
  targetLengths: TensorLike,
  options: CTCLossOptions = {},
): Tensor {
  const fn = "ctcLoss";
  const { blank, reduction, zeroInfinity } = checkCTCLossOptions(fn, options);
  const batch = readAlignments(fn, logProbs, targets, inputLengths, targetLengths, blank);
  const { logProbs: logp, samples, classes } = batch;
  const data = rowMajorData(logp);
  const infinite = samples.map(() => false);
  const share = (sample: AlignedSample) => (reduction === "mean" ? sample.divisor : 1);
  const losses = Float64Array.from(samples, (sample, n) => {
    const loss = negativeLogLikelihood(data, sample);
    infinite[n] = loss === Number.POSITIVE_INFINITY;
    return infinite[n] && zeroInfinity ? 0 : loss / share(sample);
  });
  const out = new Tensor(reduceLosses(losses, batch.shape, logp.dtype, reduction));
  return differentiable(out, fn, [logp], [logp], (g) => {
    const upstream = sampleGradient(g, reduction, samples.length);
    const gradient = allocate(logp.shape, logp.dtype);
    samples.forEach((sample, n) => {
      if (infinite[n] && zeroInfinity) return;
      addGradient(gradient.storage, data, sample, classes, upstream(n) / share(sample));
    });
    roundStored(gradient);
    return [gradient];
  });
}

function negativeLogLikelihood(data: Storage, sample: AlignedSample): number {
  const width = sample.states.length;
  const logs = prefixLogs(data, sample);
  // An alignment ends with the last label or the blank after it.
  const label = width > 1 ? logs[logs.length - 2]! : impossible;
  return 0 - logAdd(logs[logs.length - 1]!, label, impossible);
}

/**
 * At t · states + s: the logarithm of the probability of the first t frames, summed over all ways to be in state s after them.
 * A frame stays in its state, goes on to the next, or over a blank between two different labels.
 */
function prefixLogs(data: Storage, { frames, start, step, states }: AlignedSample): Float64Array {
  const width = states.length;
  const logs = new Float64Array((frames + 1) * width).fill(impossible);
  // Before any frame: as if in the first blank, from where a frame reaches that or the first label.
  logs[0] = 0;
  for (let t = 0; t < frames; t++) {
    for (let s = 0; s < (t === 0 ? Math.min(2, width) : width); s++) {
      const before = t * width + s;
      // States two apart are equal if both are the blank, or the same label.
      const skips = s > 1 && states[s] !== states[s - 2];
      const reached = logAdd(
        logs[before]!,
        s > 0 ? logs[before - 1]! : impossible,
        skips ? logs[before - 2]! : impossible,
      );
      logs[before + width] = reached + data[start + t * step + states[s]!]!;
    }
  }
  return logs;
}

/** The same sample read backwards: the suffixes of the one are the prefixes of the other. */
function reversed({ start, step, states, ...sample }: AlignedSample): AlignedSample {
  return { ...sample, start: start + (sample.frames - 1) * step, step: -step, states: states.toReversed() };
}

/** upstream · (p − q), where q is the probability of each class in each frame given the target. */
function addGradient(
  gradient: Storage,
  data: Storage,
  sample: AlignedSample,
  classes: number,
  upstream: number,
): void {
  const { frames, start, step, states } = sample;
  const width = states.length;
  const prefixes = prefixLogs(data, sample);
  const suffixes = prefixLogs(data, reversed(sample));
  const logShares = new Float64Array(classes);
  const row = new ShiftedRow(true, classes);
  for (let t = 0; t < frames; t++) {
    const frame = start + t * step;
    logShares.fill(impossible);
    for (let s = 0; s < width; s++) {
      const prefix = prefixes[(t + 1) * width + s]!;
      const suffix = suffixes[(frames - t + 1) * width - 1 - s]!;
      if (prefix === impossible || suffix === impossible) continue;
      const label = states[s]!;
      // Both contain the frame itself.
      logShares[label] = logAdd(logShares[label]!, prefix + suffix - data[frame + label]!, impossible);
    }
    row.load(logShares, 0, 1, classes);
    for (let c = 0; c < classes; c++) {
      const logp = data[frame + c]!;
      // p − q of the likeliest class as (1 − q) − (1 − p), where both may be next to 1.
      const difference =
        c === row.argmax ? row.complement(c) + Math.expm1(logp) : Math.exp(logp) - row.probability(c);
      gradient[frame + c] = upstream * difference;
    }
  }
}

/** log(eᵃ + eᵇ + eᶜ): the largest of them, and what log1p says that the others add to it. */
function logAdd(a: number, b: number, c: number): number {
  if (b > a) return logAdd(b, a, c);
  if (c > a) return logAdd(c, b, a);
  // Now b and c are not above a; where that is −∞ they are too, or NaN.
  if (a === impossible) return b + c;
  return a < Number.POSITIVE_INFINITY ? a + Math.log1p(Math.exp(b - a) + Math.exp(c - a)) : Number.NaN;
}
