// Errors in units in the last place: how many steps of the dtype lie between a value and the exact result.
// Knows numbers, BigNumbers and dtypes.

import type { BigNumber } from "../exact/big-number.js";
import { bigNumbers, digits, fromDouble } from "../exact/big-number.js";
import { type DType, dtypes } from "../tensor/dtype.js";

/** The distance of neighbouring values of `dtype` around x (between its power of two and the next). */
export function unitInLastPlace(x: number, dtype: DType): number {
  const { precision, minExponent } = dtypes[dtype];
  const a = Math.abs(x);
  if (!(a < Number.POSITIVE_INFINITY)) return Number.NaN;
  return 2 ** Math.max(binaryExponent(a) - (precision - 1), minExponent);
}

/** floor(log2 a), exactly; Math.log2 alone can round up to the next integer. */
function binaryExponent(a: number): number {
  if (a === 0) return -1074;
  let e = Math.floor(Math.log2(a));
  if (2 ** e > a) e--;
  else if (2 ** (e + 1) <= a) e++;
  return e;
}

/**
 * |value − exact| in units in the last place of the exact result. Both infinite alike, both NaN, and an infinity where
 * the exact result is too large for the dtype count as 0; any other non-finite mismatch as ∞.
 */
export function ulpError(value: number, exact: BigNumber, dtype: DType): number {
  const nearest = dtypes[dtype].round(exact.toNumber());
  if (Object.is(value, nearest) || value === nearest) {
    if (!Number.isFinite(value)) return 0;
  } else if (!Number.isFinite(value) || !Number.isFinite(nearest)) return Number.POSITIVE_INFINITY;
  // Two steps: 1 / unit alone overflows for subnormal units.
  const unit = fromDouble(bigNumbers(digits), unitInLastPlace(nearest, dtype));
  return fromDouble(bigNumbers(digits), value).minus(exact).abs().div(unit).toNumber();
}
