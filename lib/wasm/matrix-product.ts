// The matrix product by WebAssembly: bit for bit that of `tensor/matmul.ts`.

import type { KernelMatrix, Kernels } from "../tensor/kernels.js";
import type { WasmModule } from "./instance.js";

export interface ProductExports {
  product(
    n: number,
    k: number,
    m: number,
    a: number,
    aRow: number,
    aStep: number,
    b: number,
    bRow: number,
    bStep: number,
    out: number,
    work: number,
  ): void;
}

/** Fewer products of numbers are not worth a call. */
const worthIt = 512;
/** Rows of the first matrix are taken in parts of about so many numbers. */
const part = 2 ** 18;
/** A second matrix of more numbers would take too much memory. */
const most = 2 ** 23;
/** The kernel's own: rows that it packs at a time, and columns that it multiplies at a time. */
const [block, tile] = [32, 4];

export function productWith(instance: WasmModule<ProductExports>): Kernels["product"] {
  return (a, b, out) => {
    const [n, k] = a.shape as [number, number];
    const m = b.shape[1]!;
    if (n * k * m < worthIt || k * m > most || k > part) return false;
    const atOnce = Math.min(n, Math.max(block, Math.floor(part / Math.max(k, m))));
    const columns = tile * Math.ceil(m / tile);
    const sizes = [4 * atOnce * k + 16, 4 * k * m + 16, 4 * atOnce * m + 16, 8 * k * (block + columns)];
    const starts = [0];
    for (const size of sizes) starts.push(starts.at(-1)! + size + (-size & 15));
    const [aStart, bStart, outStart, work, end] = starts as [number, number, number, number, number];
    const scratch = instance.reserve(end);
    if (scratch === undefined) return false;
    const { exports, float32 } = scratch;
    const [bRow, bStep] = copyRows(b, 0, k, float32, bStart / 4);
    for (let row = 0; row < n; row += atOnce) {
      const count = Math.min(atOnce, n - row);
      const [aRow, aStep] = copyRows(a, row, count, float32, aStart / 4);
      exports.product(count, k, m, aStart, 4 * aRow, 4 * aStep, bStart, 4 * bRow, 4 * bStep, outStart, work);
      out.set(float32.subarray(outStart / 4, outStart / 4 + count * m), row * m);
    }
    return true;
  };
}

/** Some rows of a matrix, as they lie if they lie close together, else row by row. Returns their strides there. */
function copyRows(
  a: KernelMatrix,
  first: number,
  count: number,
  to: Float32Array,
  at: number,
): [number, number] {
  const { storage, offset, shape, strides } = a;
  const width = shape[1]!;
  const [rowStep, step] = strides as [number, number];
  const start = offset + first * rowStep;
  if (step === 1 && rowStep === width) {
    to.set(storage.subarray(start, start + count * width), at);
    return [width, 1];
  }
  if (rowStep === 1) {
    for (let p = 0; p < width; p++) {
      to.set(storage.subarray(start + p * step, start + p * step + count), at + p * count);
    }
    return [1, count];
  }
  for (let r = 0; r < count; r++) {
    for (let p = 0, i = start + r * rowStep, j = at + r * width; p < width; p++, i += step)
      to[j + p] = storage[i]!;
  }
  return [width, 1];
}
