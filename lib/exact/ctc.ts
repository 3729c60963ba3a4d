// Connectionist temporal classification at 64 digits: the same recursion on the probabilities themselves, which BigNumbers do
// not underflow. Shares the reading of the float version, not its arithmetic.

import {
  type AlignedSample,
  type CTCLossOptions,
  checkCTCLossOptions,
  readAlignments,
} from "../losses/ctc-alignments.js";
import type { Storage } from "../tensor/dtype.js";
import { rowMajorData } from "../tensor/strided.js";
import type { TensorLike } from "../tensor/tensor.js";
import { exactly, reduceExactly } from "./arithmetic.js";
import { type BigNumber, type BigNumberClass, bigNumbers, digits, fromDouble } from "./big-number.js";
import type { ExactTensor } from "./exact-tensor.js";

/** Digits to calculate with: more, where the likelihood is next to 1. */
const precisions = [digits + 24, 400, 1200];

/**
 * `ctcLoss` at 64 digits, of the float log-probabilities taken as exact binary numbers.
 *
 * @param logProbs Log-probabilities, shape (T, N, C) or (T, C).
 * @param targets Labels, shape (N, S), or all one after the other.
 * @param inputLengths How many frames of each sample count.
 * @param targetLengths How many labels each sample has.
 * @param options As `ctcLoss`'s.
 * @returns An {@link ExactTensor}: a scalar, or one loss per sample with reduction `"none"`.
 * @example
 * exact.ctcLoss([[0, -1], [-1, -2]], [1], 2, 1)
 * // exact(1.1380051959417489184)
 */
export function ctcLoss(
  logProbs: TensorLike,
  targets: TensorLike,
  inputLengths: TensorLike,
  targetLengths: TensorLike,
  options: CTCLossOptions = {},
): ExactTensor {
  const fn = "exact.ctcLoss";
  const { blank, reduction, zeroInfinity } = checkCTCLossOptions(fn, options);
  const batch = readAlignments(fn, logProbs, targets, inputLengths, targetLengths, blank);
  const data = rowMajorData(batch.logProbs);
  const losses = batch.samples.map((sample) => {
    const loss = negativeLogLikelihood(data, sample);
    if (zeroInfinity && !loss.isNaN() && !loss.isFinite()) return exactly(0);
    return reduction === "mean" ? loss.div(sample.divisor) : loss;
  });
  return reduceExactly(losses, batch.shape, reduction);
}

function negativeLogLikelihood(data: Storage, sample: AlignedSample): BigNumber {
  let loss = exactly(0);
  for (const precision of precisions) {
    const sum = likelihood(bigNumbers(precision), data, sample);
    // Log-probabilities of +∞ have no likelihood.
    loss = exactly(0).minus(sum.isFinite() ? sum.ln() : Number.NaN);
    // As many digits of the logarithm are lost as the likelihood has nines.
    if (!loss.isFinite() || (!loss.isZero() && precision + loss.e > digits + 8)) break;
  }
  return loss;
}

/** Σ over all alignments of Π of the frames' probabilities. */
function likelihood(
  Work: BigNumberClass,
  data: Storage,
  { frames, start, step, states }: AlignedSample,
): BigNumber {
  const nothing = new Work(0);
  // Before the first frame: as if in the blank that stands first.
  let reached = Array.from(states, (_, s) => new Work(s === 0 ? 1 : 0));
  for (let t = 0; t < frames; t++) {
    const before = reached;
    const probabilities = new Map<number, BigNumber>();
    for (const c of states) {
      if (!probabilities.has(c)) probabilities.set(c, fromDouble(Work, data[start + t * step + c]!).exp());
    }
    reached = before.map((own, s) => {
      if (t === 0 && s > 1) return nothing;
      const skips = s > 1 && states[s] !== states[s - 2];
      return own
        .plus(before[s - 1] ?? nothing)
        .plus(skips ? before[s - 2]! : nothing)
        .times(probabilities.get(states[s]!)!);
    });
  }
  return reached.slice(-2).reduce((a, b) => a.plus(b));
}
