// Sums that do not lose digits: Neumaier's compensated summation in double. Knows nothing of tensors.

/**
 * The sum of `n` values starting at `start`, `stride` apart, as if added exactly and rounded about once.
 * Infinities and NaN come out as plain addition would give them.
 */
export function compensatedSum(values: ArrayLike<number>, start: number, stride: number, n: number): number {
  let sum = 0;
  let lost = 0;
  for (let k = 0, i = start; k < n; k++, i += stride) {
    const x = values[i]!;
    const next = sum + x;
    // The smaller of the two operands is the one whose low digits the addition dropped.
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return finishSum(sum, lost);
}

/** After an overflow or a NaN the correction is meaningless (∞ − ∞), and the plain sum is the answer. */
export function finishSum(sum: number, lost: number): number {
  return Number.isFinite(lost) ? sum + lost : sum;
}
