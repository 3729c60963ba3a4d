// How an exact tensor is displayed. Knows shapes and numbers that can write themselves, not how they were calculated.

import type { MimeBundle } from "./mime-bundle.js";

interface Decimal {
  isFinite(): boolean;
  toPrecision(digits: number): string;
  toString(): string;
}

const shownDigits = 20;
const edgeItems = 3;

export function exactTensorDisplay(shape: readonly number[], values: readonly Decimal[]): MimeBundle {
  return { "text/plain": `exact(${nested(shape, values, 0, values.length, 0)})` };
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
  const separator = d === shape.length - 1 ? ", " : `,\n${" ".repeat("exact(".length + d + 1)}`;
  return `[${items.join(separator)}]`;
}

/** 20 digits: more than any float has, few enough to read. */
export function showDecimal(value: Decimal): string {
  return value.isFinite()
    ? value.toPrecision(shownDigits)
    : value.toString().replace("Infinity", "inf").replace("NaN", "nan");
}
