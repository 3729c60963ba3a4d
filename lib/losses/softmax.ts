// softmax and its logarithm, row by row, with their gradients. Knows tensors and shifted rows, not the losses that use their
// formulas.

import { differentiable } from "../autograd/graph.js";
import { checkOptions, resolveDim } from "../tensor/argument.js";
import type { Storage } from "../tensor/dtype.js";
import { unary } from "../tensor/elementwise.js";
import { type Kernels, kernels } from "../tensor/kernels.js";
import { mathematics } from "../tensor/mathematics.js";
import { mapRows, type Rows, rowsData, rowsOf } from "../tensor/reduction.js";
import { allocateUnset, rowMajorData, type Strided } from "../tensor/strided.js";
import { compensatedSum, finishSum } from "../tensor/summation.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import { floatInput } from "./operands.js";
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
  return overRows("softmax", input, options, softmaxRow, softmaxGradientRow, softmaxByKernel);
}

/**
 * Softmax of the negated numbers: softmin(x)ᵢ = exp(−xᵢ) / Σₖ exp(−xₖ). The smallest gets the largest probability.
 *
 * @param input Numbers x, any shape; `dim` says along which dimension they compete.
 * @returns Probabilities, same shape and dtype.
 * @throws RangeError if `dim` does not exist.
 * @example
 * softmin([1, 2, 3])
 * // tensor([0.6652, 0.2447, 0.0900])
 * @see PyTorch `torch.nn.functional.softmin`
 */
export function softmin(input: TensorLike, options: SoftmaxOptions = {}): Tensor {
  checkOptions("softmin", options, ["dim"]);
  const x = floatInput("softmin", input);
  resolveDim("softmin", options.dim ?? -1, x.ndim);
  return softmax(unary(mathematics.neg, x), options);
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
  return overRows("logSoftmax", input, options, logSoftmaxRow, logSoftmaxGradientRow, logSoftmaxByKernel);
}

/** A row of numbers within a storage. */
interface Place {
  readonly data: Storage;
  readonly start: number;
  readonly stride: number;
  readonly length: number;
}

type FillRow = (row: ShiftedRow, from: Place, out: Storage, at: number) => void;
type FillGradientRow = (row: ShiftedRow, from: Place, g: Place, out: Storage, at: number) => void;

function overRows(
  fn: string,
  input: TensorLike,
  options: SoftmaxOptions,
  fill: FillRow,
  fillGradient: FillGradientRow,
  byKernel: FillByKernel,
): Tensor {
  checkOptions(fn, options, ["dim"]);
  const o = floatInput(fn, input);
  const rows = rowsOf(fn, o, options.dim ?? -1);
  const { data, stride, length } = rows;
  const out = filledByKernel(o, rows, byKernel) ?? filled();
  return differentiable(new Tensor(out), fn, [o], [o], (g) => {
    const row = new ShiftedRow(o.dtype === "float64", length);
    const upstream = rowMajorData(g);
    return [
      mapRows(o, rows, (out, at, _, start) =>
        fillGradient(
          row,
          { data, start, stride, length },
          { data: upstream, start: at, stride, length },
          out,
          at,
        ),
      ),
    ];
  });

  function filled(): Strided {
    const row = new ShiftedRow(o.dtype === "float64", length);
    return mapRows(o, rows, (out, at, _, start) => fill(row, { data, start, stride, length }, out, at));
  }
}

/** Fills in all rows at once; false if the kernel declines. */
type FillByKernel = (shiftRows: Kernels["shiftRows"], data: Storage, out: Storage, rows: Rows) => boolean;

function filledByKernel(o: Strided, rows: Rows, fill: FillByKernel): Strided | undefined {
  const kernel = kernels()?.shiftRows;
  if (kernel === undefined || o.dtype !== "float32" || rows.stride !== 1) return undefined;
  const out = allocateUnset(o.shape);
  return fill(kernel, rowsData(rows), out.storage, rows) ? out : undefined;
}

function softmaxByKernel(
  shiftRows: Kernels["shiftRows"],
  data: Storage,
  out: Storage,
  { rows, length }: Rows,
): boolean {
  return shiftRows(data, rows, length, false, out) !== undefined;
}

function logSoftmaxByKernel(
  shiftRows: Kernels["shiftRows"],
  data: Storage,
  out: Storage,
  { rows, length }: Rows,
): boolean {
  const shifted = shiftRows(data, rows, length, true);
  if (shifted === undefined) return false;
  for (let r = 0, i = 0; r < rows; r++) {
    const max = shifted.max[r]!;
    const logSum = shifted.logSum[r]!;
    for (const end = i + length; i < end; i++) out[i] = data[i]! - max - logSum;
  }
  return true;
}

function softmaxRow(row: ShiftedRow, { data, start, stride, length }: Place, out: Storage, at: number): void {
  row.load(data, start, stride, length);
  for (let k = 0, i = at; k < length; k++, i += stride) out[i] = row.probability(k);
}

/**
 * pⱼ (gⱼ − Σ gₖpₖ). With every g taken relative to that of the largest logit, the sum has no term of it, and its own gradient
 * is that sum: nothing is lost where one probability is next to 1.
 */
function softmaxGradientRow(row: ShiftedRow, from: Place, g: Place, out: Storage, at: number): void {
  const { stride, length } = from;
  row.load(from.data, from.start, stride, length);
  const base = g.data[g.start + row.argmax * stride]!;
  let sum = 0;
  let lost = 0;
  for (let k = 0, i = g.start; k < length; k++, i += stride) {
    const x = row.probability(k) * (g.data[i]! - base);
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  const mean = finishSum(sum, lost);
  for (let k = 0; k < length; k++) {
    out[at + k * stride] = row.probability(k) * (g.data[g.start + k * stride]! - base - mean);
  }
}

function logSoftmaxRow(
  row: ShiftedRow,
  { data, start, stride, length }: Place,
  out: Storage,
  at: number,
): void {
  row.load(data, start, stride, length);
  for (let k = 0; k < length; k++) out[at + k * stride] = row.logSoftmax(data[start + k * stride]!);
}

/** gⱼ − pⱼ Σ gₖ, written as gⱼ (1 − pⱼ) − pⱼ Σ of the others, where 1 − pⱼ is a sum itself. */
function logSoftmaxGradientRow(row: ShiftedRow, from: Place, g: Place, out: Storage, at: number): void {
  const { stride, length } = from;
  row.load(from.data, from.start, stride, length);
  const total = compensatedSum(g.data, g.start, stride, length);
  for (let k = 0; k < length; k++) {
    const own = g.data[g.start + k * stride]!;
    out[at + k * stride] = own * row.complement(k) - row.probability(k) * (total - own);
  }
}
