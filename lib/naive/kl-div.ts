// The Kullback–Leibler divergence exactly as the formula reads, each step rounded to the tensor's dtype. Knows tensors and
// their methods.

import { checkKLDivOptions, divided, type KLDivOptions } from "../losses/kl-div.js";
import { floatOperands } from "../losses/operands.js";
import { withMethods } from "../tensor/methods.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { reduce } from "./reduce.js";

/**
 * p (log p − log q) as written, of log-probabilities log q and probabilities p: NaN where p is 0, for 0 · log 0. Arguments and
 * options are those of the library's `klDiv`, which is the version to use.
 * @example
 * naive.klDiv([-1, -2], [0.5, 0], { reduction: "none" })
 * // tensor([0.1534,    nan])
 */
export function klDiv(input: TensorLike, target: TensorLike, options: KLDivOptions = {}): Tensor {
  const fn = "naive.klDiv";
  const { reduction, logTarget } = checkKLDivOptions(fn, options);
  const [logq, y] = floatOperands(fn, { input, target }).map(withMethods) as [Tensor, Tensor];
  const p = logTarget ? y.exp() : y;
  const logp = logTarget ? y : y.log();
  return reduce(p.mul(logp.sub(logq)), ...divided(reduction, logq));
}
