// Rows of few numbers, in double: two rows at a time, one in each lane. What comes out are the digits that the library's
// JavaScript gives, which calculates the same in the same order: they differ by the last bits of a double.

import { exponential } from "./exponential";

/** What a row's largest number is less than this far above counts: exp(−708) is the smallest normal double. */
const LOWEST: f64 = -708;

/**
 * For each row of `n` numbers at `x` its largest, and the sum of exp(number − largest) over the others: in doubles at `max` and
 * `rest`. A row that holds NaN or +∞, or nothing but −∞, has a NaN for its sum.
 */
export function narrowSums(rows: i32, n: i32, x: usize, max: usize, rest: usize): void {
  for (let r = 0; r < rows; r += 2, x += n << 3, max += 16, rest += 16) {
    pair(n, x, r + 1 < rows ? x + (n << 2) : x, max, rest, 0);
  }
}

/**
 * The same, and each number of a row is replaced by its softmax times the row's factor, a double at `factor`. Needs room for
 * 2n doubles at `work`, and for an even number of rows at `max`, `rest` and `factor`.
 */
export function narrowSoftmax(rows: i32, n: i32, x: usize, max: usize, rest: usize, factor: usize, work: usize): void {
  for (let r = 0; r < rows; r += 2, x += n << 3, max += 16, rest += 16, factor += 16) {
    const second = r + 1 < rows ? x + (n << 2) : x;
    pair(n, x, second, max, rest, work);
    const scale = f64x2.div(v128.load(factor), f64x2.add(f64x2.splat(1), v128.load(rest)));
    for (let i = 0; i < n; i++) {
      const p = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(work + (i << 4)), scale));
      v128.store_lane<f32>(second + (i << 2), p, 1);
      v128.store_lane<f32>(x + (i << 2), p, 0);
    }
  }
}

/** Both rows of a pair; exp(number − largest) goes to `keep`, unless that is 0. */
// @ts-expect-error: decorator
@inline
function pair(n: i32, x: usize, y: usize, max: usize, rest: usize, keep: usize): void {
  let top = f64x2.splat(-Infinity);
  let at = i64x2.splat(0);
  for (let i = 0; i < n; i++) {
    const v = both(x, y, i);
    const above = f64x2.gt(v, top);
    top = v128.bitselect(v, top, above);
    at = v128.bitselect(i64x2.splat(i), at, above);
  }
  let sum = f64x2.splat(0);
  for (let i = 0; i < n; i++) {
    const e = exponential(f64x2.pmax(f64x2.sub(both(x, y, i), top), f64x2.splat(LOWEST)));
    if (keep) v128.store(keep + (i << 4), e);
    sum = f64x2.add(sum, v128.andnot(e, i64x2.eq(at, i64x2.splat(i))));
  }
  v128.store(max, top);
  v128.store(rest, v128.bitselect(sum, f64x2.splat(NaN), f64x2.lt(f64x2.abs(top), f64x2.splat(Infinity))));
}

// @ts-expect-error: decorator
@inline
function both(x: usize, y: usize, i: i32): v128 {
  return f64x2.promote_low_f32x4(v128.load_lane<f32>(y + (i << 2), v128.load32_zero(x + (i << 2)), 1));
}
