// The tensors that a loss is calculated from, read and checked. Knows tensors, not losses.

import { showShape } from "../tensor/argument.js";
import { type DType, defaultFloat, isFloating, promote } from "../tensor/dtype.js";
import { isNumericTypedArray, read } from "../tensor/nested-array.js";
import { asTensor, Tensor, type TensorLike } from "../tensor/tensor.js";

export { place } from "../tensor/argument.js";

/** The one tensor that a function starts from; it must be floating. */
export function floatInput(fn: string, input: TensorLike, name = "input"): Tensor {
  const t = asTensor(input, fn, name);
  if (isFloating(t.dtype)) return t;
  throw new TypeError(
    `${fn}: ${name} is ${t.dtype}, expected a floating dtype; convert it first, with .to("float32")`,
  );
}

/**
 * Several operands by their names, in order. Nested arrays, which have no dtype of their own, take that of the floating
 * tensors beside them, so that float64 stays float64. The first must be floating; the others may be integers or bool.
 */
export function floatOperands(fn: string, operands: Readonly<Record<string, TensorLike>>): Tensor[] {
  let dtype: DType | undefined;
  for (const x of Object.values(operands)) {
    const own = x instanceof Tensor ? x.dtype : isNumericTypedArray(x) ? asTensor(x, fn).dtype : undefined;
    if (own !== undefined && isFloating(own)) dtype = dtype === undefined ? own : promote(dtype, own);
  }
  const tensors = Object.entries(operands).map(([name, x]) =>
    x instanceof Tensor || isNumericTypedArray(x)
      ? asTensor(x, fn, name)
      : new Tensor(read(`${fn}: ${name}`, x, dtype ?? defaultFloat)),
  );
  floatInput(fn, tensors[0]!, Object.keys(operands)[0]!);
  return tensors;
}

/** Refuses an operand whose shape is not that of another: `target has shape (2,), expected (3,) as input`. */
export function checkSameShape(
  fn: string,
  name: string,
  tensor: Tensor,
  otherName: string,
  other: Tensor,
): void {
  if (sameShape(tensor.shape, other.shape)) return;
  throw new RangeError(
    `${fn}: ${name} has shape ${showShape(tensor.shape)}, expected ${showShape(other.shape)} as ${otherName}`,
  );
}

/**
 * Refuses operands that do not broadcast against each other dimension by dimension: such losses are of pairs or triplets, and
 * PyTorch gives a size 1 to be repeated, but no dimension to be added.
 */
export function checkFit(fn: string, operands: Readonly<Record<string, Tensor>>): void {
  const [first, ...others] = Object.entries(operands);
  const [firstName, { shape: expected }] = first!;
  let shape = expected;
  for (const [name, tensor] of others) {
    const fits = (size: number, d: number) => size === shape[d] || size === 1 || shape[d] === 1;
    if (tensor.ndim !== shape.length || !tensor.shape.every(fits)) {
      throw new RangeError(
        `${fn}: ${name} has shape ${showShape(tensor.shape)}, expected ${showShape(expected)} as ${firstName}`,
      );
    }
    shape = shape.map((size, d) => (size === 1 ? tensor.shape[d]! : size));
  }
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, d) => size === b[d]);
}
