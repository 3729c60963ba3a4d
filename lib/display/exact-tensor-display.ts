// How an exact tensor is displayed. Knows shapes and numbers that can write themselves, not how they were calculated.

import { showShape } from "../tensor/argument.js";
import { rowMajorStrides } from "../tensor/strided.js";
import { gridTable } from "./grid.js";
import { html } from "./html.js";
import type { MimeBundle } from "./mime-bundle.js";
import { tableHtml } from "./table-html.js";

interface Decimal {
  isFinite(): boolean;
  toPrecision(digits: number): string;
  toString(): string;
}

const shownDigits = 20;
const edgeItems = 3;

export function exactTensorDisplay(shape: readonly number[], values: readonly Decimal[]): MimeBundle {
  const text = `exact(${nested(shape, values, 0, values.length, 0)})`;
  if (shape.length === 0) {
    const value = values[0]!;
    const markup = html`<span title="${value.toString()}">${showDecimal(value)}</span>`;
    return { "text/plain": text, "text/html": markup.toString() };
  }
  const title = `exact values of shape ${showShape(shape)}, ${shownDigits} of 64 digits shown`;
  const table = gridTable({ title }, { shape, strides: rowMajorStrides(shape), offset: 0 }, (positions) =>
    positions.map((p) => ({ text: showDecimal(values[p]!), full: values[p]!.toString() })),
  );
  return { "text/plain": text, "text/html": tableHtml(table).toString() };
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
