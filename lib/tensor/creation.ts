// Making tensors: of what a user wrote, or filled by a rule.

import { checkDType, checkOptions, showValue } from "./argument.js";
import { type DType, defaultFloat, dtypes } from "./dtype.js";
import { withMethods } from "./methods.js";
import { read } from "./nested-array.js";
import { checkShape, type ShapeArguments, splitShape } from "./shape-argument.js";
import { allocate, roundStored, type Strided } from "./strided.js";
import type { Tensor, TensorLike } from "./tensor.js";

/** Options of {@link tensor}, {@link zeros} and the other functions that make tensors. */
export interface TensorOptions {
  /** Element type; without it typed arrays keep theirs, booleans give `bool`, and numbers give `float32`. */
  readonly dtype?: DType | undefined;
}

/**
 * Makes a tensor from numbers, nested arrays, typed arrays or mathjs matrices. The data is copied.
 *
 * Numbers become `float32`, PyTorch's default, so they are rounded to about 7 digits; ask for `float64` to keep 16.
 * (PyTorch makes `[1, 2]` an integer tensor. JavaScript cannot tell 1 from 1.0, so here it is float32 too.)
 * Typed arrays keep their type: Float64Array gives `float64`, Float32Array `float32`, Float16Array `float16`, integer arrays
 * `int32`. Booleans give `bool`.
 *
 * @param data Numbers or booleans in arrays of any depth, all rows equally long; a typed array; a mathjs matrix; or a tensor.
 * @returns A tensor with the shape of the nesting: a number gives shape `()`, `[1, 2, 3]` gives `(3,)`.
 * @throws RangeError if rows differ in length; TypeError if something is not a number. Both say where.
 * @example
 * tensor([[1, 2.5], [3, 4]])
 * // tensor([[1.0000, 2.5000],
 * //         [3.0000, 4.0000]])
 * @example
 * tensor([0.1, 1e-8], { dtype: "float64" })
 * // tensor([1.0000e-01, 1.0000e-08], dtype=float64)
 * @see PyTorch `torch.tensor`; d2l "Data Manipulation"
 */
export function tensor(data: TensorLike, options?: TensorOptions): Tensor {
  checkOptions("tensor", options, ["dtype"]);
  const dtype = options?.dtype === undefined ? undefined : checkDType("tensor", options.dtype);
  return withMethods(read("tensor: data", data, dtype));
}

/**
 * A tensor of zeros, of a shape given as an array or size by size: `zeros([2, 3])`, `zeros(2, 3)`.
 * @example
 * zeros([2, 3])
 * // tensor([[0., 0., 0.],
 * //         [0., 0., 0.]])
 * @see PyTorch `torch.zeros`
 */
export function zeros(...args: ShapeArguments<TensorOptions>): Tensor {
  const { shape, options } = splitShape("zeros", args);
  return filled("zeros", shape, options as TensorOptions | undefined);
}

/**
 * A tensor of ones, of a shape given as an array or size by size.
 * @example
 * ones([3], { dtype: "int32" })
 * // tensor([1, 1, 1], dtype=int32)
 * @see PyTorch `torch.ones`
 */
export function ones(...args: ShapeArguments<TensorOptions>): Tensor {
  const { shape, options } = splitShape("ones", args);
  return filled("ones", shape, options as TensorOptions | undefined, () => 1);
}

/**
 * A tensor whose elements are all `value`.
 * @example
 * full([2, 2], 0.5)
 * // tensor([[0.5000, 0.5000],
 * //         [0.5000, 0.5000]])
 * @see PyTorch `torch.full`
 */
export function full(shape: readonly number[], value: number, options?: TensorOptions): Tensor {
  const x = checkNumber("full", "value", value);
  return filled("full", shape, options, () => x);
}

/**
 * The identity matrix: ones on the diagonal. Its rows are the one-hot vectors.
 * @param rows Number of rows, and of columns where `columns` is left out.
 * @example
 * eye(3)
 * // tensor([[1., 0., 0.],
 * //         [0., 1., 0.],
 * //         [0., 0., 1.]])
 * @see PyTorch `torch.eye`
 */
export function eye(rows: number, options?: TensorOptions): Tensor;
export function eye(rows: number, columns: number, options?: TensorOptions): Tensor;
export function eye(rows: number, ...rest: readonly (number | TensorOptions | undefined)[]): Tensor {
  const [columns, options] = typeof rest[0] === "number" ? [rest[0], rest[1]] : [rows, rest[0] ?? rest[1]];
  return filled("eye", [rows, columns], options as TensorOptions | undefined, (i) =>
    Math.floor(i / columns) === i % columns ? 1 : 0,
  );
}

/**
 * Numbers from `start` to `end`, not included, `step` apart: `arange(end)`, `arange(start, end)`, `arange(start, end, step)`.
 * Like all numbers here they are float32; ask for `{ dtype: "int32" }` to have indices. (PyTorch's are integers if all arguments are.)
 * @throws RangeError if the step is 0 or leads away from the end.
 * @example
 * arange(5)
 * // tensor([0., 1., 2., 3., 4.])
 * @example
 * arange(1, 2, 0.25)
 * // tensor([1.0000, 1.2500, 1.5000, 1.7500])
 * @see PyTorch `torch.arange`
 */
export function arange(end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, step: number, options?: TensorOptions): Tensor;
export function arange(...given: readonly (number | TensorOptions | undefined)[]): Tensor {
  const numbers = given.filter((x) => typeof x === "number");
  const options = given.find((x) => typeof x !== "number" && x !== undefined) as TensorOptions | undefined;
  const [start, end, step] =
    numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
  const count = Math.ceil((checkNumber("arange", "end", end) - checkNumber("arange", "start", start)) / step);
  if (!Number.isFinite(count) || count < 0) {
    throw new RangeError(
      `arange: step is ${showValue(step)}, which does not lead from ${start} to ${end}; expected ${end < start ? "a negative" : "a positive"} number`,
    );
  }
  return filled("arange", [count], options, (i) => start + i * step);
}

/**
 * `steps` evenly spaced numbers from `start` to `end`, both included.
 * @throws RangeError if `steps` is not a whole number ≥ 0.
 * @example
 * linspace(0, 1, 5)
 * // tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
 * @see PyTorch `torch.linspace`
 */
export function linspace(start: number, end: number, steps: number, options?: TensorOptions): Tensor {
  checkNumber("linspace", "start", start);
  checkNumber("linspace", "end", end);
  const step = (end - start) / (steps - 1);
  // From both ends, so that both are exact and the numbers lie symmetrically.
  return filled("linspace", [steps], options, (i) =>
    i < steps / 2 ? start + (steps === 1 ? 0 : i * step) : end - (steps - 1 - i) * step,
  );
}

/**
 * A tensor of zeros with another tensor's shape and dtype.
 * @example
 * zerosLike(tensor([1.5, 2]))
 * // tensor([0., 0.])
 * @see PyTorch `torch.zeros_like`
 */
export function zerosLike(other: Tensor, options?: TensorOptions): Tensor {
  return filled("zerosLike", other.shape, { dtype: other.dtype, ...options });
}

/**
 * A tensor of ones with another tensor's shape and dtype.
 * @example
 * onesLike(tensor([1.5, 2]))
 * // tensor([1., 1.])
 * @see PyTorch `torch.ones_like`
 */
export function onesLike(other: Tensor, options?: TensorOptions): Tensor {
  return filled("onesLike", other.shape, { dtype: other.dtype, ...options }, () => 1);
}

function filled(
  fn: string,
  shape: readonly number[],
  options: TensorOptions | undefined,
  value?: (i: number) => number,
): Tensor {
  const out = emptyOf(fn, shape, options);
  if (value) for (let i = 0; i < out.storage.length; i++) out.storage[i] = value(i);
  if (out.dtype === "bool")
    for (let i = 0; i < out.storage.length; i++) out.storage[i] = dtypes.bool.round(value?.(i) ?? 0);
  roundStored(out);
  return withMethods(out);
}

/** An array of zeros, its shape and dtype checked. */
function emptyOf(fn: string, shape: readonly number[], options: TensorOptions | undefined): Strided {
  checkOptions(fn, options, ["dtype"]);
  const dtype = options?.dtype === undefined ? defaultFloat : checkDType(fn, options.dtype);
  return allocate(checkShape(fn, shape), dtype);
}

function checkNumber(fn: string, name: string, value: unknown): number {
  if (typeof value === "number") return value;
  throw new TypeError(`${fn}: ${name} is ${showValue(value)}, expected a number`);
}
