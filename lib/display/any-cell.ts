// Any JavaScript value in a cell of a table, in a few words. Knows nothing of where in a table it stands.

import { showShape } from "../tensor/argument.js";
import { isStrided } from "../tensor/nested-array.js";
import { isMathjsNumber, mathjsText } from "./mathjs-values.js";
import { numberCells } from "./number-cells.js";
import { type Cell, shortened } from "./table.js";

/** What a cell shows at most when one points at it. */
const maxFull = 160;
const maxItems = 8;
const maxDepth = 3;

/** The cells of one column: numbers with one precision, everything else in words. */
export function anyCells(values: readonly unknown[]): Cell[] {
  const numbers = values.filter((value) => typeof value === "number");
  const cell = numberCells("float64", numbers);
  return values.map((value) => (typeof value === "number" ? cell(value) : wordsCell(value)));
}

/** Whether a column of these is one of numbers, aligned to the right. */
export function areNumbers(values: readonly unknown[]): boolean {
  const given = values.filter((value) => value !== undefined && value !== null);
  return (
    given.length > 0 &&
    given.every((value) => /^(?:number|bigint)$/.test(typeof value) || isMathjsNumber(value))
  );
}

/** The value in a few words, for a label. */
export function words(value: unknown): string {
  return shortened(describe(value, 0));
}

function wordsCell(value: unknown): Cell {
  const all = describe(value, 0);
  const text = shortened(all);
  return text === all ? { text } : { text, full: all.length > maxFull ? `${all.slice(0, maxFull)}…` : all };
}

function describe(value: unknown, depth: number): string {
  if (value === undefined) return depth === 0 ? "" : "undefined";
  if (typeof value === "string") return depth === 0 ? value : JSON.stringify(value.slice(0, maxFull));
  if (typeof value === "function") return `function ${value.name}`.trim();
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null) return String(value);
  if (isMathjsNumber(value)) return mathjsText(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (isStrided(value)) return `tensor of shape ${showShape(value.shape)}`;
  if (Array.isArray(value))
    return `[${listed(value, value.length, (item) => describe(item, depth + 1), depth)}]`;
  if (isPlainObject(value)) {
    const keys = Object.keys(value);
    const entry = (key: unknown) =>
      `${key}: ${describe((value as Record<string, unknown>)[String(key)], depth + 1)}`;
    return keys.length === 0 ? "{}" : `{ ${listed(keys, keys.length, entry, depth)} }`;
  }
  const { name } = value.constructor;
  const { length, size = length } = value as { length?: unknown; size?: unknown };
  return typeof size === "number" ? `${name}(${size})` : name;
}

function listed(
  items: readonly unknown[],
  count: number,
  show: (item: unknown) => string,
  depth: number,
): string {
  if (depth >= maxDepth) return count === 0 ? "" : "…";
  const shown = items.slice(0, maxItems).map(show);
  if (count > maxItems) shown.push(`… ${count - maxItems} more`);
  return shown.join(", ");
}

/** `{ … }`, and not an instance of a class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
