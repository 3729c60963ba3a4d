// Matrix products with PyTorch's rules for 1-D, 2-D and batched operands. Knows strided arrays, not the Tensor class.

import { showShape } from "./argument.js";
import { broadcastShapes, broadcastTo } from "./broadcast.js";
import { promote } from "./dtype.js";
import { allocate, contiguous, elementCount, fromStorage, type Strided } from "./strided.js";
import { reshape } from "./view.js";

export function matmul(a: Strided, b: Strided): Strided {
  if (a.shape.length === 0 || b.shape.length === 0) {
    throw new RangeError(
      `matmul: shapes ${showShape(a.shape)} and ${showShape(b.shape)}, expected at least one dimension in each; use mul for a number`,
    );
  }
  const left = a.shape.length === 1 ? reshape(a, [1, a.shape[0]!]) : a;
  const right = b.shape.length === 1 ? reshape(b, [b.shape[0]!, 1]) : b;
  const [n, k] = left.shape.slice(-2) as [number, number];
  const [k2, m] = right.shape.slice(-2) as [number, number];
  if (k !== k2) {
    throw new RangeError(
      `matmul: shapes ${showShape(a.shape)} and ${showShape(b.shape)} do not multiply: ${k} columns against ${k2} rows`,
    );
  }
  const batch = broadcastShapes("matmul", left.shape.slice(0, -2), right.shape.slice(0, -2));
  const dtype = promote(a.dtype, b.dtype);
  if (dtype === "bool")
    throw new TypeError('matmul: both tensors are bool; convert one first, with .to("int32")');
  const x = contiguous(broadcastTo(left, [...batch, n, k]));
  const y = contiguous(broadcastTo(right, [...batch, k, m]));
  const out = allocate([...batch, n, m], dtype);
  const row = new Float64Array(m);
  for (let i = 0, count = elementCount(batch); i < count; i++) {
    product(x, x.offset + i * n * k, y, y.offset + i * k * m, out, i * n * m, n, k, m, row);
  }
  const shape = [...batch, ...(a.shape.length === 1 ? [] : [n]), ...(b.shape.length === 1 ? [] : [m])];
  return fromStorage(out.storage, shape, dtype);
}

/** Each output row is gathered in double and rounded once, going through `y` along its rows as memory lies. */
function product(
  x: Strided,
  x0: number,
  y: Strided,
  y0: number,
  out: Strided,
  o: number,
  n: number,
  k: number,
  m: number,
  row: Float64Array,
): void {
  const xs = x.storage;
  const ys = y.storage;
  for (let i = 0; i < n; i++) {
    row.fill(0);
    for (let p = 0; p < k; p++) {
      const v = xs[x0 + i * k + p]!;
      const base = y0 + p * m;
      for (let j = 0; j < m; j++) row[j]! += v * ys[base + j]!;
    }
    out.storage.set(row, o + i * m);
  }
}
