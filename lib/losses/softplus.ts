// Softplus, a smooth maximum of x and 0, element by element. Knows tensors and the logistic function.

import { checkOptions } from "../tensor/argument.js";
import { loopOf, unary } from "../tensor/elementwise.js";
import { logistic } from "../tensor/mathematics.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { logOnePlusExp } from "./logistic.js";
import { floatInput } from "./operands.js";
import { checkNumber } from "./options.js";
import { productError } from "./product-error.js";

/** Options of {@link softplus}. */
export interface SoftplusOptions {
  /** How sharp the bend at 0 is: a number other than 0. Default 1. */
  readonly beta?: number | undefined;
  /** Where beta · x is above it, the result is x. Default 20, as PyTorch's; ∞ for results that are right to the last digit. */
  readonly threshold?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkSoftplusOptions(fn: string, options: SoftplusOptions) {
  checkOptions(fn, options, ["beta", "threshold"]);
  const nonZero = (x: number) => Number.isFinite(x) && x !== 0;
  return {
    beta: checkNumber(fn, "beta", options.beta ?? 1, "a finite number other than 0", nonZero),
    threshold: checkNumber(fn, "threshold", options.threshold ?? 20),
  };
}

/**
 * Softplus, elementwise: log(1 + exp(βx)) / β, a smooth form of max(x, 0).
 *
 * Calculated as max(x, 0) + log1p(exp(−|βx|)) / β, which does not overflow. As in PyTorch it is x itself where βx is above
 * the threshold; in float64 that costs half of the digits next to 20, which `{ threshold: Infinity }` keeps.
 *
 * @param input Numbers x, any shape.
 * @param options `beta` β, `threshold`.
 * @returns Same shape and dtype.
 * @throws TypeError if the input is not floating; RangeError if beta is 0.
 * @example
 * softplus([0, 1, -50, 1000])
 * // tensor([6.9315e-01, 1.3133e+00, 1.9287e-22, 1.0000e+03])
 * @see PyTorch `torch.nn.functional.softplus`
 */
export function softplus(input: TensorLike, options: SoftplusOptions = {}): Tensor {
  const { beta, threshold } = checkSoftplusOptions("softplus", options);
  const value = (x: number) => {
    const z = beta * x;
    if (z > threshold) return x;
    return (z > 0 ? x : 0) + logOnePlusExp(-Math.abs(z), -Math.sign(z) * productError(beta, x)) / beta;
  };
  const slope = (x: number) => {
    const z = beta * x;
    return z > threshold ? 1 : logistic(z) * (1 + productError(beta, x) * logistic(-z));
  };
  return unary(
    { name: "softplus", loop: loopOf(value), slope: { reads: [0], at: slope } },
    floatInput("softplus", input),
  );
}
