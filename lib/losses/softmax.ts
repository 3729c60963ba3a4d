// softmax and its logarithm, row by row. Knows tensors and shifted rows, not the losses that use their formulas.

import { checkOptions } from "../tensor/argument.js";
import type { Storage } from "../tensor/dtype.js";
import { type Rows, rowStart, rowsOf } from "../tensor/reduction.js";
import { allocate } from "../tensor/strided.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import { floatInput } from "./float-input.js";
import { ShiftedRow } from "./shifted-row.js";

/** Options of {@link softmax} and {@link logSoftmax}. */
export interface SoftmaxOptions {
  /** The dimension along which the results sum to 1, counted from either end. Default −1, the last. */
  readonly dim?: number | undefined;
}

/**
 * Turns real numbers (logits) into probabilities: softmax(o)ᵢ = exp(oᵢ) / Σₖ exp(oₖ).
 *
 * The largest logit is subtracted first, so no exponential overflows. The order is kept, and the results sum to 1.
 *
 * @param input Logits o, any shape; `dim` says along which dimension they compete.
 * @returns Probabilities, same shape and dtype. A row with NaN or +∞, or of −∞ only, is NaN; −∞ among others is 0.
 * @throws RangeError if `dim` does not exist.
 * @example
 * softmax([[1, 2, 3], [1e4, 0, -1e4]])
 * // tensor([[0.0900, 0.2447, 0.6652],
 * //         [1.0000, 0.0000, 0.0000]])
 * @see PyTorch `torch.nn.functional.softmax`; d2l "Softmax Regression"
 */
export function softmax(input: TensorLike, options: SoftmaxOptions = {}): Tensor {
  return mapRows("softmax", input, options, softmaxRows);
}

/**
 * Logarithm of {@link softmax}, calculated directly: logSoftmax(o)ᵢ = oᵢ − max(o) − log Σₖ exp(oₖ − max(o)).
 *
 * Taking the logarithm of a softmax loses everything where that is 0 or near 1; this does not.
 *
 * @param input Logits o, any shape; `dim` says along which dimension they compete.
 * @returns Log-probabilities (≤ 0), same shape and dtype. Rows with NaN or +∞, or of −∞ only, are NaN.
 * @throws RangeError if `dim` does not exist.
 * @example
 * logSoftmax([1e4, 0, -1e4])
 * // tensor([     0., -10000., -20000.])
 * @see PyTorch `torch.nn.functional.log_softmax`; d2l "Softmax Regression Concise", softmax revisited
 */
export function logSoftmax(input: TensorLike, options: SoftmaxOptions = {}): Tensor {
  return mapRows("logSoftmax", input, options, logSoftmaxRows);
}

function mapRows(
  fn: string,
  input: TensorLike,
  options: SoftmaxOptions,
  run: (rows: Rows, out: Storage, float64: boolean) => void,
): Tensor {
  checkOptions(fn, options, ["dim"]);
  const o = floatInput(fn, input);
  const rows = rowsOf(fn, o, options.dim ?? -1);
  const out = allocate(o.shape, o.dtype);
  run(rows, out.storage, o.dtype === "float64");
  return new Tensor(out);
}

function softmaxRows(rows: Rows, out: Storage, float64: boolean): void {
  const { data, offset, length, stride } = rows;
  const row = new ShiftedRow(float64);
  const exponentials = new Float64Array(length);
  for (let r = 0; r < rows.rows; r++) {
    const start = rowStart(rows, r);
    // A row without a softmax has rest NaN, which makes all of it NaN whatever the exponentials hold.
    const total = 1 + row.load(data, start, stride, length, exponentials).rest;
    for (let k = 0, i = start - offset; k < length; k++, i += stride) out[i] = exponentials[k]! / total;
  }
}

function logSoftmaxRows(rows: Rows, out: Storage, float64: boolean): void {
  const { data, offset, length, stride } = rows;
  const row = new ShiftedRow(float64);
  for (let r = 0; r < rows.rows; r++) {
    const start = rowStart(rows, r);
    row.load(data, start, stride, length);
    for (let k = 0, i = start; k < length; k++, i += stride) out[i - offset] = row.logSoftmax(data[i]!);
  }
}
