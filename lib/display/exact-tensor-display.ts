// How an exact tensor is displayed. Knows shapes and numbers that can write themselves, not how they were calculated.

import { showShape } from "../tensor/argument.js";
import { rowMajorStrides } from "../tensor/strided.js";
import { type GridNames, gridTable } from "./grid.js";
import type { MimeBundle } from "./mime-bundle.js";
import { displayNumber } from "./number-display.js";
import { notFinite } from "./number-text.js";
import type { Cell, Table } from "./table.js";
import { displayTable } from "./table-display.js";

interface Decimal {
  isFinite(): boolean;
  toPrecision(digits: number): string;
  toString(): string;
}

/** Whether `value` is what the functions of `exact` return. */
export function isExactTensor(
  value: unknown,
): value is { readonly shape: readonly number[]; readonly values: readonly Decimal[] } {
  const { shape, values } = (value ?? {}) as { shape?: unknown; values?: unknown };
  return Array.isArray(shape) && Array.isArray(values);
}

const shownDigits = 20;
const edgeItems = 3;

export function exactTensorDisplay(shape: readonly number[], values: readonly Decimal[]): MimeBundle {
  const text = `exact(${nested(shape, values, 0, values.length, 0)})`;
  if (shape.length === 0) return displayNumber(text, cellOf(values[0]!));
  return displayTable(exactTensorTable(shape, values), text);
}

export function exactTensorTable(
  shape: readonly number[],
  values: readonly Decimal[],
  names: GridNames = {},
): Table {
  const title = `exact values of shape ${showShape(shape)}, ${shownDigits} of 64 digits shown`;
  const cells = (positions: readonly number[]) => positions.map((p) => cellOf(values[p]!));
  const layout = { shape, strides: rowMajorStrides(shape), offset: 0 };
  return gridTable({ title }, [{ name: "value", layout, cells }], names);
}

function cellOf(value: Decimal): Cell {
  if (!value.isFinite()) return { text: notFinite(Number(value.toString())) };
  return { text: showDecimal(value), full: value.toString() };
}

function nested(
  shape: readonly number[],
  values: readonly Decimal[],
  start: number,
  count: number,
  d: number,
): string {
  if (d === shape.length) return showDecimal(values[start]!);
  const size = shape[d]!;
  const step = size === 0 ? 0 : count / size;
  const indices = Array.from({ length: size }, (_, i) => i);
  const hidden = size > 4 * edgeItems;
  const shown = hidden ? [...indices.slice(0, edgeItems), ...indices.slice(-edgeItems)] : indices;
  const items = shown.map((i) => nested(shape, values, start + i * step, step, d + 1));
  if (hidden) items.splice(edgeItems, 0, "...");
  // Rows go under each other, as far in as their brackets.
  const separator = d === shape.length - 1 ? ", " : `,\n${" ".repeat("exact(".length + d + 1)}`;
  return `[${items.join(separator)}]`;
}

/** 20 digits: more than any float has, few enough to read. */
export function showDecimal(value: Decimal): string {
  return value.isFinite()
    ? value.toPrecision(shownDigits)
    : value.toString().replace("Infinity", "inf").replace("NaN", "nan");
}
