// Identities between the losses, on random inputs in float64 and float32. Each tolerance is a number of roundings of the dtype,
// as large as the identity loses on paper.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  ctcLoss,
  entr,
  gaussianNllLoss,
  huberLoss,
  klDiv,
  l1Loss,
  logSoftmax,
  mseLoss,
  multilabelSoftMarginLoss,
  multiMarginLoss,
  nllLoss,
  oneHot,
  poissonNllLoss,
  type Reduction,
  relEntr,
  sigmoid,
  sigmoidFocalLoss,
  smoothL1Loss,
  softMarginLoss,
  softmax,
  softmaxFocalLoss,
  type Tensor,
  tensor,
} from "../index.js";
import { dtypes } from "../tensor/dtype.js";

const dtypesTried = ["float64", "float32"] as const;

const logit = fc.double({ min: -30, max: 30, noNaN: true });

/** Logits of some samples and classes, and a class for each sample. */
const samples = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }))
  .chain(([n, classes]) =>
    fc.record({
      logits: matrix(n, classes, logit),
      others: matrix(n, classes, logit),
      target: fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: n, maxLength: n }),
      weight: fc.array(fc.double({ min: 0.1, max: 4, noNaN: true }), {
        minLength: classes,
        maxLength: classes,
      }),
      order: fc.shuffledSubarray(
        Array.from({ length: classes }, (_, c) => c),
        { minLength: classes },
      ),
    }),
  );

type Given = typeof samples extends fc.Arbitrary<infer T> ? T : never;

function matrix(rows: number, columns: number, element: fc.Arbitrary<number>): fc.Arbitrary<number[][]> {
  const row = fc.array(element, { minLength: columns, maxLength: columns });
  return fc.array(row, { minLength: rows, maxLength: rows });
}

/**
 * Whether two tensors are equal up to some roundings of numbers of the size `scale`, or of the numbers themselves if they are
 * larger. A rounding is half a unit in the last place, of 1: 2^−precision. Next to 0 the dtype's smallest number takes its place.
 */
function expectEqual(a: Tensor, b: Tensor, roundings: number, scale = 0): void {
  expect(a.shape).toEqual(b.shape);
  expect(a.dtype).toBe(b.dtype);
  const { precision, minExponent } = dtypes[a.dtype];
  const y = b.contiguous().data;
  a.contiguous().data.forEach((x: number, i: number) => {
    const size = Math.max(Math.abs(x), Math.abs(y[i]!), scale);
    const rounding = Math.max(size * 2 ** -precision, 2 ** minExponent);
    expect(Math.abs(x - y[i]!)).toBeLessThanOrEqual(roundings * rounding);
  });
}

function largest(...tensors: Tensor[]): number {
  return Math.max(...tensors.map((t) => t.abs().max().item()));
}

describe.each(dtypesTried)("in %s", (dtype) => {
  const of = (data: number[] | number[][]) => tensor(data, { dtype });

  const holds = (property: (given: Given) => void) => fc.assert(fc.property(samples, property));

  it("softmax, logSoftmax and crossEntropy do not change when all logits are shifted", () => {
    fc.assert(
      fc.property(samples, fc.double({ min: -1e4, max: 1e4, noNaN: true }), ({ logits, target }, shift) => {
        const o = of(logits);
        const shifted = o.add(shift);
        // Each logit is rounded once when it is shifted.
        const moved = largest(shifted) + 1;
        expectEqual(softmax(shifted), softmax(o), 4 * moved + 8);
        expectEqual(logSoftmax(shifted), logSoftmax(o), 4, moved);
        expectEqual(crossEntropy(shifted, target), crossEntropy(o, target), 4, moved);
      }),
    );
  });

  it("softmax sums to 1 in each row", () =>
    holds(({ logits }) => {
      const sums = softmax(of(logits)).sum({ dim: 1 });
      expectEqual(sums, sums.mul(0).add(1), 3 + logits[0]!.length);
    }));

  it("softmax, logSoftmax and crossEntropy follow a permutation of the classes", () =>
    holds(({ logits, target, order, weight }) => {
      const o = of(logits);
      const permuted = o.indexSelect(1, order);
      expectEqual(softmax(permuted), softmax(o).indexSelect(1, order), 4);
      expectEqual(logSoftmax(permuted), logSoftmax(o).indexSelect(1, order), 4);
      expectEqual(
        crossEntropy(
          permuted,
          target.map((t) => order.indexOf(t)),
          { weight: order.map((c) => weight[c]!) },
        ),
        crossEntropy(o, target, { weight }),
        8,
      );
    }));

  it("crossEntropy is ≥ 0, and 0 for a single class", () =>
    holds(({ logits, target, weight }) => {
      const o = of(logits);
      const losses = crossEntropy(o, target, { weight, reduction: "none", labelSmoothing: 0.1 });
      expect(losses.min().item()).toBeGreaterThanOrEqual(0);
      if (o.shape[1] === 1) expect(crossEntropy(o, target).item()).toBe(0);
    }));

  it("crossEntropy(p, q) = H(p) + KL(p ‖ q)", () =>
    holds(({ logits, others }) => {
      const o = of(logits);
      const p = softmax(of(others));
      const logq = logSoftmax(o);
      const scale = 1 + largest(logq);
      const entropy = entr(p).sum({ dim: 1 });
      const divergence = klDiv(logq, p, { reduction: "none" }).sum({ dim: 1 });
      expectEqual(crossEntropy(o, p, { reduction: "none" }), entropy.add(divergence), 16, scale);
      expectEqual(relEntr(p, softmax(o)).sum({ dim: 1 }), divergence, 16, scale);
    }));

  it("a one-hot target is its class", () =>
    holds(({ logits, target, weight }) => {
      const o = of(logits);
      const rows = oneHot(target, { numClasses: logits[0]!.length, dtype });
      for (const options of [{}, { weight }, { weight, labelSmoothing: 0.2 }]) {
        const byClass = crossEntropy(o, target, { ...options, reduction: "none" });
        expectEqual(crossEntropy(o, rows, { ...options, reduction: "none" }), byClass, 8);
      }
    }));

  it("nllLoss of logSoftmax is crossEntropy", () =>
    holds(({ logits, target, weight }) => {
      const o = of(logits);
      for (const reduction of ["none", "mean", "sum"] as const) {
        const options = { weight, reduction };
        expectEqual(nllLoss(logSoftmax(o), target, options), crossEntropy(o, target, options), 8);
      }
    }));

  it("binaryCrossEntropyWithLogits is binaryCrossEntropy of sigmoid, as far as that can hold the logit", () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        matrix(2, 3, fc.double({ min: -5, max: 5, noNaN: true })),
        matrix(2, 3, probability),
        (x, y) => {
          const o = of(x);
          // Next to 1 a rounding of the probability p is one of 1 − p ≥ e⁻⁵/2, relatively so much larger.
          expectEqual(
            binaryCrossEntropy(sigmoid(o), of(y), { reduction: "none" }),
            binaryCrossEntropyWithLogits(o, of(y), { reduction: "none" }),
            4,
            2 * Math.exp(5),
          );
        },
      ),
    );
  });

  it("binaryCrossEntropyWithLogits is crossEntropy of two classes, one of which has logit 0", () => {
    fc.assert(
      fc.property(fc.array(logit, { minLength: 1 }), (x) => {
        const o = of(x);
        const pairs = o.unsqueeze(1).mul([[0, 1]]);
        const target = x.map((_, i) => i % 2);
        expectEqual(
          binaryCrossEntropyWithLogits(o, target, { reduction: "none" }),
          crossEntropy(pairs, target, { reduction: "none" }),
          4,
        );
      }),
    );
  });

  it("softmax of two classes is the sigmoid of their difference", () => {
    fc.assert(
      fc.property(logit, logit, (a, b) => {
        const pair = of([a, b]);
        const difference = pair.slice(0).sub(pair.slice(1));
        expectEqual(softmax(pair).slice(0), sigmoid(difference), 8 + 2 * Math.abs(a - b));
      }),
    );
  });

  it("focal losses with gamma 0 are the losses without focus", () =>
    holds(({ logits, target }) => {
      const o = of(logits);
      const rows = oneHot(target, { numClasses: logits[0]!.length, dtype });
      expectEqual(
        sigmoidFocalLoss(o, rows, { alpha: -1, gamma: 0, reduction: "none" }),
        binaryCrossEntropyWithLogits(o, rows, { reduction: "none" }),
        4,
      );
      expectEqual(
        softmaxFocalLoss(o, target, { gamma: 0, reduction: "none" }),
        crossEntropy(o, target, { reduction: "none" }),
        4,
      );
    }));

  it("smoothL1Loss with beta 1 is huberLoss with delta 1, and both are half of mseLoss near 0", () =>
    holds(({ logits, others }) => {
      const [x, y] = [of(logits), of(others)];
      const smooth = smoothL1Loss(x, y, { beta: 1, reduction: "none" });
      expectEqual(smooth, huberLoss(x, y, { delta: 1, reduction: "none" }), 4);
      const near = x.sub(y).abs().lt(1);
      expectEqual(
        smooth.maskedSelect(near),
        mseLoss(x, y, { reduction: "none" }).div(2).maskedSelect(near),
        4,
      );
    }));

  it("the gradient of crossEntropy sums to 0 in each row", () =>
    holds(({ logits, others, target, weight }) => {
      for (const y of [target, softmax(of(others))]) {
        const o = of(logits).requiresGrad_();
        crossEntropy(o, y, { weight, labelSmoothing: 0.1, reduction: "sum" }).backward();
        const sums = o.grad!.sum({ dim: 1 });
        // Each element is rounded; together they are not larger than twice the largest weight.
        expectEqual(sums, sums.mul(0), 4 * logits[0]!.length, Math.max(...weight));
      }
    }));

  const pointwise: Record<string, (x: Tensor, y: Tensor, reduction: Reduction) => Tensor> = {
    binaryCrossEntropy: (x, y, reduction) => binaryCrossEntropy(sigmoid(x), sigmoid(y), { reduction }),
    binaryCrossEntropyWithLogits: (x, y, reduction) =>
      binaryCrossEntropyWithLogits(x, sigmoid(y), { reduction }),
    crossEntropy: (x, y, reduction) => crossEntropy(x, softmax(y), { reduction }),
    ctcLoss: (x, _, reduction) => {
      // Divided by the target length, which is 1.
      const frames = logSoftmax(x.unsqueeze(1).expand(-1, 3, -1).transpose(0, 1));
      const n = x.shape[0]!;
      const label = x.shape[1]! > 1 ? 1 : 0;
      return ctcLoss(frames, Array(n * label).fill(1), Array(n).fill(3), Array(n).fill(label), { reduction });
    },
    gaussianNllLoss: (x, y, reduction) => gaussianNllLoss(x, y, sigmoid(x), { reduction }),
    huberLoss: (x, y, reduction) => huberLoss(x, y, { reduction }),
    klDiv: (x, y, reduction) => klDiv(logSoftmax(x), softmax(y), { reduction }),
    l1Loss: (x, y, reduction) => l1Loss(x, y, { reduction }),
    mseLoss: (x, y, reduction) => mseLoss(x, y, { reduction }),
    multiMarginLoss: (x, y, reduction) => multiMarginLoss(x, y.argmax({ dim: 1 }), { reduction }),
    multilabelSoftMarginLoss: (x, y, reduction) => multilabelSoftMarginLoss(x, sigmoid(y), { reduction }),
    poissonNllLoss: (x, y, reduction) => poissonNllLoss(x.div(8), y.abs(), { reduction }),
    sigmoidFocalLoss: (x, y, reduction) => sigmoidFocalLoss(x, sigmoid(y), { reduction }),
    smoothL1Loss: (x, y, reduction) => smoothL1Loss(x, y, { reduction }),
    softMarginLoss: (x, y, reduction) => softMarginLoss(x, y.sign().add(0.5).sign(), { reduction }),
    softmaxFocalLoss: (x, y, reduction) => softmaxFocalLoss(x, y.argmax({ dim: 1 }), { reduction }),
  };

  it.each(Object.entries(pointwise))("the reductions of %s agree: mean = sum / n, sum = Σ none", (_, loss) =>
    holds(({ logits, others }) => {
      const [x, y] = [of(logits), of(others)];
      const each = loss(x, y, "none");
      const sum = loss(x, y, "sum");
      // Rounded before or after they are added.
      const scale = each.abs().sum().item();
      expectEqual(each.sum(), sum, 4, scale);
      expectEqual(loss(x, y, "mean"), sum.div(each.numel), 4, scale / each.numel);
    }),
  );
});
