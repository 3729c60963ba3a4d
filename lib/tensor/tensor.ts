// The Tensor class and `tensor()`: what a user holds. The work is done by the functions beside this file over strided
// arrays; this file gives them names, documentation and argument checks. It knows nothing of losses.

import { displaySymbol, type MimeBundle } from "../display/mime-bundle.js";
import { displayTensor } from "../display/tensor-display.js";
import { checkDType, checkOptions, showShape, showValue } from "./argument.js";
import { type NestedArray, type NumericTypedArray, read, scalar, toNested } from "./creation.js";
import { type DType, promote, promoteWithNumber, type Storage } from "./dtype.js";
import { type BinaryName, binary, unary } from "./elementwise.js";
import { matmul } from "./matmul.js";
import { print } from "./print.js";
import { argmax, max, mean, type ReduceOptions, sum } from "./reduction.js";
import { copy, elementCount, isContiguous, type Strided } from "./strided.js";
import { permute, reshape, resolveIndex, type SliceRange, slice, transpose } from "./view.js";

/** What every function of the library takes for a tensor: a Tensor, a number, nested arrays, or a typed array. */
export type TensorLike = Tensor | NumericTypedArray | number | boolean | readonly TensorLike[];

/** Options of {@link tensor}. */
export interface TensorOptions {
  /** Element type; without it typed arrays keep theirs, booleans give `bool`, and numbers give `float32`. */
  readonly dtype?: DType | undefined;
}

/**
 * Makes a tensor from numbers, nested arrays or typed arrays. The data is copied.
 *
 * Numbers become `float32`, PyTorch's default, so they are rounded to about 7 digits; ask for `float64` to keep 16.
 * (PyTorch makes `[1, 2]` an integer tensor. JavaScript cannot tell 1 from 1.0, so here it is float32 too.)
 * Typed arrays keep their type: Float64Array gives `float64`, Float32Array `float32`, integer arrays `int32`.
 * Booleans give `bool`.
 *
 * @param data Numbers or booleans in arrays of any depth, all rows equally long; or a typed array; or a tensor.
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
  return new Tensor(read("tensor: data", data, dtype));
}

/** `data` itself when it is a tensor, else a tensor of it. `fn` and `name` are for the error message. */
export function asTensor(data: TensorLike, fn: string, name = "input"): Tensor {
  if (data instanceof Tensor) return data;
  return new Tensor(read(`${fn}: ${name}`, data, undefined));
}

/**
 * An n-dimensional array of numbers of one {@link DType}, printed and calculated as PyTorch does.
 *
 * Methods never change the tensor; they return a new one. `transpose`, `slice` and (where possible) `reshape` return views,
 * which share the numbers instead of copying them. Operands of arithmetic are broadcast: `(2, 3)` and `(3,)` combine.
 * float32 arithmetic is rounded to float32 after every operation.
 *
 * @example
 * const X = tensor([[1, 2, 3], [4, 5, 6]]);
 * X.sum({ dim: 0, keepdim: true })
 * // tensor([[5., 7., 9.]])
 */
export class Tensor implements Strided {
  /** Sizes of the dimensions: `[2, 3]` is 2 rows of 3. */
  readonly shape: readonly number[];
  /** How many stored numbers lie between neighbours along each dimension; 0 where a view repeats elements. */
  readonly strides: readonly number[];
  /** Element type. */
  readonly dtype: DType;
  /** @internal The shared storage; it may hold more than this view's elements. */
  readonly storage: Storage;
  /** @internal Where this view's first element lies in the storage. */
  readonly offset: number;

  /** @internal Use {@link tensor}. */
  constructor(from: Strided) {
    this.shape = Object.freeze([...from.shape]);
    this.strides = Object.freeze([...from.strides]);
    this.dtype = from.dtype;
    this.storage = from.storage;
    this.offset = from.offset;
  }

  /**
   * Number of dimensions.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).ndim
   * // 2
   */
  get ndim(): number {
    return this.shape.length;
  }

  /**
   * Number of elements.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).numel
   * // 6
   */
  get numel(): number {
    return elementCount(this.shape);
  }

  /**
   * The elements as a typed array in row-major order, shared with the tensor.
   * @throws Error if the tensor is a view whose elements are not in that order: call `contiguous()` first.
   * @example
   * tensor([[1, 2], [3, 4]]).data
   * // Float32Array(4) [ 1, 2, 3, 4 ]
   */
  get data(): Storage {
    if (!isContiguous(this)) {
      throw new Error(
        `data: this view of shape ${showShape(this.shape)} and strides ${showShape(this.strides)} is not contiguous; use .contiguous().data`,
      );
    }
    return this.storage.subarray(this.offset, this.offset + this.numel);
  }

  // Arithmetic

  /**
   * Elementwise `this + other`, with broadcasting. PyTorch: `torch.add`.
   * @example
   * tensor([[1, 2], [3, 4]]).add([10, 20])
   * // tensor([[11., 22.],
   * //         [13., 24.]])
   */
  add(other: TensorLike): Tensor {
    return this.#binary("add", other);
  }

  /**
   * Elementwise `this - other`, with broadcasting. PyTorch: `torch.sub`.
   * @example
   * tensor([5, 3]).sub(1)
   * // tensor([4., 2.])
   */
  sub(other: TensorLike): Tensor {
    return this.#binary("sub", other);
  }

  /**
   * Elementwise `this * other`, with broadcasting; the matrix product is {@link matmul}. PyTorch: `torch.mul`.
   * @example
   * tensor([1, 2, 3]).mul([10, 0, -1])
   * // tensor([10.,  0., -3.])
   */
  mul(other: TensorLike): Tensor {
    return this.#binary("mul", other);
  }

  /**
   * Elementwise `this / other`, with broadcasting; integers give float32. PyTorch: `torch.div`.
   * @example
   * tensor([1, 2, 0]).div([4, 0, 0])
   * // tensor([0.2500,    inf,    nan])
   */
  div(other: TensorLike): Tensor {
    return this.#binary("div", other);
  }

  /**
   * Elementwise `-this`. PyTorch: `torch.neg`.
   * @example
   * tensor([1, -2.5]).neg()
   * // tensor([-1.0000,  2.5000])
   */
  neg(): Tensor {
    return new Tensor(unary("neg", this));
  }

  /**
   * Elementwise eˣ. In float32 it overflows to inf above 88.7228, in float64 above 709.7827. PyTorch: `torch.exp`.
   * @example
   * tensor([0, 1, 100]).exp()
   * // tensor([1.0000, 2.7183,    inf])
   */
  exp(): Tensor {
    return new Tensor(unary("exp", this));
  }

  /**
   * Elementwise natural logarithm; log 0 is -inf, of a negative number NaN. PyTorch: `torch.log`.
   * @example
   * tensor([1, 0]).log()
   * // tensor([0., -inf])
   */
  log(): Tensor {
    return new Tensor(unary("log", this));
  }

  // Comparison

  /**
   * Elementwise `this == other` as a bool tensor. PyTorch: `torch.eq`.
   * @example
   * tensor([0, 1, 2]).eq([0, 2, 2])
   * // tensor([ True, False,  True])
   */
  eq(other: TensorLike): Tensor {
    return this.#binary("eq", other);
  }

  /**
   * Elementwise `this != other` as a bool tensor; NaN differs from itself. PyTorch: `torch.ne`.
   * @example
   * tensor([0, NaN]).ne([0, NaN])
   * // tensor([False,  True])
   */
  ne(other: TensorLike): Tensor {
    return this.#binary("ne", other);
  }

  /**
   * Elementwise `this < other` as a bool tensor. PyTorch: `torch.lt`.
   * @example
   * tensor([1, 2, 3]).lt(2)
   * // tensor([ True, False, False])
   */
  lt(other: TensorLike): Tensor {
    return this.#binary("lt", other);
  }

  /**
   * Elementwise `this <= other` as a bool tensor. PyTorch: `torch.le`.
   * @example
   * tensor([1, 2, 3]).le(2)
   * // tensor([ True,  True, False])
   */
  le(other: TensorLike): Tensor {
    return this.#binary("le", other);
  }

  /**
   * Elementwise `this > other` as a bool tensor. PyTorch: `torch.gt`.
   * @example
   * tensor([1, 2, 3]).gt(2)
   * // tensor([False, False,  True])
   */
  gt(other: TensorLike): Tensor {
    return this.#binary("gt", other);
  }

  /**
   * Elementwise `this >= other` as a bool tensor. PyTorch: `torch.ge`.
   * @example
   * tensor([1, 2, 3]).ge(2)
   * // tensor([False,  True,  True])
   */
  ge(other: TensorLike): Tensor {
    return this.#binary("ge", other);
  }

  // Reduction

  /**
   * Sum of the elements, or along `dim`. Added in double with compensation, so a long float32 sum keeps its digits.
   * A sum of bool or int32 is int32: it counts. PyTorch: `torch.sum`.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).sum({ dim: 1, keepdim: true })
   * // tensor([[ 6.],
   * //         [15.]])
   */
  sum(options: ReduceOptions = {}): Tensor {
    return new Tensor(sum(this, reduceOptions("sum", options)));
  }

  /**
   * Arithmetic mean of the elements, or along `dim`; floating dtypes only. PyTorch: `torch.mean`.
   * @example
   * tensor([[1, 2], [3, 5]]).mean({ dim: 0 })
   * // tensor([2.0000, 3.5000])
   */
  mean(options: ReduceOptions = {}): Tensor {
    return new Tensor(mean(this, reduceOptions("mean", options)));
  }

  /**
   * Largest element, or along `dim`; NaN wins. Values only (PyTorch's `amax`): for the positions use {@link argmax}.
   * (PyTorch's `max(dim)` returns both; one tensor chains: `o.sub(o.max({ dim: 1, keepdim: true }))`.)
   * @example
   * tensor([[1, 9], [7, 3]]).max({ dim: 1 })
   * // tensor([9., 7.])
   */
  max(options: ReduceOptions = {}): Tensor {
    return new Tensor(max(this, reduceOptions("max", options)));
  }

  /**
   * Index of the largest element along `dim`, as int32; the first one if several are equal.
   * Without `dim`, the position in row-major order. PyTorch: `torch.argmax`.
   * @example
   * tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]).argmax({ dim: 1 })
   * // tensor([2, 2], dtype=int32)
   */
  argmax(
    options: { readonly dim?: number | undefined; readonly keepdim?: boolean | undefined } = {},
  ): Tensor {
    return new Tensor(argmax(this, reduceOptions("argmax", options)));
  }

  // Linear algebra and shape

  /**
   * Matrix product; 1-D operands are vectors, leading dimensions are batches and broadcast. PyTorch: `torch.matmul`.
   * @example
   * tensor([[1, 2], [3, 4]]).matmul([1, 1])
   * // tensor([3., 7.])
   */
  matmul(other: TensorLike): Tensor {
    return new Tensor(matmul(this, asTensor(other, "matmul", "other")));
  }

  /**
   * A view with two dimensions exchanged, by default the last two. PyTorch: `torch.transpose`.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).transpose()
   * // tensor([[1., 4.],
   * //         [2., 5.],
   * //         [3., 6.]])
   */
  transpose(dim0?: number, dim1?: number): Tensor {
    if (this.ndim < 2 && dim0 === undefined) return this;
    return new Tensor(transpose(this, dim0 ?? -2, dim1 ?? -1));
  }

  /**
   * A view with the dimensions in reverse order: the transposed matrix. PyTorch: `Tensor.T`.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).T.shape
   * // [ 3, 2 ]
   */
  get T(): Tensor {
    return new Tensor(permute(this, this.shape.map((_, d) => d).reverse()));
  }

  /**
   * The same elements in another shape, without copying where the layout allows it. One size may be -1: it is worked out.
   * PyTorch: `torch.reshape`.
   * @example
   * tensor([1, 2, 3, 4]).reshape(2, -1)
   * // tensor([[1., 2.],
   * //         [3., 4.]])
   */
  reshape(...shape: readonly number[] | readonly [readonly number[]]): Tensor {
    const sizes = Array.isArray(shape[0]) ? (shape[0] as number[]) : (shape as readonly number[]);
    return new Tensor(reshape(this, sizes));
  }

  /**
   * A view of part of the tensor, one range for each dimension: an index, `[start, end]`, `[start, end, step]`, or null
   * for everything. Dimensions not mentioned are kept whole. Python's `X[0:2, :, 1]` is `X.slice([0, 2], null, 1)`.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).slice(null, [1, null])
   * // tensor([[2., 3.],
   * //         [5., 6.]])
   */
  slice(...ranges: readonly SliceRange[]): Tensor {
    return new Tensor(slice(this, ranges));
  }

  /**
   * One element as a number, by its indices; negative ones count from the end. (A bool gives 1 or 0.)
   * @example
   * tensor([[1, 2], [3, 4]]).at(1, -1)
   * // 4
   */
  at(...indices: readonly number[]): number {
    if (indices.length !== this.ndim) {
      throw new RangeError(
        `at: ${indices.length} indices given, but the tensor has shape ${showShape(this.shape)}`,
      );
    }
    let p = this.offset;
    indices.forEach((index, d) => {
      p += this.strides[d]! * resolveIndex("at", index, this.shape[d]!, d);
    });
    return this.storage[p]!;
  }

  /**
   * The sub-tensors along the first dimension, as views: `for (const row of X)`.
   * @example
   * [...tensor([[1, 2], [3, 5]])].map((row) => row.sum().item())
   * // [ 3, 8 ]
   */
  *[Symbol.iterator](): IterableIterator<Tensor> {
    if (this.ndim === 0)
      throw new TypeError("a tensor without dimensions cannot be iterated; its number is .item()");
    for (let i = 0; i < this.shape[0]!; i++) yield this.slice(i);
  }

  // Conversion

  /**
   * The elements as nested arrays of numbers (booleans for a bool tensor); a number for shape `()`.
   * @example
   * tensor([[1, 2], [3, 4]]).toArray()
   * // [ [ 1, 2 ], [ 3, 4 ] ]
   */
  toArray(): NestedArray {
    return toNested(this);
  }

  /**
   * The only element, as a number. (A bool gives 1 or 0.)
   * @throws RangeError if there is not exactly one element.
   * @example
   * tensor([[1, 2], [3, 4]]).mean().item()
   * // 2.5
   */
  item(): number {
    if (this.numel !== 1) {
      throw new RangeError(
        `item: the tensor has shape ${showShape(this.shape)}, expected exactly one element`,
      );
    }
    return this.storage[this.offset]!;
  }

  /**
   * A copy with its own storage.
   * @example
   * const a = tensor([1, 2]);
   * a.clone().data === a.data
   * // false
   */
  clone(): Tensor {
    return new Tensor(copy(this, this.dtype));
  }

  /**
   * The tensor itself when its elements lie in row-major order, else a copy in that order.
   * @example
   * tensor([[1, 2], [3, 4]]).T.contiguous().data
   * // Float32Array(4) [ 1, 3, 2, 4 ]
   */
  contiguous(): Tensor {
    return isContiguous(this) ? this : this.clone();
  }

  /**
   * The tensor in another dtype (itself if it has it already). Float to int32 drops the fraction, as in PyTorch.
   * @example
   * tensor([1.9, -1.9]).to("int32")
   * // tensor([ 1, -1], dtype=int32)
   */
  to(dtype: DType): Tensor {
    return checkDType("to", dtype) === this.dtype ? this : new Tensor(copy(this, dtype));
  }

  /**
   * The tensor as PyTorch prints it.
   * @example
   * String(tensor([1, 2.5]))
   * // tensor([1.0000, 2.5000])
   */
  toString(): string {
    return print(this);
  }

  /** The tensor as a table, for notebooks. */
  [displaySymbol](): MimeBundle {
    return displayTensor(this);
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return print(this);
  }

  #binary(name: BinaryName, other: TensorLike): Tensor {
    if (typeof other === "number") {
      const dtype = promoteWithNumber(this.dtype, other);
      return new Tensor(binary(name, this, scalar(other, dtype), dtype));
    }
    const b = asTensor(other, name, "other");
    // Nested arrays have no dtype of their own; they follow a floating tensor instead of rounding it to float32.
    const bare = !(other instanceof Tensor) && !ArrayBuffer.isView(other) && this.dtype === "float64";
    const right = bare ? new Tensor(read(`${name}: other`, other, "float64")) : b;
    return new Tensor(binary(name, this, right, promote(this.dtype, right.dtype)));
  }
}

function reduceOptions(fn: string, options: ReduceOptions): ReduceOptions {
  checkOptions(fn, options, ["dim", "keepdim"]);
  if (options.keepdim !== undefined && typeof options.keepdim !== "boolean") {
    throw new TypeError(`${fn}: keepdim is ${showValue(options.keepdim)}, expected true or false`);
  }
  return options;
}
