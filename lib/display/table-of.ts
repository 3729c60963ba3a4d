// `table(x, options)`: anything with rows and columns as a table, with names, shading and a title of one's own. Finds out what `x`
// is and leaves the rest to the tables of tensors, matrices and records.

import type { ExactTensor } from "../exact/exact-tensor.js";
import { checkOptions, showShape, showValue } from "../tensor/argument.js";
import type { DType } from "../tensor/dtype.js";
import { isNumericTypedArray, isStrided, read } from "../tensor/nested-array.js";
import { rowMajorStrides, type Strided } from "../tensor/strided.js";
import type { TensorLike } from "../tensor/tensor.js";
import { exactTensorTable, isExactTensor } from "./exact-tensor-display.js";
import { isMathjsMatrix } from "./mathjs-values.js";
import { matrixTable } from "./matrix-table.js";
import { displaySymbol, type MimeBundle } from "./mime-bundle.js";
import { areRecords, type DataRecord, mapTable, recordsTable } from "./records-table.js";
import type { Table } from "./table.js";
import { displayTable } from "./table-display.js";
import { tableText } from "./table-text.js";
import { tensorTable } from "./tensor-display.js";

/** Options of {@link table}. */
export interface TableOptions {
  /** Names of the rows, such as classes or samples. Without them rows are counted from 0. */
  readonly rows?: readonly (string | number)[] | undefined;
  /** Names of the columns. Of records: which fields are shown, and in which order. */
  readonly columns?: readonly (string | number)[] | undefined;
  /** Names of an array's dimensions, one for each: `["sample", "class"]`. */
  readonly axes?: readonly string[] | undefined;
  /** A colour behind each number, the stronger the larger it is; blue above 0, orange below. Default false. */
  readonly shade?: boolean | undefined;
  /** Stands first in the caption. */
  readonly title?: string | undefined;
}

/** What {@link table} takes: arrays of numbers of any kind, records, a Map, results of `exact`. */
export type TableLike = TensorLike | readonly DataRecord[] | ReadonlyMap<unknown, unknown> | ExactTensor;

/** A table to be displayed; see {@link table}. */
export class DisplayedTable {
  readonly #table: Table;

  /** @internal Use {@link table}. */
  constructor(model: Table) {
    this.#table = model;
  }

  /**
   * The table as aligned text.
   * @example
   * table([{ lr: 0.1, loss: 2.5 }, { lr: 0.01, loss: 0.5 }]).toString().split("\n").slice(-2)
   * // [ '0  0.1000  2.5000', '1  0.0100  0.5000' ]
   */
  toString(): string {
    return tableText(this.#table);
  }

  /** The table for notebooks. */
  [displaySymbol](): MimeBundle {
    return displayTable(this.#table);
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Anything with rows and columns as a table: tensors (with their gradients), nested and typed arrays, mathjs matrices, results of
 * `exact`, records, a Map. Names for rows, columns and dimensions say what the numbers belong to; `shade` makes a heat map of it.
 *
 * Large tables are cut in the middle and say how much is left out. An array of more than two dimensions is shown as slices.
 *
 * @param x what to show
 * @param options names, shading, a title
 * @returns A table: displayed as the value of a cell or by `display`, text by `String(…)`.
 * @throws TypeError if `x` has no rows and columns; RangeError if there are more or fewer names than rows, columns or dimensions.
 * @example
 * const p = softmax([[2, 1], [0, 3]]);
 * String(table(p, { rows: ["photo 1", "photo 2"], columns: ["cat", "dog"] })).split("\n\n")[1]
 * //             cat     dog
 * // -------  ------  ------
 * // photo 1  0.7311  0.2689
 * // photo 2  0.0474  0.9526
 */
export function table(x: TableLike, options: TableOptions = {}): DisplayedTable {
  checkOptions("table", options, ["rows", "columns", "axes", "shade", "title"]);
  const model = tableOf(x, options);
  const { title } = options;
  return new DisplayedTable(title === undefined ? model : { ...model, title: `${title}: ${model.title}` });
}

function tableOf(x: unknown, options: TableOptions): Table {
  if (isStrided(x)) return tensorTable(x, namesFor(x.shape, options));
  if (isExactTensor(x)) return exactTensorTable(x.shape, x.values, namesFor(x.shape, options));
  if (isMathjsMatrix(x)) return matrixTable(x, namesFor(x.size(), options));
  if (isBigIntArray(x)) {
    const matrix = { type: typeName(x), size: () => [x.length], get: ([i]: readonly number[]) => x[i!] };
    return matrixTable(matrix, namesFor([x.length], options));
  }
  if (isNumericTypedArray(x)) return typedArrayTable(x, namesFor([x.length], options));
  if (areRecords(x)) return recordsTable(x, recordOptions(x.length, options));
  if (x instanceof Map) return mapTable(x, recordOptions(x.size, options));
  if (Array.isArray(x) || typeof x === "number" || typeof x === "boolean") {
    const array = read("table: x", x, undefined);
    // JavaScript's numbers have more digits than the float32 that a tensor of them would have.
    const doubles = array.dtype === "float32" ? read("table: x", x, "float64") : array;
    const what = `array of shape ${showShape(array.shape)}`;
    return tensorTable(doubles, { ...namesFor(array.shape, options), what });
  }
  throw new TypeError(
    `table: x is ${showValue(x)}, expected a tensor, an array of numbers, a matrix, an array of records or a Map`,
  );
}

function isBigIntArray(x: unknown): x is BigInt64Array {
  return x instanceof BigInt64Array || x instanceof BigUint64Array;
}

/** `Float32Array`, of whatever realm. */
function typeName(x: object): string {
  return Object.prototype.toString.call(x).slice("[object ".length, -1);
}

function typedArrayTable(x: ArrayLike<number>, options: TableOptions): Table {
  const name = typeName(x);
  const dtypes: Readonly<Record<string, DType>> = {
    Float64Array: "float64",
    Float32Array: "float32",
    Float16Array: "float16",
  };
  const shape = [x.length];
  const view = {
    // Read only, so it may be of any kind of numbers.
    storage: x as Strided["storage"],
    offset: 0,
    shape,
    strides: rowMajorStrides(shape),
    dtype: dtypes[name] ?? "int32",
  };
  return tensorTable(view, { ...options, what: `${name} of length ${x.length}` });
}

/** The options, when they fit an array of this shape. */
function namesFor(shape: readonly number[], options: TableOptions): TableOptions {
  const { rows, columns, axes } = options;
  // A vector is one row.
  const height = shape.length === 1 ? 1 : shape.at(-2);
  checkCount("rows", rows, height, shape);
  checkCount("columns", columns, shape.at(-1), shape);
  if (axes !== undefined && axes.length !== shape.length) {
    throw new RangeError(
      `table: axes has ${names(axes.length)}, expected ${shape.length}, one for each dimension of shape ${showShape(shape)}`,
    );
  }
  return options;
}

function checkCount(
  option: "rows" | "columns",
  given: readonly unknown[] | undefined,
  size: number | undefined,
  shape: readonly number[],
): void {
  if (given === undefined || given.length === size) return;
  throw new RangeError(
    size === undefined
      ? `table: ${option} names ${option}, but a single number has none`
      : `table: ${option} has ${names(given.length)}, expected ${size} for shape ${showShape(shape)}`,
  );
}

function recordOptions(size: number, { rows, columns, axes, shade }: TableOptions) {
  if (axes !== undefined)
    throw new TypeError("table: axes names the dimensions of an array; records have none");
  if (rows !== undefined && rows.length !== size) {
    throw new RangeError(`table: rows has ${names(rows.length)}, expected ${size}, one for each row`);
  }
  return { rows, columns: columns?.map(String), shade };
}

function names(n: number): string {
  return n === 1 ? "1 name" : `${n} names`;
}
