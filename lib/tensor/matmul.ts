// Matrix products with PyTorch's rules for 1-D, 2-D and batched operands, and their gradients.

import { differentiable } from "../autograd/graph.js";
import type { Variable } from "../autograd/variable.js";
import { showShape } from "./argument.js";
import { broadcastShapes, broadcastTo } from "./broadcast.js";
import { promote } from "./dtype.js";
import { sumTo } from "./reduction.js";
import {
  allocate,
  cast,
  contiguous,
  elementCount,
  fromStorage,
  roundStored,
  type Strided,
} from "./strided.js";
import { Tensor } from "./tensor.js";
import { reshape, transpose } from "./view.js";

export function matrixProduct(a: Variable, b: Variable): Tensor {
  const out = new Tensor(matmul(a, b));
  const saved = [...(a.requiresGrad ? [b] : []), ...(b.requiresGrad ? [a] : [])];
  return differentiable(out, "matmul", [a, b], saved, (g, [left, right]) => {
    const x = asMatrices(a, 0);
    const y = asMatrices(b, 1);
    const batch = broadcastShapes("matmul", x.shape.slice(0, -2), y.shape.slice(0, -2));
    const upstream = reshape(g, [...batch, x.shape.at(-2)!, y.shape.at(-1)!]);
    // With G the gradient of X·Y: that of X is G·Yᵀ, that of Y is Xᵀ·G.
    const back = (product: Strided, to: Strided, original: Variable) =>
      cast(reshape(sumTo(product, to.shape), original.shape), original.dtype);
    return [
      left ? back(matmul(upstream, transpose(y, -2, -1)), x, a) : undefined,
      right ? back(matmul(transpose(x, -2, -1), upstream), y, b) : undefined,
    ];
  });
}

/** A vector as a matrix of one row (or column): the size of 1 goes where `position` says. */
function asMatrices(a: Strided, position: 0 | 1): Strided {
  if (a.shape.length > 1) return a;
  return reshape(a, position === 0 ? [1, a.shape[0]!] : [a.shape[0]!, 1]);
}

function matmul(a: Strided, b: Strided): Strided {
  if (a.shape.length === 0 || b.shape.length === 0) {
    throw new RangeError(
      `matmul: shapes ${showShape(a.shape)} and ${showShape(b.shape)}, expected at least one dimension in each; use mul for a number`,
    );
  }
  const left = asMatrices(a, 0);
  const right = asMatrices(b, 1);
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
  roundStored(out);
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
