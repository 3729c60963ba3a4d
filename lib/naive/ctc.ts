// Connectionist temporal classification as the paper's recursion reads, on the probabilities themselves. Meant to underflow
// where they do: it knows tensors and alignments and nothing of logarithms but the last.

import {
  type AlignedSample,
  type CTCLossOptions,
  checkCTCLossOptions,
  readAlignments,
} from "../losses/ctc-alignments.js";
import { cat, stack } from "../tensor/choice.js";
import { tensor } from "../tensor/creation.js";
import { withMethods } from "../tensor/methods.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";

/**
 * The textbook's CTC: the forward variables α of Graves et al. (2006), as probabilities, each step rounded in the dtype, and
 * −log of their sum at the end. Of a few hundred frames the product is below the smallest float32: the loss is inf.
 * The library's `ctcLoss`, which stays with logarithms, is the version to use. Arguments and options are its.
 *
 * @example
 * const frames = Array.from({ length: 200 }, () => [0, 0, 0].map(() => Math.log(1 / 3)));
 * [naive.ctcLoss(frames, [1, 2], 200, 2).item(), ctcLoss(frames, [1, 2], 200, 2).item()]
 * // [ Infinity, 100.84866333007812 ]
 * @see PyTorch `torch.nn.functional.ctc_loss`
 */
export function ctcLoss(
  logProbs: TensorLike,
  targets: TensorLike,
  inputLengths: TensorLike,
  targetLengths: TensorLike,
  options: CTCLossOptions = {},
): Tensor {
  const fn = "naive.ctcLoss";
  const { blank, reduction, zeroInfinity } = checkCTCLossOptions(fn, options);
  const batch = readAlignments(fn, logProbs, targets, inputLengths, targetLengths, blank);
  const { ndim } = batch.logProbs;
  const probabilities = withMethods(batch.logProbs).exp();
  const losses = batch.samples.map((sample, n) => {
    const own = ndim === 3 ? probabilities.slice(null, n) : probabilities;
    const loss = likelihood(own, sample).log().neg();
    const counted = zeroInfinity ? loss.maskedFill(loss.eq(Number.POSITIVE_INFINITY), 0) : loss;
    return reduction === "mean" ? counted.div(sample.divisor) : counted;
  });
  if (ndim === 2) return losses[0]!;
  const each = losses.length > 0 ? stack(losses) : probabilities.slice(0, null, 0);
  return reduction === "none" ? each : reduction === "sum" ? each.sum() : each.mean();
}

/** Σ over all alignments of Π of the frames' probabilities, in the dtype of those. */
function likelihood(probabilities: Tensor, { frames, states }: AlignedSample): Tensor {
  const constant = (values: number[]) => tensor(values, { dtype: probabilities.dtype });
  const width = states.length;
  const skips = constant(Array.from(states, (label, s) => (s > 1 && label !== states[s - 2] ? 1 : 0)));
  const after = (alpha: Tensor, places: number) =>
    cat([constant([0, 0]).slice([0, places]), alpha]).slice([0, width]);
  // Before the first frame: as if in the blank that stands first.
  let alpha = constant(Array.from(states, (_, s) => (s === 0 ? 1 : 0)));
  for (let t = 0; t < frames; t++) {
    const reached = alpha.add(after(alpha, 1)).add(after(alpha, 2).mul(skips));
    alpha = reached.mul(probabilities.slice(t).indexSelect(0, states));
  }
  return alpha.slice([-2, null]).sum();
}
