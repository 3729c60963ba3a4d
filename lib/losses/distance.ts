// The distance of two rows: a p-norm of their difference, and its derivatives. Knows rows of numbers, and the losses that are
// calculated row by row.

import type { Storage } from "../tensor/dtype.js";
import { compensatedSum } from "../tensor/summation.js";
import type { Tensor } from "../tensor/tensor.js";
import { signOf } from "./kinks.js";
import { rowLoss } from "./row-loss.js";

/** How PyTorch measures the distance of x and y: ‖x − y + eps‖ₚ. */
export interface Metric {
  readonly p: number;
  readonly eps: number;
}

export class Distance {
  readonly value: number;
  readonly #differences: Float64Array;
  readonly #p: number;

  constructor(x: Storage, y: Storage, { p, eps }: Metric) {
    this.#differences = Float64Array.from(x, (a, k) => a - y[k]! + eps);
    this.#p = p;
    this.value = norm(this.#differences.map(Math.abs), p);
  }

  /** Adds `factor` times the derivative for each element of x, and of y. */
  addSlopes(factor: number, intoX: Float64Array, intoY: Float64Array): void {
    const slope = this.#slope();
    this.#differences.forEach((d, k) => {
      const each = factor * slope(d);
      intoX[k]! += each;
      intoY[k]! -= each;
    });
  }

  /** The norm's derivative for a difference, with PyTorch's choice where it has none. */
  #slope(): (d: number) => number {
    const p = this.#p;
    if (p === 0) return () => 0;
    if (Number.isFinite(p)) {
      return (d) => (d === 0 || this.value === 0 ? 0 : signOf(d) * (Math.abs(d) / this.value) ** (p - 1));
    }
    // Those that are as large (for −∞, as small) as the norm share it evenly.
    const decides = (d: number) => Object.is(Math.abs(d), this.value);
    const share = 1 / this.#differences.filter(decides).length;
    return (d) => (decides(d) ? signOf(d) * share : 0);
  }
}

/** (Σ sizeᵖ)^(1/p), of sizes that are not negative. */
function norm(sizes: Float64Array, p: number): number {
  if (p === 0) return sizes.filter((size) => size !== 0).length;
  if (p === 1) return compensatedSum(sizes, 0, 1, sizes.length);
  // Seen from the size that decides no power overflows.
  const unit =
    p > 0
      ? sizes.reduce((a, b) => Math.max(a, b), 0)
      : sizes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(p) || unit === 0 || !Number.isFinite(unit)) return unit;
  const powers = sizes.map((size) => (size / unit) ** p);
  const sum = compensatedSum(powers, 0, 1, powers.length);
  return unit * (p === 2 ? Math.sqrt(sum) : sum ** (1 / p));
}

/** The distances of the rows of two tensors, PyTorch's `pairwise_distance`. */
export function pairwiseDistance(fn: string, x: Tensor, y: Tensor, metric: Metric): Tensor {
  return rowLoss(
    fn,
    [x, y],
    {
      value: ([a, b]) => new Distance(a!, b!, metric).value,
      slopes: ([a, b], _, [intoA, intoB]) => new Distance(a!, b!, metric).addSlopes(1, intoA!, intoB!),
    },
    "none",
  );
}
