// Rounding to the two 16-bit formats. Knows numbers, not tensors.

import { f16round } from "@petamoriken/float16";

/**
 * The nearest float16, by way of float32: PyTorch on a CPU calculates half precision in float32 and rounds that. (For one
 * sum, difference, product, quotient or root the detour changes nothing: float32 has more than twice the digits.)
 */
export function roundToFloat16(x: number): number {
  return f16round(Math.fround(x));
}

const single = /* @__PURE__ */ new Float32Array(1);
const bits = /* @__PURE__ */ new Uint32Array(single.buffer);

/** The nearest bfloat16, ties to even: the upper half of a float32's bits. */
export function roundToBfloat16(x: number): number {
  if (Number.isNaN(x)) return x;
  single[0] = x;
  const b = bits[0]!;
  bits[0] = b + 0x7fff + ((b >>> 16) & 1);
  bits[0] = bits[0]! & 0xffff0000;
  return single[0]!;
}
