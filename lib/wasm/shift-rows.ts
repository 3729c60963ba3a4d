// Softmax rows by WebAssembly: short ones in double, four rows at a time, long ones in single precision, four numbers at a time. Rows
// that the kernels do not fit are calculated in JavaScript. How a row is calculated depends on its length only, not on what is
// beside it.

import { ShiftedRow } from "../losses/shifted-row.js";
import type { Storage } from "../tensor/dtype.js";
import type { Kernels, ShiftedRows } from "../tensor/kernels.js";
import type { WasmInstance } from "./instance.js";

export interface NarrowExports {
  narrowSums(rows: number, n: number, x: number, max: number, rest: number, work: number): void;
  narrowSoftmax(
    rows: number,
    n: number,
    x: number,
    max: number,
    rest: number,
    work: number,
    factor: number,
  ): void;
}

export interface WideExports {
  wideSums(rows: number, n: number, x: number, max: number, rest: number): void;
  wideSoftmax(rows: number, n: number, x: number, max: number, rest: number, factor: number): void;
  fused(x: number): number;
}

/** Rows of at least so many numbers are calculated in single precision. */
export const wideFrom = 64;
/** Fewer numbers are calculated in JavaScript: it is done before a kernel has been called. */
const worthIt = 48;
/** So many numbers are copied at a time: they stay in the processor's nearest caches. */
const block = 16384;
/** Longer rows would take too much memory. */
const longest = 2 ** 24;
/** Beyond these a factor times an exponential's unit may not be a normal float32 number. */
const [leastScale, mostScale] = [1e-12, 1e12];

type Module<Exports extends object> = Pick<WasmInstance<Exports>, "reserve">;

export function shiftRowsWith(
  narrow: Module<NarrowExports>,
  wide: Module<WideExports>,
): Kernels["shiftRows"] {
  return (data, rows, length, out, scale) => {
    if (rows * length < worthIt || length === 0 || length > longest) return undefined;
    const single = length >= wideFrom;
    // Short rows are calculated four at a time.
    const atOnce = single ? Math.max(1, Math.floor(block / length)) : 4 * Math.ceil(block / length / 4);
    const bytes = 4 * (atOnce * length + 4);
    const max = bytes + (-bytes & 15);
    const [rest, factor, work] = [1, 2, 3].map((k) => max + k * 8 * atOnce) as [number, number, number];
    const scratch = (single ? wide : narrow).reserve(work + 48 * length);
    if (scratch === undefined) return undefined;
    const { float32, float64 } = scratch;
    const exports = scratch.exports as NarrowExports & WideExports;
    const result = { max: new Float64Array(rows), rest: new Float64Array(rows) };
    for (let row = 0; row < rows; row += atOnce) {
      const count = Math.min(atOnce, rows - row);
      float32.set(data.subarray(row * length, (row + count) * length));
      if (out === undefined) {
        if (single) exports.wideSums(count, length, 0, max, rest);
        else exports.narrowSums(count, length, 0, max, rest, work);
      } else {
        if (scale) float64.set(scale.subarray(row, row + count), factor / 8);
        else float64.fill(1, factor / 8, factor / 8 + count);
        if (single) exports.wideSoftmax(count, length, 0, max, rest, factor);
        else exports.narrowSoftmax(count, length, 0, max, rest, work, factor);
        out.set(float32.subarray(0, count * length), row * length);
      }
      result.max.set(float64.subarray(max / 8, max / 8 + count), row);
      result.rest.set(float64.subarray(rest / 8, rest / 8 + count), row);
    }
    completeRows(result, data, length, out, scale);
    return result;
  };
}

/** In JavaScript what the kernels declined. */
function completeRows(
  { max, rest }: ShiftedRows,
  data: Storage,
  length: number,
  out: Storage | undefined,
  scale: Float64Array | undefined,
): void {
  let row: ShiftedRow | undefined;
  for (let r = 0; r < rest.length; r++) {
    const factor = scale ? scale[r]! : 1;
    const size = Math.abs(factor);
    const fits = factor === 0 || (size >= leastScale && size <= mostScale);
    if (rest[r]! >= 0 && (out === undefined || fits)) continue;
    row ??= new ShiftedRow(false, length);
    row.load(data, r * length, 1, length);
    max[r] = row.max;
    rest[r] = row.rest;
    if (out) for (let k = 0; k < length; k++) out[r * length + k] = factor * row.probability(k);
  }
}
