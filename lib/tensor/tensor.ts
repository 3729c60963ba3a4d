// The Tensor class: what a user holds and what every function of the library takes and gives. Here is what each tensor needs
// to be read and to be differentiated; what one can calculate with it is in `methods/`, which `methods.ts` adds, so that a
// program that only calls a loss carries no more than that loss.

import { backward } from "../autograd/backward.js";
import { Variable } from "../autograd/variable.js";
import { checkOptions, showShape } from "./argument.js";
import { isFloating, type Storage } from "./dtype.js";
import type { Arithmetic } from "./methods/arithmetic.js";
import type { ComparisonMethods } from "./methods/comparison.js";
import type { Conversion } from "./methods/conversion.js";
import type { InPlace } from "./methods/in-place.js";
import type { Indexing } from "./methods/indexing.js";
import type { Mathematics } from "./methods/mathematics.js";
import type { Reductions } from "./methods/reductions.js";
import type { Shape } from "./methods/shape.js";
import { type NestedArray, type NumericTypedArray, read, toNested } from "./nested-array.js";
import { print } from "./print.js";
import { allocate, cast, elementCount, isContiguous } from "./strided.js";

/**
 * What every function of the library takes for a tensor: a Tensor, a number, nested arrays, a typed array, or a mathjs matrix.
 */
export type TensorLike = Tensor | NumericTypedArray | number | boolean | MatrixLike | readonly TensorLike[];

/** A matrix of mathjs, dense or sparse, or of another library that gives its elements as nested arrays. */
export interface MatrixLike {
  /** Sizes of the dimensions. */
  size(): number[];
  /** The elements in nested arrays. */
  toArray(): unknown;
}

/** `data` itself when it is a tensor, else a tensor of it. `fn` and `name` are for the error message. */
export function asTensor(data: TensorLike, fn: string, name = "input"): Tensor {
  if (data instanceof Tensor) return data;
  return new Tensor(read(`${fn}: ${name}`, data, undefined));
}

/** Options of {@link Tensor.backward}. */
export interface BackwardOptions {
  /** Keep what the calculation saved, so that `backward()` can go through it again. Default false. */
  readonly retainGraph?: boolean | undefined;
}

/**
 * An n-dimensional array of numbers of one {@link DType}, printed and calculated as PyTorch does.
 *
 * Methods return a new tensor and leave this one as it is, but those whose names end in `_`. `transpose`, `slice` and (where
 * possible) `reshape` return views, which share the numbers instead of copying them. Operands of arithmetic are broadcast:
 * `(2, 3)` and `(3,)` combine. Every operation's result is rounded to the dtype.
 *
 * @example
 * const X = tensor([[1, 2, 3], [4, 5, 6]]);
 * X.sum({ dim: 0, keepdim: true })
 * // tensor([[5., 7., 9.]])
 */
export class Tensor extends Variable {
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
   * (float16 and bfloat16 values come in a Float32Array: JavaScript has had no array of their own before 2025.)
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

  // Gradients

  /**
   * Asks for gradients: `backward()` of whatever is calculated from this tensor will fill its `grad`. Returns the tensor.
   * `requiresGrad_(false)` takes it back.
   * @throws TypeError if the tensor is not floating; Error if it is a calculated one, which has gradients or not by its operands.
   * @example
   * const x = tensor([1, 2, 3]).requiresGrad_();
   * x.square().sum().backward();
   * x.grad
   * // tensor([2., 4., 6.])
   * @see PyTorch `Tensor.requires_grad_`
   */
  requiresGrad_(requiresGrad = true): this {
    if (requiresGrad && !isFloating(this.dtype)) {
      throw new TypeError(
        `requiresGrad_: the tensor is ${this.dtype}, expected a floating dtype: only real numbers have derivatives`,
      );
    }
    if (this.node && !requiresGrad) {
      throw new Error(
        `requiresGrad_: this tensor is a result of ${this.node.name}; to leave the calculation, use detach()`,
      );
    }
    if (!this.node) this.isGradLeaf = requiresGrad;
    return this;
  }

  /**
   * Calculates the derivative of this tensor with respect to every tensor that it was calculated from and that asked for one
   * with `requiresGrad_()`, and adds it to their `grad`. Reverse-mode automatic differentiation.
   *
   * @param gradient The derivative of the quantity of interest for each element of this tensor, same shape. A tensor with one
   * element needs none: it is 1.
   * @throws Error if no gradient flows to this tensor; if it has more than one element and no `gradient` is given; if an earlier
   * `backward()` freed what the calculation saved; if something it needs was changed in place. Then no `grad` has changed.
   * @example
   * const o = tensor([[2, 1, 0.1]]).requiresGrad_();
   * crossEntropy(o, [0]).backward();
   * o.grad                                  // softmax(o) − one-hot
   * // tensor([[-0.3410,  0.2424,  0.0986]])
   * @see PyTorch `Tensor.backward`; d2l "Automatic Differentiation"
   */
  backward(gradient?: TensorLike, options: BackwardOptions = {}): void {
    checkOptions("backward", options, ["retainGraph"]);
    if (!this.requiresGrad) {
      throw new Error(
        "backward: no gradient flows to this tensor; call requiresGrad_() on a tensor that it is calculated from, outside noGrad",
      );
    }
    if (gradient === undefined && this.numel !== 1) {
      throw new RangeError(
        `backward: the tensor has shape ${showShape(this.shape)}; reduce it to one number first, with sum() or mean(), ` +
          `or give the gradient of each element: backward(gradient) with shape ${showShape(this.shape)}`,
      );
    }
    let start = allocate(this.shape, this.dtype);
    if (gradient === undefined) start.storage[0] = 1;
    else {
      const given = asTensor(gradient, "backward", "gradient");
      if (given.shape.length !== this.ndim || given.shape.some((size, d) => size !== this.shape[d])) {
        throw new RangeError(
          `backward: gradient has shape ${showShape(given.shape)}, expected ${showShape(this.shape)} as the tensor`,
        );
      }
      start = cast(given, this.dtype);
    }
    backward(this, start, options.retainGraph ?? false, (from) => new Tensor(from));
  }

  /**
   * Asks that `backward()` keep the gradient of this intermediate result in its `grad`, as it does for leaves. Returns the tensor.
   * @example
   * const x = tensor([1, 2]).requiresGrad_();
   * const y = x.exp().retainGrad();
   * y.sum().backward();
   * y.grad
   * // tensor([1., 1.])
   * @see PyTorch `Tensor.retain_grad`
   */
  retainGrad(): this {
    if (!this.requiresGrad)
      throw new Error("retainGrad: no gradient flows to this tensor; use requiresGrad_()");
    if (this.node) this.node.retained = this;
    return this;
  }

  /**
   * The same numbers, shared, without gradients: what is calculated from the result is a calculation of its own.
   * @example
   * const w = tensor([1, 2]).requiresGrad_();
   * w.mul(2).detach().requiresGrad
   * // false
   * @see PyTorch `Tensor.detach`
   */
  detach(): Tensor {
    return new Tensor(this);
  }

  /**
   * Whether no recorded operation made this tensor: `backward()` ends here.
   * @example
   * const w = tensor([1, 2]).requiresGrad_();
   * [w.isLeaf, w.mul(2).isLeaf]
   * // [ true, false ]
   */
  get isLeaf(): boolean {
    return this.node === undefined;
  }

  /**
   * The tensor as PyTorch prints it.
   * @example
   * String(tensor([1, 2.5]))
   * // tensor([1.0000, 2.5000])
   */
  override toString(): string {
    if (this.node) return print(this, `grad_fn=<${capitalised(this.node.name)}Backward0>`);
    return print(this, this.isGradLeaf ? "requires_grad=True" : undefined);
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

// `methods.ts` adds what is declared here, for whoever can make a tensor
export interface Tensor
  extends Arithmetic,
    ComparisonMethods,
    Mathematics,
    Reductions,
    Shape,
    Indexing,
    InPlace,
    Conversion {}
