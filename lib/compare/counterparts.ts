// Which exact function belongs to which function of the library, and the name each is known by. A new loss is one more line.

import type { ExactTensor } from "../exact/exact-tensor.js";
import * as exact from "../exact/index.js";
import { crossEntropy } from "../losses/cross-entropy.js";
import { logSumExp } from "../losses/log-sum-exp.js";
import { nllLoss } from "../losses/nll-loss.js";
import { logSoftmax, softmax } from "../losses/softmax.js";
import * as naive from "../naive/index.js";

/** Some function, of whatever arguments. */
export type AnyFunction = (...args: never[]) => unknown;

interface Counterpart {
  readonly name: string;
  readonly exact: (...args: never[]) => ExactTensor;
}

const counterparts: ReadonlyMap<AnyFunction, Counterpart> = new Map<AnyFunction, Counterpart>([
  [softmax, { name: "softmax", exact: exact.softmax }],
  [naive.softmax, { name: "naive.softmax", exact: exact.softmax }],
  [logSoftmax, { name: "logSoftmax", exact: exact.logSoftmax }],
  [naive.logSoftmax, { name: "naive.logSoftmax", exact: exact.logSoftmax }],
  [logSumExp, { name: "logSumExp", exact: exact.logSumExp }],
  [naive.logSumExp, { name: "naive.logSumExp", exact: exact.logSumExp }],
  [nllLoss, { name: "nllLoss", exact: exact.nllLoss }],
  [crossEntropy, { name: "crossEntropy", exact: exact.crossEntropy }],
  [naive.crossEntropy, { name: "naive.crossEntropy", exact: exact.crossEntropyOfProbabilities }],
]);

export function exactCounterpart(fn: AnyFunction): Counterpart["exact"] | undefined {
  return counterparts.get(fn)?.exact;
}

/** The name to show for a function: the library's own, else its own, else `fallback`. */
export function functionName(fn: AnyFunction, fallback: string): string {
  return counterparts.get(fn)?.name ?? (fn.name || fallback);
}
