// The result of `compare`: data first, a table when displayed. Knows assessments and tables, not how they were made.

import { displayComparison } from "../display/comparison-display.js";
import { displaySymbol, type MimeBundle } from "../display/mime-bundle.js";
import type { BigNumber } from "../exact/big-number.js";
import type { DType } from "../tensor/dtype.js";
import type { Assessment } from "./verdict.js";

/** One element of the compared results. */
export interface ComparisonRow {
  /** Where the element is: `[1, 0]`. */
  readonly index: readonly number[];
  /** The elements at the same place of those inputs that have the result's shape; their names are the comparison's `inputs`. */
  readonly inputs: readonly number[];
  /** The exact value, to 64 digits. */
  readonly exact?: BigNumber;
  /** The first function's value, its errors and a verdict. */
  readonly a: Assessment;
  /** The second function's value, its errors and a verdict. */
  readonly b: Assessment;
}

/** An input whose elements stand beside the results': its argument name, such as `input` or `target`. */
export interface ComparedInput {
  /** Its name among the function's arguments. */
  readonly name: string;
  /** The dtype in which the functions got it. */
  readonly dtype: DType;
}

export interface ComparisonData {
  readonly names: readonly [string, string];
  readonly dtypes: readonly [DType, DType];
  readonly shape: readonly number[];
  readonly inputs: readonly ComparedInput[];
  readonly rows: readonly ComparisonRow[];
  readonly hasExact: boolean;
}

/** Two functions compared element by element; see {@link compare}. Displayed, it is a table with verdicts. */
export class Comparison implements ComparisonData {
  /** Names of the two functions. */
  readonly names: readonly [string, string];
  /** The results' dtypes. */
  readonly dtypes: readonly [DType, DType];
  /** The results' shape. */
  readonly shape: readonly number[];
  /** The inputs that have the results' shape. */
  readonly inputs: readonly ComparedInput[];
  /** One row for each element, in row-major order. */
  readonly rows: readonly ComparisonRow[];
  /** Whether there was an exact function to compare with. */
  readonly hasExact: boolean;

  /** @internal Use {@link compare}. */
  constructor(data: ComparisonData) {
    this.names = data.names;
    this.dtypes = data.dtypes;
    this.shape = data.shape;
    this.inputs = data.inputs;
    this.rows = data.rows;
    this.hasExact = data.hasExact;
  }

  /**
   * For each function, the row where its error in ulp is largest; undefined without exact values.
   * @example
   * compare(naive.logSoftmax, logSoftmax, [0, -100, -200]).worst.a?.index
   * // [ 2 ]
   */
  get worst(): { readonly a: ComparisonRow | undefined; readonly b: ComparisonRow | undefined } {
    return { a: worstRow(this.rows, "a"), b: worstRow(this.rows, "b") };
  }

  /**
   * The comparison as aligned text.
   * @example
   * compare(naive.logSumExp, logSumExp, [100, 0]).toString().split("\n")[1]
   * // naive.logSumExp is infinite.
   */
  toString(): string {
    return this[displaySymbol]()["text/plain"];
  }

  /** The comparison as a table, for notebooks. */
  [displaySymbol](): MimeBundle {
    return displayComparison(this);
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function worstRow(rows: readonly ComparisonRow[], side: "a" | "b"): ComparisonRow | undefined {
  let worst: ComparisonRow | undefined;
  for (const row of rows) {
    const ulps = row[side].ulps;
    if (ulps !== undefined && (worst === undefined || ulps > worst[side].ulps!)) worst = row;
  }
  return worst;
}
