// The result of an exact calculation: BigNumbers with a shape. Knows BigNumbers and tensors, not what was calculated.

import { exactTensorDisplay } from "../display/exact-tensor-display.js";
import { displaySymbol, type MimeBundle } from "../display/mime-bundle.js";
import { showShape } from "../tensor/argument.js";
import { type DType, dtypes } from "../tensor/dtype.js";
import { elementCount, fromStorage, rowMajorStrides } from "../tensor/strided.js";
import { Tensor } from "../tensor/tensor.js";
import { resolveIndex } from "../tensor/view.js";
import { type BigNumber, bigNumbers, digits } from "./big-number.js";

/** BigNumbers in nested arrays. */
export type NestedBigNumbers = BigNumber | readonly NestedBigNumbers[];

/**
 * What the functions of `exact` return: values of 64 decimal digits with a shape.
 * @example
 * exact.softmax([0, 1]).toString()
 * // exact([0.26894142136999512075, 0.73105857863000487925])
 */
export class ExactTensor {
  /** Sizes of the dimensions. */
  readonly shape: readonly number[];
  /** The values in row-major order, as mathjs BigNumbers. */
  readonly values: readonly BigNumber[];

  /** @internal Values of any precision; they are rounded to 64 digits. */
  constructor(values: readonly BigNumber[], shape: readonly number[]) {
    const Class = bigNumbers(digits);
    this.shape = Object.freeze([...shape]);
    this.values = Object.freeze(values.map((v) => new Class(v.toSignificantDigits(digits))));
  }

  /** Number of elements. */
  get numel(): number {
    return elementCount(this.shape);
  }

  /** The only value. */
  item(): BigNumber {
    if (this.values.length !== 1) {
      throw new RangeError(
        `item: the exact tensor has shape ${showShape(this.shape)}, expected exactly one element`,
      );
    }
    return this.values[0]!;
  }

  /** One value by its indices; negative ones count from the end. */
  at(...indices: readonly number[]): BigNumber {
    if (indices.length !== this.shape.length) {
      throw new RangeError(
        `at: ${indices.length} indices given, but the exact tensor has shape ${showShape(this.shape)}`,
      );
    }
    const strides = rowMajorStrides(this.shape);
    let p = 0;
    indices.forEach((index, d) => {
      p += strides[d]! * resolveIndex("at", index, this.shape[d]!, d);
    });
    return this.values[p]!;
  }

  /** The values as nested arrays of BigNumbers. */
  toArray(): NestedBigNumbers {
    const strides = rowMajorStrides(this.shape);
    const build = (d: number, start: number): NestedBigNumbers =>
      d === this.shape.length
        ? this.values[start]!
        : Array.from({ length: this.shape[d]! }, (_, i) => build(d + 1, start + i * strides[d]!));
    return build(0, 0);
  }

  /** Each value rounded to the nearest of `dtype`. */
  toTensor(dtype: DType = "float64"): Tensor {
    const storage = dtypes[dtype].allocate(this.values.length);
    this.values.forEach((v, i) => {
      storage[i] = v.toNumber();
    });
    return new Tensor(fromStorage(storage, this.shape, dtype));
  }

  /** The values at 20 digits, in brackets as nested as the shape. */
  toString(): string {
    return this[displaySymbol]()["text/plain"];
  }

  /** The values as a table, for notebooks. */
  [displaySymbol](): MimeBundle {
    return exactTensorDisplay(this.shape, this.values);
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
