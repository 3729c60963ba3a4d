// Divergences and what they are sums of: what the golden data does not have. Expected numbers are mpmath's at 50 digits, and
// PyTorch 1.13's where something is 0 or infinite.

import { describe, expect, it } from "vitest";
import { gradcheck } from "../autograd/gradcheck.js";
import { ulpError } from "../compare/ulp.js";
import { bigNumbers } from "../exact/big-number.js";
import { entr, klDiv, nn, relEntr, type Tensor, tensor, xlog1py, xlogy } from "../index.js";

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;
const doubles = (data: number[]): Tensor => tensor(data, { dtype: "float64" });

function gradients(f: (x: Tensor, y: Tensor) => Tensor, x: number[], y: number[]): unknown[] {
  const operands = [x, y].map((data) => doubles(data).requiresGrad_()) as [Tensor, Tensor];
  f(...operands)
    .sum()
    .backward();
  return operands.map((t) => t.grad!.toArray());
}

describe("relEntr", () => {
  it.each([
    [1 + 2 ** -40, 1, "9.0949470177334182822e-13"],
    [0.3, 0.3000001, "-9.9999983336212602529e-8"],
    [1e300, 1e-300, "1.381551055796427483e303"],
  ])("of %d and %d has all digits, nearly equal or far apart", (x, y, expected) => {
    const value = relEntr(doubles([x]), doubles([y])).item();
    expect(ulpError(value, new (bigNumbers(64))(expected), "float64")).toBeLessThanOrEqual(4);
  });
});

describe("gradients", () => {
  it("are those of differences", () => {
    const [x, y] = [doubles([0.3, 1.2, 2]), doubles([0.7, 0.2, 3])].map((t) => t.requiresGrad_());
    for (const f of [xlogy, xlog1py, relEntr]) gradcheck((a, b) => f(a!, b!), [x!, y!]);
    gradcheck(entr, [x!]);
  });

  it("at 0 and beyond are PyTorch's, but 0 where it has 0 / 0", () => {
    const x = [0, 0, 1, 0, 0, -1];
    const y = [0, -1, 0, 1, inf, 2];
    expect(gradients(xlogy, x, y)).toEqual([
      [0, 0, -inf, 0, inf, Math.log(2)],
      [0, 0, inf, 0, 0, -0.5],
    ]);
    expect(gradients(xlog1py, [0, 0, 1], [-1, -2, -1])).toEqual([
      [0, 0, -inf],
      [0, 0, inf],
    ]);
  });

  it("of klDiv for a target of 0 is the slope of p log p", () => {
    expect(gradients((x, y) => klDiv(x, y, { reduction: "sum" }), [-1, -2], [0, 1])).toEqual([
      [-0, -1],
      [-inf, 3],
    ]);
  });
});

describe("klDiv", () => {
  it("is NaN where a probability is negative, and where 0 meets log 0, as in PyTorch", () => {
    expect(klDiv([-1, -inf, -inf], [-1, 0, 1], { reduction: "none" }).toArray()).toEqual([nan, nan, inf]);
  });

  it("divides by the batch's size for batchmean, by 1 for a single number", () => {
    const input = tensor([
      [-1, -2],
      [-1, -3],
    ]);
    const target = [
      [0.5, 0.5],
      [0.25, 0.75],
    ];
    const sum = klDiv(input, target, { reduction: "sum" }).item();
    expect(klDiv(input, target, { reduction: "batchmean" }).item()).toBeCloseTo(sum / 2, 6);
    expect(klDiv(-1, 1, { reduction: "batchmean" }).item()).toBe(1);
  });

  it.each<[() => unknown, string]>([
    [
      () => new nn.KLDivLoss({ reduction: "avg" as "mean" }),
      'KLDivLoss: reduction is "avg", expected "none", "mean", "batchmean" or "sum"',
    ],
    [
      () => klDiv([-1], [1], { logTarget: 1 as unknown as boolean }),
      "klDiv: logTarget is 1, expected true or false",
    ],
  ])("%s", (call, message) => expect(call).toThrow(message));
});

it.each(["float16", "bfloat16"] as const)("results in %s are float64's, rounded once", (dtype) => {
  const x = tensor([0, 0.25, 1, 3], { dtype });
  const y = tensor([0, 0.75, 5, 0.5], { dtype });
  const [wideX, wideY] = [x.to("float64"), y.to("float64")];
  for (const f of [xlogy, xlog1py, relEntr, entr, klDiv] as ((x: Tensor, y: Tensor) => Tensor)[]) {
    expect(f(x, y).toArray()).toEqual(f(wideX, wideY).to(dtype).toArray());
  }
});
