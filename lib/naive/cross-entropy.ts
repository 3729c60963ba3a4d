// Cross-entropy of probabilities by indexing, as the textbook implements it. Knows tensors and class targets.

import { classLayout, readClassIndices } from "../losses/class-target.js";
import { floatInput } from "../losses/operands.js";
import { showShape } from "../tensor/argument.js";
import { withMethods } from "../tensor/methods.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor/tensor.js";

/**
 * The textbook's cross-entropy of predicted probabilities: lᵢ = −log ŷᵢ,yᵢ, one number for each sample.
 *
 * Only the probability given to the true class counts. If it has underflowed to 0, the loss is inf.
 * The library's `crossEntropy`, which starts from logits, is the version to use.
 *
 * @param yHat Predicted probabilities, shape (N, C).
 * @param y True class indices 0..C−1, shape (N).
 * @returns The losses, shape (N).
 * @throws RangeError if an index is no class of yHat, or the numbers of samples differ.
 * @example
 * const yHat = tensor([[0.2, 0.7, 0.1], [0.2, 0.7, 0.1], [0.4, 0.6, 0]]);
 * naive.crossEntropy(yHat, [1, 1, 1])
 * // tensor([0.3567, 0.3567, 0.5108])
 * @see d2l "Softmax Regression from Scratch", the loss function
 */
export function crossEntropy(yHat: TensorLike, y: TensorLike): Tensor {
  return pick("naive.crossEntropy", { yHat }, { y }).log().neg();
}

/** ŷ[i][y[i]] for every sample, of numbers and class indices by their names. */
export function pick(
  fn: string,
  yHat: Readonly<Record<string, TensorLike>>,
  y: Readonly<Record<string, TensorLike>>,
): Tensor {
  const [[name, numbers]] = Object.entries(yHat) as [[string, TensorLike]];
  const [[targetName, target]] = Object.entries(y) as [[string, TensorLike]];
  const probabilities = floatInput(fn, numbers, name);
  if (probabilities.ndim !== 2) {
    throw new RangeError(`${fn}: ${name} has shape ${showShape(probabilities.shape)}, expected (N, C)`);
  }
  const layout = classLayout(fn, probabilities);
  // NaN equals no index: nothing is ignored here.
  const indices = readClassIndices(fn, layout, asTensor(target, fn, targetName), Number.NaN, targetName);
  const rows = Int32Array.from({ length: layout.samples }, (_, i) => i);
  return withMethods(probabilities).index(rows, Int32Array.from(indices));
}
