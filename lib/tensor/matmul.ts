// Matrix products with PyTorch's rules for 1-D, 2-D and batched operands, and their gradients.

import { differentiable } from "../autograd/graph.js";
import type { Variable } from "../autograd/variable.js";
import { showShape } from "./argument.js";
import { broadcastShapes, broadcastTo } from "./broadcast.js";
import { promote, type Storage } from "./dtype.js";
import { kernels } from "./kernels.js";
import { sumTo } from "./reduction.js";
import { allocate, cast, fromStorage, Runs, roundStored, type Strided } from "./strided.js";
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
  const x = broadcastTo(left, [...batch, n, k]);
  const y = broadcastTo(right, [...batch, k, m]);
  const out = allocate([...batch, n, m], dtype);
  const float32 = a.dtype === "float32" && b.dtype === "float32";
  const runs = new Runs(batch, [batchOf(x), batchOf(y)]);
  while (runs.next()) {
    for (let r = 0; r < runs.length; r++) {
      const [xStart, yStart] = runs.start.map((start, operand) => start + r * runs.stride[operand]!);
      const to = out.storage.subarray((runs.position + r) * n * m, (runs.position + r + 1) * n * m);
      const [matrix, other] = [matrixAt(x, xStart!), matrixAt(y, yStart!)];
      if (!(float32 && kernels()?.product(matrix, other, to))) product(matrix, other, to);
    }
  }
  roundStored(out);
  const shape = [...batch, ...(a.shape.length === 1 ? [] : [n]), ...(b.shape.length === 1 ? [] : [m])];
  return fromStorage(out.storage, shape, dtype);
}

/** The first elements of an array's matrices. */
function batchOf(a: Strided): Strided {
  return { ...a, shape: a.shape.slice(0, -2), strides: a.strides.slice(0, -2) };
}

/** One of an array's matrices. */
function matrixAt(a: Strided, offset: number): Strided {
  return { ...a, offset, shape: a.shape.slice(-2), strides: a.strides.slice(-2) };
}

/** So many rows and columns are multiplied at a time: their sums fit into the processor's registers. */
const rowsAtOnce = 2;
const columnsAtOnce = 5;

/** Each element of the product is summed in double, in the order of the terms, and rounded once. */
function product(x: Strided, y: Strided, out: Storage): void {
  const [n, k] = x.shape as [number, number];
  const m = y.shape[1]!;
  const yColumns = transpose(y, 0, 1);
  const columns = new Float64Array(Math.ceil(m / columnsAtOnce) * columnsAtOnce * k);
  for (let j = 0; j < m; j += columnsAtOnce) {
    interleave(yColumns, j, columnsAtOnce, columns.subarray(j * k, (j + columnsAtOnce) * k));
  }
  const rows = new Float64Array(rowsAtOnce * k);
  const sums = new Float64Array(rowsAtOnce * columnsAtOnce);
  for (let i = 0; i < n; i += rowsAtOnce) {
    interleave(x, i, rowsAtOnce, rows);
    for (let j = 0; j < m; j += columnsAtOnce) {
      multiply(rows, columns, j * k, k, sums);
      for (let r = 0; r < rowsAtOnce && i + r < n; r++) {
        for (let c = 0; c < columnsAtOnce && j + c < m; c++) {
          out[(i + r) * m + j + c] = sums[r * columnsAtOnce + c]!;
        }
      }
    }
  }
}

/** `count` rows of a matrix from the row `first` on: their first elements together, then their second ones. Beyond the last row `to` stays as it is. */
function interleave(a: Strided, first: number, count: number, to: Float64Array): void {
  const { storage, offset, shape, strides } = a;
  const [height, width] = shape as [number, number];
  const [rowStep, step] = strides as [number, number];
  for (let r = 0; r < count && first + r < height; r++) {
    let from = offset + (first + r) * rowStep;
    for (let p = 0, at = r; p < width; p++, at += count, from += step) to[at] = storage[from]!;
  }
}

/** The products of two rows with five columns, both interleaved; the columns begin at `start`. */
function multiply(
  rows: Float64Array,
  columns: Float64Array,
  start: number,
  k: number,
  sums: Float64Array,
): void {
  let [a0, a1, a2, a3, a4, b0, b1, b2, b3, b4] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let p = 0, q = start; p < k; p++, q += columnsAtOnce) {
    const a = rows[rowsAtOnce * p]!;
    const b = rows[rowsAtOnce * p + 1]!;
    const y0 = columns[q]!;
    const y1 = columns[q + 1]!;
    const y2 = columns[q + 2]!;
    const y3 = columns[q + 3]!;
    const y4 = columns[q + 4]!;
    a0 += a * y0;
    a1 += a * y1;
    a2 += a * y2;
    a3 += a * y3;
    a4 += a * y4;
    b0 += b * y0;
    b1 += b * y1;
    b2 += b * y2;
    b3 += b * y3;
    b4 += b * y4;
  }
  sums.set([a0, a1, a2, a3, a4, b0, b1, b2, b3, b4]);
}
