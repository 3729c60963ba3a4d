// The loss of an angle that should be small or not. Knows cosines and row-by-row losses.

import { showShape } from "../tensor/argument.js";
import { rowMajorData } from "../tensor/strided.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { Cosine } from "./cosine.js";
import { positivePart, positivePartSlope } from "./kinks.js";
import { checkFit, floatOperands, sameShape } from "./operands.js";
import { checkMarginOptions, type MarginOptions } from "./options.js";
import { rowLoss } from "./row-loss.js";

/** Options of {@link cosineEmbeddingLoss} and `nn.CosineEmbeddingLoss`. */
export interface CosineEmbeddingLossOptions extends MarginOptions {
  /** Up to this cosine a dissimilar pair costs nothing: −1 to 1, best 0 to 0.5. Default 0. */
  readonly margin?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkCosineEmbeddingLossOptions(fn: string, options: CosineEmbeddingLossOptions) {
  return checkMarginOptions(fn, options, 0);
}

/**
 * Loss of the angle between two vectors: l = 1 − cos(x₁, x₂) where target = 1, and max(0, cos(x₁, x₂) − margin) where
 * target = −1. (Any other target gives 0, as in PyTorch.)
 *
 * cos(x₁, x₂) = x₁·x₂ / √((x₁·x₁ + ε)(x₂·x₂ + ε)) with PyTorch's ε = 1e-12, so that the cosine of a vector of zeros is 0.
 * 1 − cos keeps its digits where the vectors are nearly parallel, and long vectors do not overflow.
 *
 * @param input1 Vectors, shape (N, D), or (D) for a single one.
 * @param input2 Vectors to compare them with, of that shape; a size 1 is repeated.
 * @param target 1 or −1 for each pair, shape (N) or ().
 * @param options `margin`, `reduction`.
 * @returns A scalar; with reduction `"none"` one loss per pair.
 * @throws RangeError if the shapes do not fit.
 * @example
 * cosineEmbeddingLoss([[3, 4], [3, 4]], [[4, 3], [4, 3]], [1, -1], { margin: 0.5, reduction: "none" })
 * // tensor([0.0400, 0.4600])
 * @see PyTorch `torch.nn.functional.cosine_embedding_loss`
 */
export function cosineEmbeddingLoss(
  input1: TensorLike,
  input2: TensorLike,
  target: TensorLike,
  options: CosineEmbeddingLossOptions = {},
): Tensor {
  const fn = "cosineEmbeddingLoss";
  const { margin, reduction } = checkCosineEmbeddingLossOptions(fn, options);
  const { inputs, labels } = cosineOperands(fn, input1, input2, target);
  return rowLoss(
    fn,
    inputs,
    {
      value([a, b], i) {
        const cosine = new Cosine(a!, b!);
        if (labels[i] === 1) return cosine.complement;
        return labels[i] === -1 ? positivePart(cosine.value - margin) : 0;
      },
      slopes([a, b], i, [intoA, intoB]) {
        const cosine = new Cosine(a!, b!);
        const slope = labels[i] === 1 ? -1 : labels[i] === -1 ? positivePartSlope(cosine.value - margin) : 0;
        cosine.slopes(slope, intoA!, intoB!);
      },
    },
    reduction,
  );
}

/** The vectors, and for each pair whether it is similar. */
export function cosineOperands(
  fn: string,
  input1: TensorLike,
  input2: TensorLike,
  target: TensorLike,
): { inputs: [Tensor, Tensor]; labels: ArrayLike<number> } {
  const [a, b, y] = floatOperands(fn, { input1, input2, target }) as [Tensor, Tensor, Tensor];
  if (a.ndim !== 1 && a.ndim !== 2) {
    throw new RangeError(`${fn}: input1 has shape ${showShape(a.shape)}, expected (N, D) or (D,)`);
  }
  checkFit(fn, { input1: a, input2: b });
  const pairs = a.shape.slice(0, -1).map((n, d) => (n === 1 ? b.shape[d]! : n));
  if (!sameShape(y.shape, pairs)) {
    throw new RangeError(
      `${fn}: target has shape ${showShape(y.shape)}, expected ${showShape(pairs)}: one for each pair of vectors`,
    );
  }
  return { inputs: [a, b], labels: rowMajorData(y) };
}
