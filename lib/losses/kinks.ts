// Functions with a kink, and the derivative that PyTorch gives them there. Knows numbers only.

/** The sign as the derivative of |x|: 0 at 0, and for NaN. */
export function signOf(x: number): number {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

/** max(x, 0); NaN stays NaN. */
export function positivePart(x: number): number {
  return Math.max(x, 0);
}

/** The derivative of max(x, 0) where it is written as a clamp: 1 at 0, and 0 for NaN. */
export function positivePartSlope(x: number): number {
  return x >= 0 ? 1 : 0;
}
