// What an element type is: its storage, its rounding, how two of them combine. Knows nothing of shapes.
// A new dtype is one more row in `dtypes`; nothing else in the library asks for a dtype by name to decide how to round.

/** The element type of a tensor. `float32` is the default, as in PyTorch; `int32` and `bool` hold class indices and masks. */
export type DType = "float32" | "float64" | "int32" | "bool";

/** The typed array behind a tensor: `bool` is stored as 0 and 1. */
export type Storage = Float32Array | Float64Array | Int32Array | Uint8Array;

export interface DTypeInfo {
  readonly kind: "float" | "int" | "bool";
  /** Order of promotion: the higher of two wins, as in PyTorch. */
  readonly rank: number;
  /** Significand bits including the implicit one; 0 where rounding has no meaning. */
  readonly precision: number;
  /** Exponent of the smallest positive (subnormal) value, as a power of two. */
  readonly minExponent: number;
  readonly allocate: (length: number) => Storage;
  /** The nearest value of this dtype. */
  readonly round: (x: number) => number;
}

export const dtypes: Readonly<Record<DType, DTypeInfo>> = {
  bool: {
    kind: "bool",
    rank: 0,
    precision: 0,
    minExponent: 0,
    allocate: (n) => new Uint8Array(n),
    round: (x) => (x !== 0 ? 1 : 0),
  },
  int32: {
    kind: "int",
    rank: 1,
    precision: 0,
    minExponent: 0,
    allocate: (n) => new Int32Array(n),
    round: (x) => x | 0,
  },
  float32: {
    kind: "float",
    rank: 2,
    precision: 24,
    minExponent: -149,
    allocate: (n) => new Float32Array(n),
    round: Math.fround,
  },
  float64: {
    kind: "float",
    rank: 3,
    precision: 53,
    minExponent: -1074,
    allocate: (n) => new Float64Array(n),
    round: (x) => x,
  },
};

export const defaultFloat: DType = "float32";

export function isDType(name: unknown): name is DType {
  return typeof name === "string" && Object.hasOwn(dtypes, name);
}

export function isFloating(dtype: DType): boolean {
  return dtypes[dtype].kind === "float";
}

/** The dtype of a result with operands of two dtypes (`torch.promote_types`). */
export function promote(a: DType, b: DType): DType {
  return dtypes[a].rank >= dtypes[b].rank ? a : b;
}

/** The dtype of `tensor op number`: a bare number never widens a tensor of its own kind, as in PyTorch. */
export function promoteWithNumber(dtype: DType, value: number): DType {
  if (isFloating(dtype)) return dtype;
  if (!Number.isInteger(value) || Object.is(value, -0)) return defaultFloat;
  return dtype === "bool" ? "int32" : dtype;
}
