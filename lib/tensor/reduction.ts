// Reductions over one, several or all dimensions, and the way of gradients back through them. Knows strided arrays, not the
// Tensor class.

import { resolveDim, resolveDims, showShape } from "./argument.js";
import { broadcastTo } from "./broadcast.js";
import { type DType, isFloating, type Storage } from "./dtype.js";
import { noteOperation } from "./operations.js";
import {
  allocate,
  contiguous,
  elementCount,
  fromStorage,
  roundStored,
  rowMajorData,
  rowMajorStrides,
  type Strided,
} from "./strided.js";
import { compensatedSum } from "./summation.js";
import { permute } from "./view.js";

/** Which dimensions a reduction removes, and whether they stay as size 1. */
export interface ReduceOptions {
  /** The dimension to reduce, counted from either end, or several; all when left out. */
  readonly dim?: number | readonly number[] | undefined;
  /** Keep each reduced dimension with size 1, so that the result broadcasts against the input. Default false. */
  readonly keepdim?: boolean | undefined;
}

/** A strided array as rows to be reduced: row r has `length` elements from `start(r)`, `stride` apart. */
export interface Rows {
  readonly data: Storage;
  readonly offset: number;
  readonly rows: number;
  readonly length: number;
  readonly stride: number;
  /** Rows that lie interleaved: row r starts at floor(r / inner)·length·inner + r mod inner. */
  readonly inner: number;
  /** Shape of the result, without and with the reduced dimensions as 1. */
  readonly shape: number[];
  readonly keepShape: number[];
  /** The array's dimensions in the order in which the rows lie. */
  readonly order: readonly number[];
}

export function rowsOf(fn: string, a: Strided, dim: number | readonly number[] | undefined): Rows {
  const rank = a.shape.length;
  const all = a.shape.map((_, d) => d);
  const dims =
    dim === undefined || (Array.isArray(dim) && dim.length === 0) ? all : resolveDims(fn, dim, rank);
  const kept = all.filter((d) => !dims.includes(d));
  const shape = kept.map((d) => a.shape[d]!);
  const keepShape = a.shape.map((size, d) => (dims.includes(d) ? 1 : size));
  const rows = elementCount(shape);
  if (dims.length === 1 && rank > 0) {
    const flat = contiguous(a);
    const d = dims[0]!;
    const inner = elementCount(a.shape.slice(d + 1));
    return {
      data: flat.storage,
      offset: flat.offset,
      rows,
      length: a.shape[d]!,
      stride: inner,
      inner,
      shape,
      keepShape,
      order: all,
    };
  }
  const order = [...kept, ...all.filter((d) => dims.includes(d))];
  const flat = contiguous(permute(a, order));
  const length = elementCount(dims.map((d) => a.shape[d] ?? 1));
  return {
    data: flat.storage,
    offset: flat.offset,
    rows,
    length,
    stride: 1,
    inner: 1,
    shape,
    keepShape,
    order,
  };
}

export function rowStart(r: Rows, row: number): number {
  if (r.inner === 1) return r.offset + row * r.length;
  const block = Math.floor(row / r.inner);
  return r.offset + block * r.length * r.inner + (row - block * r.inner);
}

/** The elements of all rows, where they lie one after the other: where `stride` is 1. */
export function rowsData({ data, offset, rows, length }: Rows): Storage {
  return data.subarray(offset, offset + rows * length);
}

/**
 * An array of `a`'s shape and dtype made row by row: `fill` writes the row that starts at `at` (in steps of `stride`), of the
 * input row that starts at `start`.
 */
export function mapRows(
  a: Strided,
  r: Rows,
  fill: (out: Storage, at: number, row: number, start: number) => void,
): Strided {
  const { storage } = allocate(a.shape, a.dtype);
  for (let row = 0; row < r.rows; row++) {
    const start = rowStart(r, row);
    fill(storage, start - r.offset, row, start);
  }
  const laidOut = r.order.map((d) => a.shape[d]!);
  const steps = rowMajorStrides(laidOut);
  const strides = a.shape.map((_, d) => steps[r.order.indexOf(d)]!);
  const out = { storage, offset: 0, shape: a.shape, strides, dtype: a.dtype };
  roundStored(out);
  return out;
}

// Each reduction, and for those that have one the gradient for its input: of g (the result's gradient) and what it was
// calculated from.

export function sum(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  if (isFloating(a.dtype)) return fold("sum", a, dim, keepdim, a.dtype, compensatedSum);
  // A sum of int32 or bool counts: it stays an integer, as in PyTorch.
  return fold("sum", a, dim, keepdim, "int32", (v, i, s, n) => checkInt32("sum", compensatedSum(v, i, s, n)));
}

export function sumGradient(g: Strided, a: Strided, { dim }: ReduceOptions): Strided {
  const { keepShape } = rowsOf("sum", a, dim);
  return broadcastTo(fromStorage(rowMajorData(g), keepShape, g.dtype), a.shape);
}

export function mean(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  checkFloating("mean", a);
  return fold("mean", a, dim, keepdim, a.dtype, (v, i, s, n) => compensatedSum(v, i, s, n) / n);
}

export function meanGradient(g: Strided, a: Strided, { dim }: ReduceOptions): Strided {
  const { keepShape, length } = rowsOf("mean", a, dim);
  const out = allocate(keepShape, g.dtype);
  rowMajorData(g).forEach((x: number, i: number) => {
    out.storage[i] = x / length;
  });
  roundStored(out);
  return broadcastTo(out, a.shape);
}

export function max(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  return fold("max", a, dim, keepdim, a.dtype, (v, i, s, n) => v[i + s * indexOfMax(v, i, s, n)]!);
}

export function min(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  return fold("min", a, dim, keepdim, a.dtype, (v, i, s, n) => v[i + s * indexOfMin(v, i, s, n)]!);
}

/** Of max and of min: equal ones share the gradient, as PyTorch's amax and amin do. */
export function extremeGradient(g: Strided, a: Strided, y: Strided, { dim }: ReduceOptions): Strided {
  const r = rowsOf("max", a, dim);
  const extremes = rowMajorData(y);
  const upstream = rowMajorData(g);
  const { data, stride, length } = r;
  const is = (x: number, extreme: number) => x === extreme || (Number.isNaN(x) && Number.isNaN(extreme));
  return mapRows(a, r, (out, at, row, start) => {
    let count = 0;
    for (let k = 0; k < length; k++) if (is(data[start + k * stride]!, extremes[row]!)) count++;
    for (let k = 0; k < length; k++) {
      if (is(data[start + k * stride]!, extremes[row]!)) out[at + k * stride] = upstream[row]! / count;
    }
  });
}

export function argmax(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  if (dim !== undefined) resolveDim("argmax", dim, a.shape.length);
  return fold("argmax", a, dim, keepdim, "int32", indexOfMax);
}

export function argmin(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  if (dim !== undefined) resolveDim("argmin", dim, a.shape.length);
  return fold("argmin", a, dim, keepdim, "int32", indexOfMin);
}

export function prod(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  const floating = isFloating(a.dtype);
  return fold("prod", a, dim, keepdim, floating ? a.dtype : "int32", (values, start, stride, n) => {
    let product = 1;
    for (let k = 0, i = start; k < n; k++, i += stride) product *= values[i]!;
    return floating ? product : checkInt32("prod", product);
  });
}

/** For each element the product of the others, without dividing: right also where some are 0. */
export function prodGradient(g: Strided, a: Strided, { dim }: ReduceOptions): Strided {
  const r = rowsOf("prod", a, dim);
  const upstream = rowMajorData(g);
  const { data, stride, length } = r;
  const before = new Float64Array(length);
  return mapRows(a, r, (out, at, row, start) => {
    let product = 1;
    for (let k = 0; k < length; k++) {
      before[k] = product;
      product *= data[start + k * stride]!;
    }
    let after = upstream[row]!;
    for (let k = length - 1; k >= 0; k--) {
      out[at + k * stride] = before[k]! * after;
      after *= data[start + k * stride]!;
    }
  });
}

/** Options of `var` and `std`. */
export interface VarianceOptions extends ReduceOptions {
  /** What is subtracted from the number of elements in the divisor. Default 1, which makes the variance unbiased; 0 for all data. */
  readonly correction?: number | undefined;
}

export function variance(fn: "var" | "std", a: Strided, options: VarianceOptions): Strided {
  checkFloating(fn, a);
  const { dim, keepdim, correction = 1 } = options;
  const root = fn === "std";
  return fold(fn, a, dim, keepdim, a.dtype, (values, start, stride, n) => {
    const centre = compensatedSum(values, start, stride, n) / n;
    const squares = new Float64Array(n);
    for (let k = 0; k < n; k++) squares[k] = (values[start + k * stride]! - centre) ** 2;
    const result = compensatedSum(squares, 0, 1, n) / Math.max(n - correction, 0);
    return root ? Math.sqrt(result) : result;
  });
}

export function varianceGradient(
  fn: "var" | "std",
  g: Strided,
  a: Strided,
  y: Strided,
  { dim, correction = 1 }: VarianceOptions,
): Strided {
  const r = rowsOf(fn, a, dim);
  const upstream = rowMajorData(g);
  const deviations = rowMajorData(y);
  const { data, stride, length } = r;
  return mapRows(a, r, (out, at, row, start) => {
    const centre = compensatedSum(data, start, stride, length) / length;
    const deviation = deviations[row]!;
    // As in PyTorch, equal numbers, where the root of their variance has no derivative, get 0.
    const scale = fn === "var" ? 2 : deviation === 0 ? 0 : 1 / deviation;
    const factor = (upstream[row]! * scale) / Math.max(length - correction, 0);
    for (let k = 0; k < length; k++) out[at + k * stride] = factor * (data[start + k * stride]! - centre);
  });
}

export function all(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  return fold("all", a, dim, keepdim, "bool", (values, start, stride, n) => {
    for (let k = 0, i = start; k < n; k++, i += stride) if (values[i] === 0) return 0;
    return 1;
  });
}

export function any(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  return fold("any", a, dim, keepdim, "bool", (values, start, stride, n) => {
    for (let k = 0, i = start; k < n; k++, i += stride) if (values[i] !== 0) return 1;
    return 0;
  });
}

/** Summed over the dimensions that broadcasting from `shape` to `a`'s shape has repeated. */
export function sumTo(a: Strided, shape: readonly number[]): Strided {
  const lead = a.shape.length - shape.length;
  const repeated = a.shape
    .map((_, d) => d)
    .filter((d) => d < lead || (shape[d - lead] === 1 && a.shape[d] !== 1));
  if (repeated.length === 0) return a;
  return fromStorage(rowMajorData(sum(a, { dim: repeated })), shape, a.dtype);
}

/** Position of the first largest value; a NaN counts as larger than any number, as in PyTorch. */
export function indexOfMax(values: Storage, start: number, stride: number, n: number): number {
  let best = 0;
  let top = values[start]!;
  if (Number.isNaN(top)) return 0;
  for (let k = 1, i = start + stride; k < n; k++, i += stride) {
    const x = values[i]!;
    if (x > top) {
      top = x;
      best = k;
    } else if (Number.isNaN(x)) return k;
  }
  return best;
}

/** Position of the first smallest value; a NaN counts as smaller than any number. */
function indexOfMin(values: Storage, start: number, stride: number, n: number): number {
  let best = 0;
  let low = values[start]!;
  if (Number.isNaN(low)) return 0;
  for (let k = 1, i = start + stride; k < n; k++, i += stride) {
    const x = values[i]!;
    if (x < low) {
      low = x;
      best = k;
    } else if (Number.isNaN(x)) return k;
  }
  return best;
}

type Fold = (values: Storage, start: number, stride: number, n: number) => number;

const needsElements = new Set(["max", "min", "argmax", "argmin"]);

function fold(
  fn: string,
  a: Strided,
  dim: number | readonly number[] | undefined,
  keepdim: boolean | undefined,
  dtype: DType,
  f: Fold,
): Strided {
  const r = rowsOf(fn, a, dim);
  if (r.length === 0 && r.rows > 0 && needsElements.has(fn)) {
    throw new RangeError(`${fn}: shape ${showShape(a.shape)} has no elements to choose from`);
  }
  const out = allocate(keepdim ? r.keepShape : r.shape, dtype);
  for (let row = 0; row < r.rows; row++) out.storage[row] = f(r.data, rowStart(r, row), r.stride, r.length);
  roundStored(out);
  noteOperation(fn, out, (row) => {
    const start = rowStart(r, row);
    return Array.from({ length: r.length }, (_, k) => ({ storage: r.data, index: start + k * r.stride }));
  });
  return out;
}

function checkFloating(fn: string, a: Strided): void {
  if (isFloating(a.dtype)) return;
  throw new TypeError(
    `${fn}: the tensor is ${a.dtype}, expected a floating dtype; convert it first, with .to("float32")`,
  );
}

function checkInt32(fn: string, x: number): number {
  if (x >= -2147483648 && x <= 2147483647) return x;
  throw new RangeError(
    `${fn}: the result is ${x}, which int32 cannot hold; convert the tensor first, with .to("float64")`,
  );
}
