// How often the class with the largest score is the right one. No loss, for it has no useful derivative, but what one reads
// beside the loss.

import { showShape } from "../tensor/argument.js";
import { withMethods } from "../tensor/methods.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor/tensor.js";
import { sameShape } from "./operands.js";
import { checkReductionOptions, type ReductionOptions } from "./reduction.js";

/**
 * How often predictions are right: the class with the largest score is held against the target.
 *
 * @param input Scores of the classes, logits or probabilities alike, shape (C), (N, C) or (N, C, d1, …); or predicted classes, in
 * the shape of the target.
 * @param target Classes, the input's shape without C.
 * @param options `reduction`: `"mean"`, the part that is right; `"sum"`, how many are; `"none"`, which are.
 * @returns A scalar; with reduction `"none"` a bool for each sample.
 * @throws RangeError if the shapes do not fit.
 * @example
 * accuracy([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]], [0, 2])
 * // tensor(0.5000)
 * @see d2l "Softmax Regression from Scratch", `accuracy`
 */
export function accuracy(input: TensorLike, target: TensorLike, options: ReductionOptions = {}): Tensor {
  const { reduction } = checkReductionOptions("accuracy", options);
  const scores = withMethods(asTensor(input, "accuracy"));
  const y = withMethods(asTensor(target, "accuracy", "target"));
  const classes = scores.ndim > y.ndim ? scores.argmax({ dim: scores.ndim === 1 ? 0 : 1 }) : scores;
  if (!sameShape(classes.shape, y.shape)) {
    throw new RangeError(
      `accuracy: input has shape ${showShape(scores.shape)} and target ${showShape(y.shape)}, ` +
        "expected (N, C) and (N,): scores of C classes, and one class index for each sample",
    );
  }
  const right = classes.eq(y);
  if (reduction === "none") return right;
  return reduction === "sum" ? right.sum() : right.to("float32").mean();
}
