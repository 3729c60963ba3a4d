// exp of two doubles at once, for arguments that do not overflow. Everything else here is written with it or beside it.
//
// x = n ln 2 + r with |r| ≤ ½ ln 2, and exp x = 2ⁿ exp r. The polynomial is the one of degree 9 with the smallest relative error
// for exp r that begins with 1 + r (Remez): 1.7e-14. That n ln 2 is rounded adds at most 2⁻⁵³|x|. A float32 has half a unit of 6e-8 at
// best, so of ten million results one may be rounded to the other side.

import { minus, plus } from "./multiply-add";

/** 1.5 · 2⁵²: what is added to it is rounded to an integer, which then stands in its lowest bits. */
const ROUND: f64 = 6755399441055744;
const LOG2_E: f64 = 1.4426950408889634;
const LN2: f64 = 0.6931471805599453;

/** exp(x) of both lanes; NaN where x is NaN. Lanes must be within ±708. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const k = plus(x, f64x2.splat(LOG2_E), f64x2.splat(ROUND + 1023));
  const n = f64x2.sub(k, f64x2.splat(ROUND + 1023));
  const r = minus(n, f64x2.splat(LN2), x);
  return f64x2.mul(ASC_FEATURE_RELAXED_SIMD ? fromHighest(r) : fromAllSides(r), i64x2.shl(k, 52));
}

/** The polynomial by the fewest operations. */
// @ts-ignore: decorator
@inline
function fromHighest(r: v128): v128 {
  let p = line(2.4880794551698539e-5, 2.74930819584562e-6, r);
  p = plus(p, r, f64x2.splat(1.9841538972610318e-4));
  p = plus(p, r, f64x2.splat(1.3888811174594349e-3));
  p = plus(p, r, f64x2.splat(8.3333330952404959e-3));
  p = plus(p, r, f64x2.splat(4.1666666962072691e-2));
  p = plus(p, r, f64x2.splat(1.6666666667264714e-1));
  p = plus(p, r, f64x2.splat(4.9999999999664564e-1));
  p = plus(p, r, f64x2.splat(1));
  return plus(p, r, f64x2.splat(1));
}

/** The same with fewer steps that wait for one another: of two operations each they would take too long. */
// @ts-ignore: decorator
@inline
function fromAllSides(r: v128): v128 {
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = plus(line(4.9999999999664564e-1, 1.6666666667264714e-1, r), r2, f64x2.add(r, f64x2.splat(1)));
  const middle = plus(line(1.3888811174594349e-3, 1.9841538972610318e-4, r), r2, line(4.1666666962072691e-2, 8.3333330952404959e-3, r));
  return plus(plus(line(2.4880794551698539e-5, 2.74930819584562e-6, r), r4, middle), r4, low);
}

/** a + bx */
// @ts-ignore: decorator
@inline
function line(a: f64, b: f64, x: v128): v128 {
  return plus(f64x2.splat(b), x, f64x2.splat(a));
}
