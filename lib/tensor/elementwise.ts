// Elementwise arithmetic over strided arrays. Each operation is one loop over a run; the result's typed array does the
// rounding (a double sum, difference, product or quotient of two float32 values, stored as float32, is correctly rounded).

import { broadcastShapes, broadcastTo } from "./broadcast.js";
import { type DType, defaultFloat, isFloating, promote, type Storage } from "./dtype.js";
import { noteElementwise } from "./operations.js";
import { allocate, Runs, type Strided } from "./strided.js";

export type BinaryName = "add" | "sub" | "mul" | "div" | "eq" | "ne" | "lt" | "le" | "gt" | "ge";
export type UnaryName = "neg" | "exp" | "log";

/** `op(a, b)` with broadcasting. `dtype` is that of the operands together, from `promote` or `promoteWithNumber`. */
export function binary(
  name: BinaryName,
  a: Strided,
  b: Strided,
  dtype: DType = promote(a.dtype, b.dtype),
): Strided {
  const shape = broadcastShapes(name, a.shape, b.shape);
  const out = allocate(shape, binaryResult(name, dtype));
  const run = name === "mul" && dtype === "int32" ? mulInt32 : binaryLoops[name];
  const operands = [broadcastTo(a, shape), broadcastTo(b, shape)];
  const runs = new Runs(shape, operands);
  const { start, stride } = runs;
  while (runs.next()) {
    run(
      out.storage,
      runs.position,
      runs.length,
      a.storage,
      start[0]!,
      stride[0]!,
      b.storage,
      start[1]!,
      stride[1]!,
    );
  }
  if (out.dtype === "bool" && dtype === "bool") toZeroOne(out.storage);
  noteElementwise(name, out, operands);
  return out;
}

export function unary(name: UnaryName, a: Strided): Strided {
  if (name === "neg" && a.dtype === "bool") {
    throw new TypeError('neg: a bool tensor has no negative; convert it first, with .to("int32")');
  }
  const out = allocate(a.shape, name === "neg" || isFloating(a.dtype) ? a.dtype : defaultFloat);
  const run = unaryLoops[name];
  const runs = new Runs(a.shape, [a]);
  while (runs.next())
    run(out.storage, runs.position, runs.length, a.storage, runs.start[0]!, runs.stride[0]!);
  noteElementwise(name, out, [a]);
  return out;
}

function binaryResult(name: BinaryName, dtype: DType): DType {
  switch (name) {
    case "div":
      return isFloating(dtype) ? dtype : defaultFloat;
    case "sub":
      if (dtype === "bool") {
        throw new TypeError('sub: bool tensors have no difference; convert them first, with .to("int32")');
      }
      return dtype;
    case "add":
    case "mul":
      return dtype;
    default:
      return "bool";
  }
}

type BinaryLoop = (
  out: Storage,
  o: number,
  n: number,
  a: Storage,
  i: number,
  di: number,
  b: Storage,
  j: number,
  dj: number,
) => void;

// Written out one by one: a loop that calls an operation through a variable is several times slower.
const binaryLoops: Record<BinaryName, BinaryLoop> = {
  add(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! + b[j]!;
  },
  sub(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! - b[j]!;
  },
  mul(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! * b[j]!;
  },
  div(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! / b[j]!;
  },
  eq(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! === b[j]! ? 1 : 0;
  },
  ne(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! !== b[j]! ? 1 : 0;
  },
  lt(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! < b[j]! ? 1 : 0;
  },
  le(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! <= b[j]! ? 1 : 0;
  },
  gt(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! > b[j]! ? 1 : 0;
  },
  ge(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! >= b[j]! ? 1 : 0;
  },
};

/** The low 32 bits of the product, as int32 wraps; a double product would have lost them above 2^53. */
const mulInt32: BinaryLoop = (out, o, n, a, i, di, b, j, dj) => {
  for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = Math.imul(a[i]!, b[j]!);
};

function toZeroOne(storage: Storage): void {
  for (let k = 0; k < storage.length; k++) if (storage[k] !== 0) storage[k] = 1;
}

type UnaryLoop = (out: Storage, o: number, n: number, a: Storage, i: number, di: number) => void;

const unaryLoops: Record<UnaryName, UnaryLoop> = {
  neg(out, o, n, a, i, di) {
    for (let k = 0; k < n; k++, i += di) out[o + k] = -a[i]!;
  },
  exp(out, o, n, a, i, di) {
    for (let k = 0; k < n; k++, i += di) out[o + k] = Math.exp(a[i]!);
  },
  log(out, o, n, a, i, di) {
    for (let k = 0; k < n; k++, i += di) out[o + k] = Math.log(a[i]!);
  },
};
