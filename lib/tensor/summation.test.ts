// Long sums keep their digits. Compared with the sum in whole multiples of 2^-149, which is exact.

import { describe, expect, it } from "vitest";
import { ulpError } from "../compare/ulp.js";
import { bigNumbers } from "../exact/big-number.js";
import { rand, randn, seed, type Tensor, tensor } from "../index.js";

/** The exact sum of float32 numbers, as an integer multiple of 2^-149. */
function exactSum(data: ArrayLike<number>): bigint {
  const parts = new Map<number, number>();
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!;
    if (x === 0) continue;
    // Numbers of one exponent are integers below 2^24 times a power of two: 2^29 of them add exactly in a double.
    const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), -126) - 23;
    parts.set(exponent, (parts.get(exponent) ?? 0) + x / 2 ** exponent);
  }
  let sum = 0n;
  for (const [exponent, significand] of parts) sum += BigInt(significand) << BigInt(exponent + 149);
  return sum;
}

function ulpOfSum(t: Tensor): number {
  const Decimal = bigNumbers(200);
  const exact = new Decimal(exactSum(t.data).toString()).div(new Decimal((2n ** 149n).toString()));
  return ulpError(t.sum().item(), exact, "float32");
}

describe("the sum of ten million float32 numbers is within 2 units of the exact one", () => {
  it("of uniform numbers", () => {
    seed(1);
    expect(ulpOfSum(rand([10_000_000]))).toBeLessThanOrEqual(2);
  });

  it("of normal numbers, which cancel", () => {
    seed(2);
    expect(ulpOfSum(randn([10_000_000]))).toBeLessThanOrEqual(2);
  });

  it("of numbers of very different sizes", () => {
    seed(3);
    const t = randn([1_000_000]);
    const scaled = Float32Array.from(t.data, (x, i) => x * 10 ** ((i % 61) - 30));
    expect(ulpOfSum(tensor(scaled))).toBeLessThanOrEqual(2);
  });
});

it("an integer sum beyond int32 is refused, not wrapped", () => {
  const t = tensor(new Int32Array([2147483647, 1]));
  expect(() => t.sum()).toThrow("sum: the result is 2147483648, which int32 cannot hold");
  expect(t.to("float64").sum().item()).toBe(2147483648);
});
