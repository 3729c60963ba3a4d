// Choosing elements by tensors of positions and by masks, and joining tensors. Knows strided arrays, not the Tensor class.

import { resolveDim, showShape, showValue } from "./argument.js";
import { broadcastTo } from "./broadcast.js";
import { elementAt, noteOperation } from "./operations.js";
import {
  allocate,
  copy,
  elementCount,
  fromStorage,
  roundStored,
  rowMajorData,
  rowMajorStrides,
  type Strided,
} from "./strided.js";

/** Where the elements of a result come from, `run` neighbours together: positions in the row-major data of an array of shape `from`. */
export interface Selection {
  readonly from: readonly number[];
  readonly positions: Int32Array | Float64Array;
  readonly run: number;
  readonly shape: readonly number[];
}

/** Shorter runs are copied number by number: a view of each would take longer. */
const longRun = 16;

/** The selected elements. */
export function take(a: Strided, { positions, run, shape }: Selection): Strided {
  const data = rowMajorData(a);
  const out = allocate(shape, a.dtype);
  for (let i = 0, at = 0; i < positions.length; i++) {
    const start = positions[i]!;
    if (run >= longRun) {
      out.storage.set(data.subarray(start, start + run), at);
      at += run;
    } else for (let k = 0; k < run; k++) out.storage[at++] = data[start + k]!;
  }
  noteOperation("copy", out, (i) => [elementAt(a, positions[Math.floor(i / run)]! + (i % run))]);
  return out;
}

/** The opposite of {@link take}: zeros with each element added where it came from. */
export function putBack(g: Strided, { from, positions, run }: Selection): Strided {
  const sums = new Float64Array(elementCount(from));
  const data = rowMajorData(g);
  for (let i = 0, at = 0; i < positions.length; i++) {
    const start = positions[i]!;
    for (let k = 0; k < run; k++) sums[start + k]! += data[at++]!;
  }
  return copy(fromStorage(sums, from, "float64"), g.dtype);
}

/** out[i][j] = a[index[i][j]][j] for dim 0, and so on: `index` has as many dimensions as `a`. */
export function gatherSelection(a: Strided, dim: number, index: Strided): Selection {
  const d = resolveDim("gather", dim, a.shape.length);
  checkIndices("gather", index);
  if (index.shape.length !== a.shape.length || index.shape.some((size, e) => e !== d && size > a.shape[e]!)) {
    throw new RangeError(
      `gather: index has shape ${showShape(index.shape)}, expected as many dimensions as the tensor's ${showShape(a.shape)} and no size larger but at dim ${d}`,
    );
  }
  const steps = rowMajorStrides(a.shape);
  const indices = rowMajorData(index);
  const positions = positionArray(a, elementCount(index.shape));
  const counter = index.shape.map(() => 0);
  for (let i = 0; i < positions.length; i++) {
    const chosen = resolved("gather", "index", indices[i]!, a.shape[d] ?? 1, d);
    let p = 0;
    for (let e = 0; e < counter.length; e++) p += steps[e]! * (e === d ? chosen : counter[e]!);
    positions[i] = p;
    for (let e = counter.length - 1; e >= 0; e--) {
      if (++counter[e]! < index.shape[e]!) break;
      counter[e] = 0;
    }
  }
  return { from: a.shape, positions, run: 1, shape: index.shape };
}

/** The sub-tensors of dimension `dim` at the given places, in that order. */
export function indexSelection(a: Strided, dim: number, index: Strided): Selection {
  const d = resolveDim("indexSelect", dim, a.shape.length);
  checkIndices("indexSelect", index);
  if (index.shape.length > 1) {
    throw new RangeError(
      `indexSelect: index has shape ${showShape(index.shape)}, expected one dimension; for several see gather and index`,
    );
  }
  const size = a.shape[d] ?? 1;
  const chosen = Array.from(rowMajorData(index), (i) => resolved("indexSelect", "index", i, size, d));
  const shape = a.shape.map((s, e) => (e === d ? chosen.length : s));
  const inner = elementCount(a.shape.slice(d + 1));
  const outer = elementCount(a.shape.slice(0, d));
  const positions = positionArray(a, outer * chosen.length);
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (const c of chosen) positions[at++] = (o * size + c) * inner;
  }
  return { from: a.shape, positions, run: inner, shape };
}

/** NumPy's `a[i, j, …]`: tensors of indices for the leading dimensions, of one shape. The other dimensions stay whole. */
export function advancedSelection(
  a: Strided,
  indices: readonly Strided[],
  shape: readonly number[],
): Selection {
  if (indices.length > a.shape.length) {
    throw new RangeError(
      `index: ${indices.length} index tensors given, but the tensor has shape ${showShape(a.shape)}`,
    );
  }
  const rest = a.shape.slice(indices.length);
  const inner = elementCount(rest);
  const steps = rowMajorStrides(a.shape);
  const flat = indices.map((index) => rowMajorData(broadcastTo(index, shape)));
  const count = elementCount(shape);
  const positions = positionArray(a, count);
  for (let i = 0; i < count; i++) {
    let p = 0;
    for (let d = 0; d < flat.length; d++)
      p += steps[d]! * resolved("index", `index ${d}`, flat[d]![i]!, a.shape[d]!, d);
    positions[i] = p;
  }
  return { from: a.shape, positions, run: inner, shape: [...shape, ...rest] };
}

/** The elements where the mask is true, in row-major order, in one dimension. The mask covers the leading dimensions. */
export function maskSelection(fn: string, a: Strided, mask: Strided): Selection {
  if (mask.shape.some((size, d) => size !== a.shape[d])) {
    throw new RangeError(
      `${fn}: mask has shape ${showShape(mask.shape)}, expected the tensor's ${showShape(a.shape)} or its leading dimensions`,
    );
  }
  const rest = a.shape.slice(mask.shape.length);
  const inner = elementCount(rest);
  const flags = rowMajorData(mask);
  const chosen: number[] = [];
  for (let i = 0; i < flags.length; i++) if (flags[i] !== 0) chosen.push(i);
  const positions = positionArray(a, chosen.length);
  chosen.forEach((c, i) => {
    positions[i] = c * inner;
  });
  return { from: a.shape, positions, run: inner, shape: [chosen.length, ...rest] };
}

/** `a` where the condition holds, `b` elsewhere; all three broadcast to `shape`. */
export function choose(
  condition: Strided,
  a: Strided,
  b: Strided,
  shape: readonly number[],
  dtype: Strided["dtype"],
): Strided {
  const flags = rowMajorData(broadcastTo(condition, shape));
  const left = broadcastTo(a, shape);
  const right = broadcastTo(b, shape);
  const x = rowMajorData(left);
  const y = rowMajorData(right);
  const out = allocate(shape, dtype);
  for (let i = 0; i < flags.length; i++) out.storage[i] = flags[i] !== 0 ? x[i]! : y[i]!;
  roundStored(out);
  noteOperation("copy", out, (i) => [elementAt(flags[i] !== 0 ? left : right, i)]);
  return out;
}

/** Tensors joined along a dimension in which their sizes may differ. */
export function concatenate(
  fn: string,
  parts: readonly Strided[],
  dim: number,
  dtype: Strided["dtype"],
): Strided {
  const first = parts[0]!;
  const d = resolveDim(fn, dim, first.shape.length);
  parts.forEach((part, i) => {
    if (part.shape.length === 0)
      throw new RangeError(`${fn}: tensor ${i} has no dimensions; join numbers with stack`);
    const fits =
      part.shape.length === first.shape.length &&
      part.shape.every((size, e) => e === d || size === first.shape[e]);
    if (!fits) {
      throw new RangeError(
        `${fn}: tensor ${i} has shape ${showShape(part.shape)}, tensor 0 has ${showShape(first.shape)}; they may differ in dim ${d} only`,
      );
    }
  });
  const sizes = parts.map((part) => part.shape[d]!);
  const total = sizes.reduce((a, b) => a + b, 0);
  const inner = elementCount(first.shape.slice(d + 1));
  const outer = elementCount(first.shape.slice(0, d));
  const out = allocate(
    first.shape.map((size, e) => (e === d ? total : size)),
    dtype,
  );
  const flats = parts.map(rowMajorData);
  let at = 0;
  for (let o = 0; o < outer; o++) {
    flats.forEach((flat, i) => {
      const block = sizes[i]! * inner;
      out.storage.set(flat.subarray(o * block, (o + 1) * block), at);
      at += block;
    });
  }
  roundStored(out);
  noteOperation("copy", out, (position) => {
    const o = Math.floor(position / (total * inner));
    let rest = position - o * total * inner;
    let i = 0;
    while (rest >= sizes[i]! * inner) rest -= sizes[i++]! * inner;
    return [elementAt(parts[i]!, o * sizes[i]! * inner + rest)];
  });
  return out;
}

function positionArray(a: Strided, length: number): Int32Array | Float64Array {
  return elementCount(a.shape) < 2 ** 31 ? new Int32Array(length) : new Float64Array(length);
}

function checkIndices(fn: string, index: Strided): void {
  if (index.dtype === "bool") {
    throw new TypeError(`${fn}: index is bool, expected integers; for masks see maskedSelect`);
  }
}

function resolved(fn: string, name: string, index: number, size: number, d: number): number {
  if (!Number.isInteger(index)) {
    throw new TypeError(`${fn}: ${name} holds ${showValue(index)}, expected integers`);
  }
  if (index < -size || index >= size) {
    throw new RangeError(`${fn}: ${name} holds ${index}, but dimension ${d} has size ${size}`);
  }
  return index < 0 ? index + size : index;
}
