// The sigmoid family and the losses of binary targets: what the golden data does not have. Expected numbers are PyTorch 1.13's
// (float64, CPU) or, where it loses digits, mpmath's at 50 digits.

import { describe, expect, it } from "vitest";
import { gradcheck } from "../autograd/gradcheck.js";
import { ulpError } from "../compare/ulp.js";
import { bigNumbers } from "../exact/big-number.js";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  type DType,
  logSigmoid,
  multilabelSoftMarginLoss,
  nn,
  sigmoid,
  sigmoidFocalLoss,
  softMarginLoss,
  softplus,
  type Tensor,
  type TensorLike,
  tensor,
} from "../index.js";

const inf = Number.POSITIVE_INFINITY;
const none = { reduction: "none" } as const;
const doubles = (data: TensorLike): Tensor => tensor(data, { dtype: "float64" });

function gradientOf(loss: (x: Tensor) => Tensor, data: TensorLike): Tensor {
  const x = doubles(data).requiresGrad_();
  loss(x).sum().backward();
  return x.grad!;
}

function expectNumbers(actual: Tensor, expected: readonly number[], digits = 12): void {
  expect(actual.numel).toBe(expected.length);
  actual.flatten().data.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(10 ** -digits * Math.abs(expected[i]!));
  });
}

/** Within 4 ulp of a number of more digits than a double has. */
function expectExact(value: number, expected: string): void {
  const error = ulpError(value, new (bigNumbers(64))(expected), "float64");
  expect(error, `${value}, exactly ${expected}`).toBeLessThanOrEqual(4);
}

describe("softplus", () => {
  it.each([
    [
      { beta: 2.5 },
      [0.45474840244595993, 0.019434940629496824, 2.5007714372816876, 25],
      [0.679178699175393, 0.04742587317757679, 0.9980732653366725, 1],
    ],
    [
      { beta: -1.5 },
      [-0.3288326306649699, -1.3019850736840493, -0.015496976248283353, -3.4503700038679125e-17],
      [0.3893607660507781, 0.8581489350995122, 0.02297736991002561, 5.175555005801869e-17],
    ],
    [
      { beta: 0.5, threshold: 1 },
      [1.541914095579064, 0.8749759009717712, 2.5, 25],
      [0.5374298453437495, 0.3543436937742045, 1, 1],
    ],
  ])("has PyTorch's results with %o", (options, values, slopes) => {
    const x = [0.3, -1.2, 2.5, 25];
    expectNumbers(softplus(doubles(x), options), values);
    expectNumbers(
      gradientOf((t) => softplus(t, options), x),
      slopes,
    );
  });

  it.each([
    [0.3, -1234.5678, "4.7106823793029255102e-161"],
    [1.1, -600.3, "1.5168131309461463008e-287"],
    [3.3, 1e308, "1.000000000000000011e308"],
  ])("with beta %d keeps its digits at %d, where βx is rounded or overflows", (beta, x, expected) => {
    expectExact(softplus(doubles(x), { beta, threshold: inf }).item(), expected);
  });

  it("is x above the threshold, not at it", () => {
    expect(softplus(doubles([20, 20.0001])).toArray()).toEqual([20.000000002061153, 20.0001]);
  });

  it.each([
    [{ beta: 0 }, "softplus: beta is 0, expected a finite number other than 0"],
    [{ threshold: Number.NaN }, "softplus: threshold is NaN, expected a number"],
  ])("refuses %o", (options, message) => {
    expect(() => softplus([1], options)).toThrow(message);
  });
});

describe("softMarginLoss", () => {
  it.each([
    [0.3, 1234.5678, "1.4132047137908776008e-161", "-1.7446970344544334675e-158"],
    [123.456, 3.7, "4.1671548209885908216e-199", "-1.541847283765778678e-198"],
    [-0.7, 300.1, "210.07000000000000259", "-300.10000000000002274"],
  ])("keeps its digits at %d · %d, which is rounded", (x, y, loss, slope) => {
    expectExact(softMarginLoss(doubles([x]), doubles([y])).item(), loss);
    expectExact(gradientOf((t) => softMarginLoss(t, doubles([y])), [x]).item(), slope);
  });

  it("is finite where PyTorch's exponential overflows", () => {
    expect(softMarginLoss(doubles([-1000]), [1]).item()).toBe(1000);
    expect(gradientOf((x) => softMarginLoss(x, [1]), [-1000]).item()).toBe(-1);
  });
});

describe("gradients that the golden data has not", () => {
  it("for targets are PyTorch's", () => {
    expectNumbers(
      gradientOf((y) => binaryCrossEntropy(doubles([0.2, 0.9, 0.5, 0.35]), y, none), [1, 0, 0.25, 0.8]),
      [1.3862943611198906, -2.1972245773362196, 0, 0.6190392084062236],
    );
    expectNumbers(
      gradientOf(
        (y) => binaryCrossEntropyWithLogits(doubles([0.2, -0.9, 3, -2.5]), y, { ...none, posWeight: 3 }),
        [1, 0, 0.25, 0.8],
      ),
      [0.9962777387631836, 3.3823077494641756, -2.902825296852516, 7.657779468585099],
    );
    const logits = doubles([
      [0.2, -0.9],
      [3, -2.5],
    ]);
    const target = [
      [1, 0],
      [0, 1],
    ];
    expectNumbers(
      gradientOf((y) => multilabelSoftMarginLoss(logits, y, { weight: doubles([2, 0.5]) }), target),
      [-0.1, 0.1125, -1.5, 0.3125],
    );
  });

  it.each([
    [0.4999999999, "4.0000003309614839964e-10"],
    [0.5000000001, "-4.0000003309614839964e-10"],
    [1e-20, "46.051701859880913735"],
  ])("for the target of the probability %d, log((1 − x) / x), keeps its digits", (x, expected) => {
    expectExact(gradientOf((y) => binaryCrossEntropy(doubles([x]), y), [1]).item(), expected);
  });

  it("for weights are those of differences", () => {
    const weight = () => doubles([0.5, 2, 1.5]).requiresGrad_();
    const y = doubles([
      [1, 0.3, 0],
      [0, 1, 0.9],
    ]);
    const p = doubles([
      [0.2, 0.7, 0.4],
      [0.6, 0.9, 0.5],
    ]);
    const x = doubles([
      [0.2, -0.7, 1.4],
      [-2, 0.9, 0.5],
    ]);
    gradcheck((w) => binaryCrossEntropy(p, y, { weight: w! }), [weight()]);
    gradcheck((w) => multilabelSoftMarginLoss(x, y, { ...none, weight: w! }), [weight()]);
    gradcheck(
      (w, posWeight) => binaryCrossEntropyWithLogits(x, y, { ...none, weight: w!, posWeight: posWeight! }),
      [weight(), weight()],
    );
    gradcheck(
      (input, target) => softMarginLoss(input!, target!, none),
      [x.clone().requiresGrad_(), y.clone().requiresGrad_()],
    );
  });
});

describe("edges", () => {
  it("a logit of −∞ is NaN, whatever the target, and +∞ for the target 1, as in PyTorch", () => {
    const loss = binaryCrossEntropyWithLogits([inf, inf, -inf, -inf], [1, 0, 1, 0], none);
    expect(loss.toArray()).toEqual([Number.NaN, inf, Number.NaN, Number.NaN]);
    // Which has log σ(−∞) = −∞ here.
    const several = multilabelSoftMarginLoss([[inf], [inf], [-inf], [-inf]], [[1], [0], [1], [0]], none);
    expect(several.toArray()).toEqual([Number.NaN, inf, inf, Number.NaN]);
  });

  it("a tiny positive weight is not lost beside 1", () => {
    const loss = binaryCrossEntropyWithLogits(doubles([0]), [1], { posWeight: doubles(1e-20) });
    expectExact(loss.item(), "6.9314718055994530942e-21");
  });

  it("the mean of no losses is NaN, of losses of no labels too", () => {
    expect(binaryCrossEntropyWithLogits([], []).item()).toBeNaN();
    expect(multilabelSoftMarginLoss([[], []], [[], []], none).toArray()).toEqual([Number.NaN, Number.NaN]);
  });

  it("targets may be int32 or bool, and results have the input's dtype", () => {
    const x = doubles([0.5, -2]);
    const expected = binaryCrossEntropyWithLogits(x, [1, 0]).item();
    for (const dtype of ["int32", "bool"] as const) {
      const loss = binaryCrossEntropyWithLogits(x, tensor([1, 0], { dtype }));
      expect([loss.dtype, loss.item()]).toEqual(["float64", expected]);
    }
  });
});

const numbers = [0.5, -0.25, 1, -3, 8];
const functions: [string, (x: Tensor, y: Tensor) => Tensor, number[]?][] = [
  ["sigmoid", (x) => sigmoid(x)],
  ["logSigmoid", (x) => logSigmoid(x)],
  ["softplus", (x) => softplus(x)],
  ["binaryCrossEntropy", (x, y) => binaryCrossEntropy(x, y, none), [0.5, 0.25, 1, 0, 0.75]],
  ["binaryCrossEntropyWithLogits", (x, y) => binaryCrossEntropyWithLogits(x, y, { posWeight: 2 })],
  ["softMarginLoss", (x, y) => softMarginLoss(x, y, none)],
  ["multilabelSoftMarginLoss", (x, y) => multilabelSoftMarginLoss(x, y, { reduction: "sum" })],
  ["sigmoidFocalLoss", (x, y) => sigmoidFocalLoss(x, y)],
];

describe.each(["float16", "bfloat16"] as const)("in %s", (dtype: DType) => {
  it.each(functions)("%s and its gradient are float64's, rounded once", (_, f, data = numbers) => {
    const x = tensor(data, { dtype }).requiresGrad_();
    const wide = x.detach().to("float64").requiresGrad_();
    const y = tensor([1, 0, 1, 1, 0], { dtype });
    const result = f(x, y);
    const expected = f(wide, y.to("float64"));
    expect(result.dtype).toBe(dtype);
    expect(result.toArray()).toEqual(expected.to(dtype).toArray());
    result.sum().backward();
    expected.sum().backward();
    expect(x.grad!.dtype).toBe(dtype);
    expect(x.grad!.toArray()).toEqual(wide.grad!.to(dtype).toArray());
  });
});

describe("what is refused, and how", () => {
  it.each<[() => unknown, string]>([
    [
      () => binaryCrossEntropy([[0.5, Number.NaN]], [[1, 0]]),
      "binaryCrossEntropy: input[0][1] is NaN, expected a number in [0, 1]",
    ],
    [
      () => binaryCrossEntropy([0.5, 0.5], [1, 0], { weight: [1, 2, 3] }),
      "binaryCrossEntropy: weight has shape (3,), expected (2,) as input, or a shape that broadcasts to it",
    ],
    [
      () => binaryCrossEntropyWithLogits([0, 0], [1, 0], { posWeight: [[1, 1]] }),
      "binaryCrossEntropyWithLogits: posWeight has shape (1, 2), expected (2,) as input",
    ],
    [() => softMarginLoss([1, 2], [1]), "softMarginLoss: target has shape (1,), expected (2,) as input"],
    [
      () => multilabelSoftMarginLoss(1, 1),
      "multilabelSoftMarginLoss: input is a single number, expected shape (C) or (N, C) for C labels",
    ],
    [
      () => new nn.BCEWithLogitsLoss({ pos_weight: [1] } as object),
      'BCEWithLogitsLoss: unknown option "pos_weight", expected weight, posWeight, reduction; did you mean posWeight?',
    ],
    [
      () => new nn.MultiLabelSoftMarginLoss({ reduction: "avg" as "mean" }),
      'MultiLabelSoftMarginLoss: reduction is "avg"',
    ],
    [() => sigmoid(tensor([1], { dtype: "int32" })), "sigmoid: input is int32, expected a floating dtype"],
  ])("%s", (call, message) => expect(call).toThrow(message));
});
