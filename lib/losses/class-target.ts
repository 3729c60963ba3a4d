// The layout that cross-entropy and nllLoss share: classes at dimension 1 (0 for a single sample), one class index for each
// remaining position. Reads and checks targets and class weights; knows nothing of the loss calculated from them.

import { showShape, showValue } from "../tensor/argument.js";
import { read } from "../tensor/nested-array.js";
import { copy, rowMajorData } from "../tensor/strided.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import { place, sameShape } from "./operands.js";

/** Where the logits of each sample lie in a row-major input of shape (C), (N, C) or (N, C, d1, …). */
export interface ClassLayout {
  readonly classes: number;
  /** Number of samples: the product of all sizes but the classes'. */
  readonly samples: number;
  /** Positions after the class dimension: neighbouring classes of one sample lie this far apart. */
  readonly inner: number;
  /** Shape of one value per sample: the input's without the classes. */
  readonly sampleShape: readonly number[];
  readonly classDim: number;
}

export function classLayout(fn: string, input: Tensor): ClassLayout {
  if (input.ndim === 0) {
    throw new RangeError(
      `${fn}: input is a single number, expected shape (C), (N, C) or (N, C, d1, …) for C classes`,
    );
  }
  const classDim = input.ndim === 1 ? 0 : 1;
  const sampleShape: number[] = [];
  let samples = 1;
  let inner = 1;
  for (let d = 0; d < input.ndim; d++) {
    if (d === classDim) continue;
    const size = input.shape[d]!;
    sampleShape.push(size);
    samples *= size;
    if (d > classDim) inner *= size;
  }
  return { classes: input.shape[classDim]!, samples, inner, sampleShape, classDim };
}

/** Position of a sample's first class in the row-major input. */
export function sampleStart(layout: ClassLayout, sample: number): number {
  const n = Math.floor(sample / layout.inner);
  return n * layout.classes * layout.inner + (sample - n * layout.inner);
}

/** Class indices, one per sample, each within 0..C−1 or equal to `ignoreIndex`. */
export function readClassIndices(
  fn: string,
  layout: ClassLayout,
  target: Tensor,
  ignoreIndex: number,
  name = "target",
): ArrayLike<number> {
  if (!sameShape(target.shape, layout.sampleShape)) {
    throw new RangeError(
      `${fn}: ${name} has shape ${showShape(target.shape)}, expected ${showShape(layout.sampleShape)}: ` +
        "one class index for each position of the input",
    );
  }
  const { classes } = layout;
  const indices = rowMajorData(target);
  for (let i = 0; i < indices.length; i++) {
    const t = indices[i]!;
    if (isClass(t, classes) || t === ignoreIndex) continue;
    throw notAClass(fn, `${name}${place(i, target.shape)}`, t, classes, "the input");
  }
  return indices;
}

/** Whether a number is one of 0..classes−1. */
export function isClass(t: number, classes: number): boolean {
  return t >= 0 && t < classes && Number.isInteger(t);
}

/** The error for a number that is none. `whose` says what has the classes, as in "the input has 3 classes (0..2)". */
export function notAClass(fn: string, where: string, t: number, classes: number, whose: string): Error {
  if (!Number.isInteger(t)) {
    return new TypeError(`${fn}: ${where} is ${showValue(t)}, expected a class index, an integer`);
  }
  const has = classes < 2 ? ["no classes", "1 class (0)"][classes] : `${classes} classes (0..${classes - 1})`;
  return new RangeError(`${fn}: ${where} is ${t}, but ${whose} has ${has}`);
}

/** One weight per class, rounded to the input's dtype; undefined when there are none. */
export function readClassWeights(
  fn: string,
  layout: ClassLayout,
  weight: TensorLike | undefined,
  input: Tensor,
): ArrayLike<number> | undefined {
  if (weight === undefined) return undefined;
  // A nested array is read in the input's dtype, so that float64 losses get float64 weights.
  const w = weight instanceof Tensor ? weight : new Tensor(read(`${fn}: weight`, weight, input.dtype));
  if (w.ndim !== 1 || w.shape[0] !== layout.classes) {
    throw new RangeError(
      `${fn}: weight has shape ${showShape(w.shape)}, expected (${layout.classes},): one weight for each class`,
    );
  }
  return copy(w, input.dtype).storage;
}

export function checkIgnoreIndex(fn: string, ignoreIndex: unknown): number {
  if (typeof ignoreIndex === "number" && Number.isInteger(ignoreIndex)) return ignoreIndex;
  throw new TypeError(`${fn}: ignoreIndex is ${showValue(ignoreIndex)}, expected an integer`);
}
