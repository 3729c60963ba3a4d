// One row of logits at high precision: the exact counterpart of the float code's shifted row, written independently of it.
// Knows BigNumbers and rows of numbers, not tensors.

import type { Storage } from "../tensor/dtype.js";
import { log1p } from "./arithmetic.js";
import { type BigNumber, type BigNumberClass, bigNumbers, digits, fromDouble } from "./big-number.js";

/** Digits carried beyond the result's. */
const guard = 24;
/** The difference of any two doubles has fewer digits than this. */
const everyDigit = 1200;

export class ExactRow {
  readonly #Work: BigNumberClass;
  readonly #precision: number;
  /** o − max for every logit, exactly. Empty when the row has no finite maximum. */
  readonly differences: readonly BigNumber[] = [];
  /** The largest logit as a double: NaN when the row has a NaN, −∞ when it is empty. */
  readonly max: number;
  /** Σ exp(o − max) over the logits other than the largest. */
  readonly rest: BigNumber;
  /** log(1 + rest). */
  readonly logSum: BigNumber;
  readonly #exponentials: readonly BigNumber[] = [];

  constructor(data: Storage, start: number, stride: number, n: number, precision = digits + guard) {
    this.#precision = precision;
    this.#Work = bigNumbers(precision);
    const row = Array.from({ length: n }, (_, k) => data[start + k * stride]!);
    this.max = row.some(Number.isNaN) ? Number.NaN : Math.max(...row);
    if (!Number.isFinite(this.max)) {
      this.rest = new this.#Work(Number.NaN);
      this.logSum = this.rest;
      return;
    }
    const Wide = bigNumbers(everyDigit);
    const max = fromDouble(Wide, this.max);
    this.differences = row.map((x) => fromDouble(Wide, x).minus(max));
    this.#exponentials = this.differences.map((d) => this.#exp(d));
    const argmax = row.indexOf(this.max);
    let rest = new this.#Work(0);
    this.#exponentials.forEach((e, k) => {
      if (k !== argmax) rest = rest.plus(e);
    });
    this.rest = rest;
    this.logSum = log1p(rest, precision);
  }

  softmax(k: number): BigNumber {
    return this.#isUndefined() ? this.rest : this.#exponentials[k]!.div(this.rest.plus(1));
  }

  logSoftmax(k: number): BigNumber {
    return this.#isUndefined() ? this.rest : this.#narrow(this.differences[k]!).minus(this.logSum);
  }

  /** max + log(1 + rest), or undefined when so much cancels that it takes more digits to know 64 of the result. */
  logSumExp(): BigNumber | undefined {
    if (this.#isUndefined()) return new this.#Work(this.max);
    const max = fromDouble(bigNumbers(everyDigit), this.max);
    const sum = new this.#Work(max.plus(this.logSum));
    if (this.rest.isZero()) return sum;
    const largest = Math.max(max.isZero() ? Number.NEGATIVE_INFINITY : max.e, this.logSum.e);
    return sum.isZero() || largest - sum.e > guard - 8 + this.#precision - (digits + guard) ? undefined : sum;
  }

  #isUndefined(): boolean {
    return !Number.isFinite(this.max);
  }

  /** As many digits as the exponential of the number can feel. */
  #narrow(x: BigNumber): BigNumber {
    if (!x.isFinite() || x.isZero()) return new this.#Work(x);
    return new this.#Work(x.toSignificantDigits(this.#precision + Math.min(Math.max(x.e, 0), 20) + 2));
  }

  #exp(x: BigNumber): BigNumber {
    return this.#narrow(x).exp();
  }
}

/** logSumExp of a row, with as many digits as cancellation asks for. */
export function exactLogSumExp(data: Storage, start: number, stride: number, n: number): BigNumber {
  for (let precision = digits + guard; ; precision *= 2) {
    const result = new ExactRow(data, start, stride, n, precision).logSumExp();
    if (result) return result;
  }
}
