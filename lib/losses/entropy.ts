// Products of a number and a logarithm, element by element, 0 where the number is 0: what entropies are sums of. SciPy's
// functions, with derivatives. Knows tensors.

import { loopOf, type UnaryOperation, unary } from "../tensor/elementwise.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { logRatio } from "./log-ratio.js";
import { floatInput, floatOperands } from "./operands.js";
import { type PointwiseFormula, pointwiseLoss } from "./pointwise-loss.js";

/** x times a function of y, and 0 where x is 0, whatever the function is; a NaN stays one. */
function timesLogarithm(log: (y: number) => number, slope: (y: number) => number): PointwiseFormula {
  const none = (x: number, y: number) => x === 0 && !Number.isNaN(y);
  return {
    value: (x, y) => (none(x, y) ? 0 : x * log(y)),
    slopes: [
      // As in PyTorch 0 at 0 times a logarithm that is not a number or −∞.
      (x, y) => (none(x, y) && !(log(y) > Number.NEGATIVE_INFINITY) ? 0 : log(y)),
      (x, y) => (none(x, y) ? 0 : x * slope(y)),
    ],
  };
}

const xlogyFormula = timesLogarithm(Math.log, (y) => 1 / y);
const xlog1pyFormula = timesLogarithm(Math.log1p, (y) => 1 / (1 + y));

const relEntrFormula: PointwiseFormula = {
  value: (x, y) => {
    if (x > 0 && y > 0) return x * logRatio(x, y);
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
    return x === 0 && y >= 0 ? 0 : Number.POSITIVE_INFINITY;
  },
  slopes: [(x, y) => logRatio(x, y) + 1, (x, y) => (x === 0 && y >= 0 ? 0 : -x / y)],
};

const entrOperation: UnaryOperation = {
  name: "entr",
  loop: loopOf((x) => (x < 0 ? Number.NEGATIVE_INFINITY : x === 0 ? 0 : -x * Math.log(x))),
  slope: { reads: [0], at: (x) => -Math.log(x) - 1 },
};

/**
 * x log y, elementwise, and 0 where x is 0, whatever y is.
 *
 * @param x Factors, any shape.
 * @param y Numbers whose logarithm is taken; the shapes broadcast.
 * @returns The broadcast shape. NaN where an operand is NaN, or y is negative and x not 0. Gradients are 0 where x is 0 and log y is
 * not finite (for y PyTorch's is NaN at x = y = 0).
 * @throws TypeError if x is not floating; RangeError if the shapes do not broadcast.
 * @example
 * xlogy([0, 1, 2], [0, 0, 3])
 * // tensor([0.0000,   -inf, 2.1972])
 * @see SciPy `scipy.special.xlogy`, PyTorch `torch.xlogy`
 */
export function xlogy(x: TensorLike, y: TensorLike): Tensor {
  return pointwiseLoss("xlogy", floatOperands("xlogy", { x, y }), xlogyFormula, "none");
}

/**
 * x log(1 + y), elementwise, with all digits where y is next to 0, and 0 where x is 0, whatever y is.
 *
 * @param x Factors, any shape.
 * @param y Numbers; the shapes broadcast.
 * @returns The broadcast shape. NaN where an operand is NaN, or y is less than −1 and x not 0.
 * @throws TypeError if x is not floating; RangeError if the shapes do not broadcast.
 * @example
 * xlog1py([0, 1, 2], [-1, -1, 1e-8])
 * // tensor([0.0000e+00,       -inf, 2.0000e-08])
 * @see SciPy `scipy.special.xlog1py`, PyTorch `torch.special.xlog1py`
 */
export function xlog1py(x: TensorLike, y: TensorLike): Tensor {
  return pointwiseLoss("xlog1py", floatOperands("xlog1py", { x, y }), xlog1pyFormula, "none");
}

/**
 * What a probability contributes to an entropy, elementwise: −x log x in nats, 0 for 0, −∞ for negative numbers.
 * The sum over a distribution is its entropy.
 *
 * @param x Probabilities, any shape.
 * @returns Same shape and dtype.
 * @throws TypeError if x is not floating.
 * @example
 * entr([0, 0.5, 0.5])
 * // tensor([0.0000, 0.3466, 0.3466])
 * @see SciPy `scipy.special.entr`, PyTorch `torch.special.entr`; d2l "Information Theory", entropy
 */
export function entr(x: TensorLike): Tensor {
  return unary(entrOperation, floatInput("entr", x, "x"));
}

/**
 * What a pair of probabilities contributes to a relative entropy, elementwise: x log(x / y) in nats, 0 where x is 0 and y ≥ 0,
 * and ∞ where x > 0 and y is 0, or one is negative. The sum over two distributions is their Kullback–Leibler divergence.
 *
 * The quotient's logarithm keeps its digits where x and y are nearly equal. {@link klDiv} takes log y instead.
 *
 * @param x Probabilities, any shape.
 * @param y Probabilities; the shapes broadcast.
 * @returns The broadcast shape.
 * @throws TypeError if x is not floating; RangeError if the shapes do not broadcast.
 * @example
 * relEntr([0.5, 0.5, 0], [0.25, 0.75, 0])
 * // tensor([ 0.3466, -0.2027,  0.0000])
 * @see SciPy `scipy.special.rel_entr`; d2l "Information Theory", Kullback–Leibler divergence
 */
export function relEntr(x: TensorLike, y: TensorLike): Tensor {
  return pointwiseLoss("relEntr", floatOperands("relEntr", { x, y }), relEntrFormula, "none");
}
