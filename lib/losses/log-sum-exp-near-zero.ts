// logSumExp where the largest logit and the logarithm of the sum cancel: for log-probabilities, whose exponentials sum to
// 1, nothing of a double calculation is left. Here the sum is taken in fixed-point integers, with as many bits as it needs.
// Knows rows of numbers, not tensors.

import type { Storage } from "../tensor/dtype.js";

/**
 * log Σ exp(o) of a row of finite or −∞ logits, correctly rounded but for rare near-ties.
 * Slow (microseconds per logit), so only for rows whose double result has cancelled. `estimate` is that result.
 */
export function logSumExpNearZero(
  data: Storage,
  start: number,
  stride: number,
  n: number,
  estimate: number,
): number {
  // 53 bits of result, 64 to spare, and as many as the result lies below 1.
  let bits =
    117 +
    Math.ceil(Math.log2(n)) +
    Math.max(0, Math.ceil(-Math.log2(Math.max(Math.abs(estimate), 2 ** -64))));
  while (true) {
    let sum = 0n;
    for (let k = 0, i = start; k < n; k++, i += stride) sum += expFixed(data[i]!, bits);
    const result = logFixed(sum, bits);
    // No sum of exponentials of rationals is exactly 1 except e^0 itself, so the loop ends.
    if (bitLength(result) >= 60 + Math.ceil(Math.log2(n)) || bits > 4096) return fixedToNumber(result, bits);
    bits *= 2;
  }
}

/** e^x for a double x, as an integer multiple of 2^-bits. */
function expFixed(x: number, bits: number): bigint {
  if (x < -(bits + 8) * Math.LN2) return 0n;
  const guard = 24;
  const p = bits + guard;
  const ln2 = ln2Fixed(p);
  const value = numberToFixed(x, p);
  const k = Math.round(x / Math.LN2);
  // exp(r) = exp(r / 2^8)^(2^8): a few squarings save many terms of the series.
  const halvings = 8n;
  const r = (value - BigInt(k) * ln2) >> halvings;
  const shift = BigInt(p);
  const one = 1n << shift;
  let term = one;
  let sum = one;
  for (let j = 1n; term !== 0n; j++) {
    term = ((term * r) >> shift) / j;
    // A negative r makes `>>` approach −1, never 0.
    if (term === -1n) term = 0n;
    sum += term;
  }
  for (let j = 0n; j < halvings; j++) sum = (sum * sum) >> shift;
  const down = BigInt(guard - k);
  return down >= 0n ? sum >> down : sum << -down;
}

/** log of a fixed-point number near or not near 1: from the double logarithm, corrected by the series of log(1 + δ). */
function logFixed(s: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  const one = 1n << shift;
  const near = bitLength(s - one) < bits - 30;
  const y0 = near ? 0 : Math.log(fixedToNumber(s, bits));
  const delta = (near ? s : (s * expFixed(-y0, bits)) >> shift) - one;
  let power = delta;
  let sum = numberToFixed(y0, bits);
  for (let j = 1n; power !== 0n && power !== -1n; j++) {
    sum += j % 2n === 1n ? power / j : -power / j;
    power = (power * delta) >> shift;
  }
  return sum;
}

let ln2Bits = 0;
let ln2Value = 0n;

/** ln 2 = 18 artanh(1/26) − 2 artanh(1/4801) + 8 artanh(1/8749). */
function ln2Fixed(bits: number): bigint {
  if (bits > ln2Bits) {
    const p = BigInt(bits + 16);
    ln2Value =
      (18n * artanhOfInverse(26n, p) - 2n * artanhOfInverse(4801n, p) + 8n * artanhOfInverse(8749n, p)) >>
      16n;
    ln2Bits = bits;
  }
  return ln2Value >> BigInt(ln2Bits - bits);
}

function artanhOfInverse(n: bigint, p: bigint): bigint {
  let power = (1n << p) / n;
  let sum = 0n;
  for (let j = 1n; power !== 0n; j += 2n) {
    sum += power / j;
    power /= n * n;
  }
  return sum;
}

/** x·2^bits, rounded towards zero; exact for doubles that have no lower bits. */
function numberToFixed(x: number, bits: number): bigint {
  if (x === 0) return 0n;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), -1022) - 52;
  // Two steps, because 2^-exponent overflows for subnormal numbers.
  const half = Math.trunc(-exponent / 2);
  const significand = BigInt(Math.round(x * 2 ** half * 2 ** (-exponent - half)));
  const shift = exponent + bits;
  return shift >= 0 ? significand << BigInt(shift) : significand / (1n << BigInt(-shift));
}

function fixedToNumber(v: bigint, bits: number): number {
  const sign = v < 0n ? -1 : 1;
  const a = v < 0n ? -v : v;
  const drop = Math.max(bitLength(a) - 64, 0);
  // 64 bits through BigInt's own rounding to 53, then two exact scalings (2^-bits alone could underflow).
  const top = Number(a >> BigInt(drop));
  const exponent = drop - bits;
  const half = Math.trunc(exponent / 2);
  return sign * top * 2 ** half * 2 ** (exponent - half);
}

function bitLength(v: bigint): number {
  const a = v < 0n ? -v : v;
  return a === 0n ? 0 : a.toString(16).length * 4 - Math.clz32(Number.parseInt(a.toString(16)[0]!, 16)) + 28;
}
