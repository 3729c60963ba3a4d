// The hinge loss of a distance. Knows element-by-element losses.

import { cast } from "../tensor/strided.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import { positivePart, positivePartSlope } from "./kinks.js";
import { floatOperands } from "./operands.js";
import { checkMarginOptions, type MarginOptions } from "./options.js";
import { pointwiseLoss } from "./pointwise-loss.js";

/** Options of {@link hingeEmbeddingLoss} and `nn.HingeEmbeddingLoss`. */
export interface HingeEmbeddingLossOptions extends MarginOptions {
  /** A dissimilar pair is penalised up to this distance. Default 1. */
  readonly margin?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkHingeEmbeddingLossOptions(fn: string, options: HingeEmbeddingLossOptions) {
  return checkMarginOptions(fn, options, 1);
}

/**
 * Hinge loss of distances between pairs that are similar or not: l = input where target = 1, and max(0, margin − input)
 * where target = −1. (Any other target counts as both, as in PyTorch.)
 *
 * @param input Distances, any shape.
 * @param target 1 or −1; broadcast against the input.
 * @param options `margin`, `reduction`.
 * @returns A scalar; with reduction `"none"` one loss per element.
 * @throws RangeError if the shapes do not broadcast.
 * @example
 * hingeEmbeddingLoss([0.25, 0.25, 3], [1, -1, -1], { reduction: "none" })
 * // tensor([0.2500, 0.7500, 0.0000])
 * @see PyTorch `torch.nn.functional.hinge_embedding_loss`
 */
export function hingeEmbeddingLoss(
  input: TensorLike,
  target: TensorLike,
  options: HingeEmbeddingLossOptions = {},
): Tensor {
  const fn = "hingeEmbeddingLoss";
  const { margin, reduction } = checkHingeEmbeddingLossOptions(fn, options);
  const formula = {
    value: (x: number, y: number) => (y === -1 ? 0 : x) + (y === 1 ? 0 : positivePart(margin - x)),
    slopes: [(x: number, y: number) => (y === -1 ? 0 : 1) - (y === 1 ? 0 : positivePartSlope(margin - x))],
  };
  const [x, y] = floatOperands(fn, { input, target }) as [Tensor, Tensor];
  // A label has no say in the dtype of the result.
  const label = new Tensor(cast(y, x.dtype));
  return pointwiseLoss(fn, [x, label], formula, reduction);
}
