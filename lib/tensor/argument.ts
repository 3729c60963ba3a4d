// Checking what a caller passed, in words a student can act on: the function, the argument, what was expected, what came.
// Knows nothing of what the functions compute.

import { type DType, dtypes, isDType } from "./dtype.js";

export function showShape(shape: readonly number[]): string {
  return `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
}

/** The indices of the element at a row-major position. */
export function indexAt(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = position;
  for (let d = shape.length - 1; d >= 0; d--) {
    index.unshift(rest % shape[d]!);
    rest = Math.floor(rest / shape[d]!);
  }
  return index;
}

/** `[1][0]`: where an element of a tensor is, by its row-major position, as one would write it to reach it. */
export function place(position: number, shape: readonly number[]): string {
  return showIndex(indexAt(position, shape));
}

/** `[1][0]`, as one would write it to reach the element. */
export function showIndex(index: readonly number[]): string {
  return index.map((i) => `[${i}]`).join("");
}

/** A received value, short enough for an error message. */
export function showValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (value === null || value === undefined || typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (typeof value === "function") return `the function ${value.name || "(anonymous)"}`;
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (typeof value === "symbol") return "a symbol";
  const name = (value as { constructor?: { name?: string } }).constructor?.name;
  return name && name !== "Object" ? `a ${name}` : "an object";
}

/** Index of a dimension counted from either end, as a non-negative number. */
export function resolveDim(fn: string, dim: unknown, rank: number): number {
  // PyTorch lets a scalar be reduced over dim 0 or -1, as if it had one dimension.
  const size = Math.max(rank, 1);
  if (typeof dim !== "number" || !Number.isInteger(dim)) {
    throw new TypeError(`${fn}: dim is ${showValue(dim)}, expected an integer in ${-size}..${size - 1}`);
  }
  if (dim < -size || dim >= size) {
    const has = rank === 1 ? "1 dimension" : `${rank} dimensions`;
    throw new RangeError(`${fn}: dim is ${dim}, but the input has ${has} (${-size}..${size - 1})`);
  }
  return dim < 0 ? dim + size : dim;
}

/** One dim or several, each resolved; a repeated one is an error. */
export function resolveDims(fn: string, dim: number | readonly number[], rank: number): number[] {
  const dims = (typeof dim === "number" ? [dim] : [...dim]).map((d) => resolveDim(fn, d, rank));
  dims.forEach((d, i) => {
    if (dims.indexOf(d) !== i)
      throw new RangeError(`${fn}: dim ${d} appears more than once in [${String(dim)}]`);
  });
  return dims;
}

export function checkDType(fn: string, dtype: unknown): DType {
  if (isDType(dtype)) return dtype;
  throw new TypeError(
    `${fn}: dtype is ${showValue(dtype)}, expected one of ${Object.keys(dtypes).join(", ")}`,
  );
}

/** Rejects options that the function does not have: a misspelt option would otherwise do nothing, silently. */
export function checkOptions(fn: string, options: unknown, names: readonly string[]): void {
  if (options === undefined) return;
  const prototype =
    typeof options === "object" && options !== null ? Object.getPrototypeOf(options) : undefined;
  if (prototype !== null && (prototype === undefined || Object.getPrototypeOf(prototype) !== null)) {
    throw new TypeError(
      `${fn}: options is ${showValue(options)}, expected an object such as { ${names[0]}: … }`,
    );
  }
  for (const name of Object.keys(options as object)) {
    if (names.includes(name)) continue;
    const plain = (text: string) => text.replaceAll("_", "").toLowerCase();
    const meant = names.find((known) => plain(known) === plain(name));
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw new TypeError(`${fn}: unknown option ${showValue(name)}, expected ${names.join(", ")}${hint}`);
  }
}
