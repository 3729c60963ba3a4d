// The textbook's formulas fail where they say so, and `compare` knows what they should have been.

import { expect, it } from "vitest";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  compare,
  klDiv,
  logSigmoid,
  naive,
  sigmoid,
  sigmoidFocalLoss,
  softMarginLoss,
  softmaxFocalLoss,
  softplus,
  type Tensor,
  tensor,
} from "../index.js";

const none = { reduction: "none" } as const;
const verdicts = (comparison: ReturnType<typeof compare>) =>
  comparison.rows.map(({ a, b }) => [a.verdict, b.verdict]);

it("one function of x", () => {
  expect(verdicts(compare(naive.sigmoid, sigmoid, [-100]))).toEqual([
    ["overflow: 1 / inf → 0", "exact to ½ ulp"],
  ]);
  expect(verdicts(compare(naive.logSigmoid, logSigmoid, [20]))).toEqual([
    ["rounded to 1, log 1 → 0", "exact to ½ ulp"],
  ]);
  expect(verdicts(compare(naive.softplus, softplus, [100]))).toEqual([["overflow → inf", "exact to ½ ulp"]]);
});

it.each<[string, (x: Tensor, y: Tensor) => Tensor, (x: Tensor, y: Tensor) => Tensor, number, number]>([
  ["binaryCrossEntropy", naive.binaryCrossEntropy, binaryCrossEntropy, 1, 1],
  ["binaryCrossEntropyWithLogits", naive.binaryCrossEntropyWithLogits, binaryCrossEntropyWithLogits, 20, 1],
  ["softMarginLoss", naive.softMarginLoss, softMarginLoss, -100, 1],
  ["klDiv", naive.klDiv, klDiv, -1, 0],
  ["sigmoidFocalLoss", naive.sigmoidFocalLoss, sigmoidFocalLoss, 20, 1],
])("%s of a number that the formula cannot take", (name, textbook, ours, x, y) => {
  const comparison = compare(textbook, ours, [x], [y], none);
  expect(comparison.names).toEqual([`naive.${name}`, name]);
  const [row] = comparison.rows;
  expect(row!.exact).toBeDefined();
  expect(row!.b.ulps).toBeLessThanOrEqual(1);
  expect(row!.a.value).not.toBe(row!.b.value);
});

it("agree with the stable functions on ordinary numbers", () => {
  const x = tensor([0.3, -1.2, 2.5], { dtype: "float64" });
  const p = tensor([0.3, 0.2, 0.9], { dtype: "float64" });
  const y = [1, 0, 1];
  const o = tensor(
    [
      [0.3, 1],
      [2, -1],
    ],
    { dtype: "float64" },
  );
  const each: [Tensor, Tensor][] = [];
  for (const reduction of ["none", "mean", "sum"] as const) {
    const options = { reduction };
    each.push(
      [naive.binaryCrossEntropy(p, y, options), binaryCrossEntropy(p, y, options)],
      [naive.binaryCrossEntropyWithLogits(x, y, options), binaryCrossEntropyWithLogits(x, y, options)],
      [naive.softMarginLoss(x, y, options), softMarginLoss(x, y, options)],
      [naive.sigmoidFocalLoss(x, y, options), sigmoidFocalLoss(x, y, options)],
      [naive.softmaxFocalLoss(o, [0, 1], options), softmaxFocalLoss(o, [0, 1], options)],
      [naive.klDiv(x, p, options), klDiv(x, p, options)],
      [naive.klDiv(x, p, { ...options, logTarget: true }), klDiv(x, p, { ...options, logTarget: true })],
    );
  }
  each.push(
    [naive.klDiv(o, o.exp(), { reduction: "batchmean" }), klDiv(o, o.exp(), { reduction: "batchmean" })],
    [naive.softplus(x, { beta: 2 }), softplus(x, { beta: 2 })],
    [naive.sigmoid(x), sigmoid(x)],
    [naive.logSigmoid(x), logSigmoid(x)],
  );
  for (const [textbook, ours] of each) {
    expect([textbook.dtype, textbook.shape]).toEqual([ours.dtype, ours.shape]);
    const expected = ours.flatten().data;
    textbook.flatten().data.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 12);
    });
  }
});
