// Values that are not the library's own and yet have a display: mathjs's, typed arrays, records, Maps. A kernel that wants
// to show them registers each.

import { displayMathjs, isMathjsMatrix, isMathjsNode, isMathjsNumber } from "./mathjs-values.js";
import { displaySymbol, type MimeBundle } from "./mime-bundle.js";
import { areRecords } from "./records-table.js";
import { type TableLike, table } from "./table-of.js";

export interface ForeignValue {
  /** Whether a value is one of this kind. */
  readonly is: (value: unknown) => boolean;
  readonly display: (value: unknown) => MimeBundle;
}

const asTable = (value: unknown) => table(value as TableLike)[displaySymbol]();

export const foreignValues: readonly ForeignValue[] = [
  { is: (value) => isMathjsNumber(value) || isMathjsNode(value), display: displayMathjs },
  { is: isMathjsMatrix, display: asTable },
  { is: isTypedArray, display: asTable },
  { is: areRecords, display: asTable },
  { is: (value) => value instanceof Map && value.size > 0, display: asTable },
];

/** JavaScript's own arrays of numbers: a subclass, such as Node's Buffer, may hold something else than numbers. */
function isTypedArray(value: unknown): boolean {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return false;
  const { length } = value as unknown as { length: number };
  return length > 0 && value.constructor.name === Object.prototype.toString.call(value).slice(8, -1);
}
