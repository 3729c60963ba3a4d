// log Σ exp(o). Knows tensors and shifted rows; the other functions of the softmax family do not build on it.

import { differentiable } from "../autograd/graph.js";
import { checkOptions } from "../tensor/argument.js";
import { type DType, dtypes, type Storage } from "../tensor/dtype.js";
import { kernels } from "../tensor/kernels.js";
import { mapRows, type ReduceOptions, type Rows, rowStart, rowsData, rowsOf } from "../tensor/reduction.js";
import { allocate, allocateUnset, roundStored, rowMajorData, type Strided } from "../tensor/strided.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import { logSumExpNearZero } from "./log-sum-exp-near-zero.js";
import { floatInput } from "./operands.js";
import { ShiftedRow } from "./shifted-row.js";

/** Options of {@link logSumExp}. */
export interface LogSumExpOptions extends ReduceOptions {
  /** The dimension to sum over, counted from either end, or several. Default −1, the last. */
  readonly dim?: number | readonly number[] | undefined;
}

/**
 * Logarithm of the sum of exponentials, a smooth maximum: logSumExp(o) = log Σₖ exp(oₖ).
 *
 * Calculated as m + log1p(Σ exp(oₖ − m)) with m = max(o), the sum running over the other terms, so nothing overflows and a
 * tiny sum keeps its digits. Its gradient is softmax(o). Within 4 ulp of the exact value for every row, also where the result is next to zero.
 *
 * @param input Numbers oₖ, shape `(…)`; a row holding +∞ gives inf, a row of −∞ only gives −inf, a NaN gives NaN.
 * @param options `dim`: what to sum over (a list for several dimensions); `keepdim`: keep it with size 1.
 * @returns The input's shape without the summed dimensions.
 * @throws RangeError if a dim does not exist or appears twice.
 * @example
 * logSumExp([1, 2, 3])
 * // tensor(3.4076)
 * @example
 * logSumExp([[1000, 1000], [0, -1000]], { dim: 1, keepdim: true })
 * // tensor([[1000.6932],
 * //         [   0.0000]])
 * @see PyTorch `torch.logsumexp`; d2l "Softmax Regression from Scratch", LogSumExp trick
 */
export function logSumExp(input: TensorLike, options: LogSumExpOptions = {}): Tensor {
  checkOptions("logSumExp", options, ["dim", "keepdim"]);
  const o = floatInput("logSumExp", input);
  const rows = rowsOf("logSumExp", o, options.dim ?? -1);
  const out = allocate(options.keepdim ? rows.keepShape : rows.shape, o.dtype);
  logSumExpRows(rows, out.storage, o.dtype);
  roundStored(out);
  return differentiable(new Tensor(out), "logSumExp", [o], [o], (g) => {
    const upstream = rowMajorData(g);
    const fast = gradientByKernel(o, rows, upstream);
    if (fast) return [fast];
    const { data, stride, length } = rows;
    const shifted = new ShiftedRow(o.dtype === "float64", length);
    return [
      mapRows(o, rows, (out, at, row, start) => {
        shifted.load(data, start, stride, length);
        for (let k = 0; k < length; k++) {
          // As in PyTorch, beside +∞ a finite number has no influence, and +∞ itself has no derivative.
          const share =
            shifted.max === Number.POSITIVE_INFINITY && data[start + k * stride]! < shifted.max
              ? 0
              : shifted.probability(k);
          out[at + k * stride] = upstream[row]! * share;
        }
      }),
    ];
  });
}

/** Declines where a row holds +∞. */
function gradientByKernel(o: Strided, rows: Rows, upstream: Storage): Strided | undefined {
  const shiftRows = kernels()?.shiftRows;
  if (shiftRows === undefined || o.dtype !== "float32" || rows.order.some((d, i) => d !== i))
    return undefined;
  if (rows.stride !== 1) return undefined;
  const out = allocateUnset(o.shape);
  const shifted = shiftRows(
    rowsData(rows),
    rows.rows,
    rows.length,
    false,
    out.storage,
    Float64Array.from(upstream),
  );
  if (shifted === undefined) return undefined;
  for (let r = 0; r < rows.rows; r++) if (shifted.max[r] === Number.POSITIVE_INFINITY) return undefined;
  return { ...out, fresh: true };
}

function logSumExpRows(rows: Rows, out: Storage, dtype: DType): void {
  const float64 = dtype === "float64";
  const shiftRows = dtype === "float32" && rows.stride === 1 ? kernels()?.shiftRows : undefined;
  const shifted = shiftRows?.(rowsData(rows), rows.rows, rows.length, true);
  const row = new ShiftedRow(float64);
  const { precision } = dtypes[float64 ? "float64" : "float32"];
  // A cancelled sum keeps 53 bits less what cancelled; a float32 result can spare most of them.
  const cancelled = 2 ** (Math.min(precision + 3, 53) - 53);
  for (let r = 0; r < rows.rows; r++) {
    if (shifted) {
      const max = shifted.max[r]!;
      const sum = max + shifted.logSum[r]!;
      // A kernel's sum may be good to a float32's digits only: next to zero they cancel.
      if (!(max < 0 && Math.abs(sum) < 1)) {
        out[r] = Number.isFinite(max) ? sum : max;
        continue;
      }
    }
    const start = rowStart(rows, r);
    row.load(rows.data, start, rows.stride, rows.length);
    const { max, logSum } = row;
    if (!Number.isFinite(max)) {
      out[r] = max;
      continue;
    }
    const sum = max + logSum;
    const unsafe = max < 0 && Math.abs(sum) < logSum * cancelled;
    out[r] = unsafe ? logSumExpNearZero(rows.data, start, rows.stride, rows.length, sum) : sum;
  }
}
