// Printing against PyTorch's own output (test/golden/print.json).

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type DType, tensor, zeros } from "../index.js";
import { exponential, fixed } from "./print.js";

interface PrintCase {
  why: string;
  dtype: string;
  shape: number[];
  data: (number | string | boolean)[];
  text: string;
}

const cases: PrintCase[] = JSON.parse(
  readFileSync(new URL("../../test/golden/print.json", import.meta.url), "utf8"),
).cases;

describe("a tensor prints as in PyTorch", () => {
  it("covers the golden cases, with every dtype", () => {
    expect(cases.length).toBe(137);
    expect(new Set(cases.map((c) => c.dtype))).toEqual(
      new Set(["float32", "float64", "float16", "bfloat16", "int32", "bool"]),
    );
  });

  it.each(cases.map((c, i) => ({ ...c, i })))(
    "case $i, $why $dtype $shape",
    ({ dtype, shape, data, text }) => {
      const values = Float64Array.from(data, Number);
      expect(
        tensor(values, { dtype: dtype as DType })
          .reshape(shape)
          .toString(),
      ).toBe(text);
    },
  );

  it("says the dtype of an empty tensor, as PyTorch does", () => {
    expect(String(zeros([0], { dtype: "bool" }))).toBe("tensor([], dtype=bool)");
    expect(String(zeros([0, 3], { dtype: "bool" }))).toBe("tensor([], size=(0, 3), dtype=bool)");
    expect(String(zeros([0]))).toBe("tensor([])");
  });

  it("prints a view by its own elements", () => {
    expect(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]).T.toString(),
    ).toBe("tensor([[1., 4.],\n        [2., 5.],\n        [3., 6.]])");
  });
});

describe("rounding of printed decimals", () => {
  it("takes ties to even, as C does", () => {
    // 0.03125 and 0.09375 are exact binary numbers half way between two 4-digit decimals.
    expect(fixed(0.03125, 4)).toBe("0.0312");
    expect(fixed(0.09375, 4)).toBe("0.0938");
    expect(fixed(-2.5, 0)).toBe("-2");
    expect(exponential(1.00005e5 * 2 ** 0, 4)).toBe("1.0000e+05");
    expect(exponential(100015, 4)).toBe("1.0002e+05");
  });

  it("keeps the sign of negative zero", () => expect(fixed(-0, 0)).toBe("-0"));
});
