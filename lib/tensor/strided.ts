// A strided array: typed-array storage seen through shape, strides and an offset. Every view of a tensor is one of these
// over the same storage. Knows nothing of the Tensor class, so that operations can be written without importing it.

import { type DType, dtypes, type Storage } from "./dtype.js";
import { noteElementwise } from "./operations.js";

export interface Strided {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly dtype: DType;
  /** Nothing else uses the storage, which holds these elements only, in row-major order: it may be kept without copying it. */
  readonly fresh?: boolean | undefined;
}

export function elementCount(shape: readonly number[]): number {
  let n = 1;
  for (const size of shape) n *= size;
  return n;
}

/** Strides of a row-major array of this shape. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d]!;
  }
  return strides;
}

export function allocate(shape: readonly number[], dtype: DType): Strided {
  return fromStorage(dtypes[dtype].allocate(elementCount(shape)), shape, dtype);
}

/** Between these sizes a fresh array of zeros costs more than an arbitrary one does, several times where pages come from the system each time. */
const [leastUnset, mostUnset] = [2 ** 11, 2 ** 23];

interface UnsetBytes {
  allocUnsafeSlow(bytes: number): { readonly buffer: ArrayBuffer; readonly byteOffset: number };
}

/** A float32 array for who writes every element of it before anybody reads one: what stands there is arbitrary. */
export function allocateUnset(shape: readonly number[]): Strided {
  const n = elementCount(shape);
  const host = (globalThis as { Buffer?: UnsetBytes }).Buffer;
  if (!host?.allocUnsafeSlow || n < leastUnset || n > mostUnset) return allocate(shape, "float32");
  const { buffer, byteOffset } = host.allocUnsafeSlow(4 * n);
  return fromStorage(new Float32Array(buffer, byteOffset, n), shape, "float32");
}

export function fromStorage(storage: Storage, shape: readonly number[], dtype: DType): Strided {
  return { storage, offset: 0, shape, strides: rowMajorStrides(shape), dtype };
}

export function isContiguous(a: Strided): boolean {
  let step = 1;
  for (let d = a.shape.length - 1; d >= 0; d--) {
    const size = a.shape[d]!;
    if (size === 0) return true;
    if (size !== 1 && a.strides[d] !== step) return false;
    step *= size;
  }
  return true;
}

/** The elements in row-major order as one typed array: a window on the storage when that is possible, else a copy. */
export function rowMajorData(a: Strided): Storage {
  const n = elementCount(a.shape);
  if (isContiguous(a)) return a.storage.subarray(a.offset, a.offset + n);
  return copy(a, a.dtype).storage;
}

export function contiguous<T extends Strided>(a: T): T | Strided {
  return isContiguous(a) ? a : copy(a, a.dtype);
}

/** A fresh row-major copy, converted to `dtype`: float to int truncates as PyTorch does, anything to bool asks "not zero". */
export function copy(a: Strided, dtype: DType): Strided {
  const out = allocate(a.shape, dtype);
  if (dtype === "bool" && a.dtype !== "bool") {
    forEachRun([a], (from, start, stride, at, count) => {
      for (let i = 0, p = start; i < count; i++, p += stride) out.storage[at + i] = from[p] !== 0 ? 1 : 0;
    });
  } else if (isContiguous(a)) {
    out.storage.set(a.storage.subarray(a.offset, a.offset + out.storage.length));
  } else {
    forEachRun([a], (from, start, stride, at, count) => {
      for (let i = 0, p = start; i < count; i++, p += stride) out.storage[at + i] = from[p]!;
    });
  }
  roundStored(out);
  noteElementwise("copy", out, [a]);
  return out;
}

/** Rounds fresh results in place, where the dtype is narrower than the array that they were stored in. */
export function roundStored({ dtype, storage }: Strided): void {
  const { narrow, round } = dtypes[dtype];
  if (narrow) for (let i = 0; i < storage.length; i++) storage[i] = round(storage[i]!);
}

/** A copy in another dtype; the array itself when it has that dtype already. */
export function cast(a: Strided, dtype: DType): Strided {
  return a.dtype === dtype ? a : copy(a, dtype);
}

/** Walks the innermost runs of an array in row-major order: storage, start, stride, position of the run's first element, length. */
function forEachRun(
  [a]: [Strided],
  visit: (from: Storage, start: number, stride: number, at: number, count: number) => void,
): void {
  const runs = new Runs(a.shape, [a]);
  while (runs.next()) visit(a.storage, runs.start[0]!, runs.stride[0]!, runs.position, runs.length);
}

/**
 * Iterates several arrays of one shape together, one innermost run at a time. Neighbouring dimensions that every array
 * steps through evenly are merged first, so contiguous operands give a single run.
 */
export class Runs {
  /** Length of each run. */
  readonly length: number;
  /** Where the current run starts in each array's storage. */
  readonly start: number[];
  /** Step between elements of a run in each array's storage. */
  readonly stride: readonly number[];
  /** Row-major position of the run's first element. */
  position: number;
  readonly #outer: number[];
  readonly #outerStrides: number[][];
  readonly #index: number[];
  #remaining: number;

  constructor(shape: readonly number[], arrays: readonly Strided[]) {
    const sizes: number[] = [];
    const steps: number[][] = arrays.map(() => []);
    for (let d = 0; d < shape.length; d++) {
      const size = shape[d]!;
      if (size === 1) continue;
      const last = sizes.length - 1;
      const merges = last >= 0 && arrays.every((a, k) => steps[k]![last] === a.strides[d]! * size);
      if (merges) {
        sizes[last] = sizes[last]! * size;
        arrays.forEach((a, k) => {
          steps[k]![last] = a.strides[d]!;
        });
      } else {
        sizes.push(size);
        arrays.forEach((a, k) => {
          steps[k]!.push(a.strides[d]!);
        });
      }
    }
    const inner = sizes.length - 1;
    this.length = inner >= 0 ? sizes[inner]! : 1;
    this.stride = steps.map((s) => (inner >= 0 ? s[inner]! : 0));
    this.start = arrays.map((a) => a.offset);
    this.#outer = sizes.slice(0, Math.max(inner, 0));
    this.#outerStrides = steps.map((s) => s.slice(0, Math.max(inner, 0)));
    this.#index = this.#outer.map(() => 0);
    this.#remaining = this.length === 0 ? 0 : elementCount(this.#outer);
    this.position = -this.length;
  }

  /** Moves to the next run; false when there is none. */
  next(): boolean {
    if (this.#remaining === 0) return false;
    this.#remaining--;
    this.position += this.length;
    if (this.position === 0) return true;
    for (let d = this.#outer.length - 1; d >= 0; d--) {
      this.#index[d]!++;
      const wraps = this.#index[d] === this.#outer[d];
      for (let k = 0; k < this.start.length; k++) {
        const step = this.#outerStrides[k]![d]!;
        this.start[k]! += wraps ? -step * (this.#outer[d]! - 1) : step;
      }
      if (!wraps) break;
      this.#index[d] = 0;
    }
    return true;
  }
}
