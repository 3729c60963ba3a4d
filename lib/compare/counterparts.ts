// Which exact function belongs to which function of the library, and the name each is known by. A new loss is one more line.

import type { ExactTensor } from "../exact/exact-tensor.js";
import * as exact from "../exact/index.js";
import { binaryCrossEntropy } from "../losses/binary-cross-entropy.js";
import { binaryCrossEntropyWithLogits } from "../losses/binary-cross-entropy-with-logits.js";
import { cosineEmbeddingLoss } from "../losses/cosine-embedding-loss.js";
import { crossEntropy } from "../losses/cross-entropy.js";
import { ctcLoss } from "../losses/ctc-loss.js";
import { entr, relEntr, xlog1py, xlogy } from "../losses/entropy.js";
import { gaussianNllLoss } from "../losses/gaussian-nll-loss.js";
import { klDiv } from "../losses/kl-div.js";
import { logSumExp } from "../losses/log-sum-exp.js";
import { mseLoss } from "../losses/mse-loss.js";
import { multilabelSoftMarginLoss } from "../losses/multilabel-soft-margin-loss.js";
import { nllLoss } from "../losses/nll-loss.js";
import { poissonNllLoss } from "../losses/poisson-nll-loss.js";
import { logSigmoid, sigmoid } from "../losses/sigmoid.js";
import { sigmoidFocalLoss } from "../losses/sigmoid-focal-loss.js";
import { softMarginLoss } from "../losses/soft-margin-loss.js";
import { logSoftmax, softmax, softmin } from "../losses/softmax.js";
import { softmaxFocalLoss } from "../losses/softmax-focal-loss.js";
import { softplus } from "../losses/softplus.js";
import { tripletMarginLoss } from "../losses/triplet-margin-loss.js";
import * as naive from "../naive/index.js";

/** Some function, of whatever arguments. */
export type AnyFunction = (...args: never[]) => unknown;

interface Counterpart {
  readonly name: string;
  /** Names of its arguments, as its documentation has them. */
  readonly inputs: readonly string[];
  readonly exact: (...args: never[]) => ExactTensor;
}

type Entry = readonly [AnyFunction, Counterpart];

/** A function of the library and the textbook's version of it, which have the same arguments and the same exact function. */
function counterpart(
  name: string,
  inputs: readonly string[],
  exact: Counterpart["exact"],
  fn: AnyFunction,
  naive?: AnyFunction,
): Entry[] {
  const own: Entry = [fn, { name, inputs, exact }];
  return naive ? [own, [naive, { name: `naive.${name}`, inputs, exact }]] : [own];
}

const x = ["input"];
const xy = ["input", "target"];
const pq = ["x", "y"];
const sequences = ["logProbs", "targets", "inputLengths", "targetLengths"];

const counterparts: ReadonlyMap<AnyFunction, Counterpart> = new Map<AnyFunction, Counterpart>([
  ...counterpart("softmax", x, exact.softmax, softmax, naive.softmax),
  ...counterpart("softmin", x, exact.softmin, softmin),
  ...counterpart("logSoftmax", x, exact.logSoftmax, logSoftmax, naive.logSoftmax),
  ...counterpart("logSumExp", x, exact.logSumExp, logSumExp, naive.logSumExp),
  ...counterpart("sigmoid", x, exact.sigmoid, sigmoid, naive.sigmoid),
  ...counterpart("logSigmoid", x, exact.logSigmoid, logSigmoid, naive.logSigmoid),
  ...counterpart("softplus", x, exact.softplus, softplus, naive.softplus),
  ...counterpart("entr", ["x"], exact.entr, entr),
  ...counterpart("relEntr", pq, exact.relEntr, relEntr),
  ...counterpart("xlogy", pq, exact.xlogy, xlogy),
  ...counterpart("xlog1py", pq, exact.xlog1py, xlog1py),
  ...counterpart("nllLoss", xy, exact.nllLoss, nllLoss),
  ...counterpart("crossEntropy", xy, exact.crossEntropy, crossEntropy),
  [
    naive.crossEntropy,
    { name: "naive.crossEntropy", inputs: ["yHat", "y"], exact: exact.crossEntropyOfProbabilities },
  ],
  ...counterpart(
    "binaryCrossEntropy",
    xy,
    exact.binaryCrossEntropy,
    binaryCrossEntropy,
    naive.binaryCrossEntropy,
  ),
  ...counterpart(
    "binaryCrossEntropyWithLogits",
    xy,
    exact.binaryCrossEntropyWithLogits,
    binaryCrossEntropyWithLogits,
    naive.binaryCrossEntropyWithLogits,
  ),
  ...counterpart("softMarginLoss", xy, exact.softMarginLoss, softMarginLoss, naive.softMarginLoss),
  ...counterpart("multilabelSoftMarginLoss", xy, exact.multilabelSoftMarginLoss, multilabelSoftMarginLoss),
  ...counterpart("klDiv", xy, exact.klDiv, klDiv, naive.klDiv),
  ...counterpart("sigmoidFocalLoss", xy, exact.sigmoidFocalLoss, sigmoidFocalLoss, naive.sigmoidFocalLoss),
  ...counterpart("softmaxFocalLoss", xy, exact.softmaxFocalLoss, softmaxFocalLoss, naive.softmaxFocalLoss),
  ...counterpart("ctcLoss", sequences, exact.ctcLoss, ctcLoss, naive.ctcLoss),
  ...counterpart("mseLoss", xy, exact.mseLoss, mseLoss, naive.mseLoss),
  ...counterpart(
    "gaussianNllLoss",
    [...xy, "var"],
    exact.gaussianNllLoss,
    gaussianNllLoss,
    naive.gaussianNllLoss,
  ),
  ...counterpart("poissonNllLoss", xy, exact.poissonNllLoss, poissonNllLoss, naive.poissonNllLoss),
  ...counterpart(
    "cosineEmbeddingLoss",
    ["input1", "input2", "target"],
    exact.cosineEmbeddingLoss,
    cosineEmbeddingLoss,
  ),
  ...counterpart(
    "tripletMarginLoss",
    ["anchor", "positive", "negative"],
    exact.tripletMarginLoss,
    tripletMarginLoss,
  ),
]);

export function exactCounterpart(fn: AnyFunction): Counterpart["exact"] | undefined {
  return counterparts.get(fn)?.exact;
}

/** The name to show for a function: the library's own, else its own, else `fallback`. */
export function functionName(fn: AnyFunction, fallback: string): string {
  return counterparts.get(fn)?.name ?? (fn.name || fallback);
}

/** What to call the inputs of a comparison: as the first function that is the library's own calls them, else by number. */
export function argumentNames(count: number, ...functions: readonly AnyFunction[]): readonly string[] {
  const known = functions.map((fn) => counterparts.get(fn)?.inputs).find((names) => names?.length === count);
  return known ?? Array.from({ length: count }, (_, i) => (count === 1 ? "input" : `input ${i + 1}`));
}
