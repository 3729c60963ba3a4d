// Rows of many numbers, in single precision: four neighbours at a time, sums in double. The same source gives two modules: in
// the one with relaxed SIMD multiplications and additions are fused, which is faster and rounds differently.
//
// exp(x − max) loses digits where the difference is rounded. So x itself is taken apart, x = n ln 2 + r with |r| ≤ ½ ln 2, and
// exp x = 2ⁿ exp r; of 2ⁿ only what is above the largest number's own n is kept (Dukhan and Ablavatski, "Two-Pass Softmax Algorithm").
// For exp r there are two polynomials: for a probability that of degree 6 with the smallest relative error that begins with 1 + r
// (Remez): 3e-9; for a term of a sum that of degree 5 (XNNPACK): 1e-7, and the logarithm of the sum is still within an ulp.

import { exponential } from "./exponential";

const LOG2_E: f32 = 1.44269504;
/** ln 2, and the float32 number next to it. */
const LN2: f64 = 0.6931471805599453;
const LN2_SINGLE: f32 = 0.6931471805599453;
/** ln 2 in two parts; the first has 12 bits, so that n times it is exact. */
const LN2_HIGH: f32 = 0.693115234375;
const LN2_LOW: f32 = 3.1946184e-5;
/** What is added to 1.5 · 2²³ is rounded to an integer, which then stands in its lowest bits. */
const ROUND: f32 = 12582912;
/** Exponentials are kept times 2⁶⁰, so that those which round to float32's smallest numbers are not lost before. */
const KEPT: f32 = 60;
const LARGEST: f32 = 1900;

// @ts-ignore: decorator
@inline
function plus(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** c − ab */
// @ts-ignore: decorator
@inline
function minus(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_nmadd(a, b, c) : f32x4.sub(c, f32x4.mul(a, b));
}

/**
 * exp of what is at least `lowest`, times the power of two that `round` carries: within 1.2 ulp if it is to be `kept`, 2.3 ulp if it
 * only goes into a sum. One that is kept gets its power of two added to the exponent, which takes less time, but for which NaN is a number
 * like any other.
 */
// @ts-ignore: decorator
@inline
function scaled(v: v128, lowest: v128, round: v128, kept: bool): v128 {
  const x = f32x4.pmax(v, lowest);
  const k = plus(x, f32x4.splat(LOG2_E), round);
  const n = f32x4.sub(k, round);
  // A fused product is not rounded: then one step will do in a sum, where all terms lack the same (see `own`).
  const r =
    ASC_FEATURE_RELAXED_SIMD && !kept
      ? minus(n, f32x4.splat(LN2_SINGLE), x)
      : minus(n, f32x4.splat(LN2_LOW), minus(n, f32x4.splat(LN2_HIGH), x));
  let p: v128;
  if (kept) {
    p = plus(f32x4.splat(1.38145743e-3), r, f32x4.splat(8.36872682e-3));
    p = plus(p, r, f32x4.splat(4.1668389e-2));
    p = plus(p, r, f32x4.splat(1.66665211e-1));
    p = plus(p, r, f32x4.splat(4.9999994e-1));
    p = plus(p, r, f32x4.splat(1));
  } else {
    p = plus(f32x4.splat(8.28929059e-3), r, f32x4.splat(4.18978222e-2));
    p = plus(p, r, f32x4.splat(1.66676521e-1));
    p = plus(p, r, f32x4.splat(4.99991506e-1));
    p = plus(p, r, f32x4.splat(9.99999702e-1));
  }
  p = plus(p, r, f32x4.splat(1));
  return kept ? i32x4.add(p, i32x4.shl(k, 23)) : f32x4.mul(p, i32x4.shl(k, 23));
}

/** Four numbers of which only the first `count` belong to the row. */
// @ts-ignore: decorator
@inline
function tail(x: usize, count: i32): v128 {
  return v128.bitselect(v128.load(x), f32x4.splat(-Infinity), i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)));
}

/** NaN instead, if there is one in the row and that is `asked`: then the sum of the numbers is one. */
// @ts-ignore: decorator
@inline
function largest(x: usize, n: i32, asked: bool): f32 {
  let a = f32x4.splat(-Infinity);
  let b = a;
  let c = a;
  let d = a;
  let all = f32x4.splat(0);
  let i = 0;
  for (; i + 16 <= n; i += 16, x += 64) {
    const first = v128.load(x);
    const second = v128.load(x, 16);
    const third = v128.load(x, 32);
    const fourth = v128.load(x, 48);
    a = f32x4.pmax(a, first);
    b = f32x4.pmax(b, second);
    c = f32x4.pmax(c, third);
    d = f32x4.pmax(d, fourth);
    if (asked) all = f32x4.add(all, f32x4.add(f32x4.add(first, second), f32x4.add(third, fourth)));
  }
  for (; i < n; i += 4, x += 16) {
    const v = tail(x, n - i);
    a = f32x4.pmax(a, v);
    if (asked) all = f32x4.add(all, v);
  }
  if (asked && v128.any_true(f32x4.ne(all, all))) return NaN;
  a = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d));
  a = f32x4.pmax(a, v128.shuffle<i32>(a, a, 2, 3, 0, 1));
  a = f32x4.pmax(a, v128.shuffle<i32>(a, a, 1, 0, 3, 2));
  return f32x4.extract_lane(a, 0);
}

/** Where the first number equal to `value` lies; there is one. */
function placeOf(value: f32, x: usize, n: i32): usize {
  const v = f32x4.splat(value);
  for (let i = 0; i + 16 <= n; i += 16, x += 64) {
    const first = v128.or(f32x4.eq(v, v128.load(x)), f32x4.eq(v, v128.load(x, 16)));
    const second = v128.or(f32x4.eq(v, v128.load(x, 32)), f32x4.eq(v, v128.load(x, 48)));
    if (v128.any_true(v128.or(first, second))) break;
  }
  // What lies behind the row may be equal too, but not before the one that is in it.
  let equal = i32x4.bitmask(f32x4.eq(v, v128.load(x)));
  while (!equal) {
    x += 16;
    equal = i32x4.bitmask(f32x4.eq(v, v128.load(x)));
  }
  return x + (ctz(equal) << 2);
}

// @ts-ignore: decorator
@inline
function added(sum: v128, v: v128): v128 {
  const upper = v128.shuffle<i32>(v, v, 2, 3, 2, 3);
  return f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(upper)));
}

/** The sum of the exponentials of the numbers at `x`. */
function sumOfExponentials(x: usize, n: i32, top: f32): f64 {
  const lowest = f32x4.splat(top - 125);
  const round = f32x4.splat(roundOf(top, false));
  let sum = f64x2.splat(0);
  let i = 0;
  // So many at a time: one exponential alone would leave the processor waiting.
  for (; i + 32 <= n; i += 32, x += 128) {
    sum = added(sum, f32x4.add(sixteen(x, lowest, round), sixteen(x + 64, lowest, round)));
  }
  for (; i + 4 <= n; i += 4, x += 16) sum = added(sum, scaled(v128.load(x), lowest, round, false));
  if (i < n) sum = added(sum, scaled(tail(x, n - i), lowest, round, false));
  return both(sum);
}

// @ts-ignore: decorator
@inline
function sixteen(x: usize, lowest: v128, round: v128): v128 {
  const a = f32x4.add(scaled(v128.load(x), lowest, round, false), scaled(v128.load(x, 16), lowest, round, false));
  const b = f32x4.add(scaled(v128.load(x, 32), lowest, round, false), scaled(v128.load(x, 48), lowest, round, false));
  return f32x4.add(a, b);
}

/**
 * The same of exponentials that take the numbers' place. If there is a row `before` this one, it is meanwhile multiplied by its factor: that
 * is known late, after a chain of divisions, and what multiplies is idle until then.
 */
// @ts-ignore: decorator
@inline
function keepExponentials(x: usize, n: i32, top: f32, thereIs: bool, before: usize, by: f32): f64 {
  const lowest = f32x4.splat(top - 125);
  const round = f32x4.splat(roundOf(top, true));
  const factor = f32x4.splat(by);
  let sum = f64x2.splat(0);
  let i = 0;
  for (; i + 32 <= n; i += 32, x += 128) {
    if (thereIs) before = sixteenTimes(before, factor);
    const left = keepSixteen(x, lowest, round);
    if (thereIs) before = sixteenTimes(before, factor);
    sum = added(sum, f32x4.add(left, keepSixteen(x + 64, lowest, round)));
  }
  if (i + 16 <= n) {
    if (thereIs) before = sixteenTimes(before, factor);
    sum = added(sum, keepSixteen(x, lowest, round));
    i += 16;
    x += 64;
  }
  if (thereIs) timesRest(before, n - i, by);
  for (; i < n; i += 4, x += 16) {
    const e = scaled(tail(x, n - i), lowest, round, true);
    if (i + 4 <= n) v128.store(x, e);
    else storeTail(x, e, n - i);
    sum = added(sum, e);
  }
  return both(sum);
}

/** Their sum. */
// @ts-ignore: decorator
@inline
function keepSixteen(x: usize, lowest: v128, round: v128): v128 {
  const a = scaled(v128.load(x), lowest, round, true);
  const b = scaled(v128.load(x, 16), lowest, round, true);
  const c = scaled(v128.load(x, 32), lowest, round, true);
  const d = scaled(v128.load(x, 48), lowest, round, true);
  v128.store(x, a);
  v128.store(x, b, 16);
  v128.store(x, c, 32);
  v128.store(x, d, 48);
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

// @ts-ignore: decorator
@inline
function both(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** One, two or three numbers. */
function storeTail(to: usize, v: v128, count: i32): void {
  store<f32>(to, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(v, 2), 8);
}

// @ts-ignore: decorator
@inline
function roundOf(top: f32, kept: bool): f32 {
  return ROUND + KEPT + (kept ? 0 : 127) - nearest<f32>(top * LOG2_E);
}

/**
 * exp(top) in the unit of the other exponentials. If these only go into a sum and have each lost n times what `LN2_SINGLE` is from ln 2, so
 * has this; what is then left of that in their ratio, 2e-9 for each power of two between them, is nothing to a sum.
 */
// @ts-ignore: decorator
@inline
function own(top: f32, kept: bool): f64 {
  const n = <f64>nearest<f32>(top * LOG2_E);
  let r = <f64>top - (n - <f64>KEPT) * LN2;
  if (ASC_FEATURE_RELAXED_SIMD && !kept) r += n * (LN2 - <f64>LN2_SINGLE);
  return f64x2.extract_lane(exponential(f64x2.splat(r)), 0);
}

/** Whether x² and an addition are fused here, as the one in `multiply-add.ts`. */
export function fused(x: f32): bool {
  return f32x4.extract_lane(plus(f32x4.splat(x), f32x4.splat(x), f32x4.splat(-(x * x))), 0) != 0;
}

/**
 * For each row of `n` numbers at `x` its largest, and the sum of exp(number − largest) over the others: in doubles at `max` and
 * `rest`. Its sum is NaN for a row that these methods do not fit: one with NaN or +∞, or whose largest is beyond ±1900. Returns whether there
 * is none. 16 bytes behind the numbers are read.
 */
export function wideSums(rows: i32, n: i32, x: usize, max: usize, rest: usize): bool {
  let all: f64 = 0;
  for (let r = 0; r < rows; r++, x += n << 2, max += 8, rest += 8) {
    const top = largest(x, n, false);
    store<f64>(max, top);
    store<f64>(rest, NaN);
    if (!(abs(top) <= LARGEST)) {
      all = NaN;
      continue;
    }
    const at = placeOf(top, x, n);
    store<f32>(at, -Infinity);
    const others = sumOfExponentials(x, n, top) / own(top, false);
    store<f64>(rest, others);
    all += others;
    store<f32>(at, top);
  }
  return all < Infinity;
}

/** The same, and each number of a row that they fit is replaced by its softmax times the row's factor, a double at `factor`. */
export function wideSoftmax(rows: i32, n: i32, x: usize, max: usize, rest: usize, factor: usize): bool {
  let all: f64 = 0;
  let thereIs = false;
  let before: usize = 0;
  let by: f32 = 0;
  let largestAt: usize = 0;
  let ofLargest: f32 = 0;
  for (let r = 0; r < rows; r++, x += n << 2, max += 8, rest += 8, factor += 8) {
    const top = largest(x, n, true);
    store<f64>(max, top);
    store<f64>(rest, NaN);
    if (!(abs(top) <= LARGEST)) {
      all = NaN;
      continue;
    }
    const at = placeOf(top, x, n);
    store<f32>(at, -Infinity);
    const one = own(top, true);
    let sum: f64;
    if (thereIs) {
      sum = keepExponentials(x, n, top, true, before, by);
      store<f32>(largestAt, ofLargest);
    } else sum = keepExponentials(x, n, top, false, 0, 0);
    const others = sum / one;
    store<f64>(rest, others);
    all += others;
    const scale = load<f64>(factor) / (1 + others);
    thereIs = true;
    before = x;
    by = <f32>(scale / one);
    largestAt = at;
    ofLargest = <f32>scale;
  }
  if (!thereIs) return false;
  const v = f32x4.splat(by);
  let i = 0;
  for (; i + 16 <= n; i += 16) before = sixteenTimes(before, v);
  timesRest(before, n - i, by);
  store<f32>(largestAt, ofLargest);
  return all < Infinity;
}

/** Multiplies sixteen numbers; returns where the next ones lie. */
// @ts-ignore: decorator
@inline
function sixteenTimes(x: usize, by: v128): usize {
  v128.store(x, f32x4.mul(v128.load(x), by));
  v128.store(x, f32x4.mul(v128.load(x, 16), by), 16);
  v128.store(x, f32x4.mul(v128.load(x, 32), by), 32);
  v128.store(x, f32x4.mul(v128.load(x, 48), by), 48);
  return x + 64;
}

function timesRest(x: usize, count: i32, by: f32): void {
  for (let i = 0; i < count; i++, x += 4) store<f32>(x, load<f32>(x) * by);
}
