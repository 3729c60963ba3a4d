// The sigmoid family, divergences and focal losses at 64 digits: against mpmath (test/golden/exact.json), and against the float
// functions, whose edges they share.

import { describe, expect, it } from "vitest";
import { type GoldenNumber, goldenFile } from "../../test/golden/golden.js";
import { ulpError } from "../compare/ulp.js";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  entr,
  exact,
  klDiv,
  logSigmoid,
  multilabelSoftMarginLoss,
  relEntr,
  sigmoid,
  sigmoidFocalLoss,
  softMarginLoss,
  softmaxFocalLoss,
  softmin,
  softplus,
  type Tensor,
  tensor,
  xlog1py,
  xlogy,
} from "../index.js";
import { bigNumbers } from "./big-number.js";
import type { ExactTensor } from "./exact-tensor.js";

interface Scalar {
  x: GoldenNumber;
  sigmoid: string;
  softplus: string;
  logSigmoid: string;
  bceLogitsTarget1: string;
  bceLogitsTarget0: string;
}

const scalars = goldenFile("exact").scalars as Scalar[];
const inf = Number.POSITIVE_INFINITY;
const none = { reduction: "none" } as const;

const scalarFunctions: [keyof Omit<Scalar, "x">, (x: Tensor) => ExactTensor][] = [
  ["sigmoid", exact.sigmoid],
  ["softplus", (x) => exact.softplus(x)],
  ["logSigmoid", exact.logSigmoid],
  ["bceLogitsTarget1", (x) => exact.binaryCrossEntropyWithLogits(x, 1)],
  ["bceLogitsTarget0", (x) => exact.binaryCrossEntropyWithLogits(x, 0)],
];

it.each(scalarFunctions)("%s agrees with mpmath to 38 digits", (name, f) => {
  const Decimal = bigNumbers(64);
  for (const scalar of scalars) {
    const value = f(tensor(Number(scalar.x), { dtype: "float64" })).item();
    const expected = new Decimal(scalar[name]);
    const error = value.minus(expected).abs();
    const agrees =
      value.toString() === expected.toString() ||
      (expected.isZero() ? value.isZero() || value.e < -5000 : error.div(expected.abs()).toNumber() < 1e-38);
    expect(agrees, `${name}(${scalar.x}) is ${value}, mpmath's ${expected}`).toBe(true);
  }
});

/** Each number with each: what a loss may meet. */
const edges = [0, -0, 1, -1, 0.5, 0.3, 1e-300, 5e-324, -1e-20, 40, -745, 1e308, inf, -inf, Number.NaN];
const pairs = edges.flatMap((x) => edges.map((y) => [x, y] as const));
const doubles = (numbers: readonly number[]) => tensor([...numbers], { dtype: "float64" });

/** The float function has what the exact one has, but for 4 ulp: NaN, infinities and zeros among it. */
function expectSame(float: Tensor, exactly: ExactTensor, where: (i: number) => string): void {
  expect(float.shape).toEqual(exactly.shape);
  float.flatten().data.forEach((value, i) => {
    const expected = exactly.values[i]!;
    const error = Number.isNaN(value) && expected.isNaN() ? 0 : ulpError(value, expected, "float64");
    expect(error, `${where(i)} is ${value}, exactly ${expected.toPrecision(20)}`).toBeLessThanOrEqual(4);
  });
}

type OfTwo<Result> = (x: Tensor, y: Tensor) => Result;

const probability = (y: number) => y >= 0 && y <= 1;
const focal = { gamma: 1.5 };
const logs = { ...none, logTarget: true };
const column = (t: Tensor) => t.reshape(-1, 1);

/** The float function, the exact one, and what both are for. */
const cases: [string, OfTwo<Tensor>, OfTwo<ExactTensor>, (x: number, y: number) => boolean][] = [
  [
    "binaryCrossEntropy",
    (x, y) => binaryCrossEntropy(x, y, none),
    (x, y) => exact.binaryCrossEntropy(x, y, none),
    (x, y) => probability(x) && probability(y),
  ],
  [
    "binaryCrossEntropyWithLogits",
    (x, y) => binaryCrossEntropyWithLogits(x, y, none),
    (x, y) => exact.binaryCrossEntropyWithLogits(x, y, none),
    (_, y) => probability(y),
  ],
  [
    "softMarginLoss",
    (x, y) => softMarginLoss(x, y, none),
    (x, y) => exact.softMarginLoss(x, y, none),
    () => true,
  ],
  [
    "multilabelSoftMarginLoss",
    (x, y) => multilabelSoftMarginLoss(column(x), column(y), none),
    (x, y) => exact.multilabelSoftMarginLoss(column(x), column(y), none),
    (_, y) => probability(y),
  ],
  [
    "sigmoidFocalLoss",
    (x, y) => sigmoidFocalLoss(x, y, focal),
    (x, y) => exact.sigmoidFocalLoss(x, y, focal),
    (_, y) => probability(y),
  ],
  ["klDiv", (x, y) => klDiv(x, y, none), (x, y) => exact.klDiv(x, y, none), () => true],
  [
    "klDiv of logarithms",
    (x, y) => klDiv(x, y, logs),
    (x, y) => exact.klDiv(x, y, logs),
    // e^1e308 has an exponent that no BigNumber has.
    (_, y) => y < 1e300,
  ],
  ["xlogy", xlogy, exact.xlogy, () => true],
  ["xlog1py", xlog1py, exact.xlog1py, () => true],
  ["relEntr", relEntr, exact.relEntr, () => true],
];

describe("the float functions have the exact result, at every edge", () => {
  it.each(cases)("%s", (name, float, exactly, allowed) => {
    const some = pairs.filter(([x, y]) => allowed(x, y));
    const [x, y] = [0, 1].map((k) => doubles(some.map((pair) => pair[k]!))) as [Tensor, Tensor];
    expectSame(float(x, y), exactly(x, y), (i) => `${name}(${some[i]!.join(", ")})`);
  });

  it.each<[string, (x: Tensor) => Tensor, (x: Tensor) => ExactTensor]>([
    ["sigmoid", sigmoid, exact.sigmoid],
    ["logSigmoid", logSigmoid, exact.logSigmoid],
    ["entr", entr, exact.entr],
  ])("%s", (name, float, exactly) => {
    const x = doubles(edges);
    expectSame(float(x), exactly(x), (i) => `${name}(${edges[i]})`);
  });

  it("softplus", () => {
    const x = doubles(edges);
    for (const beta of [1, 2.5, -0.5]) {
      const float = softplus(x, { beta, threshold: inf });
      expectSame(float, exact.softplus(x, { beta }), (i) => `softplus(${edges[i]}), beta ${beta}`);
    }
  });

  it("softmaxFocalLoss and softmin", () => {
    const rows = pairs.map((pair) => [...pair]);
    const o = tensor(rows, { dtype: "float64" });
    const target = rows.map((_, i) => i % 2);
    for (const gamma of [0, 0.5, 2]) {
      const options = { ...none, gamma };
      const float = softmaxFocalLoss(o, target, options);
      expectSame(float, exact.softmaxFocalLoss(o, target, options), (i) => `[${rows[i]}], class ${i % 2}`);
    }
    expectSame(softmin(o), exact.softmin(o), (i) => `softmin of [${rows[i >> 1]}]`);
  });
});

it("weights and reductions are the float functions'", () => {
  const x = doubles([0.3, -2, 1.5, 0.25]).reshape(2, 2);
  const p = doubles([0.3, 0.9, 0.5, 0.25]).reshape(2, 2);
  const y = [
    [1, 0],
    [0.5, 1],
  ];
  const [weight, posWeight] = [doubles([0.5, 3]), doubles([2, 0.25])];
  for (const reduction of ["none", "mean", "sum"] as const) {
    const where = () => reduction;
    const weighted = { weight, reduction };
    expectSame(
      binaryCrossEntropy(p, y, weighted),
      exact.binaryCrossEntropy(p, doubles([1, 0, 0.5, 1]).reshape(2, 2), weighted),
      where,
    );
    expectSame(
      binaryCrossEntropyWithLogits(x, y, { ...weighted, posWeight }),
      exact.binaryCrossEntropyWithLogits(x, y, { ...weighted, posWeight }),
      where,
    );
    expectSame(
      multilabelSoftMarginLoss(x, y, weighted),
      exact.multilabelSoftMarginLoss(x, y, weighted),
      where,
    );
    expectSame(
      softmaxFocalLoss(x, [1, -100], weighted),
      exact.softmaxFocalLoss(x, [1, -100], weighted),
      where,
    );
  }
  const options = { reduction: "batchmean" } as const;
  expectSame(klDiv(x, y, options), exact.klDiv(x, y, options), () => "batchmean");
});
