// Losses of the difference input − target. Knows element-by-element losses, and no particular one.

import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { floatOperands } from "./operands.js";
import { pointwiseLoss } from "./pointwise-loss.js";
import type { Reduction } from "./reduction.js";

interface DifferenceFormula {
  /** The loss of a difference. */
  readonly value: (difference: number) => number;
  /** Its derivative. */
  readonly slope: (difference: number) => number;
}

/** The loss of input − target, which broadcast against each other. */
export function differenceLoss(
  fn: string,
  input: TensorLike,
  target: TensorLike,
  { value, slope }: DifferenceFormula,
  reduction: Reduction,
): Tensor {
  const formula = {
    value: (x: number, y: number) => value(x - y),
    slopes: [(x: number, y: number) => slope(x - y), (x: number, y: number) => -slope(x - y)],
  };
  return pointwiseLoss(fn, floatOperands(fn, { input, target }), formula, reduction);
}
