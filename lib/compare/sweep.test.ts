// Where functions break, against what the formats and the formulas say: ln of the largest number, rounded to the dtype's grid.

import { describe, expect, it } from "vitest";
import {
  crossEntropy,
  exact,
  logSumExp,
  naive,
  precisionTable,
  softmax,
  sweep,
  type Tensor,
} from "../index.js";

describe("precisionTable", () => {
  const byDType = new Map(precisionTable().rows.map((row) => [row.dtype, row]));

  // IEEE 754 and bfloat16, from their definitions; the exponentials' ends are logarithms of the numbers above them.
  it.each([
    [
      "float64",
      64,
      53,
      15,
      2 ** -52,
      5e-324,
      2 ** -1022,
      Number.MAX_VALUE,
      709.782712893384,
      -745.1332191019411,
    ],
    [
      "float32",
      32,
      24,
      6,
      2 ** -23,
      2 ** -149,
      2 ** -126,
      3.4028234663852886e38,
      88.72283172607422,
      -103.97207641601562,
    ],
    ["float16", 16, 11, 3, 2 ** -10, 2 ** -24, 2 ** -14, 65504, 11.0859375, -17.328125],
    ["bfloat16", 16, 8, 2, 2 ** -7, 2 ** -133, 2 ** -126, 3.3895313892515355e38, 88.5, -92.5],
  ] as const)("%s", (dtype, bits, significand, digits, epsilon, smallest, normal, largest, over, zero) => {
    const row = byDType.get(dtype)!;
    expect([row.bits, row.significandBits, row.digits]).toEqual([bits, significand, digits]);
    expect([row.epsilon, row.smallest, row.smallestNormal, row.largest]).toEqual([
      epsilon,
      smallest,
      normal,
      largest,
    ]);
    expect(row.expOverflowsAbove).toBe(over);
    expect(row.expIsZeroBelow).toBe(zero);
  });
});

describe("sweep", () => {
  const words = (
    functions: Parameters<typeof sweep>[0],
    input: (x: number) => number[],
    to: number,
    from = 0,
  ) => sweep(functions, input, { from, to, steps: 11 }).breaks.map(String);

  it("finds where the textbook's softmax overflows in each dtype, and nothing in the stable one", () => {
    expect(words([naive.softmax, softmax], (x) => [x, 0], 1000)).toEqual([
      "float16: naive.softmax breaks above 11.0859: overflow → NaN",
      "bfloat16: naive.softmax breaks above 88.5: overflow → NaN",
      "float32: naive.softmax breaks above 88.7228: overflow → NaN",
      "float64: naive.softmax breaks above 709.783: overflow → NaN",
    ]);
  });

  it("finds breaks below as well, and of functions of one's own", () => {
    const textbook = (o: Tensor) => naive.crossEntropy(naive.softmax(o.reshape(1, 2)), [0]);
    const stable = (o: Tensor) => crossEntropy(o.reshape(1, 2), [0], { reduction: "none" });
    const found = sweep({ textbook, stable }, (x) => [x, 0], {
      from: -200,
      to: 0,
      steps: 21,
      dtypes: ["float32"],
      exact: (o: Tensor) => exact.crossEntropy(o.reshape(1, 2), [0], { reduction: "none" }),
    });
    expect(found.breaks.map(String)).toEqual(["float32: textbook breaks below -103.972: log 0 → inf"]);
    expect(Math.max(...found.points.filter((p) => p.name === "stable").map((p) => p.ulps!))).toBeLessThan(4);
  });

  it("spaces x by factors on a log scale, and leaves out what the dtype cannot hold", () => {
    const { points } = sweep([logSumExp], (x) => [-x, -x], {
      from: 1,
      to: 1e6,
      steps: 7,
      scale: "log",
      dtypes: ["float16"],
    });
    expect(points.map(({ x }) => x)).toEqual([1, 10, 100, 1000, 10000]);
  });

  it("is a table of each function in each dtype", () => {
    const text = String(sweep([softmax], (x) => [x, 0], { from: 0, to: 4, steps: 2, dtypes: ["float32"] }));
    expect(text).toMatch(/^x from 0 to 4: where functions break\n/);
    expect(text).toMatch(/\nsoftmax +0\.\d+ +nowhere$/);
  });

  it.each<[string, () => unknown, string]>([
    [
      "a function whose exact value is not known",
      () => sweep([(x: Tensor) => x.exp()], (x) => [x], { from: 0, to: 1 }),
      "is not one of the library's functions, so its exact value is not known; give { exact:",
    ],
    [
      "no end",
      () => sweep([softmax], (x) => [x], { from: 0 } as never),
      "sweep: to is undefined, expected a finite number",
    ],
    [
      "one step",
      () => sweep([softmax], (x) => [x], { from: 0, to: 1, steps: 1 }),
      "sweep: steps is 1, expected an integer ≥ 2",
    ],
    [
      "a log scale from 0",
      () => sweep([softmax], (x) => [x], { from: 0, to: 1, scale: "log" }),
      "sweep: from is 0 and to 1, expected positive numbers for a log scale",
    ],
    [
      "integers",
      () => sweep([softmax], (x) => [x], { from: 0, to: 1, dtypes: ["int32"] }),
      'sweep: dtypes has "int32", expected floating dtypes',
    ],
  ])("refuses %s", (_, call, message) => expect(call).toThrow(message));
});
