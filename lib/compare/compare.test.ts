// Comparing: verdicts on cases whose causes are known, ulps by hand, and what is refused.

import { describe, expect, it } from "vitest";
import { bigNumbers } from "../exact/big-number.js";
import {
  type Comparison,
  compare,
  crossEntropy,
  exact,
  logSoftmax,
  logSumExp,
  naive,
  softmax,
  type Tensor,
  tensor,
} from "../index.js";
import { ulpError, unitInLastPlace } from "./ulp.js";

const verdicts = (c: Comparison, side: "a" | "b") => c.rows.map((row) => row[side].verdict);

describe("errors in ulp", () => {
  const decimal = (x: string) => new (bigNumbers(64))(x);

  it("measure in steps of the dtype", () => {
    expect(unitInLastPlace(1, "float32")).toBe(2 ** -23);
    expect(unitInLastPlace(1, "float64")).toBe(2 ** -52);
    expect(unitInLastPlace(1e-45, "float32")).toBe(2 ** -149);
    expect(unitInLastPlace(2 ** 29 - 1, "float64")).toBe(2 ** (28 - 52));
    expect(ulpError(1 + 2 ** -22, decimal("1"), "float32")).toBe(2);
    expect(ulpError(0, decimal("1e-400"), "float64")).toBeLessThan(1e-70);
  });

  it("count infinities and NaN as right or wrong", () => {
    expect(ulpError(Number.POSITIVE_INFINITY, decimal("1e39"), "float32")).toBe(0);
    expect(ulpError(Number.POSITIVE_INFINITY, decimal("1e38"), "float32")).toBe(Number.POSITIVE_INFINITY);
    expect(ulpError(Number.NaN, decimal("NaN"), "float32")).toBe(0);
    expect(ulpError(Number.NaN, decimal("1"), "float32")).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("verdicts", () => {
  it("tell overflow from underflow, row by row", () => {
    const c = compare(naive.softmax, softmax, [
      [0, 1, 100],
      [-200, -210, -220],
      [1, 2, 3],
    ]);
    expect(verdicts(c, "a")).toEqual([
      "underflow → 0",
      "underflow → 0",
      "overflow → NaN",
      "underflow → NaN",
      "underflow → NaN",
      "underflow → NaN",
      "exact to ½ ulp",
      "exact to ½ ulp",
      "exact to ½ ulp",
    ]);
    expect(new Set(verdicts(c, "b"))).toEqual(new Set(["exact to ½ ulp"]));
  });

  it("count the digits that cancellation leaves", () => {
    // log(1 + e^-20) keeps e^-20 = 2.06e-9 to the 2^-53 of 1: 1.1e-16 / 2.06e-9 is 7 digits.
    const c = compare(naive.logSoftmax, logSoftmax, [0, -20], { dtype: "float64" });
    expect(c.rows[0]!.a.verdict).toBe("cancellation, 7 digits left");
    expect(c.rows[0]!.b.verdict).toMatch(/^exact to (½|1|2) ulp$/);
    // In float32 nothing is left of it.
    expect(compare(naive.logSoftmax, logSoftmax, [0, -20]).rows[0]!.a.verdict).toBe(
      "cancellation, no digits left → 0",
    );
  });

  it("name log 0 and overflow", () => {
    const loss = (o: Tensor) => naive.crossEntropy(naive.softmax(o), [0, 0]);
    const stable = (o: Tensor) => crossEntropy(o, [0, 0], { reduction: "none" });
    const truth = (o: Tensor) => exact.crossEntropy(o, [0, 0], { reduction: "none" });
    const c = compare(
      loss,
      stable,
      [
        [-200, 0],
        [0, 100],
      ],
      { exact: truth },
    );
    expect(verdicts(c, "a")).toEqual(["log 0 → inf", "log 0 → inf"]);
    expect(c.names).toEqual(["loss", "stable"]);
    expect(verdicts(compare(naive.logSumExp, logSumExp, [1000, 1]), "a")).toEqual(["overflow → inf"]);
    // The first value is -1.4e-87, which float32 cannot tell from 0.
    expect(verdicts(compare(naive.logSoftmax, logSoftmax, [0, -200]), "a")).toEqual([
      "below float32, so 0 is right",
      "log 0 → -inf",
    ]);
  });

  it("accept 0 and inf where the dtype has nothing nearer", () => {
    const c = compare(naive.softmax, softmax, [0, -200]);
    expect(c.rows[1]!.b).toMatchObject({ value: 0, verdict: "below float32, so 0 is right" });
    // 10 · 3e38 lies beyond float32's 3.4e38.
    const sum = (o: Tensor) => o.mul(10).sum();
    expect(
      verdicts(
        compare(sum, sum, [3e38], { exact: () => exact.nllLoss(tensor([-3e39], { dtype: "float64" }), 0) }),
        "a",
      ),
    ).toEqual(["beyond float32, so inf is right"]);
  });
});

describe("compare", () => {
  it("is data as well as a table", () => {
    const c = compare(naive.softmax, softmax, [0, 100]);
    expect(c.rows[1]).toMatchObject({ index: [1], input: 100, a: { value: Number.NaN }, b: { value: 1 } });
    expect(c.worst.a).toBe(c.rows[1]);
    expect(c.rows[0]!.exact!.toPrecision(12)).toBe("3.72007597602e-44");
  });

  it("hands on options that are not its own", () => {
    const o = [
      [1, 2],
      [3, 5],
    ];
    const c = compare(naive.softmax, softmax, o, { dim: 0, dtype: "float64" });
    expect(c.dtypes).toEqual(["float64", "float64"]);
    expect(c.rows[0]!.b.value).toBeCloseTo(1 / (1 + Math.exp(2)), 15);
  });

  it("takes functions of two inputs", () => {
    const c = compare(naive.crossEntropy, naive.crossEntropy, [[0.25, 0.75]], [0]);
    expect(c.rows[0]!.exact!.toPrecision(15)).toBe("1.38629436111989");
  });

  it("sets functions without an exact one side by side", () => {
    const c = compare(
      (o) => o.exp(),
      (o) => o.mul(2),
      [100],
    );
    expect(c.hasExact).toBe(false);
    expect(verdicts(c, "a")).toEqual(["overflow → inf"]);
    expect(c.toString()).not.toContain("ulp");
  });

  it("refuses what cannot be compared", () => {
    expect(() => compare(softmax, logSumExp, [1, 2])).toThrow(
      "compare: softmax returned shape (2,) and logSumExp ()",
    );
    expect(() => compare(softmax, 1 as never, [1])).toThrow("compare: b is 1, expected a function");
    expect(() => compare(softmax, softmax, tensor(new Float32Array(5000)))).toThrow("at most 4096");
    expect(() =>
      compare(
        (o) => o,
        (o) => o,
        [1],
        { exact: () => 3 },
      ),
    ).toThrow("the exact function returned 3");
  });
});
