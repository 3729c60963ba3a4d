// Reading what a user wrote - numbers, nested arrays, typed arrays - into a strided array, and refusing with the place
// what cannot be one. Knows nothing of the Tensor class beyond what `Strided` says.

import { place, showIndex, showValue } from "./argument.js";
import { type DType, defaultFloat, dtypes, type Storage } from "./dtype.js";
import { allocate, copy, elementCount, fromStorage, roundStored, type Strided } from "./strided.js";

/** Any of JavaScript's typed arrays of numbers. */
export type NumericTypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** Numbers or booleans in arrays of any depth: `[[1, 2], [3, 4]]`. */
export type NestedArray = number | boolean | readonly NestedArray[];

/**
 * The elements of `data`, copied. Without `dtype`: typed arrays keep their own (Float64Array is float64, as in NumPy),
 * booleans make a bool tensor, and every number makes a float32 one.
 * `where` names function and argument for error messages: "softmax: input".
 */
export function read(where: string, data: unknown, dtype: DType | undefined): Strided {
  if (isStrided(data)) return copy(data, dtype ?? data.dtype);
  if (isNumericTypedArray(data)) return readTypedArray(where, data, dtype);
  if (isMatrix(data)) return read(where, data.toArray(), dtype);
  const shape = shapeOf(where, data);
  const leaves = new Array<number>(elementCount(shape));
  const seen = { number: false, boolean: false };
  fill(where, data, shape, 0, leaves, { next: 0 }, seen, []);
  const type = dtype ?? (seen.boolean && !seen.number ? "bool" : defaultFloat);
  return store(where, leaves, shape, type);
}

export function isStrided(data: unknown): data is Strided {
  return typeof data === "object" && data !== null && "storage" in data && "strides" in data;
}

export function isNumericTypedArray(data: unknown): data is NumericTypedArray {
  return (
    ArrayBuffer.isView(data) && !(data instanceof DataView) && typeof (data as Uint8Array)[0] !== "bigint"
  );
}

/** A matrix of mathjs or the like. Its elements may be mathjs numbers of any kind. */
function isMatrix(data: unknown): data is { toArray(): unknown } {
  if (typeof data !== "object" || data === null) return false;
  const { size, toArray } = data as { size?: unknown; toArray?: unknown };
  return typeof size === "function" && typeof toArray === "function";
}

/** A number that a foreign object stands for: a BigNumber or Fraction of mathjs, whose `valueOf` or `toNumber` gives it. */
function foreignNumber(data: unknown): number | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { isBigNumber, isFraction } = data as { isBigNumber?: boolean; isFraction?: boolean };
  return isBigNumber === true || isFraction === true ? Number(data) : undefined;
}

const naturalDTypes: Readonly<Record<string, DType>> = {
  Float64Array: "float64",
  Float32Array: "float32",
  Float16Array: "float16",
};

function readTypedArray(where: string, data: NumericTypedArray, dtype: DType | undefined): Strided {
  return store(where, data, [data.length], dtype ?? naturalDTypes[data[Symbol.toStringTag]] ?? "int32");
}

function store(where: string, values: ArrayLike<number>, shape: readonly number[], dtype: DType): Strided {
  const { allocate, kind } = dtypes[dtype];
  const storage: Storage = allocate(values.length);
  if (kind === "int") checkInt32(where, values, shape);
  if (kind === "bool") for (let i = 0; i < storage.length; i++) storage[i] = values[i] !== 0 ? 1 : 0;
  else storage.set(values);
  const stored = fromStorage(storage, shape, dtype);
  roundStored(stored);
  return stored;
}

function checkInt32(where: string, values: ArrayLike<number>, shape: readonly number[]): void {
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (!(x > -2147483649 && x < 2147483648)) {
      throw new RangeError(`${where}${place(i, shape)} is ${showValue(x)}, which int32 cannot hold`);
    }
  }
}

/** The argument's name in a `where` such as "softmax: input". */
function name(where: string): string {
  return where.slice(where.lastIndexOf(" ") + 1);
}

/** The shape that the first element at each depth suggests; `fill` then holds all the others to it. */
function shapeOf(where: string, data: unknown): number[] {
  const shape: number[] = [];
  let at = data;
  while (true) {
    if (Array.isArray(at) || isNumericTypedArray(at)) {
      shape.push(at.length);
      if (at.length === 0) return shape;
      at = at[0];
    } else if (isStrided(at)) {
      return [...shape, ...at.shape];
    } else {
      const number = foreignNumber(at) ?? at;
      if (shape.length === 0 && typeof number !== "number" && typeof number !== "boolean") {
        throw new TypeError(
          `${where} is ${showValue(at)}, expected a number, an array of numbers or a tensor`,
        );
      }
      return shape;
    }
  }
}

function fill(
  where: string,
  data: unknown,
  shape: readonly number[],
  depth: number,
  leaves: number[],
  cursor: { next: number },
  seen: { number: boolean; boolean: boolean },
  path: number[],
): void {
  if (depth === shape.length) {
    const value =
      isStrided(data) && data.shape.length === 0 ? data.storage[data.offset] : (foreignNumber(data) ?? data);
    if (typeof value === "number") seen.number = true;
    else if (typeof value === "boolean") seen.boolean = true;
    else if (Array.isArray(data) || isNumericTypedArray(data) || isStrided(data)) {
      throw new TypeError(
        `${where}${showIndex(path)} is an array, but ${name(where)}${showIndex(path.map(() => 0))} is a number: the nesting is uneven`,
      );
    } else {
      throw new TypeError(`${where}${showIndex(path)} is ${showValue(data)}, expected a number`);
    }
    leaves[cursor.next++] = Number(value);
    return;
  }
  const rows = isStrided(data) ? stridedRows(data) : data;
  if (!Array.isArray(rows) && !isNumericTypedArray(rows)) {
    throw new TypeError(
      `${where}${showIndex(path)} is ${showValue(data)}, expected an array of length ${shape[depth]} as in ${name(where)}${showIndex(path.map(() => 0))}`,
    );
  }
  if (rows.length !== shape[depth]) {
    throw new RangeError(
      `${where}${showIndex(path)} has length ${rows.length}, but ${name(where)}${showIndex(path.map(() => 0))} has length ${shape[depth]}: ` +
        "rows must be equally long",
    );
  }
  path.push(0);
  for (let i = 0; i < rows.length; i++) {
    path[path.length - 1] = i;
    fill(where, rows[i], shape, depth + 1, leaves, cursor, seen, path);
  }
  path.pop();
}

function stridedRows(a: Strided): Strided[] {
  const [size = 0, ...shape] = a.shape;
  const [step = 0, ...strides] = a.strides;
  return Array.from({ length: size }, (_, i) => ({
    storage: a.storage,
    offset: a.offset + i * step,
    shape,
    strides,
    dtype: a.dtype,
  }));
}

/** Nested arrays of the elements; `bool` elements come as booleans. */
export function toNested(a: Strided): NestedArray {
  const bool = a.dtype === "bool";
  const build = (d: number, start: number): NestedArray => {
    if (d === a.shape.length) return bool ? a.storage[start] !== 0 : a.storage[start]!;
    return Array.from({ length: a.shape[d]! }, (_, i) => build(d + 1, start + i * a.strides[d]!));
  };
  return build(0, a.offset);
}

/** A 0-d array holding one number, rounded to `dtype`: beside a float32 tensor, 0.1 is float32's 0.1, as in PyTorch. */
export function scalar(value: number, dtype: DType): Strided {
  const out = allocate([], dtype);
  out.storage[0] = value;
  roundStored(out);
  return out;
}
