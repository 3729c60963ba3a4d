// Class indices as rows of zeros with a single one. Knows tensors and class indices, no loss.

import { checkDType, checkOptions, showValue } from "../tensor/argument.js";
import type { DType, Storage } from "../tensor/dtype.js";
import { allocate, rowMajorData } from "../tensor/strided.js";
import { asTensor, Tensor, type TensorLike } from "../tensor/tensor.js";
import { isClass, notAClass } from "./class-target.js";
import { place } from "./operands.js";

/** Options of {@link oneHot}. */
export interface OneHotOptions {
  /** Length of each row. Default −1: the largest index and 1, so that it just fits. */
  readonly numClasses?: number | undefined;
  /** Element type of the result. Default `"int32"`, in place of PyTorch's int64; a floating one to calculate with it. */
  readonly dtype?: DType | undefined;
}

/**
 * One-hot encoding of class indices: row i is 0 but for a 1 at place yᵢ.
 *
 * @param target Class indices y, integers ≥ 0, any shape.
 * @param options `numClasses`: how long the rows are; `dtype`.
 * @returns The target's shape with a last dimension of `numClasses`, int32 unless `dtype` says otherwise.
 * @throws RangeError if an index is negative or not below `numClasses`, or if there is none to tell the number of classes from.
 * @example
 * oneHot([0, 2], { numClasses: 3 })
 * // tensor([[1, 0, 0],
 * //         [0, 0, 1]], dtype=int32)
 * @example
 * oneHot([1, 0], { dtype: "float32" })
 * // tensor([[0., 1.],
 * //         [1., 0.]])
 * @see PyTorch `torch.nn.functional.one_hot`; d2l "Softmax Regression", one-hot encoding
 */
export function oneHot(target: TensorLike, options: OneHotOptions = {}): Tensor {
  const fn = "oneHot";
  checkOptions(fn, options, ["numClasses", "dtype"]);
  const dtype = checkDType(fn, options.dtype ?? "int32");
  const y = asTensor(target, fn, "target");
  const indices = rowMajorData(y);
  const classes = checkNumClasses(fn, options.numClasses ?? -1) ?? classesOf(fn, indices);
  indices.forEach((t: number, i: number) => {
    if (!isClass(t, classes)) throw notAClass(fn, `target${place(i, y.shape)}`, t, classes, "the result");
  });
  const out = allocate([...y.shape, classes], dtype);
  indices.forEach((t: number, i: number) => {
    out.storage[i * classes + t] = 1;
  });
  return new Tensor(out);
}

/** The number of classes asked for; undefined for −1, as many as there are. */
function checkNumClasses(fn: string, numClasses: unknown): number | undefined {
  if (numClasses === -1) return undefined;
  if (typeof numClasses === "number" && Number.isInteger(numClasses) && numClasses > 0) return numClasses;
  throw new RangeError(
    `${fn}: numClasses is ${showValue(numClasses)}, expected an integer > 0, or -1 for as many as the target has`,
  );
}

function classesOf(fn: string, indices: Storage): number {
  if (indices.length === 0) {
    throw new RangeError(
      `${fn}: target is empty, expected the option numClasses, as there is no largest index`,
    );
  }
  let largest = 0;
  // A NaN is no larger: it is refused as an index, where its place is known.
  for (const t of indices) if (t > largest) largest = Math.trunc(t);
  return largest + 1;
}
