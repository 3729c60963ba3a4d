// Which exact function belongs to which function of the library, and the name each is known by. A new loss is one more line.

import type { ExactTensor } from "../exact/exact-tensor.js";
import * as exact from "../exact/index.js";
import { crossEntropy } from "../losses/cross-entropy.js";
import { ctcLoss } from "../losses/ctc-loss.js";
import { logSumExp } from "../losses/log-sum-exp.js";
import { nllLoss } from "../losses/nll-loss.js";
import { logSoftmax, softmax } from "../losses/softmax.js";
import * as naive from "../naive/index.js";

/** Some function, of whatever arguments. */
export type AnyFunction = (...args: never[]) => unknown;

interface Counterpart {
  readonly name: string;
  /** Names of its arguments, as its documentation has them. */
  readonly inputs: readonly string[];
  readonly exact: (...args: never[]) => ExactTensor;
}

const ctcInputs = ["logProbs", "targets", "inputLengths", "targetLengths"];

const counterparts: ReadonlyMap<AnyFunction, Counterpart> = new Map<AnyFunction, Counterpart>([
  [softmax, { name: "softmax", inputs: ["input"], exact: exact.softmax }],
  [naive.softmax, { name: "naive.softmax", inputs: ["input"], exact: exact.softmax }],
  [logSoftmax, { name: "logSoftmax", inputs: ["input"], exact: exact.logSoftmax }],
  [naive.logSoftmax, { name: "naive.logSoftmax", inputs: ["input"], exact: exact.logSoftmax }],
  [logSumExp, { name: "logSumExp", inputs: ["input"], exact: exact.logSumExp }],
  [naive.logSumExp, { name: "naive.logSumExp", inputs: ["input"], exact: exact.logSumExp }],
  [nllLoss, { name: "nllLoss", inputs: ["input", "target"], exact: exact.nllLoss }],
  [crossEntropy, { name: "crossEntropy", inputs: ["input", "target"], exact: exact.crossEntropy }],
  [
    naive.crossEntropy,
    { name: "naive.crossEntropy", inputs: ["yHat", "y"], exact: exact.crossEntropyOfProbabilities },
  ],
  [ctcLoss, { name: "ctcLoss", inputs: ctcInputs, exact: exact.ctcLoss }],
  [naive.ctcLoss, { name: "naive.ctcLoss", inputs: ctcInputs, exact: exact.ctcLoss }],
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
