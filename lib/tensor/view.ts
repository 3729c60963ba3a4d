// Views: other ways to see the same storage. Only `reshape` may copy, and only when no strides can express the new shape.

import { resolveDim, showShape, showValue } from "./argument.js";
import { copy, elementCount, rowMajorStrides, type Strided } from "./strided.js";

/**
 * What to take along one dimension: an index (which removes the dimension), `[start, end]` or `[start, end, step]`
 * (end not included, negative counts from the end, null leaves an end open), or null for all of it.
 */
export type SliceRange = number | null | readonly [start?: number | null, end?: number | null, step?: number];

export function permute(a: Strided, order: readonly number[]): Strided {
  return view(
    a,
    order.map((d) => a.shape[d]!),
    order.map((d) => a.strides[d]!),
  );
}

export function transpose(a: Strided, dim0: number, dim1: number): Strided {
  const i = resolveDim("transpose", dim0, a.shape.length);
  const j = resolveDim("transpose", dim1, a.shape.length);
  if (a.shape.length === 0) return a;
  const order = a.shape.map((_, d) => (d === i ? j : d === j ? i : d));
  return permute(a, order);
}

export function slice(a: Strided, ranges: readonly SliceRange[]): Strided {
  if (ranges.length > a.shape.length) {
    throw new RangeError(
      `slice: ${ranges.length} ranges given, but the tensor has shape ${showShape(a.shape)}`,
    );
  }
  const shape: number[] = [];
  const strides: number[] = [];
  let offset = a.offset;
  for (let d = 0; d < a.shape.length; d++) {
    const size = a.shape[d]!;
    const step = a.strides[d]!;
    const range = ranges[d] ?? null;
    if (typeof range === "number") {
      offset += step * resolveIndex("slice", range, size, d);
    } else if (range === null) {
      shape.push(size);
      strides.push(step);
    } else {
      if (!Array.isArray(range)) {
        throw new TypeError(
          `slice: range ${d} is ${showValue(range)}, expected an index, [start, end, step] or null`,
        );
      }
      const [from, to, by = 1] = range as readonly [number?, number?, number?];
      if (!Number.isInteger(by) || by < 1) {
        throw new RangeError(
          `slice: the step of dimension ${d} is ${showValue(by)}, expected a positive integer`,
        );
      }
      const start = clampIndex(from ?? 0, size, d);
      const end = clampIndex(to ?? size, size, d);
      const count = Math.max(0, Math.ceil((end - start) / by));
      if (count > 0) offset += step * start;
      shape.push(count);
      strides.push(step * by);
    }
  }
  return { storage: a.storage, offset, shape, strides, dtype: a.dtype };
}

/** An index counted from either end, checked. */
export function resolveIndex(fn: string, index: unknown, size: number, d: number): number {
  if (typeof index !== "number" || !Number.isInteger(index)) {
    throw new TypeError(`${fn}: the index of dimension ${d} is ${showValue(index)}, expected an integer`);
  }
  if (index < -size || index >= size) {
    throw new RangeError(`${fn}: index ${index} is out of range for dimension ${d} of size ${size}`);
  }
  return index < 0 ? index + size : index;
}

/** As in Python, a bound beyond the end means the end. */
function clampIndex(index: unknown, size: number, d: number): number {
  if (typeof index !== "number" || !Number.isInteger(index)) {
    throw new TypeError(
      `slice: a bound of dimension ${d} is ${showValue(index)}, expected an integer or null`,
    );
  }
  return Math.min(Math.max(index < 0 ? index + size : index, 0), size);
}

export function reshape(a: Strided, wanted: readonly number[]): Strided {
  const shape = inferShape(a.shape, wanted);
  const strides = stridesForShape(a, shape);
  if (strides) return view(a, shape, strides);
  return view(copy(a, a.dtype), shape, rowMajorStrides(shape));
}

function inferShape(from: readonly number[], wanted: readonly number[]): number[] {
  const total = elementCount(from);
  let known = 1;
  let unknown = -1;
  wanted.forEach((size, d) => {
    if (size === -1 && unknown < 0) unknown = d;
    else if (Number.isInteger(size) && size >= 0) known *= size;
    else if (size === -1) throw new RangeError(`reshape: only one size may be -1, got ${showShape(wanted)}`);
    else
      throw new RangeError(
        `reshape: size ${d} is ${showValue(size)}, expected a non-negative integer or one -1`,
      );
  });
  const shape = [...wanted];
  if (unknown >= 0) {
    if (known === 0 || total % known !== 0) {
      throw new RangeError(
        `reshape: ${total} elements of shape ${showShape(from)} do not fit ${showShape(wanted)}`,
      );
    }
    shape[unknown] = total / known;
  } else if (known !== total) {
    throw new RangeError(
      `reshape: shape ${showShape(from)} has ${total} elements, but ${showShape(wanted)} has ${known}`,
    );
  }
  return shape;
}

/**
 * Strides under which `shape` shows the same elements in the same order, or undefined when there are none.
 * Old dimensions that run through memory as one are a block; each block must be a product of new sizes.
 */
function stridesForShape(a: Strided, shape: readonly number[]): number[] | undefined {
  if (elementCount(shape) === 0) return rowMajorStrides(shape);
  const strides = new Array<number>(shape.length).fill(1);
  let next = shape.length - 1;
  let blockSize = 1;
  let blockStep = 1;
  let started = false;
  for (let d = a.shape.length - 1; d >= -1; d--) {
    const size = d >= 0 ? a.shape[d]! : 1;
    if (d >= 0 && size === 1) continue;
    if (d >= 0 && !started) {
      started = true;
      blockStep = a.strides[d]!;
      blockSize = size;
      continue;
    }
    if (d >= 0 && a.strides[d] === blockStep * blockSize) {
      blockSize *= size;
      continue;
    }
    let filled = 1;
    while (next >= 0 && (filled < blockSize || shape[next] === 1)) {
      strides[next] = blockStep * filled;
      filled *= shape[next]!;
      next--;
    }
    if (filled !== blockSize) return undefined;
    if (d >= 0) {
      blockStep = a.strides[d]!;
      blockSize = size;
    }
  }
  return strides;
}

function view(a: Strided, shape: readonly number[], strides: readonly number[]): Strided {
  return { storage: a.storage, offset: a.offset, shape, strides, dtype: a.dtype };
}
