// Softmax rows by WebAssembly: short ones in double, four rows at a time, long ones in single precision, four numbers at a time. Rows
// that the kernels do not fit are calculated in JavaScript. How a row is calculated depends on its length only, not on what is
// beside it.

import { ShiftedRow } from "../losses/shifted-row.js";
import type { Storage } from "../tensor/dtype.js";
import type { Kernels, ShiftedRows } from "../tensor/kernels.js";
import type { Scratch, WasmModule } from "./instance.js";

/** The other functions return whether they fit all rows. */
interface RowExports {
  logarithms(count: number, from: number, to: number): void;
}

export interface NarrowExports extends RowExports {
  narrowSums(rows: number, n: number, x: number, max: number, rest: number, work: number): number;
  narrowSoftmax(
    rows: number,
    n: number,
    x: number,
    max: number,
    rest: number,
    work: number,
    factor: number,
  ): number;
}

export interface WideExports extends RowExports {
  wideSums(rows: number, n: number, x: number, max: number, rest: number): number;
  wideSoftmax(rows: number, n: number, x: number, max: number, rest: number, factor: number): number;
}

/** Rows of at least so many numbers are calculated in single precision. */
export const wideFrom = 64;
/** Fewer numbers are calculated in JavaScript: it is done before a kernel has been called. */
const worthIt = 48;
/** So many numbers are copied at a time: they stay in the processor's nearest caches. */
const block = 16384;
/** So many rows, a multiple of four, are calculated at a time. */
const mostRows = 4096;
/** Longer rows would take too much memory. */
const longest = 2 ** 24;
/** Beyond these a factor times an exponential's unit may not be a normal float32 number. */
const [leastScale, mostScale] = [1e-12, 1e12];

// Where things lie in a kernel's memory: first a double for each row, several times (not whole 4 KB apart, which caches do not like),
// then the rows' numbers, then what a kernel needs to work.
const apart = 8 * (mostRows + 8);
const [maxAt, restAt, logSumAt, factorAt, numbersAt] = [0, apart, 2 * apart, 3 * apart, 4 * apart];

/** A kernel's memory, and the rows' results as they lie in it. */
interface Memory<Exports> extends ShiftedRows {
  readonly scratch: Scratch<Exports>;
  readonly factor: Float64Array;
}

export function shiftRowsWith(
  narrow: WasmModule<NarrowExports>,
  wide: WasmModule<WideExports>,
): Kernels["shiftRows"] {
  const short = memoryOf(narrow);
  const long = memoryOf(wide);
  return (data, rows, length, logarithms, out, scale) => {
    if (rows * length < worthIt || length === 0 || length > longest) return undefined;
    const single = length >= wideFrom;
    const fitting = Math.floor(block / length);
    // Short rows are calculated four at a time.
    const atOnce = single ? Math.max(1, fitting) : Math.min(mostRows, 4 * Math.ceil(fitting / 4));
    const work = numbersAt + 16 * Math.ceil((atOnce * length) / 4 + 1);
    const memory = single ? long(work) : short(work + 48 * length);
    if (memory === undefined) return undefined;
    const { scratch, factor } = memory;
    const { float32 } = scratch;
    const exports = scratch.exports as NarrowExports & WideExports;
    const whole = rows <= atOnce;
    const result = whole ? memory : freshRows(rows);
    let all = 1;
    for (let row = 0; row < rows; row += atOnce) {
      const count = Math.min(atOnce, rows - row);
      const part = whole ? data : data.subarray(row * length, (row + count) * length);
      float32.set(part, numbersAt / 4);
      if (out === undefined) {
        all &= single
          ? exports.wideSums(count, length, numbersAt, maxAt, restAt)
          : exports.narrowSums(count, length, numbersAt, maxAt, restAt, work);
      } else {
        if (scale) factor.set(whole ? scale : scale.subarray(row, row + count));
        else factor.fill(1, 0, count);
        all &= single
          ? exports.wideSoftmax(count, length, numbersAt, maxAt, restAt, factorAt)
          : exports.narrowSoftmax(count, length, numbersAt, maxAt, restAt, work, factorAt);
        out.set(float32.subarray(numbersAt / 4, numbersAt / 4 + count * length), row * length);
      }
      if (logarithms) exports.logarithms(count, restAt, logSumAt);
      if (whole) continue;
      result.max.set(memory.max.subarray(0, count), row);
      result.rest.set(memory.rest.subarray(0, count), row);
      if (logarithms) result.logSum.set(memory.logSum.subarray(0, count), row);
    }
    if (!all || scale) completeRows(result, data, rows, length, out, scale);
    return result;
  };
}

/** Reserves memory up to `end`; undefined if there is none to be had. */
function memoryOf<Exports extends object>(
  module: WasmModule<Exports>,
): (end: number) => Memory<Exports> | undefined {
  let memory: Memory<Exports> | undefined;
  return (end) => {
    const scratch = module.reserve(end);
    if (scratch === undefined) return undefined;
    if (memory?.scratch !== scratch) {
      const at = (start: number) => scratch.float64.subarray(start / 8, start / 8 + mostRows);
      memory = { scratch, max: at(maxAt), rest: at(restAt), logSum: at(logSumAt), factor: at(factorAt) };
    }
    return memory;
  };
}

function freshRows(count: number): ShiftedRows {
  return { max: new Float64Array(count), rest: new Float64Array(count), logSum: new Float64Array(count) };
}

/** In JavaScript what the kernels declined. */
function completeRows(
  { max, rest, logSum }: ShiftedRows,
  data: Storage,
  rows: number,
  length: number,
  out: Storage | undefined,
  scale: Float64Array | undefined,
): void {
  let row: ShiftedRow | undefined;
  for (let r = 0; r < rows; r++) {
    if (rest[r]! >= 0 && (scale === undefined || out === undefined || fits(scale[r]!))) continue;
    row ??= new ShiftedRow(false, length);
    row.load(data, r * length, 1, length);
    max[r] = row.max;
    rest[r] = row.rest;
    logSum[r] = row.logSum;
    const factor = scale ? scale[r]! : 1;
    if (out) for (let k = 0; k < length; k++) out[r * length + k] = factor * row.probability(k);
  }
}

function fits(factor: number): boolean {
  const size = Math.abs(factor);
  return size === 0 || (size >= leastScale && size <= mostScale);
}
