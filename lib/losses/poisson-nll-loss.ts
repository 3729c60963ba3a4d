// The negative log-likelihood of a Poisson distribution. Knows element-by-element losses.

import { checkOptions } from "../tensor/argument.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { halfLogTwoPi } from "./normal-constant.js";
import { floatOperands } from "./operands.js";
import { checkBoolean, checkNumber } from "./options.js";
import { type PointwiseFormula, pointwiseLoss } from "./pointwise-loss.js";
import { checkReduction, type ReductionOptions } from "./reduction.js";

/** Options of {@link poissonNllLoss} and `nn.PoissonNLLLoss`. */
export interface PoissonNLLLossOptions extends ReductionOptions {
  /** Whether the input is the logarithm of the expected count, or the count itself. Default true. */
  readonly logInput?: boolean | undefined;
  /** Whether to add Stirling's approximation of log(target!), for targets above 1. Default false. */
  readonly full?: boolean | undefined;
  /** Added to an input that is no logarithm before its logarithm is taken, so that this is never log 0. Default 1e-8. */
  readonly eps?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkPoissonNLLLossOptions(fn: string, options: PoissonNLLLossOptions) {
  checkOptions(fn, options, ["logInput", "full", "eps", "reduction"]);
  return {
    logInput: checkBoolean(fn, "logInput", options.logInput ?? true),
    full: checkBoolean(fn, "full", options.full ?? false),
    eps: checkNumber(fn, "eps", options.eps ?? 1e-8),
    reduction: checkReduction(fn, options.reduction ?? "mean"),
  };
}

/**
 * Negative log-likelihood of counts under Poisson distributions: l = exp(input) − target · input, of the logarithm of the
 * expected count; with `logInput: false`, l = input − target · log(input + eps), of the expected count.
 *
 * `full` adds log(target!) by Stirling's formula, target log target − target + ½ log(2π target), where target > 1. It is
 * constant for the input; the gradient for the target is 0 where it is not added (PyTorch's is NaN at target 0).
 *
 * @param input Logarithms of expected counts, or expected counts; any shape.
 * @param target Counts; broadcast against the input.
 * @param options `logInput`, `full`, `eps`, `reduction`.
 * @returns A scalar; with reduction `"none"` one loss per element.
 * @throws RangeError if the shapes do not broadcast.
 * @example
 * poissonNllLoss([0, 1], [1, 3], { reduction: "none" })
 * // tensor([ 1.0000, -0.2817])
 * @see PyTorch `torch.nn.functional.poisson_nll_loss`
 */
export function poissonNllLoss(
  input: TensorLike,
  target: TensorLike,
  options: PoissonNLLLossOptions = {},
): Tensor {
  const fn = "poissonNllLoss";
  const { logInput, full, eps, reduction } = checkPoissonNLLLossOptions(fn, options);
  const formula = logInput ? ofLogarithm : ofCount(eps);
  const operands = floatOperands(fn, { input, target });
  return pointwiseLoss(fn, operands, full ? withStirling(formula) : formula, reduction);
}

const ofLogarithm: PointwiseFormula = {
  value: (x, y) => Math.exp(x) - y * x,
  slopes: [(x, y) => Math.exp(x) - y, (x) => -x],
};

function ofCount(eps: number): PointwiseFormula {
  return {
    value: (x, y) => x - y * Math.log(x + eps),
    slopes: [(x, y) => 1 - y / (x + eps), (x) => -Math.log(x + eps)],
  };
}

/** Stirling's approximation of log(y!). */
function logFactorial(y: number): number {
  const log = Math.log(y);
  return y * log - y + 0.5 * log + halfLogTwoPi;
}

/** The formula with that added where y > 1. */
function withStirling({ value, slopes: [ofInput, ofTarget] }: PointwiseFormula): PointwiseFormula {
  return {
    value: (x, y, c, d) => value(x, y, c, d) + (y > 1 ? logFactorial(y) : 0),
    slopes: [ofInput, (x, y, c, d) => ofTarget!(x, y, c, d) + (y > 1 ? Math.log(y) + 0.5 / y : 0)],
  };
}
