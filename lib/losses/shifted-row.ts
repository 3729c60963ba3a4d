// One row of logits after subtracting its largest: what softmax, logSoftmax, logSumExp and cross-entropy all start from.
// Knows rows of numbers, not tensors.
//
// Every sum is kept as 1 + rest, where 1 is the largest logit's own term and `rest` the sum of the others. When one class
// dominates, 1 + rest rounds to 1 and its logarithm would be 0; log1p(rest) keeps every digit of it.

import type { Storage } from "../tensor/dtype.js";
import { finishSum } from "../tensor/summation.js";

export class ShiftedRow {
  /** The largest logit. */
  max = 0;
  /** Its position; the first one if several are equal. */
  argmax = 0;
  /** Σ exp(o − max) over the other positions. NaN when softmax is: a NaN or +∞ in the row, or nothing but −∞. */
  rest = 0;
  /** log Σ exp(o − max) = log1p(rest). */
  logSum = 0;
  /** Whether differences carry their rounding error: float64 needs it, float32 calculated in double does not. */
  readonly #carried: boolean;
  /** exp(o − max) of each logit, for rows that are asked for probabilities: exp is most of the work. */
  readonly #exponentials: Float64Array | undefined;

  /** `length`, if given, is that of rows that will be asked for probabilities. */
  constructor(float64: boolean, length?: number) {
    this.#carried = float64;
    this.#exponentials = length === undefined ? undefined : new Float64Array(length);
  }

  /** Reads the row of `n` logits that starts at `start`, `stride` apart. */
  load(data: Storage, start: number, stride: number, n: number): this {
    let max = Number.NEGATIVE_INFINITY;
    let argmax = 0;
    let hasNaN = false;
    for (let k = 0, i = start; k < n; k++, i += stride) {
      const x = data[i]!;
      if (x > max) {
        max = x;
        argmax = k;
      } else if (Number.isNaN(x)) hasNaN = true;
    }
    this.max = hasNaN ? Number.NaN : max;
    this.argmax = argmax;
    this.rest = Number.isFinite(this.max) ? this.#sumOfOthers(data, start, stride, n) : Number.NaN;
    this.logSum = Math.log1p(this.rest);
    return this;
  }

  /** The softmax of the k-th logit. A row without a softmax has rest NaN, which makes all of it NaN. */
  probability(k: number): number {
    return this.#exponentials![k]! / (1 + this.rest);
  }

  /** 1 minus the softmax of the k-th logit. For the largest it is the sum of the others, never 1 − something next to 1. */
  complement(k: number): number {
    return k === this.argmax ? this.rest / (1 + this.rest) : 1 - this.probability(k);
  }

  /** exp(x − max). */
  exp(x: number): number {
    const high = x - this.max;
    const e = Math.exp(high);
    // The difference lost up to half a unit of its last place; exp would turn that into a relative error of the same size.
    return this.#carried && e > 0 ? e + e * differenceError(x, this.max, high) : e;
  }

  /** x − max − log Σ exp(o − max): the logarithm of x's softmax. */
  logSoftmax(x: number): number {
    const high = x - this.max;
    const result = high - this.logSum;
    return this.#carried && Number.isFinite(high) ? result + differenceError(x, this.max, high) : result;
  }

  /** factor · logSoftmax(x), also where the logarithm alone lies beyond the largest double and the product does not. */
  scaledLogSoftmax(x: number, factor: number): number {
    const result = this.logSoftmax(x) * factor;
    if (result !== Number.NEGATIVE_INFINITY || !Number.isFinite(x)) return result;
    return (x / 2 - this.max / 2) * factor * 2 - this.logSum * factor;
  }

  #sumOfOthers(data: Storage, start: number, stride: number, n: number): number {
    const exponentials = this.#exponentials;
    if (exponentials) exponentials[this.argmax] = 1;
    let sum = 0;
    let lost = 0;
    for (let k = 0, i = start; k < n; k++, i += stride) {
      if (k === this.argmax) continue;
      const e = this.exp(data[i]!);
      if (exponentials) exponentials[k] = e;
      const next = sum + e;
      lost += sum >= e ? sum - next + e : e - next + sum;
      sum = next;
    }
    return finishSum(sum, lost);
  }
}

/** (x − y) − fl(x − y), exactly: Knuth's two-sum. */
function differenceError(x: number, y: number, difference: number): number {
  const back = difference - x;
  return x - (difference - back) + (-y - back);
}
