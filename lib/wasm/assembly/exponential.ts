// exp of two doubles at once, for arguments that do not overflow. Everything else here is written with it or beside it.
//
// x = n ln 2 + r with |r| ≤ ½ ln 2, and exp x = 2ⁿ exp r. The polynomial is the one of degree 10 with the smallest relative error
// for exp r that begins with 1 + r (Remez): 2.9e-16. With the roundings exp is within 2 ulp of a double.

/** 1.5 · 2⁵²: what is added to it is rounded to an integer, which then stands in its lowest bits. */
export const ROUND: f64 = 6755399441055744;
const LOG2_E: f64 = 1.4426950408889634;
/** ln 2 in two parts; the first has so few bits that n times it is exact. */
const LN2_HIGH: f64 = 0.693147180369123816490;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

/** exp(x) of both lanes; NaN where x is NaN. Lanes must be within ±708. */
// @ts-expect-error: decorator
@inline
export function exponential(x: v128): v128 {
  const k = f64x2.add(f64x2.mul(x, f64x2.splat(LOG2_E)), f64x2.splat(ROUND + 1023));
  const n = f64x2.sub(k, f64x2.splat(ROUND + 1023));
  const high = f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH)));
  const r = f64x2.sub(high, f64x2.mul(n, f64x2.splat(LN2_LOW)));
  let p = step(f64x2.splat(2.7476795347842264e-7), r, 2.7634990577209074e-6);
  p = step(p, r, 2.480193172061897e-5);
  p = step(p, r, 1.9841185236734157e-4);
  p = step(p, r, 1.3888888516227077e-3);
  p = step(p, r, 8.333333370869705e-3);
  p = step(p, r, 4.166666666813647e-2);
  p = step(p, r, 1.6666666666611557e-1);
  p = step(p, r, 4.9999999999998324e-1);
  p = step(p, r, 1);
  p = step(p, r, 1);
  return f64x2.mul(p, i64x2.shl(k, 52));
}

// @ts-expect-error: decorator
@inline
function step(p: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(p, r), f64x2.splat(coefficient));
}
