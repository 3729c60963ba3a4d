// Rows of few numbers, in double: four rows at a time, each in lanes of its own. What comes out are the digits that the library's
// JavaScript gives, which calculates the same in the same order: they differ by the last bits of a double.

import { exponential } from "./exponential";

/** What lies further below the largest counts as this far below: its exponential is 0 in float32 anyway. */
const LOWEST: f32 = 700;

/**
 * For each row of `n` numbers at `x` its largest, and the sum of exp(number − largest) over the others: in doubles at `max` and
 * `rest`. A row that holds NaN or +∞, or nothing but −∞, has a NaN for its sum. Needs room for 4n floats at `work`, and for a
 * multiple of four rows at `max` and `rest`.
 */
export function narrowSums(rows: i32, n: i32, x: usize, max: usize, rest: usize, work: usize): void {
  for (let r = 0; r < rows; r += 4, x += n << 4, max += 32, rest += 32) four(rows - r, n, x, max, rest, work, 0);
}

/**
 * The same, and each number of a row is replaced by its softmax times the row's factor, a double at `factor`. Needs room for
 * 4n doubles more.
 */
export function narrowSoftmax(rows: i32, n: i32, x: usize, max: usize, rest: usize, work: usize, factor: usize): void {
  const kept = work + (n << 4);
  const one = f64x2.splat(1);
  for (let r = 0; r < rows; r += 4, x += n << 4, max += 32, rest += 32, factor += 32) {
    four(rows - r, n, x, max, rest, work, kept);
    const a = f64x2.div(v128.load(factor), f64x2.add(one, v128.load(rest)));
    const b = f64x2.div(v128.load(factor, 16), f64x2.add(one, v128.load(rest, 16)));
    const x1 = row(x, n, rows - r, 1);
    const x2 = row(x, n, rows - r, 2);
    const x3 = row(x, n, rows - r, 3);
    for (let i = 0; i < n; i++) {
      const p = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(kept + (i << 5)), a));
      const q = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(kept + (i << 5), 16), b));
      // Rows that are not there share the last one's place, which is written after them.
      v128.store_lane<f32>(x3 + (i << 2), q, 1);
      v128.store_lane<f32>(x2 + (i << 2), q, 0);
      v128.store_lane<f32>(x1 + (i << 2), p, 1);
      v128.store_lane<f32>(x + (i << 2), p, 0);
    }
  }
}

/** Four rows, or as many as there are; exp(number − largest) goes to `kept`, unless that is 0. */
// @ts-ignore: decorator
@inline
function four(rows: i32, n: i32, x: usize, max: usize, rest: usize, work: usize, kept: usize): void {
  const x1 = row(x, n, rows, 1);
  const x2 = row(x, n, rows, 2);
  const x3 = row(x, n, rows, 3);
  let top = f32x4.splat(-Infinity);
  for (let i = 0; i < n; i++) {
    let v = v128.load32_zero(x + (i << 2));
    v = v128.load_lane<f32>(x1 + (i << 2), v, 1);
    v = v128.load_lane<f32>(x2 + (i << 2), v, 2);
    v = v128.load_lane<f32>(x3 + (i << 2), v, 3);
    v128.store(work + (i << 4), v);
    top = f32x4.pmax(top, v);
  }
  const lowest = f32x4.sub(top, f32x4.splat(LOWEST));
  const topA = f64x2.promote_low_f32x4(top);
  const topB = f64x2.promote_low_f32x4(upper(top));
  let found = i32x4.splat(0);
  let sumA = f64x2.splat(0);
  let sumB = sumA;
  for (let i = 0; i < n; i++) {
    const given = v128.load(work + (i << 4));
    const v = f32x4.pmax(given, lowest);
    const a = exponential(f64x2.sub(f64x2.promote_low_f32x4(v), topA));
    const b = exponential(f64x2.sub(f64x2.promote_low_f32x4(upper(v)), topB));
    if (kept) {
      v128.store(kept + (i << 5), a);
      v128.store(kept + (i << 5), b, 16);
    }
    const first = v128.andnot(f32x4.eq(v, top), found);
    found = v128.or(found, first);
    sumA = f64x2.add(sumA, v128.andnot(a, i64x2.extend_low_i32x4_s(first)));
    sumB = f64x2.add(sumB, v128.andnot(b, i64x2.extend_high_i32x4_s(first)));
  }
  v128.store(max, topA);
  v128.store(max, topB, 16);
  v128.store(rest, ifFinite(topA, sumA));
  v128.store(rest, ifFinite(topB, sumB), 16);
}

/** Where row `r` of the next four begins; the last one's beginning, if there are not so many. */
// @ts-ignore: decorator
@inline
function row(x: usize, n: i32, rows: i32, r: i32): usize {
  return x + (n << 2) * min(r, rows - 1);
}

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 2, 3, 2, 3);
}

// @ts-ignore: decorator
@inline
function ifFinite(top: v128, sum: v128): v128 {
  return v128.bitselect(sum, f64x2.splat(NaN), f64x2.lt(f64x2.abs(top), f64x2.splat(Infinity)));
}
