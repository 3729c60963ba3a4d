// The negative log-likelihood of a normal distribution. Knows element-by-element losses and how a variance is laid out.

import { differentiable } from "../autograd/graph.js";
import { checkOptions, showShape } from "../tensor/argument.js";
import { rowMajorData } from "../tensor/strided.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import { reshape } from "../tensor/view.js";
import { halfLogTwoPi } from "./normal-constant.js";
import { floatOperands, place, sameShape } from "./operands.js";
import { checkBoolean, checkNonNegative } from "./options.js";
import { pointwiseLoss } from "./pointwise-loss.js";
import { checkReduction, type ReductionOptions } from "./reduction.js";

/** Options of {@link gaussianNllLoss} and `nn.GaussianNLLLoss`. */
export interface GaussianNLLLossOptions extends ReductionOptions {
  /** Whether to add the constant ½ log 2π. Default false. */
  readonly full?: boolean | undefined;
  /** The least variance to calculate with: a smaller one is taken for this. Default 1e-6. */
  readonly eps?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkGaussianNLLLossOptions(fn: string, options: GaussianNLLLossOptions) {
  checkOptions(fn, options, ["full", "eps", "reduction"]);
  return {
    full: checkBoolean(fn, "full", options.full ?? false),
    eps: checkNonNegative(fn, "eps", options.eps ?? 1e-6),
    reduction: checkReduction(fn, options.reduction ?? "mean"),
  };
}

/**
 * Negative log-likelihood of targets under normal distributions: l = ½ (log v + (input − target)² / v), where
 * v = max(var, eps), and ½ log 2π more with `full`.
 *
 * Where the variance is smaller than eps its gradient is the one at eps, not 0, as in PyTorch: it can grow again.
 *
 * @param input Expected values, any shape.
 * @param target True values; broadcast against the input.
 * @param variance Variances, in the squared unit of the input. The input's shape; or the last size 1 or left out: one variance for
 * each row.
 * @param options `full`, `eps`, `reduction`.
 * @returns A scalar; with reduction `"none"` one loss per element.
 * @throws RangeError if a variance is negative, or shapes do not fit.
 * @example
 * gaussianNllLoss([1, 2], [1.5, 0], [0.25, 4])
 * // tensor(0.5000)
 * @see PyTorch `torch.nn.functional.gaussian_nll_loss`; d2l "Linear Regression", the normal distribution and squared loss
 */
export function gaussianNllLoss(
  input: TensorLike,
  target: TensorLike,
  variance: TensorLike,
  options: GaussianNLLLossOptions = {},
): Tensor {
  const fn = "gaussianNllLoss";
  const { full, eps, reduction } = checkGaussianNLLLossOptions(fn, options);
  const operands = gaussianOperands(fn, input, target, variance);
  const constant = full ? halfLogTwoPi : 0;
  // NaN stays NaN.
  const clamped = (v: number) => Math.max(v, eps);
  const formula = {
    value: (x: number, y: number, given: number) => {
      const v = clamped(given);
      const d = x - y;
      // Of d² / v the square may lie beyond the largest double where the quotient does not.
      return 0.5 * (Math.log(v) + (d / v) * d) + constant;
    },
    slopes: [
      (x: number, y: number, v: number) => (x - y) / clamped(v),
      (x: number, y: number, v: number) => (y - x) / clamped(v),
      (x: number, y: number, given: number) => {
        const v = clamped(given);
        const scaled = (x - y) / v;
        return 0.5 * (1 / v - scaled * scaled);
      },
    ],
  };
  return pointwiseLoss(fn, operands, formula, reduction);
}

/** Input, target and variance, the last in a shape that broadcasts against the input's; throws for a negative variance. */
export function gaussianOperands(
  fn: string,
  input: TensorLike,
  target: TensorLike,
  variance: TensorLike,
): [Tensor, Tensor, Tensor] {
  const [x, y, v] = floatOperands(fn, { input, target, var: variance }) as [Tensor, Tensor, Tensor];
  const data = rowMajorData(v);
  const negative = data.findIndex((element) => element < 0);
  if (negative >= 0) {
    throw new RangeError(
      `${fn}: var${place(negative, v.shape)} is ${data[negative]}, expected a number ≥ 0: variances are not negative`,
    );
  }
  const rows = x.shape.slice(0, -1);
  if (sameShape(v.shape, x.shape) || (x.ndim > 0 && sameShape(v.shape, [...rows, 1]))) return [x, y, v];
  if (x.ndim > 0 && sameShape(v.shape, rows)) {
    const column = new Tensor(reshape(v, [...rows, 1]));
    return [x, y, differentiable(column, "unsqueeze", [v], [], (g) => [reshape(g, v.shape)])];
  }
  throw new RangeError(
    `${fn}: var has shape ${showShape(v.shape)}, expected ${showShape(x.shape)} as input` +
      (x.ndim > 0 ? `, ${showShape([...rows, 1])} or ${showShape(rows)}: one variance for each row` : ""),
  );
}
