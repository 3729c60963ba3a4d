// The logarithm of a quotient. Knows numbers, not tensors.

/** log(x / y) for positive x and y, also where the quotient is next to 1, or no double. */
export function logRatio(x: number, y: number): number {
  const ratio = x / y;
  // Within a factor of 2 the difference is exact, and log1p keeps all of it.
  if (ratio > 0.5 && ratio < 2) return Math.log1p((x - y) / y);
  return ratio > 2 ** -1022 && ratio < Number.POSITIVE_INFINITY ? Math.log(ratio) : Math.log(x) - Math.log(y);
}
