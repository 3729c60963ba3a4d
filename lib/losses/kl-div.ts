// Kullback–Leibler divergence of log-probabilities. Knows tensors.

import { checkOptions, showValue } from "../tensor/argument.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { floatOperands } from "./operands.js";
import { checkBoolean } from "./options.js";
import { type PointwiseFormula, pointwiseLoss } from "./pointwise-loss.js";
import type { Reduction } from "./reduction.js";

/** As {@link Reduction}; `"batchmean"` divides the sum by the number of distributions, the size of the first dimension. */
export type KLDivReduction = Reduction | "batchmean";

const reductions: readonly KLDivReduction[] = ["none", "mean", "batchmean", "sum"];

/** Options of {@link klDiv} and `nn.KLDivLoss`. */
export interface KLDivOptions {
  /** Default `"mean"`, the mean over all elements, as in PyTorch. `"batchmean"` is the mean divergence of a batch. */
  readonly reduction?: KLDivReduction | undefined;
  /** Whether the target holds log-probabilities as well. Default false. */
  readonly logTarget?: boolean | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkKLDivOptions(fn: string, options: KLDivOptions) {
  checkOptions(fn, options, ["reduction", "logTarget"]);
  return {
    reduction: checkKLDivReduction(fn, options.reduction ?? "mean"),
    logTarget: checkBoolean(fn, "logTarget", options.logTarget ?? false),
  };
}

function checkKLDivReduction(fn: string, reduction: unknown): KLDivReduction {
  if (reductions.includes(reduction as KLDivReduction)) return reduction as KLDivReduction;
  throw new RangeError(
    `${fn}: reduction is ${showValue(reduction)}, expected "none", "mean", "batchmean" or "sum"`,
  );
}

const ofProbabilities: PointwiseFormula = {
  // 0·log 0 is 0, but 0 times an input of −∞ is NaN, as in PyTorch.
  value: (x, y) => (y === 0 ? 0 - y * x : y * (Math.log(y) - x)),
  slopes: [(_, y) => -y, (x, y) => Math.log(y) + 1 - x],
};

const ofLogProbabilities: PointwiseFormula = {
  value: (x, y) => timesExp(y - x, y),
  slopes: [(_, y) => -Math.exp(y), (x, y) => timesExp(y + 1 - x, y)],
};

/** factor · e^y, in two steps where e^y alone would be subnormal. */
function timesExp(factor: number, y: number): number {
  return y > -700 ? factor * Math.exp(y) : factor * Math.exp(y / 2) * Math.exp(y / 2);
}

/**
 * Kullback–Leibler divergence of a distribution P, the target, from Q, of which the input is the logarithm:
 * l = p (log p − log q), for each element. The sum over a distribution's elements is D(P ‖ Q), in nats.
 *
 * @param input Log-probabilities log q, any shape, such as of {@link logSoftmax}.
 * @param target Probabilities p, the input's shape; their logarithms with `logTarget`. Where p is 0, so is l.
 * @param options `reduction`: `"batchmean"` for the mean divergence of a batch; `logTarget`.
 * @returns A scalar; with reduction `"none"` one number per element. As in PyTorch, 0 · (−∞) is NaN, where q is 0 as well as p.
 * The gradient for a target of 0 is −∞, the slope of p log p (PyTorch 1.13: NaN).
 * @throws RangeError if shapes do not fit.
 * @example
 * klDiv([[-0.7, -0.7], [-2.3, -0.1]], [[0.5, 0.5], [0.9, 0.1]], { reduction: "batchmean" })
 * // tensor(0.8809)
 * @see PyTorch `torch.nn.functional.kl_div`; d2l "Information Theory", Kullback–Leibler divergence
 */
export function klDiv(input: TensorLike, target: TensorLike, options: KLDivOptions = {}): Tensor {
  const fn = "klDiv";
  const { reduction, logTarget } = checkKLDivOptions(fn, options);
  const [x, y] = floatOperands(fn, { input, target }) as [Tensor, Tensor];
  const formula = logTarget ? ofLogProbabilities : ofProbabilities;
  return pointwiseLoss(fn, [x, y], formula, ...divided(reduction, x));
}

/** The reduction without `"batchmean"`, and what a mean divides by if not by the number of elements. */
export function divided(reduction: KLDivReduction, input: Tensor): [Reduction, divisor?: number] {
  return reduction === "batchmean" ? ["mean", input.shape[0] ?? 1] : [reduction];
}
