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

  /**
   * Number of elements.
   * @example
   * exact.softmax([[0, 1], [2, 3]]).numel
   * // 4
   */
  get numel(): number {
    return elementCount(this.shape);
  }

  /**
   * The only value.
   * @example
   * exact.logSumExp([0, 0]).item().toPrecision(30)
   * // 0.693147180559945309417232121458
   */
  item(): BigNumber {
    if (this.values.length !== 1) {
      throw new RangeError(
        `item: the exact tensor has shape ${showShape(this.shape)}, expected exactly one element`,
      );
    }
    return this.values[0]!;
  }

  /**
   * One value by its indices; negative ones count from the end.
   * @example
   * exact.softmax([0, 1]).at(-1).toPrecision(30)
   * // 0.731058578630004879251159241822
   */
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

  /**
   * The values as nested arrays of BigNumbers.
   * @example
   * exact.softmax([0, 0]).toArray().map(String)
   * // [ '0.5', '0.5' ]
   */
  toArray(): NestedBigNumbers {
    const strides = rowMajorStrides(this.shape);
    const build = (d: number, start: number): NestedBigNumbers =>
      d === this.shape.length
        ? this.values[start]!
        : Array.from({ length: this.shape[d]! }, (_, i) => build(d + 1, start + i * strides[d]!));
    return build(0, 0);
  }

  /**
   * Each value rounded to the nearest of `dtype`.
   * @example
   * exact.softmax([0, 1]).toTensor()
   * // tensor([0.2689, 0.7311], dtype=float64)
   */
  toTensor(dtype: DType = "float64"): Tensor {
    const storage = dtypes[dtype].allocate(this.values.length);
    this.values.forEach((v, i) => {
      storage[i] = v.toNumber();
    });
    return new Tensor(fromStorage(storage, this.shape, dtype));
  }

  /**
   * The values at 20 digits, in brackets as nested as the shape.
   * @example
   * String(exact.logSoftmax([0, 0]))
   * // exact([-0.69314718055994530942, -0.69314718055994530942])
   */
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
