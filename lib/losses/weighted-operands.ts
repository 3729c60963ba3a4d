// The operands of losses that take a weight for each element. Knows tensors, no particular loss.

import { checkOptions, showShape } from "../tensor/argument.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { checkSameShape, floatOperands } from "./operands.js";
import { checkReduction, type ReductionOptions } from "./reduction.js";

/** Options of losses that have a weight for each element and no other option. */
export interface WeightOptions extends ReductionOptions {
  /** A factor for each element's loss, of the input's shape or one that broadcasts to it. A mean does not divide by it. */
  readonly weight?: TensorLike | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. A weight of 1 stands for none. */
export function checkWeightOptions(fn: string, options: WeightOptions) {
  checkOptions(fn, options, ["weight", "reduction"]);
  return { weight: options.weight ?? 1, reduction: checkReduction(fn, options.reduction ?? "mean") };
}

/** Input, target of the input's shape, and weights, by their names and in order; the weights broadcast to the input's shape. */
export function weightedOperands(
  fn: string,
  input: TensorLike,
  target: TensorLike,
  weights: Readonly<Record<string, TensorLike>>,
): [input: Tensor, target: Tensor, ...weights: Tensor[]] {
  const [x, y, ...w] = floatOperands(fn, { input, target, ...weights }) as [Tensor, Tensor, ...Tensor[]];
  checkSameShape(fn, "target", y, "input", x);
  Object.keys(weights).forEach((name, k) => {
    checkBroadcasts(fn, name, w[k]!, x);
  });
  return [x, y, ...w];
}

function checkBroadcasts(fn: string, name: string, weight: Tensor, input: Tensor): void {
  const lead = input.ndim - weight.ndim;
  if (lead >= 0 && weight.shape.every((size, d) => size === 1 || size === input.shape[lead + d])) return;
  throw new RangeError(
    `${fn}: ${name} has shape ${showShape(weight.shape)}, expected ${showShape(input.shape)} as input, or a shape that broadcasts to it`,
  );
}
