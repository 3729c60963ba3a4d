// Divergences and what they are sums of, at 64 digits. Knows tensors; shares the checks of the float versions, not their
// arithmetic.

import { checkKLDivOptions, divided, type KLDivOptions } from "../losses/kl-div.js";
import { floatInput, floatOperands } from "../losses/operands.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { exactly, log1p, mapExactly, reduceExactly } from "./arithmetic.js";
import type { BigNumber } from "./big-number.js";
import { ExactTensor } from "./exact-tensor.js";

/**
 * `klDiv` at 64 digits, of the float log-probabilities and probabilities taken as exact binary numbers.
 * @example
 * exact.klDiv([-1, -2], [0.5, 0.5], { reduction: "none" })
 * // exact([0.15342640972002734529, 0.65342640972002734529])
 */
export function klDiv(input: TensorLike, target: TensorLike, options: KLDivOptions = {}): ExactTensor {
  const fn = "exact.klDiv";
  const { reduction, logTarget } = checkKLDivOptions(fn, options);
  const [x, y] = floatOperands(fn, { input, target }) as [Tensor, Tensor];
  const { values, shape } = mapExactly(fn, [x, y], (logq, p) => {
    if (logTarget) return p.exp().times(p.minus(logq));
    return p.isZero() ? p.times(logq).neg() : p.times(p.ln().minus(logq));
  });
  const [how, divisor] = divided(reduction, x);
  return reduceExactly(values, shape, how, divisor === undefined ? undefined : exactly(divisor));
}

/**
 * `xlogy` at 64 digits, of the float operands taken as exact binary numbers.
 * @example
 * exact.xlogy([0, 1], [0, 2])
 * // exact([0.0000000000000000000, 0.69314718055994530942])
 */
export function xlogy(x: TensorLike, y: TensorLike): ExactTensor {
  return ofPairs("exact.xlogy", x, y, (a, b) => timesLogarithm(a, b, b.ln()));
}

/**
 * `xlog1py` at 64 digits, of the float operands taken as exact binary numbers.
 * @example
 * exact.xlog1py([0, 1], [-1, 1])
 * // exact([0.0000000000000000000, 0.69314718055994530942])
 */
export function xlog1py(x: TensorLike, y: TensorLike): ExactTensor {
  return ofPairs("exact.xlog1py", x, y, (a, b) => timesLogarithm(a, b, log1p(b)));
}

function timesLogarithm(x: BigNumber, y: BigNumber, log: BigNumber): BigNumber {
  return x.isZero() && !y.isNaN() ? exactly(0) : x.times(log);
}

/**
 * `entr` at 64 digits, of the float inputs taken as exact binary numbers.
 * @example
 * exact.entr([0, 0.5])
 * // exact([0.0000000000000000000, 0.34657359027997265471])
 */
export function entr(x: TensorLike): ExactTensor {
  const fn = "exact.entr";
  const { values, shape } = mapExactly(fn, [floatInput(fn, x, "x")], (p) => {
    if (p.isZero()) return exactly(0);
    return p.cmp(0) < 0 ? exactly(Number.NEGATIVE_INFINITY) : p.times(p.ln()).neg();
  });
  return new ExactTensor(values, shape);
}

/**
 * `relEntr` at 64 digits, of the float operands taken as exact binary numbers.
 * @example
 * exact.relEntr([0.5, 0], [0.25, 0])
 * // exact([0.34657359027997265471, 0.0000000000000000000])
 */
export function relEntr(x: TensorLike, y: TensorLike): ExactTensor {
  return ofPairs("exact.relEntr", x, y, (p, q) => {
    if (p.cmp(0) > 0 && q.cmp(0) > 0) return p.times(p.ln().minus(q.ln()));
    if (p.isNaN() || q.isNaN()) return exactly(Number.NaN);
    return exactly(p.isZero() && q.cmp(0) >= 0 ? 0 : Number.POSITIVE_INFINITY);
  });
}

function ofPairs(
  fn: string,
  x: TensorLike,
  y: TensorLike,
  formula: (x: BigNumber, y: BigNumber) => BigNumber,
): ExactTensor {
  const { values, shape } = mapExactly(fn, floatOperands(fn, { x, y }), formula);
  return new ExactTensor(values, shape);
}
