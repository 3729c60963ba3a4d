// Reading what is to be drawn: tensors, arrays and records as lists of numbers, and numbers as a chart needs them. Knows
// nothing of marks.

import { showShape, showValue } from "../tensor/argument.js";
import { isNumericTypedArray, isStrided, read } from "../tensor/nested-array.js";
import { rowMajorData, type Strided } from "../tensor/strided.js";
import type { TensorLike } from "../tensor/tensor.js";

/** Numbers by name: `{ train: [0.9, 0.5], test: [1, 0.7] }`. */
export type NamedData = Readonly<Record<string, TensorLike>>;

/** Numbers of any form, in double as far as the caller has them. */
export function readData(where: string, data: unknown): Strided {
  return read(where, data, isStrided(data) ? undefined : "float64");
}

/** Numbers in a row. A single number is a row of one. */
export function readRow(where: string, data: unknown): number[] {
  const row = readData(where, data);
  if (row.shape.length > 1) {
    throw new RangeError(`${where} has shape ${showShape(row.shape)}, expected one dimension`);
  }
  return Array.from(rowMajorData(row));
}

/** One row or several: a list of rows, which may differ in length, or a tensor of two dimensions. */
export function readRows(where: string, data: unknown): number[][] {
  const rows = rowsOf(where, data);
  return rows ? rows.map((row, i) => readRow(`${where}[${i}]`, row)) : [readRow(where, data)];
}

function rowsOf(where: string, data: unknown): unknown[] | undefined {
  if (Array.isArray(data)) return data.length > 0 && isRow(data[0]) ? data : undefined;
  if (!isStrided(data) && !isMatrix(data)) return undefined;
  const { shape, storage, ...rest } = isStrided(data) ? data : readData(where, data);
  if (shape.length !== 2) return undefined;
  const { strides, offset, dtype } = rest;
  return Array.from({ length: shape[0]! }, (_, i) => ({
    storage,
    dtype,
    shape: [shape[1]!],
    strides: [strides[1]!],
    offset: offset + i * strides[0]!,
  }));
}

function isRow(data: unknown): boolean {
  return Array.isArray(data) || isNumericTypedArray(data) || (isStrided(data) && data.shape.length > 0);
}

function isMatrix(data: unknown): boolean {
  return typeof (data as { toArray?: unknown } | null)?.toArray === "function";
}

/** Whether `data` is numbers by name, and not numbers. */
export function isNamed(data: unknown): data is NamedData {
  return typeof data === "object" && data !== null && Object.getPrototypeOf(data) === Object.prototype;
}

/** Names given by the caller: as many as there is to name, all different if they are to tell things apart. */
export function checkNames(where: string, names: unknown, length: number, what: string): readonly string[] {
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string" || typeof name === "number")) {
    throw new TypeError(`${where} is ${showValue(names)}, expected an array of names`);
  }
  if (names.length !== length) {
    throw new RangeError(`${where} has ${names.length} names for ${length} ${what}`);
  }
  return names.map(String);
}

/** A number for a specification: seven digits are more than a picture shows, and `null` is a gap. */
export function drawn(x: number): number | null {
  return Number.isFinite(x) ? Number(x.toPrecision(7)) : null;
}
