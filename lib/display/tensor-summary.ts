// One line about all elements of a tensor: range, mean, and how many are not finite. Its time is bounded: beyond a million
// elements it reads an even sample and says so. Knows strided arrays.

import { type DType, dtypes } from "../tensor/dtype.js";
import { elementAt } from "../tensor/operations.js";
import { elementCount, Runs, type Strided } from "../tensor/strided.js";
import { shortNumber } from "./number-text.js";
import { count } from "./table.js";

const readAllUpTo = 2 ** 20;
const sampleSize = 2 ** 14;

export function tensorSummary(a: Strided): string {
  const n = elementCount(a.shape);
  if (n === 0) return "no elements";
  const stats = new Statistics(a.dtype);
  if (n <= readAllUpTo) {
    const runs = new Runs(a.shape, [a]);
    while (runs.next()) {
      for (let i = 0, p = runs.start[0]!; i < runs.length; i++, p += runs.stride[0]!)
        stats.add(a.storage[p]!);
    }
  } else {
    // First and last element included; the fraction keeps the steps from locking on to a column.
    for (let k = 0; k < sampleSize; k++)
      stats.add(a.storage[elementAt(a, Math.floor((k * (n - 1)) / (sampleSize - 1))).index]!);
  }
  const scope = n <= readAllUpTo ? "" : `of ${count(sampleSize, "element")} sampled evenly, `;
  if (a.dtype === "bool")
    return `${scope}${count(stats.nonZero, "is", "are")} True, ${stats.seen - stats.nonZero} False`;
  return scope + stats.describe();
}

/** Whether a number is so small that it has lost digits. The summary says how many are, and that a star marks them. */
export function isSubnormal(x: number, dtype: DType): boolean {
  return x !== 0 && Math.abs(x) < smallestNormal(dtype);
}

function smallestNormal(dtype: DType): number {
  const { kind, minExponent, precision } = dtypes[dtype];
  return kind === "float" ? 2 ** (minExponent + precision - 1) : 0;
}

class Statistics {
  seen = 0;
  nonZero = 0;
  #finite = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #nan = 0;
  #inf = 0;
  #minusInf = 0;
  #subnormal = 0;
  readonly #smallestNormal: number;

  constructor(dtype: DType) {
    this.#smallestNormal = smallestNormal(dtype);
  }

  add(x: number): void {
    this.seen++;
    if (x !== 0) {
      this.nonZero++;
      if (x < this.#smallestNormal && x > -this.#smallestNormal) this.#subnormal++;
    }
    if (Number.isFinite(x)) {
      this.#finite++;
      // A running mean: the sum of large values could overflow.
      this.#mean += x / this.#finite - this.#mean / this.#finite;
      if (x < this.#min) this.#min = x;
      if (x > this.#max) this.#max = x;
    } else if (Number.isNaN(x)) this.#nan++;
    else if (x > 0) this.#inf++;
    else this.#minusInf++;
  }

  describe(): string {
    const parts: string[] = [];
    if (this.#finite > 0) {
      const finite = this.#finite < this.seen ? "finite values " : "";
      parts.push(
        `${finite}from ${shortNumber(this.#min)} to ${shortNumber(this.#max)}, mean ${shortNumber(this.#mean)}`,
      );
    }
    if (this.#nan > 0) parts.push(`${this.#nan} NaN`);
    if (this.#inf > 0) parts.push(`${this.#inf} inf`);
    if (this.#minusInf > 0) parts.push(`${this.#minusInf} -inf`);
    if (this.#subnormal > 0) parts.push(`${this.#subnormal} subnormal (marked *)`);
    return parts.join(", ");
  }
}
