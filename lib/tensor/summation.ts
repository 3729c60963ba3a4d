// Sums that do not lose digits: compensated summation in double, what each addition drops being summed as well. Knows nothing of tensors.

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
    // Knuth's two-sum: what the addition dropped of either, without asking which is the smaller.
    const added = next - sum;
    lost += sum - (next - added) + (x - added);
    sum = next;
  }
  return finishSum(sum, lost);
}

/** After an overflow or a NaN the correction is meaningless (∞ − ∞), and the plain sum is the answer. */
export function finishSum(sum: number, lost: number): number {
  return Number.isFinite(lost) ? sum + lost : sum;
}
