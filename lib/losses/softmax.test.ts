// Properties of the softmax family, the textbook's numbers, and random rows held to the exact values.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ulpError } from "../compare/ulp.js";
import { crossEntropy, exact, logSoftmax, logSumExp, naive, nllLoss, nn, softmax, tensor } from "../index.js";

const row = fc.array(fc.double({ min: -800, max: 800, noNaN: true }), { minLength: 1, maxLength: 8 });
const float64 = (values: readonly number[]) => tensor(Float64Array.from(values));

describe("softmax", () => {
  it("sums to 1, lies in [0, 1] and keeps the order", () => {
    fc.assert(
      fc.property(row, (o) => {
        const p = Array.from(softmax(float64(o)).data);
        expect(Math.abs(p.reduce((s, x) => s + x, 0) - 1)).toBeLessThan(1e-14);
        for (let i = 0; i < o.length; i++) {
          expect(p[i]).toBeGreaterThanOrEqual(0);
          for (let j = 0; j < o.length; j++) if (o[i]! > o[j]!) expect(p[i]).toBeGreaterThanOrEqual(p[j]!);
        }
      }),
    );
  });

  it("does not change when all logits are shifted by a power of two that shifts exactly", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (o) => {
        expect(softmax(float64(o.map((x) => x + 4096))).toArray()).toEqual(softmax(float64(o)).toArray());
      }),
    );
  });

  it("works along any dimension of a view", () => {
    const o = tensor([
      [1, 2, 3],
      [0, 5, 1],
    ]);
    expect(softmax(o.T, { dim: 0 }).T.toArray()).toEqual(softmax(o).toArray());
    expect(softmax(3).item()).toBe(1);
  });
});

describe("every function of the family", () => {
  const far = fc.double({ min: -800, max: 800, noNaN: true });
  const near = fc.double({ min: -3, max: 1, noNaN: true });
  const logits = fc.oneof(far, near).chain((centre) =>
    fc.array(
      fc.oneof(near, far).map((x) => centre + x / 8),
      { minLength: 1, maxLength: 5 },
    ),
  );

  it.each(["float64", "float32"] as const)(
    "is within 4 ulp of the exact value on random rows in %s",
    (dtype) => {
      fc.assert(
        fc.property(logits, (values) => {
          const o = tensor(values, { dtype });
          const pairs = [
            [softmax(o), exact.softmax(o)],
            [logSoftmax(o), exact.logSoftmax(o)],
            [logSumExp(o), exact.logSumExp(o)],
            [crossEntropy(o, 0), exact.crossEntropy(o, 0)],
          ] as const;
          for (const [ours, truth] of pairs) {
            Array.from(ours.data).forEach((x, i) => {
              expect(ulpError(x, truth.values[i]!, dtype)).toBeLessThanOrEqual(4);
            });
          }
        }),
        { numRuns: 30, seed: 1 },
      );
    },
  );

  it("keeps logSumExp of log-probabilities, which is next to zero, to 4 ulp", () => {
    fc.assert(
      fc.property(fc.array(near, { minLength: 2, maxLength: 6 }), (values) => {
        const logp = logSoftmax(float64(values));
        const ours = logSumExp(logp).item();
        expect(Math.abs(ours)).toBeLessThan(1e-14);
        expect(ulpError(ours, exact.logSumExp(logp).item(), "float64")).toBeLessThanOrEqual(4);
      }),
      { numRuns: 30, seed: 2 },
    );
  });
});

describe("cross-entropy", () => {
  it("is never negative, and equals nllLoss of logSoftmax and the loss of a one-hot target", () => {
    fc.assert(
      fc.property(row, fc.nat(), (o, k) => {
        const y = k % o.length;
        const loss = crossEntropy(float64(o), y).item();
        expect(loss).toBeGreaterThanOrEqual(0);
        expect(nllLoss(logSoftmax(float64(o)), y).item()).toBe(loss);
        const oneHot = o.map((_, i) => (i === y ? 1 : 0));
        expect(crossEntropy(float64(o), float64(oneHot)).item()).toBe(loss);
      }),
    );
  });

  it("keeps the loss of a dominating class, where log(1 + tiny) is 0", () => {
    // log1p(e^-50) = e^-50 − e^-100/2 + … = 1.928749847963917…e-22.
    expect(crossEntropy(float64([50, 0]), 0).item()).toBeCloseTo(1.928749847963917e-22, 36);
    expect(crossEntropy([[100, 0]], [0]).item()).toBe(Math.fround(3.720075976020836e-44));
  });

  it("divides a weighted mean by the weights of the targets that count", () => {
    // Equal logits: each loss is ln 2. Weights 1 and 3, one target ignored: (1 + 3) ln 2 / (1 + 3).
    const o = tensor([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    const options = { weight: [1, 3], ignoreIndex: -1 };
    expect(crossEntropy(o, [0, 1, -1], options).item()).toBe(Math.fround(Math.LN2));
    expect(crossEntropy(o, [0, 1, -1], { ...options, reduction: "sum" }).item()).toBe(
      Math.fround(4 * Math.LN2),
    );
    const loss = new nn.CrossEntropyLoss({ ...options, reduction: "none" });
    expect(loss.forward(o, [0, 1, -1]).toArray()).toEqual([
      Math.fround(Math.LN2),
      Math.fround(3 * Math.LN2),
      0,
    ]);
  });

  it("gives the same whether the spatial positions are samples or dimensions", () => {
    const o = tensor(Float32Array.from({ length: 24 }, (_, i) => Math.sin(i * 7))).reshape(2, 3, 4);
    const y = [
      [0, 1, 2, 0],
      [2, 2, 1, 0],
    ];
    const flat = o.transpose(1, 2).reshape(8, 3);
    expect(crossEntropy(o, y).item()).toBe(crossEntropy(flat, y.flat()).item());
  });
});

describe("the textbook's formulas", () => {
  it("give the textbook's numbers", () => {
    // d2l, "Softmax Regression from Scratch": −log of 0.7, 0.7, 0.6, and of 0.1 and 0.5.
    const yHat = [
      [0.2, 0.7, 0.1],
      [0.2, 0.7, 0.1],
      [0.4, 0.6, 0],
    ];
    expect(naive.crossEntropy(yHat, [1, 1, 1]).toString()).toBe("tensor([0.3567, 0.3567, 0.5108])");
    expect(
      naive
        .crossEntropy(
          [
            [0.1, 0.3, 0.6],
            [0.3, 0.2, 0.5],
          ],
          [0, 2],
        )
        .toString(),
    ).toBe("tensor([2.3026, 0.6931])");
  });

  it("fail where the textbook says they fail, in their own dtype", () => {
    expect(naive.softmax([0, 89]).toArray()).toEqual([0, Number.NaN]);
    // e^-89 = 2.22736356179574…e-39: float64 has no trouble at 89.
    expect(naive.softmax(float64([0, 89])).at(0)).toBeCloseTo(2.22736356179574e-39, 52);
    expect(naive.softmax([-200, -200]).toArray()).toEqual([Number.NaN, Number.NaN]);
    expect(naive.logSoftmax([0, -200]).toArray()).toEqual([0, Number.NEGATIVE_INFINITY]);
    expect(naive.logSumExp([100, 0]).item()).toBe(Number.POSITIVE_INFINITY);
  });
});
