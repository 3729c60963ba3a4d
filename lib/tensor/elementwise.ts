// Operations that go element by element: how they run over strided arrays, and how gradients go back through them. Knows no
// particular operation; `arithmetic.ts`, `mathematics.ts` and `comparison.ts` define them.

import { differentiable } from "../autograd/graph.js";
import type { Variable } from "../autograd/variable.js";
import { broadcastShapes, broadcastTo } from "./broadcast.js";
import {
  type DType,
  defaultFloat,
  dtypes,
  isFloating,
  promoteWithNumber,
  resultType,
  type Storage,
} from "./dtype.js";
import { read, scalar } from "./nested-array.js";
import { noteElementwise } from "./operations.js";
import { sumTo } from "./reduction.js";
import {
  allocate,
  cast,
  copy,
  fromStorage,
  Runs,
  roundStored,
  rowMajorData,
  type Strided,
} from "./strided.js";
import { asTensor, Tensor, type TensorLike } from "./tensor.js";

/** A derivative: of the result y with respect to one operand, from the numbers that it is calculated from. */
export interface Slope {
  /** Which of the operands (by position) and of the result ("y") it reads: those are saved for `backward()`. */
  readonly reads: readonly (number | "y")[];
  readonly at: (a: number, b: number, y: number) => number;
}

export type UnaryLoop = (out: Storage, o: number, n: number, a: Storage, i: number, di: number) => void;

export interface UnaryOperation {
  readonly name: string;
  readonly loop: UnaryLoop;
  /** What an integer or bool tensor gives: the same dtype, bool, or floating numbers. Default floating. */
  readonly integers?: "same" | undefined;
  readonly refusesBool?: boolean | undefined;
  readonly result?: "bool" | undefined;
  /** Left out: the result has no derivative. 0: it is constant wherever it has one. */
  readonly slope?: Slope | number | undefined;
}

export type BinaryLoop = (
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

export interface BinaryOperation {
  readonly name: string;
  readonly loop: BinaryLoop;
  /** Where int32 needs a loop of its own. */
  readonly int32Loop?: BinaryLoop | undefined;
  /** `"same"`: the operands' common dtype; `"float"`: floating also for integers; `"bool"`. */
  readonly result: "same" | "float" | "bool";
  readonly refusesBool?: boolean | undefined;
  readonly slopes?: readonly [Slope | number, Slope | number] | undefined;
}

/** A loop for a function that takes longer than the call of it. */
export function loopOf(f: (x: number) => number): UnaryLoop {
  return (out, o, n, a, i, di) => {
    for (let k = 0; k < n; k++, i += di) out[o + k] = f(a[i]!);
  };
}

export function unary(operation: UnaryOperation, a: Variable): Tensor {
  const { name, slope } = operation;
  if (a.dtype === "bool" && operation.refusesBool) {
    throw new TypeError(
      `${name}: the tensor is bool; convert it first, with .to("int32"), or use logicalNot`,
    );
  }
  const same = isFloating(a.dtype) || operation.integers === "same";
  const out = allocate(a.shape, operation.result ?? (same ? a.dtype : defaultFloat));
  const runs = new Runs(a.shape, [a]);
  while (runs.next())
    operation.loop(out.storage, runs.position, runs.length, a.storage, runs.start[0]!, runs.stride[0]!);
  roundStored(out);
  noteElementwise(name, out, [a]);
  const result = new Tensor(out);
  if (slope === undefined) return result;
  return differentiable(result, name, [a], saved(slope, [a], out), (g) => [
    gradientThrough(slope, g, [a], 0, out),
  ]);
}

export function binary(operation: BinaryOperation, a: Variable, other: TensorLike): Tensor {
  const { name, slopes } = operation;
  const [b, dtype] = secondOperand(name, a, other);
  if (dtype === "bool" && operation.refusesBool) {
    throw new TypeError(
      `${name}: both operands are bool, which have no ${name}; convert them first, with .to("int32")`,
    );
  }
  const shape = broadcastShapes(name, a.shape, b.shape);
  const floating = operation.result === "float" && !isFloating(dtype) ? defaultFloat : dtype;
  const out = allocate(shape, operation.result === "bool" ? "bool" : floating);
  const operands = [a, b].map((x) => broadcastTo(narrowed(x, dtype), shape));
  runBinary(dtype === "int32" ? (operation.int32Loop ?? operation.loop) : operation.loop, out, operands);
  if (out.dtype === "bool" && dtype === "bool") toZeroOne(out.storage);
  roundStored(out);
  noteElementwise(name, out, operands);
  const result = new Tensor(out);
  if (slopes === undefined) return result;
  const reads = slopes.flatMap((slope, k) => ([a, b][k]!.requiresGrad ? saved(slope, [a, b], out) : []));
  return differentiable(result, name, [a, b], reads, (g, needed) =>
    slopes.map((slope, k) => (needed[k] ? gradientThrough(slope, g, [a, b], k, out) : undefined)),
  );
}

/** The second operand as a tensor, and the dtype in which both are calculated. */
function secondOperand(name: string, a: Variable, other: TensorLike): [Tensor, DType] {
  if (typeof other === "number") {
    const dtype = promoteWithNumber(a.dtype, other);
    return [new Tensor(scalar(other, dtype)), dtype];
  }
  // Nested arrays have no dtype of their own; they follow a floating tensor instead of rounding it to float32.
  const bare = !(other instanceof Tensor) && !ArrayBuffer.isView(other) && isFloating(a.dtype);
  const b = bare ? new Tensor(read(`${name}: other`, other, a.dtype)) : asTensor(other, name, "other");
  return [b, resultType([a, b])];
}

/** A tensor without dimensions does not widen the others: a float64 one beside float32 counts as the nearest float32. */
function narrowed(x: Variable, dtype: DType): Strided {
  const wider = isFloating(x.dtype) && dtypes[x.dtype].precision > dtypes[dtype].precision;
  return wider ? copy(x, dtype) : x;
}

function runBinary(loop: BinaryLoop, out: Strided, operands: readonly Strided[]): void {
  const [a, b] = operands as [Strided, Strided];
  const runs = new Runs(out.shape, operands);
  const { start, stride } = runs;
  while (runs.next()) {
    loop(
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
}

function toZeroOne(storage: Storage): void {
  for (let k = 0; k < storage.length; k++) if (storage[k] !== 0) storage[k] = 1;
}

function saved(slope: Slope | number, operands: readonly Strided[], out: Strided): Strided[] {
  return typeof slope === "number"
    ? []
    : slope.reads.map((which) => (which === "y" ? out : operands[which]!));
}

/**
 * The gradient for operand k: slope · g, calculated in double, summed over what broadcasting repeated, rounded once.
 */
function gradientThrough(
  slope: Slope | number,
  g: Strided,
  operands: readonly Strided[],
  k: number,
  y: Strided,
): Strided {
  const to = operands[k]!;
  if (slope === 1) return cast(sumTo(g, to.shape), to.dtype);
  const flat = (x: Strided | undefined) =>
    x === undefined ? undefined : rowMajorData(broadcastTo(x, g.shape));
  const upstream = rowMajorData(g);
  const n = upstream.length;
  const values = new Float64Array(n);
  if (typeof slope === "number") {
    for (let i = 0; i < n; i++) values[i] = upstream[i]! * slope;
  } else {
    const used = (which: number | "y") => slope.reads.includes(which);
    const a = used(0) ? flat(operands[0]) : undefined;
    const b = used(1) ? flat(operands[1]) : undefined;
    const result = used("y") ? flat(y) : undefined;
    for (let i = 0; i < n; i++) {
      values[i] = upstream[i]! * slope.at(a ? a[i]! : 0, b ? b[i]! : 0, result ? result[i]! : 0);
    }
  }
  return cast(sumTo(fromStorage(values, g.shape, "float64"), to.shape), to.dtype);
}
