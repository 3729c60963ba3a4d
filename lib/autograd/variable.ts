// What automatic differentiation sees of a tensor: its elements, whether gradients flow to it, and what made it.
// Knows no operation.

import type { DType, Storage } from "../tensor/dtype.js";
import type { Strided } from "../tensor/strided.js";
import type { Tensor } from "../tensor/tensor.js";
import type { GradNode } from "./graph.js";

/** The state of a tensor; {@link Tensor} adds what one can do with it. */
export abstract class Variable implements Strided {
  /** Sizes of the dimensions: `[2, 3]` is 2 rows of 3. */
  readonly shape: readonly number[];
  /** How many stored numbers lie between neighbours along each dimension; 0 where a view repeats elements. */
  readonly strides: readonly number[];
  /** Element type. */
  readonly dtype: DType;
  /**
   * What `backward()` has summed up for this tensor: the derivative of the result for each element, or null before the first
   * `backward()`. It adds to what is there; set it to null to start again.
   */
  grad: Tensor | null = null;
  /** @internal The shared storage; it may hold more than this view's elements. */
  readonly storage: Storage;
  /** @internal Where this view's first element lies in the storage. */
  readonly offset: number;
  /** @internal The operation that this tensor came from, while gradients are recorded. */
  node: GradNode | undefined = undefined;
  /** @internal Whether `requiresGrad_()` asked for gradients of this very tensor. */
  isGradLeaf = false;

  constructor(from: Strided) {
    this.shape = Object.freeze([...from.shape]);
    this.strides = Object.freeze([...from.strides]);
    this.dtype = from.dtype;
    this.storage = from.storage;
    this.offset = from.offset;
  }

  /**
   * Whether gradients flow to this tensor: because of `requiresGrad_()`, or because it was calculated from one that has it.
   * @example
   * const w = tensor([1, 2]).requiresGrad_();
   * [w.requiresGrad, w.mul(2).requiresGrad, tensor([1]).requiresGrad]
   * // [ true, true, false ]
   */
  get requiresGrad(): boolean {
    return this.isGradLeaf || this.node !== undefined;
  }
}
