// Rows of few numbers, in double: four rows at a time, each in lanes of its own. What comes out are the digits that the library's
// JavaScript gives: they differ by the last bits of a double.

import { exponential } from "./exponential";

/** What lies further below the largest counts as this far below: its exponential is 0 in float32 anyway. */
const LOWEST: f64 = -700;
/** The bits of 2⁵²: with an integer in the lowest of them it is 2⁵² plus that integer. */
const INTEGER: i64 = 0x4330000000000000;

/**
 * For each row of `n` numbers at `x` its largest, and the sum of exp(number − largest) over the others: in doubles at `max` and
 * `rest`. A row that holds NaN or +∞, or nothing but −∞, has a NaN for its sum: returns whether there is none. Needs room for 4n floats
 * at `work`, and for a multiple of four rows at `max` and `rest`.
 */
export function narrowSums(rows: i32, n: i32, x: usize, max: usize, rest: usize, work: usize): bool {
  let all = f64x2.splat(0);
  for (let r = 0; r < rows; r += 4, x += n << 4, max += 32, rest += 32) {
    const top = apart(n, x, row(x, n, rows - r, 1), row(x, n, rows - r, 2), row(x, n, rows - r, 3), work);
    const topA = f64x2.promote_low_f32x4(top);
    const topB = f64x2.promote_low_f32x4(v128.shuffle<i32>(top, top, 2, 3, 2, 3));
    let sumA = f64x2.splat(0);
    let sumB = sumA;
    let at = work;
    const end = work + ((n - 1) << 4);
    for (; at + 32 <= end; at += 32) {
      // Two columns, so that the processor waits less.
      const a = bounded(difference(at, topA));
      const b = bounded(difference(at + 8, topB));
      const c = bounded(difference(at + 16, topA));
      const d = bounded(difference(at + 24, topB));
      sumA = f64x2.add(f64x2.add(sumA, a), c);
      sumB = f64x2.add(f64x2.add(sumB, b), d);
    }
    if (at < end) {
      sumA = f64x2.add(sumA, bounded(difference(at, topA)));
      sumB = f64x2.add(sumB, bounded(difference(at + 8, topB)));
    }
    v128.store(max, topA);
    v128.store(max, topB, 16);
    sumA = ifFinite(topA, sumA);
    sumB = ifFinite(topB, sumB);
    v128.store(rest, sumA);
    v128.store(rest, sumB, 16);
    all = f64x2.add(all, f64x2.add(sumA, sumB));
  }
  return isNumber(all);
}

/**
 * The same, and each number of a row is replaced by its softmax times the row's factor, a double at `factor`. Needs room for
 * 4n doubles more.
 */
export function narrowSoftmax(rows: i32, n: i32, x: usize, max: usize, rest: usize, work: usize, factor: usize): bool {
  let all = f64x2.splat(0);
  const kept = work + (n << 4);
  const one = f64x2.splat(1);
  for (let r = 0; r < rows; r += 4, x += n << 4, max += 32, rest += 32, factor += 32) {
    four(rows - r, n, x, max, rest, work, kept);
    const sumA = v128.load(rest);
    const sumB = v128.load(rest, 16);
    all = f64x2.add(all, f64x2.add(sumA, sumB));
    const a = f64x2.div(v128.load(factor), f64x2.add(one, sumA));
    const b = f64x2.div(v128.load(factor, 16), f64x2.add(one, sumB));
    fromColumns(n, kept, a, b, x, row(x, n, rows - r, 1), row(x, n, rows - r, 2), row(x, n, rows - r, 3));
  }
  return isNumber(all);
}

// @ts-ignore: decorator
@inline
function isNumber(x: v128): bool {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1) < Infinity;
}

/** Four rows, or as many as there are; exp(number − largest) goes to `kept`. */
// @ts-ignore: decorator
@inline
function four(rows: i32, n: i32, x: usize, max: usize, rest: usize, work: usize, kept: usize): void {
  const top = toColumns(n, x, row(x, n, rows, 1), row(x, n, rows, 2), row(x, n, rows, 3), work);
  const topA = f64x2.promote_low_f32x4(top);
  const topB = f64x2.promote_low_f32x4(v128.shuffle<i32>(top, top, 2, 3, 2, 3));
  let sumA = f64x2.splat(0);
  let sumB = sumA;
  let ownA = i64x2.splat(0);
  let ownB = ownA;
  const end = work + (n << 4);
  for (; work + 32 <= end; work += 32) {
    // Two columns, so that the processor waits less.
    const a = difference(work, topA);
    const b = difference(work + 8, topB);
    const c = difference(work + 16, topA);
    const d = difference(work + 24, topB);
    const expA = bounded(a);
    const expB = bounded(b);
    const expC = bounded(c);
    const expD = bounded(d);
    v128.store(kept, expA);
    v128.store(kept, expB, 16);
    v128.store(kept, expC, 32);
    v128.store(kept, expD, 48);
    kept += 64;
    sumA = f64x2.add(f64x2.add(sumA, v128.andnot(expA, isZero(a))), v128.andnot(expC, isZero(c)));
    sumB = f64x2.add(f64x2.add(sumB, v128.andnot(expB, isZero(b))), v128.andnot(expD, isZero(d)));
    ownA = i64x2.sub(i64x2.sub(ownA, isZero(a)), isZero(c));
    ownB = i64x2.sub(i64x2.sub(ownB, isZero(b)), isZero(d));
  }
  if (work < end) {
    const a = difference(work, topA);
    const b = difference(work + 8, topB);
    const expA = bounded(a);
    const expB = bounded(b);
    v128.store(kept, expA);
    v128.store(kept, expB, 16);
    sumA = f64x2.add(sumA, v128.andnot(expA, isZero(a)));
    sumB = f64x2.add(sumB, v128.andnot(expB, isZero(b)));
    ownA = i64x2.sub(ownA, isZero(a));
    ownB = i64x2.sub(ownB, isZero(b));
  }
  v128.store(max, topA);
  v128.store(max, topB, 16);
  v128.store(rest, others(topA, sumA, ownA));
  v128.store(rest, others(topB, sumB, ownB), 16);
}

/** The smaller of two, in each lane. With `larger` it loses no NaN: what is in one of the two places before is there afterwards. */
// @ts-ignore: decorator
@inline
function smaller(a: v128, b: v128): v128 {
  return f32x4.pmin(b, a);
}

// @ts-ignore: decorator
@inline
function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

/**
 * Returns the largest of each of four rows, and puts what is left of them into columns at `to`, in whatever order: of two numbers the larger
 * goes on and the smaller stays. Then no term of a sum needs to be asked whether it is the largest itself.
 */
// @ts-ignore: decorator
@inline
function apart(n: i32, x: usize, x1: usize, x2: usize, x3: usize, to: usize): v128 {
  let top = column(x, x1, x2, x3);
  let i: usize = 4;
  const end: usize = n << 2;
  for (; i + 16 <= end; i += 16, to += 64) {
    const a = v128.load(x + i);
    const b = v128.load(x1 + i);
    const c = v128.load(x2 + i);
    const d = v128.load(x3 + i);
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const upperAB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const upperCD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    const first = v128.shuffle<i64>(ab, cd, 0, 2);
    const second = v128.shuffle<i64>(ab, cd, 1, 3);
    const third = v128.shuffle<i64>(upperAB, upperCD, 0, 2);
    const fourth = v128.shuffle<i64>(upperAB, upperCD, 1, 3);
    const left = larger(first, second);
    const right = larger(third, fourth);
    const both = larger(left, right);
    v128.store(to, smaller(first, second));
    v128.store(to, smaller(third, fourth), 16);
    v128.store(to, smaller(left, right), 32);
    v128.store(to, smaller(top, both), 48);
    top = larger(top, both);
  }
  for (; i < end; i += 4, to += 16) {
    const v = column(x + i, x1 + i, x2 + i, x3 + i);
    v128.store(to, smaller(top, v));
    top = larger(top, v);
  }
  return top;
}

/** One number of each row. */
// @ts-ignore: decorator
@inline
function column(x: usize, x1: usize, x2: usize, x3: usize): v128 {
  let v = v128.load32_zero(x);
  v = v128.load_lane<f32>(x1, v, 1);
  v = v128.load_lane<f32>(x2, v, 2);
  return v128.load_lane<f32>(x3, v, 3);
}

/** The first numbers of four rows together to `to`, then their second ones. Returns the largest of each row. */
// @ts-ignore: decorator
@inline
function toColumns(n: i32, x: usize, x1: usize, x2: usize, x3: usize, to: usize): v128 {
  let top = f32x4.splat(-Infinity);
  if (n < 4) {
    for (let i: usize = 0, end: usize = n << 2; i < end; i += 4, to += 16) {
      const v = column(x + i, x1 + i, x2 + i, x3 + i);
      v128.store(to, v);
      top = f32x4.pmax(top, v);
    }
    return top;
  }
  let other = top;
  // Four numbers of a row at a time; the last four may be some of those before.
  for (let i: usize = 0, last: usize = (n - 4) << 2; ; i = min(i + 16, last)) {
    const a = v128.load(x + i);
    const b = v128.load(x1 + i);
    const c = v128.load(x2 + i);
    const d = v128.load(x3 + i);
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const upperAB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const upperCD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    const first = v128.shuffle<i64>(ab, cd, 0, 2);
    const second = v128.shuffle<i64>(ab, cd, 1, 3);
    const third = v128.shuffle<i64>(upperAB, upperCD, 0, 2);
    const fourth = v128.shuffle<i64>(upperAB, upperCD, 1, 3);
    const at = to + (i << 2);
    v128.store(at, first);
    v128.store(at, second, 16);
    v128.store(at, third, 32);
    v128.store(at, fourth, 48);
    top = f32x4.pmax(f32x4.pmax(top, first), second);
    other = f32x4.pmax(f32x4.pmax(other, third), fourth);
    if (i == last) break;
  }
  return f32x4.pmax(top, other);
}

/** Doubles that lie as `toColumns` puts numbers, times their row's factor, back to the rows. */
// @ts-ignore: decorator
@inline
function fromColumns(n: i32, from: usize, a: v128, b: v128, x: usize, x1: usize, x2: usize, x3: usize): void {
  if (n < 4) {
    for (let i: usize = 0, end: usize = n << 2; i < end; i += 4, from += 32) {
      const v = times(from, a, b);
      // Rows that are not there share the last one's place, which is written after them.
      v128.store_lane<f32>(x3 + i, v, 3);
      v128.store_lane<f32>(x2 + i, v, 2);
      v128.store_lane<f32>(x1 + i, v, 1);
      v128.store_lane<f32>(x + i, v, 0);
    }
    return;
  }
  for (let i: usize = 0, last: usize = (n - 4) << 2; ; i = min(i + 16, last)) {
    const at = from + (i << 3);
    const first = times(at, a, b);
    const second = times(at + 32, a, b);
    const third = times(at + 64, a, b);
    const fourth = times(at + 96, a, b);
    const lower = v128.shuffle<i32>(first, second, 0, 4, 1, 5);
    const lowerRight = v128.shuffle<i32>(third, fourth, 0, 4, 1, 5);
    const upper = v128.shuffle<i32>(first, second, 2, 6, 3, 7);
    const upperRight = v128.shuffle<i32>(third, fourth, 2, 6, 3, 7);
    v128.store(x3 + i, v128.shuffle<i64>(upper, upperRight, 1, 3));
    v128.store(x2 + i, v128.shuffle<i64>(upper, upperRight, 0, 2));
    v128.store(x1 + i, v128.shuffle<i64>(lower, lowerRight, 1, 3));
    v128.store(x + i, v128.shuffle<i64>(lower, lowerRight, 0, 2));
    if (i == last) break;
  }
}

/** Four doubles times their factors, as floats. */
// @ts-ignore: decorator
@inline
function times(from: usize, a: v128, b: v128): v128 {
  const left = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(from), a));
  const right = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(from, 16), b));
  return v128.shuffle<i64>(left, right, 0, 2);
}

/** Where row `r` of the next four begins; the last one's beginning, if there are not so many. */
// @ts-ignore: decorator
@inline
function row(x: usize, n: i32, rows: i32, r: i32): usize {
  return x + (n << 2) * min(r, rows - 1);
}

// @ts-ignore: decorator
@inline
function difference(x: usize, top: v128): v128 {
  return f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(x)), top);
}

// @ts-ignore: decorator
@inline
function bounded(x: v128): v128 {
  return exponential(f64x2.pmax(x, f64x2.splat(LOWEST)));
}

/** Where a number is as large as the largest. */
// @ts-ignore: decorator
@inline
function isZero(x: v128): v128 {
  return f64x2.eq(x, f64x2.splat(0));
}

/** A row's sum but for the largest: `sum` is without all that are as large, of which there are `own`. */
// @ts-ignore: decorator
@inline
function others(top: v128, sum: v128, own: v128): v128 {
  const equal = f64x2.sub(v128.or(own, i64x2.splat(INTEGER)), f64x2.splat(4503599627370497));
  return ifFinite(top, f64x2.add(sum, equal));
}

// @ts-ignore: decorator
@inline
function ifFinite(top: v128, sum: v128): v128 {
  return v128.bitselect(sum, f64x2.splat(NaN), f64x2.lt(f64x2.abs(top), f64x2.splat(Infinity)));
}
