// log(1 + x) of two doubles at once, where x is not negative.
//
// 1 + x = 2ᵏ m with m next to 1, and log m = 2 artanh s with s = (m − 1)/(m + 1), so |s| ≤ 0.172. The polynomial in s² is the one with
// the smallest relative error for what follows 2s (Remez): 3e-14. Where k is 0 x itself is m − 1, of which 1 + x has lost digits.

import { plus } from "./multiply-add";

const LN2: f64 = 0.6931471805599453;
/** The bits of √½: as integers, doubles from there to √2 have the same exponent once this is subtracted. */
const ROOT: i64 = 0x3fe6a09e667f3bcd;
/** The bits of 2⁵²: with an integer in the lowest of them it is 2⁵² plus that integer. */
const INTEGER: i64 = 0x4330000000000000;

/** For each of `count` doubles x at `from`, log(1 + x) at `to`: NaN where x is NaN. Two at a time, so one more may be written. */
export function logarithms(count: i32, from: usize, to: usize): void {
  for (let i = 0; i < count; i += 2, from += 16, to += 16) v128.store(to, logarithm(v128.load(from)));
}

// @ts-ignore: decorator
@inline
function logarithm(x: v128): v128 {
  const u = f64x2.add(x, f64x2.splat(1));
  const k = i64x2.shr_u(i64x2.sub(u, i64x2.splat(ROOT)), 52);
  const m = i64x2.sub(u, i64x2.shl(k, 52));
  const f = v128.bitselect(x, f64x2.sub(m, f64x2.splat(1)), i64x2.eq(k, i64x2.splat(0)));
  const s = f64x2.div(f, f64x2.add(f, f64x2.splat(2)));
  const n = f64x2.sub(v128.or(k, i64x2.splat(INTEGER)), f64x2.splat(4503599627370496));
  const s2 = f64x2.mul(s, s);
  let p = plus(f64x2.splat(0.19584072189403727), s2, f64x2.splat(0.22176193226795264));
  p = plus(p, s2, f64x2.splat(0.28572109076036317));
  p = plus(p, s2, f64x2.splat(0.39999995622337223));
  p = plus(p, s2, f64x2.splat(0.66666666675800369));
  p = plus(p, s2, f64x2.splat(2));
  // Times 0 what is finite is 0.
  return plus(x, f64x2.splat(0), plus(n, f64x2.splat(LN2), f64x2.mul(p, s)));
}
