// The oracle against another oracle: 130-digit results of mpmath (test/golden/exact.json), to 40 digits where it gives them.

import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { exact, tensor } from "../index.js";
import { type BigNumber, bigNumbers, fromDouble } from "./big-number.js";

interface GoldenRow {
  tag?: string;
  logits: (number | string)[];
  logSumExp: string;
  softmax: string[];
  logSoftmax: string[];
  argmax?: number;
  "crossEntropySmoothed0.1"?: string;
}

const golden: { rows: GoldenRow[]; float32Rows: GoldenRow[] } = JSON.parse(
  readFileSync(new URL("../../test/golden/exact.json", import.meta.url), "utf8"),
);

/** The golden strings carry 40 digits (24 for the smoothed loss); magnitudes below 1e-5000 are "0" there. */
function expectDigits(actual: BigNumber, expected: string, digits = 38): void {
  const Decimal = bigNumbers(64);
  const value = new Decimal(expected);
  if (value.isZero()) expect(actual.isZero() || actual.e < -5000).toBe(true);
  else {
    const relative = actual.minus(value).div(value).abs();
    expect(relative.isZero() || relative.e <= -digits, `${actual} against ${expected}`).toBe(true);
  }
}

describe.each([
  ["float64", golden.rows],
  ["float32", golden.float32Rows],
] as const)("exact results of %s inputs", (dtype, rows) => {
  it.each(rows.map((row, i) => ({ row, i, tag: row.tag })))("row $i $tag agrees with mpmath", ({ row }) => {
    const o = tensor(Float64Array.from(row.logits, Number), { dtype });
    const digits = row.logits.length > 100 ? 23 : 38;
    exact.softmax(o).values.forEach((v, i) => {
      expectDigits(v, row.softmax[i]!, digits);
    });
    exact.logSoftmax(o).values.forEach((v, i) => {
      expectDigits(v, row.logSoftmax[i]!, digits);
    });
    expectDigits(exact.logSumExp(o).item(), row.logSumExp, digits);
    if (row.argmax === undefined) return;
    const loss = exact.crossEntropy(o, row.argmax, { labelSmoothing: 0.1 }).item();
    expectDigits(loss, row["crossEntropySmoothed0.1"]!, 23);
  });
});

describe("a double as a decimal", () => {
  it("has every digit that its bits have", () => {
    // 0.1 in binary64, and the smallest subnormal, both as their exact expansions are known.
    expect(fromDouble(bigNumbers(64), 0.1).toString()).toBe(
      "0.1000000000000000055511151231257827021181583404541015625",
    );
    expect(fromDouble(bigNumbers(64), 5e-324).toPrecision(17)).toBe("4.9406564584124654e-324");
    expect(fromDouble(bigNumbers(64), -1.5).toString()).toBe("-1.5");
    expect(fromDouble(bigNumbers(64), 2 ** 80).toString()).toBe("1.208925819614629174706176e+24");
  });
});

describe("undefined rows", () => {
  it("are NaN where the float functions are NaN, and infinite where they are infinite", () => {
    const inf = Number.POSITIVE_INFINITY;
    expect(exact.softmax([1, inf]).toTensor().toArray()).toEqual([Number.NaN, Number.NaN]);
    expect(exact.softmax([-inf, -inf]).toTensor().toArray()).toEqual([Number.NaN, Number.NaN]);
    expect(exact.logSumExp([-inf, -inf]).toTensor().item()).toBe(-inf);
    expect(exact.logSumExp([1, inf]).toTensor().item()).toBe(inf);
    expect(exact.softmax([0, -inf]).toTensor().toArray()).toEqual([1, 0]);
  });
});

describe("losses", () => {
  it("take means, weights and ignored targets as the float versions do", () => {
    // Two equal logits: each sample's loss is ln 2 = 0.69314718055994530942 (OEIS A002162).
    const o = [
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    const loss = exact.crossEntropy(o, [0, 1, -100], { weight: [1, 3] });
    expect(loss.item().toPrecision(20)).toBe("0.69314718055994530942");
    const none = exact.crossEntropy(o, [0, 1, -100], { weight: [1, 3], reduction: "none" });
    expect(none.values.map((v) => v.toPrecision(10))).toEqual(["0.6931471806", "2.079441542", "0.000000000"]);
    expect(
      exact
        .nllLoss([[-0.25, -2]], [1])
        .item()
        .toNumber(),
    ).toBe(2);
  });
});

describe("loading mathjs", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.resetModules();
  });

  it("says what to do where modules cannot be loaded synchronously, and works after load()", async () => {
    vi.resetModules();
    const fresh = await import("../index.js");
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
    expect(() => fresh.exact.softmax([1])).toThrow(
      "exact: mathjs is not loaded yet; run `await exact.load()` once",
    );
    await fresh.exact.load();
    expect(fresh.exact.softmax([1]).item().toNumber()).toBe(1);
  });
});
