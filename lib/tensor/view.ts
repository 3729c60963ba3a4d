// Views: other ways to see the same storage. Only `reshape` may copy, and only when no strides can express the new shape.

import { resolveDim, resolveDims, showShape, showValue } from "./argument.js";
import { broadcastTo } from "./broadcast.js";
import {
  allocate,
  copy,
  elementCount,
  Runs,
  rowMajorData,
  rowMajorStrides,
  type Strided,
} from "./strided.js";

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

/** `permute` as a user calls it: every dimension once, counted from either end. */
export function permuteOrder(a: Strided, dims: readonly number[]): number[] {
  const order = resolveDims("permute", dims, a.shape.length);
  if (order.length !== a.shape.length) {
    throw new RangeError(
      `permute: ${dims.length} dimensions given, expected each of the ${a.shape.length} of shape ${showShape(a.shape)} once`,
    );
  }
  return order;
}

/** The permutation that undoes another. */
export function inverse(order: readonly number[]): number[] {
  return order.map((_, d) => order.indexOf(d));
}

export function expand(a: Strided, wanted: readonly number[]): Strided {
  const lead = wanted.length - a.shape.length;
  const shape = wanted.map((size, d) => (size === -1 && d >= lead ? a.shape[d - lead]! : size));
  const fits = lead >= 0 && a.shape.every((size, d) => size === 1 || size === shape[d + lead]);
  if (!fits || shape.some((size) => !Number.isInteger(size) || size < 0)) {
    throw new RangeError(
      `expand: shape ${showShape(a.shape)} does not expand to ${showShape(wanted)}: only sizes of 1 can grow, and -1 keeps a size`,
    );
  }
  return broadcastTo(a, shape);
}

/** The shape without dimensions of size 1: all of them, or the ones named, if their size is 1. */
export function squeezedShape(a: Strided, dim: number | readonly number[] | undefined): number[] {
  const dims = dim === undefined ? a.shape.map((_, d) => d) : resolveDims("squeeze", dim, a.shape.length);
  return a.shape.filter((size, d) => size !== 1 || !dims.includes(d));
}

export function unsqueezedShape(a: Strided, dim: number): number[] {
  const d = resolveDim("unsqueeze", dim, a.shape.length + 1);
  return [...a.shape.slice(0, d), 1, ...a.shape.slice(d)];
}

export function flattenedShape(a: Strided, startDim: number, endDim: number): number[] {
  const from = resolveDim("flatten", startDim, a.shape.length);
  const to = resolveDim("flatten", endDim, a.shape.length);
  if (to < from)
    throw new RangeError(`flatten: startDim is ${startDim} and endDim ${endDim}, which comes before it`);
  return [...a.shape.slice(0, from), elementCount(a.shape.slice(from, to + 1)), ...a.shape.slice(to + 1)];
}

export function transpose(a: Strided, dim0: number, dim1: number): Strided {
  const i = resolveDim("transpose", dim0, a.shape.length);
  const j = resolveDim("transpose", dim1, a.shape.length);
  return permute(
    a,
    a.shape.map((_, d) => (d === i ? j : d === j ? i : d)),
  );
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

/** The gradient for what `view` shows a part of: zeros but there. */
export function sliceGradient(g: Strided, from: Strided, view: (whole: Strided) => Strided): Strided {
  const whole = allocate(from.shape, from.dtype);
  assign(view(whole), g);
  return whole;
}

/** Writes the elements of `from` to the places that `to` shows; of one shape. */
export function assign(to: Strided, from: Strided): void {
  const values = rowMajorData(from);
  const runs = new Runs(to.shape, [to]);
  while (runs.next()) {
    const step = runs.stride[0]!;
    for (let i = 0, p = runs.start[0]!; i < runs.length; i++, p += step) {
      to.storage[p] = values[runs.position + i]!;
    }
  }
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
