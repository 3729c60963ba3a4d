// What an element type is: its storage, its rounding, how two of them combine. Knows nothing of shapes.
// A new dtype is one more row in `dtypes`; nothing else in the library asks for a dtype by name to decide how to round.

import { roundToBfloat16, roundToFloat16 } from "./half.js";

/**
 * The element type of a tensor. `float32` is the default, as in PyTorch; `float16` and `bfloat16` are the half-precision
 * formats of neural networks; `int32` and `bool` hold class indices and masks.
 */
export type DType = "float64" | "float32" | "float16" | "bfloat16" | "int32" | "bool";

/**
 * The typed array behind a tensor. `float16` and `bfloat16` values lie in a Float32Array, which holds each of them exactly;
 * `bool` is stored as 0 and 1.
 */
export type Storage = Float32Array | Float64Array | Int32Array | Uint8Array;

export interface DTypeInfo {
  readonly kind: "float" | "int" | "bool";
  /** Significand bits including the implicit one; 0 where rounding has no meaning. */
  readonly precision: number;
  /** Exponent of the smallest positive (subnormal) value, as a power of two. */
  readonly minExponent: number;
  readonly allocate: (length: number) => Storage;
  /** The nearest value of this dtype. */
  readonly round: (x: number) => number;
  /** Whether the storage holds numbers that the dtype does not, so that results must be rounded after they are stored. */
  readonly narrow: boolean;
}

const float32Array = (length: number) => new Float32Array(length);

export const dtypes: Readonly<Record<DType, DTypeInfo>> = {
  bool: {
    kind: "bool",
    precision: 0,
    minExponent: 0,
    allocate: (n) => new Uint8Array(n),
    round: (x) => (x !== 0 ? 1 : 0),
    narrow: false,
  },
  int32: {
    kind: "int",
    precision: 0,
    minExponent: 0,
    allocate: (n) => new Int32Array(n),
    round: (x) => x | 0,
    narrow: false,
  },
  float16: {
    kind: "float",
    precision: 11,
    minExponent: -24,
    allocate: float32Array,
    round: roundToFloat16,
    narrow: true,
  },
  bfloat16: {
    kind: "float",
    precision: 8,
    minExponent: -133,
    allocate: float32Array,
    round: roundToBfloat16,
    narrow: true,
  },
  float32: {
    kind: "float",
    precision: 24,
    minExponent: -149,
    allocate: float32Array,
    round: Math.fround,
    narrow: false,
  },
  float64: {
    kind: "float",
    precision: 53,
    minExponent: -1074,
    allocate: (n) => new Float64Array(n),
    round: (x) => x,
    narrow: false,
  },
};

export const defaultFloat: DType = "float32";

export function isDType(name: unknown): name is DType {
  return typeof name === "string" && Object.hasOwn(dtypes, name);
}

export function isFloating(dtype: DType): boolean {
  return dtypes[dtype].kind === "float";
}

const kinds = ["bool", "int", "float"] as const;

function kindRank(dtype: DType): number {
  return kinds.indexOf(dtypes[dtype].kind);
}

/**
 * The smallest dtype that both convert to (`torch.promote_types`): floating over integer over bool, the wider of two floats,
 * and float32 for float16 with bfloat16, neither of which holds the other.
 */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  if (kindRank(a) !== kindRank(b)) return kindRank(a) > kindRank(b) ? a : b;
  if (dtypes[a].narrow && dtypes[b].narrow) return "float32";
  return dtypes[a].precision > dtypes[b].precision ? a : b;
}

/**
 * The dtype of an operation on tensors of these dtypes and numbers of dimensions (`torch.result_type`): a tensor without
 * dimensions changes the kind of the others (integer to floating), but not the width.
 */
export function resultType(operands: readonly { dtype: DType; shape: readonly number[] }[]): DType {
  let full: DType | undefined;
  let scalar: DType | undefined;
  for (const { dtype, shape } of operands) {
    if (shape.length > 0) full = full === undefined ? dtype : promote(full, dtype);
    else scalar = scalar === undefined ? dtype : promote(scalar, dtype);
  }
  if (full === undefined || scalar === undefined) return full ?? scalar ?? defaultFloat;
  return kindRank(scalar) > kindRank(full) ? scalar : full;
}

/** The dtype of `tensor op number`: a bare number never widens a tensor of its own kind, as in PyTorch. */
export function promoteWithNumber(dtype: DType, value: number): DType {
  if (isFloating(dtype)) return dtype;
  if (!Number.isInteger(value) || Object.is(value, -0)) return defaultFloat;
  return dtype === "bool" ? "int32" : dtype;
}
