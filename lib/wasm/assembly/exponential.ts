// exp of two doubles at once, for arguments that do not overflow. Everything else here is written with it or beside it.
//
// x = n ln 2 + r with |r| ≤ ½ ln 2, and exp x = 2ⁿ exp r. The polynomial is the one of degree 10 with the smallest relative error
// for exp r that begins with 1 + r (Remez): 2.9e-16. That n ln 2 is rounded adds at most 2⁻⁵³|x|: the digits of a float32 are far away.

/** 1.5 · 2⁵²: what is added to it is rounded to an integer, which then stands in its lowest bits. */
export const ROUND: f64 = 6755399441055744;
const LOG2_E: f64 = 1.4426950408889634;
const LN2: f64 = 0.6931471805599453;

/** exp(x) of both lanes; NaN where x is NaN. Lanes must be within ±708. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const k = f64x2.add(f64x2.mul(x, f64x2.splat(LOG2_E)), f64x2.splat(ROUND + 1023));
  const n = f64x2.sub(k, f64x2.splat(ROUND + 1023));
  const r = f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2)));
  // Not from the highest power down, where each step waits for the one before.
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = step(line(4.9999999999998324e-1, 1.6666666666611557e-1, r), r2, f64x2.add(r, f64x2.splat(1)));
  const middle = step(line(1.3888888516227077e-3, 1.9841185236734157e-4, r), r2, line(4.166666666813647e-2, 8.333333370869705e-3, r));
  const high = step(f64x2.splat(2.7476795347842264e-7), r2, line(2.480193172061897e-5, 2.7634990577209074e-6, r));
  const p = step(step(high, r4, middle), r4, low);
  return f64x2.mul(p, i64x2.shl(k, 52));
}

/** ab + c */
// @ts-ignore: decorator
@inline
function step(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** a + bx */
// @ts-ignore: decorator
@inline
function line(a: f64, b: f64, x: v128): v128 {
  return step(f64x2.splat(b), x, f64x2.splat(a));
}
