// Reductions over one, several or all dimensions: sum, mean, max, argmax. Knows strided arrays, not the Tensor class.

import { resolveDim, resolveDims, showShape } from "./argument.js";
import { type DType, isFloating, type Storage } from "./dtype.js";
import { noteOperation } from "./operations.js";
import { allocate, contiguous, elementCount, type Strided } from "./strided.js";
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
}

export function rowsOf(fn: string, a: Strided, dim: number | readonly number[] | undefined): Rows {
  const rank = a.shape.length;
  const dims =
    dim === undefined || (Array.isArray(dim) && dim.length === 0)
      ? a.shape.map((_, d) => d)
      : resolveDims(fn, dim, rank);
  const kept = a.shape.map((_, d) => d).filter((d) => !dims.includes(d));
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
    };
  }
  const reduced = a.shape.map((_, d) => d).filter((d) => dims.includes(d));
  const flat = contiguous(permute(a, [...kept, ...reduced]));
  const length = elementCount(reduced.map((d) => a.shape[d]!));
  return { data: flat.storage, offset: flat.offset, rows, length, stride: 1, inner: 1, shape, keepShape };
}

export function rowStart(r: Rows, row: number): number {
  if (r.inner === 1) return r.offset + row * r.length;
  const block = Math.floor(row / r.inner);
  return r.offset + block * r.length * r.inner + (row - block * r.inner);
}

export function sum(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  // A sum of int32 or bool counts: it stays an integer, as in PyTorch.
  return fold("sum", a, dim, keepdim, isFloating(a.dtype) ? a.dtype : "int32", compensatedSum);
}

export function mean(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  if (!isFloating(a.dtype)) {
    throw new TypeError(
      `mean: the tensor is ${a.dtype}, expected a floating dtype; convert it first, with .to("float32")`,
    );
  }
  return fold("mean", a, dim, keepdim, a.dtype, (v, i, s, n) => compensatedSum(v, i, s, n) / n);
}

export function max(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  return fold("max", a, dim, keepdim, a.dtype, (values, start, stride, n) => {
    return values[start + stride * indexOfMax(values, start, stride, n)]!;
  });
}

export function argmax(a: Strided, { dim, keepdim }: ReduceOptions): Strided {
  if (dim !== undefined) resolveDim("argmax", dim, a.shape.length);
  return fold("argmax", a, dim, keepdim, "int32", indexOfMax);
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

type Fold = (values: Storage, start: number, stride: number, n: number) => number;

function fold(
  fn: string,
  a: Strided,
  dim: number | readonly number[] | undefined,
  keepdim: boolean | undefined,
  dtype: DType,
  f: Fold,
): Strided {
  const r = rowsOf(fn, a, dim);
  if (r.length === 0 && r.rows > 0 && (f === indexOfMax || fn === "max")) {
    throw new RangeError(`${fn}: shape ${showShape(a.shape)} has no elements to take the largest of`);
  }
  const out = allocate(keepdim ? r.keepShape : r.shape, dtype);
  for (let row = 0; row < r.rows; row++) out.storage[row] = f(r.data, rowStart(r, row), r.stride, r.length);
  noteOperation(fn, out, (row) => {
    const start = rowStart(r, row);
    return Array.from({ length: r.length }, (_, k) => ({ storage: r.data, index: start + k * r.stride }));
  });
  return out;
}
