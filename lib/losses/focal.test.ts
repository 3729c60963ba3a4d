// The focal losses where the golden data has nothing: extremes, weights, further dimensions.

import { describe, expect, it } from "vitest";
import { crossEntropy, nn, sigmoidFocalLoss, softmaxFocalLoss, type Tensor, tensor } from "../index.js";

const none = { reduction: "none" } as const;

function gradientOf(loss: (x: Tensor) => Tensor, x: Tensor): Tensor {
  const leaf = x.detach().clone().requiresGrad_();
  loss(leaf).sum().backward();
  return leaf.grad!;
}

/** 2 samples, 3 classes, 2 positions. */
const logits = tensor(
  [
    [
      [2, -1],
      [0.5, 3],
      [-2, 0],
    ],
    [
      [1, 1],
      [-4, 0.25],
      [0, 7],
    ],
  ],
  { dtype: "float64" },
);
const target = [
  [0, 1],
  [-100, 2],
];

describe("softmaxFocalLoss", () => {
  it.each(["none", "sum", "mean"] as const)("with gamma 0 is cross-entropy, reduction %s", (reduction) => {
    const options = { weight: tensor([1, 2, 0.5], { dtype: "float64" }), reduction };
    const focal = (x: Tensor) => softmaxFocalLoss(x, target, { ...options, gamma: 0 });
    const plain = (x: Tensor) => crossEntropy(x, target, options);
    expect(focal(logits).toArray()).toEqual(plain(logits).toArray());
    const [a, b] = [gradientOf(focal, logits), gradientOf(plain, logits)].map((t) => t.flatten().data);
    a!.forEach((value, i) => {
      expect(value).toBeCloseTo(b![i]!, 14);
    });
  });

  it("is finite with its gradient where one class has everything, and 0 slope where it is right", () => {
    const o = tensor([[1e4, 0]], { dtype: "float64" });
    for (const gamma of [0, 0.5, 1, 2]) {
      const f = (t: number) => (x: Tensor) => softmaxFocalLoss(x, [t], { gamma });
      expect(f(1)(o).item()).toBe(1e4);
      expect(gradientOf(f(1), o).toArray()).toEqual([[1, -1]]);
      expect(f(0)(o).item()).toBe(0);
      expect(gradientOf(f(0), o).abs().toArray()).toEqual([[0, 0]]);
    }
  });

  it("has an infinite loss for a class of −∞, with cross-entropy's gradient", () => {
    const o = tensor([[Number.NEGATIVE_INFINITY, 0]], { dtype: "float64" });
    expect(softmaxFocalLoss(o, [0]).item()).toBe(Number.POSITIVE_INFINITY);
    expect(gradientOf((x) => softmaxFocalLoss(x, [0]), o).toArray()).toEqual([[-1, 1]]);
  });
});

describe("sigmoidFocalLoss", () => {
  it("has finite gradients at saturated logits, for every gamma", () => {
    const x = tensor([1e4, -1e4, 1e4, -1e4], { dtype: "float64" });
    for (const gamma of [0, 0.5, 1, 2]) {
      const loss = (o: Tensor) => sigmoidFocalLoss(o, [1, 0, 0, 1], { alpha: -1, gamma });
      expect(loss(x).toArray()).toEqual([0, 0, 1e4, 1e4]);
      expect(gradientOf(loss, x).abs().toArray()).toEqual([0, 0, 1, 1]);
    }
  });

  it("weighs the targets by alpha", () => {
    // log 2 / 4, and 0.25 and 0.75 of it.
    const loss = sigmoidFocalLoss([0, 0, 0], [1, 0, 0.5], none);
    const whole = Math.LN2 / 4;
    [0.25 * whole, 0.75 * whole, 0.5 * whole].forEach((expected, i) => {
      expect(loss.data[i]).toBeCloseTo(expected, 6);
    });
  });
});

it.each<[() => unknown, string]>([
  [
    () => sigmoidFocalLoss([1], [1], { alpha: 2 }),
    "sigmoidFocalLoss: alpha is 2, expected a number in [0, 1], or -1 for no weights",
  ],
  [
    () => new nn.SoftmaxFocalLoss({ gamma: -1 }),
    "SoftmaxFocalLoss: gamma is -1, expected a finite number ≥ 0",
  ],
  [
    () => new nn.SigmoidFocalLoss({ weight: [1] } as object),
    'SigmoidFocalLoss: unknown option "weight", expected alpha, gamma, reduction',
  ],
  [
    () => softmaxFocalLoss([[1, 2]], [2]),
    "softmaxFocalLoss: target[0] is 2, but the input has 2 classes (0..1)",
  ],
])("%s", (call, message) => expect(call).toThrow(message));

it.each(["float16", "bfloat16"] as const)("softmaxFocalLoss in %s is float64's, rounded once", (dtype) => {
  const o = logits.to(dtype);
  const wide = o.to("float64");
  expect(softmaxFocalLoss(o, target, none).toArray()).toEqual(
    softmaxFocalLoss(wide, target, none).to(dtype).toArray(),
  );
  const loss = (x: Tensor) => softmaxFocalLoss(x, target, { reduction: "sum" });
  expect(gradientOf(loss, o).toArray()).toEqual(gradientOf(loss, wide).to(dtype).toArray());
});
