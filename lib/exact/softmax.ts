// The softmax family at 64 digits. Knows tensors and exact rows; shares no arithmetic with the float versions.

import type { LogSumExpOptions } from "../losses/log-sum-exp.js";
import { floatInput } from "../losses/operands.js";
import type { SoftmaxOptions } from "../losses/softmax.js";
import { checkOptions } from "../tensor/argument.js";
import { unary } from "../tensor/elementwise.js";
import { mathematics } from "../tensor/mathematics.js";
import { rowStart, rowsOf } from "../tensor/reduction.js";
import type { TensorLike } from "../tensor/tensor.js";
import type { BigNumber } from "./big-number.js";
import { ExactRow, exactLogSumExp } from "./exact-row.js";
import { ExactTensor } from "./exact-tensor.js";

/**
 * softmax(o)ᵢ = exp(oᵢ) / Σₖ exp(oₖ) at 64 digits, of the float inputs taken as the exact binary numbers they are.
 *
 * @param input Logits o, as for `softmax`. Nested arrays are rounded to float32 first, as every function does; pass a
 * float64 tensor to have decimals read as doubles.
 * @returns An {@link ExactTensor} of the same shape. Slow: about a millisecond per element.
 * @example
 * exact.softmax([0, -100]).toTensor("float64")
 * // tensor([1.0000e+00, 3.7201e-44], dtype=float64)
 */
export function softmax(input: TensorLike, options: SoftmaxOptions = {}): ExactTensor {
  return mapRows("exact.softmax", input, options, (row, k) => row.softmax(k));
}

/**
 * softmin(x)ᵢ = exp(−xᵢ) / Σₖ exp(−xₖ) at 64 digits, of the float inputs taken as exact binary numbers.
 *
 * @param input Numbers x, as for `softmin`.
 * @returns An {@link ExactTensor} of the same shape.
 * @example
 * exact.softmin([0, 1])
 * // exact([0.73105857863000487925, 0.26894142136999512075])
 */
export function softmin(input: TensorLike, options: SoftmaxOptions = {}): ExactTensor {
  const fn = "exact.softmin";
  return mapRows(fn, unary(mathematics.neg, floatInput(fn, input)), options, (row, k) => row.softmax(k));
}

/**
 * logSoftmax(o)ᵢ = oᵢ − log Σₖ exp(oₖ) at 64 digits, of the float inputs taken as exact binary numbers.
 *
 * @param input Logits o, as for `logSoftmax`.
 * @returns An {@link ExactTensor} of the same shape.
 * @example
 * exact.logSoftmax([0, -100])
 * // exact([-3.7200759760208359630e-44, -100.00000000000000000])
 */
export function logSoftmax(input: TensorLike, options: SoftmaxOptions = {}): ExactTensor {
  return mapRows("exact.logSoftmax", input, options, (row, k) => row.logSoftmax(k));
}

/**
 * logSumExp(o) = log Σₖ exp(oₖ) at 64 digits, of the float inputs taken as exact binary numbers.
 *
 * @param input Numbers oₖ, as for `logSumExp`.
 * @returns An {@link ExactTensor} of the input's shape without the summed dimensions.
 * @example
 * exact.logSumExp([1000, 1000])
 * // exact(1000.6931471805599453)
 */
export function logSumExp(input: TensorLike, options: LogSumExpOptions = {}): ExactTensor {
  checkOptions("exact.logSumExp", options, ["dim", "keepdim"]);
  const o = floatInput("exact.logSumExp", input);
  const rows = rowsOf("exact.logSumExp", o, options.dim ?? -1);
  const values: BigNumber[] = [];
  for (let r = 0; r < rows.rows; r++) {
    values.push(exactLogSumExp(rows.data, rowStart(rows, r), rows.stride, rows.length));
  }
  return new ExactTensor(values, options.keepdim ? rows.keepShape : rows.shape);
}

function mapRows(
  fn: string,
  input: TensorLike,
  options: SoftmaxOptions,
  value: (row: ExactRow, k: number) => BigNumber,
): ExactTensor {
  checkOptions(fn, options, ["dim"]);
  const o = floatInput(fn, input);
  const rows = rowsOf(fn, o, options.dim ?? -1);
  const values = new Array<BigNumber>(o.numel);
  for (let r = 0; r < rows.rows; r++) {
    const start = rowStart(rows, r);
    const row = new ExactRow(rows.data, start, rows.stride, rows.length);
    for (let k = 0; k < rows.length; k++) values[start + k * rows.stride - rows.offset] = value(row, k);
  }
  return new ExactTensor(values, o.shape);
}
