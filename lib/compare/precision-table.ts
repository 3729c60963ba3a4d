// What the floating dtypes can hold, and what is left of the exponential function in each. Knows dtypes and tables.

import { displaySymbol, type MimeBundle } from "../display/mime-bundle.js";
import type { Table } from "../display/table.js";
import { displayTable } from "../display/table-display.js";
import { type DType, dtypes } from "../tensor/dtype.js";
import { boundary } from "./boundary.js";

/** The range and precision of one dtype. */
export interface Precision {
  /** The dtype. */
  readonly dtype: DType;
  /** Bits of a number: sign, exponent and significand. */
  readonly bits: number;
  /** Bits of the significand, the implicit first one included. */
  readonly significandBits: number;
  /** Decimal digits that every number of so many digits keeps. */
  readonly digits: number;
  /** The distance from 1 to the next larger number. */
  readonly epsilon: number;
  /** The smallest positive number; below the smallest normal one digits are lost. */
  readonly smallest: number;
  /** The smallest positive number with all its digits. */
  readonly smallestNormal: number;
  /** The largest finite number. */
  readonly largest: number;
  /** The largest x whose eˣ is finite: the next one overflows. */
  readonly expOverflowsAbove: number;
  /** The smallest x whose eˣ has all its digits. */
  readonly expLosesDigitsBelow: number;
  /** The smallest x whose eˣ is not 0: the next one underflows. */
  readonly expIsZeroBelow: number;
}

/** What {@link precisionTable} gives: data, and a table when displayed. */
export class PrecisionTable {
  /** One for each dtype, the widest first. */
  readonly rows: readonly Precision[];

  /** @internal */
  constructor(rows: readonly Precision[]) {
    this.rows = rows;
  }

  /**
   * The table as text.
   * @example
   * String(precisionTable()).split("\n")[0]
   * // precision and range of the floating dtypes
   */
  toString(): string {
    return displayTable(tableOf(this.rows))["text/plain"];
  }

  /** The table, for notebooks. */
  [displaySymbol](): MimeBundle {
    return displayTable(tableOf(this.rows));
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Range and precision of float64, float32, float16 and bfloat16, and of the exponential function in each: where eˣ overflows,
 * where it begins to lose digits, and where it becomes 0.
 *
 * The places are found by bisection over the dtype's numbers.
 *
 * @returns Data (`rows`), and a table when displayed.
 * @example
 * precisionTable().rows.map((row) => `${row.dtype}: exp overflows above ${row.expOverflowsAbove.toFixed(4)}`)
 * // [
 * //   'float64: exp overflows above 709.7827',
 * //   'float32: exp overflows above 88.7228',
 * //   'float16: exp overflows above 11.0859',
 * //   'bfloat16: exp overflows above 88.5000'
 * // ]
 * @see IEEE 754; d2l "Softmax Regression Concise", softmax revisited
 */
export function precisionTable(): PrecisionTable {
  return new PrecisionTable((["float64", "float32", "float16", "bfloat16"] as const).map(precisionOf));
}

function precisionOf(dtype: DType): Precision {
  const { precision, minExponent, round } = dtypes[dtype];
  const smallestNormalExponent = minExponent + precision - 1;
  const largestExponent = 1 - smallestNormalExponent;
  const smallestNormal = 2 ** smallestNormalExponent;
  const exp = (x: number) => round(Math.exp(x));
  // −2000 and 2000 lie beyond the exponentials of all dtypes.
  const [low, high] = [round(-2000), round(2000)];
  return {
    dtype,
    // A sign, the significand's bits but the implicit one, and as many as the exponents need.
    bits: precision + Math.round(Math.log2(2 * largestExponent + 2)),
    significandBits: precision,
    digits: Math.floor((precision - 1) * Math.log10(2)),
    epsilon: 2 ** (1 - precision),
    smallest: 2 ** minExponent,
    smallestNormal,
    largest: (2 - 2 ** (1 - precision)) * 2 ** largestExponent,
    expOverflowsAbove: boundary((x) => exp(x) < Number.POSITIVE_INFINITY, 0, high, dtype).last,
    expLosesDigitsBelow: boundary((x) => exp(x) >= smallestNormal, 0, low, dtype).last,
    expIsZeroBelow: boundary((x) => exp(x) > 0, 0, low, dtype).last,
  };
}

function tableOf(rows: readonly Precision[]): Table {
  const column = (header: string, show: (row: Precision) => string) => ({ header, show });
  const short = (x: number) => x.toExponential(3);
  const columns = [
    column("bits", (row) => String(row.bits)),
    column("of the significand", (row) => String(row.significandBits)),
    column("decimal digits", (row) => String(row.digits)),
    column("epsilon", (row) => short(row.epsilon)),
    column("smallest", (row) => short(row.smallest)),
    column("smallest normal", (row) => short(row.smallestNormal)),
    column("largest", (row) => short(row.largest)),
    column("eˣ overflows above", (row) => row.expOverflowsAbove.toFixed(4)),
    column("eˣ loses digits below", (row) => row.expLosesDigitsBelow.toFixed(4)),
    column("eˣ is 0 below", (row) => row.expIsZeroBelow.toFixed(4)),
  ];
  return {
    title: "precision and range of the floating dtypes",
    summary: [
      "epsilon is the distance from 1 to the next larger number; below the smallest normal number digits are lost",
    ],
    corner: "dtype",
    columns: columns.map(({ header }) => ({ header, align: "right" })),
    groups: [
      {
        rows: rows.map((row) => ({
          header: row.dtype,
          cells: columns.map(({ show }) => ({ text: show(row) })),
        })),
      },
    ],
  };
}
