// The regression and margin losses where the golden data does not reach: kinks, NaN and infinities (as PyTorch 1.13 has them),
// gradients for every operand, norms of any exponent, halves, digits that a plain calculation would lose (mpmath's values).

import { describe, expect, it } from "vitest";
import {
  compare,
  cosineEmbeddingLoss,
  type DType,
  exact,
  gaussianNllLoss,
  gradcheck,
  hingeEmbeddingLoss,
  huberLoss,
  l1Loss,
  marginRankingLoss,
  mseLoss,
  multilabelMarginLoss,
  multiMarginLoss,
  naive,
  nn,
  poissonNllLoss,
  type Reduction,
  randn,
  seed,
  smoothL1Loss,
  Tensor,
  type TensorLike,
  tensor,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
} from "../index.js";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const double = (data: TensorLike) => tensor(data as number[], { dtype: "float64" });

type Call = (...operands: Tensor[]) => Tensor;

/** The losses of operands that ask for gradients, and the gradients of their sum. */
function withGradients(call: Call, ...operands: TensorLike[]) {
  const leaves = operands.map((x) => double(x).requiresGrad_());
  const out = call(...leaves);
  out.sum().backward();
  return { out: out.toArray(), grads: leaves.map((x) => x.grad!.toArray()) };
}

/** Equal to 14 digits, NaN to NaN, and −0 to 0. */
function expectClose(actual: unknown, expected: unknown): void {
  const flat = (x: unknown): number[] => (Array.isArray(x) ? x.flatMap(flat) : [x as number]);
  const [a, e] = [flat(actual), flat(expected)];
  expect(a.length).toBe(e.length);
  const agrees = a.every((x, i) => {
    const y = e[i]!;
    return x === y || (Number.isNaN(x) && Number.isNaN(y)) || Math.abs(x - y) <= 1e-14 * Math.abs(y);
  });
  if (!agrees) expect(a).toEqual(e);
}

const none = { reduction: "none" } as const;

describe("kinks, NaN and infinities are PyTorch's", () => {
  const x = [nan, inf, inf, 0];
  const y = [0, 1, inf, 0];
  it.each<[string, Call, losses: number[], byInput: number[]]>([
    ["mseLoss", (a, b) => mseLoss(a, b, none), [nan, inf, nan, 0], [nan, inf, nan, 0]],
    ["l1Loss", (a, b) => l1Loss(a, b, none), [nan, inf, nan, 0], [0, 1, 0, 0]],
    ["smoothL1Loss", (a, b) => smoothL1Loss(a, b, none), [nan, inf, nan, 0], [nan, 1, nan, 0]],
    [
      "smoothL1Loss, beta 0",
      (a, b) => smoothL1Loss(a, b, { beta: 0, ...none }),
      [nan, inf, nan, 0],
      [nan, 1, nan, -1],
    ],
    ["huberLoss", (a, b) => huberLoss(a, b, { delta: 2, ...none }), [nan, inf, nan, 0], [nan, 2, nan, 0]],
  ])("%s", (_, call, losses, byInput) => {
    const { out, grads } = withGradients(call, x, y);
    expectClose(out, losses);
    expectClose(grads[0], byInput);
    expectClose(
      grads[1],
      byInput.map((g) => -g),
    );
  });

  it.each<[string, Call, TensorLike[], losses: unknown, grads: unknown[]]>([
    [
      "hingeEmbeddingLoss, also for a target that is neither 1 nor −1",
      (a) => hingeEmbeddingLoss(a, [-1, 0, 1, -1, 1], none),
      [[1, 0.5, nan, nan, 3]],
      [0, 1, nan, nan, 3],
      [[-1, 0, 1, 0, 1]],
    ],
    [
      "marginRankingLoss",
      (a, b, c) => marginRankingLoss(a, b, c, none),
      [
        [1, nan, 2],
        [1, 0, 1],
        [1, 1, -1],
      ],
      [0, nan, 1],
      [
        [-1, 0, 1],
        [1, 0, -1],
        [0, nan, -1],
      ],
    ],
    [
      "cosineEmbeddingLoss, also for zeros and for a target that is neither 1 nor −1",
      (a, b) => cosineEmbeddingLoss(a, b, [1, -1, 0, -1], none),
      [
        [
          [3, 4],
          [0, 0],
          [1, 1],
          [1, 0],
        ],
        [
          [4, -3],
          [1, 0],
          [-1, -1],
          [0, 1],
        ],
      ],
      [1, 0, 0, 0],
      [
        [
          [-0.1599999999999936, 0.1199999999999952],
          [999999.9999995, 0],
          [0, 0],
          [0, 0.999999999999],
        ],
        [
          [-0.1199999999999952, -0.1599999999999936],
          [0, 0],
          [0, 0],
          [0.999999999999, 0],
        ],
      ],
    ],
    [
      "gaussianNllLoss: the gradient passes the least variance",
      (a, v) => gaussianNllLoss(a, [0, 0, 0], v, none),
      [
        [0, 1, 2],
        [0, 1e-9, nan],
      ],
      [-6.907755278982137, 499993.092244721, nan],
      [
        [0, 1e6, nan],
        [500000, -499999500000, nan],
      ],
    ],
    [
      "multiMarginLoss",
      (a) => multiMarginLoss(a, [0, 1, 0], none),
      [
        [
          [nan, 1, 2],
          [0, 0, 1],
          [inf, 0, 0],
        ],
      ],
      [0, 1, 0],
      [
        [
          [0, 0, 0],
          [1 / 3, -2 / 3, 1 / 3],
          [0, 0, 0],
        ],
      ],
    ],
    [
      "multiMarginLoss, p 2",
      (a) => multiMarginLoss(a, [1, 2, 1], { p: 2, ...none }),
      [
        [
          [nan, 1, 2],
          [0, 0, 1],
          [inf, 0, 0],
        ],
      ],
      [4 / 3, 0, inf],
      [
        [
          [0, -4 / 3, 4 / 3],
          [0, 0, 0],
          [inf, -inf, 2 / 3],
        ],
      ],
    ],
    [
      "multilabelMarginLoss: a class listed twice counts twice, what follows the first −1 not at all",
      (a) => multilabelMarginLoss(a, [[1, 1, -1, 3]], none),
      [[[0, 1, 2, nan]]],
      [1],
      [[[0, -0.5, 0.5, 0]]],
    ],
    [
      "tripletMarginLoss at its kink",
      (a, p, n) => tripletMarginLoss(a, p, n, { eps: 0, ...none }),
      [[[0, 0]], [[1, 0]], [[0, 2]]],
      [0],
      [[[-1, 1]], [[1, 0]], [[0, -1]]],
    ],
    [
      "tripletMarginLoss of equal vectors",
      (a, p, n) => tripletMarginLoss(a, p, n, { eps: 0, ...none }),
      [[[1, 2]], [[1, 2]], [[1, 2]]],
      [1],
      [[[0, 0]], [[0, 0]], [[0, 0]]],
    ],
    [
      "tripletMarginLoss: two equal distances share the swap",
      (a, p, n) => tripletMarginLoss(a, p, n, { eps: 0, swap: true, ...none }),
      [[[0, 0]], [[2, 0]], [[1, 0]]],
      [2],
      [[[-0.5, 0]], [[0.5, 0]], [[0, 0]]],
    ],
  ])("%s", (_, call, operands, losses, grads) => {
    const result = withGradients(call, ...operands);
    expectClose(result.out, losses);
    expectClose(result.grads, grads);
  });

  it.each<[p: number, losses: number[], byAnchor: number[][]]>([
    [
      inf,
      [10, 11],
      [
        [0, 1, -1],
        [0, 0.5, -1.5],
      ],
    ],
    [
      -inf,
      [10, 10.5],
      [
        [1.5, 0, -0.5],
        [-1, 0, 0],
      ],
    ],
    [
      0,
      [10, 11],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ],
    [
      0.5,
      [16.392304845413257, 19.585786437626904],
      [
        [8.732050807568877, -0.7320508075688772, -6.366025403784438],
        [-7.414213562373095, 2.5, -4.207106781186548],
      ],
    ],
    [
      3,
      [10.47311741485181, 11.486345262078329],
      [
        [0.11030001196286654, 0.538072627418364, -0.8463365503553668],
        [-0.2702892181727585, 0.6267006942274184, -1.5511823933615978],
      ],
    ],
    [
      -1,
      [10.187134502923977, 10.333333333333334],
      [
        [0.5964228309565337, -0.031975650627543525, -0.22246161211996854],
        [-0.4444444444444444, 0.027777777777777776, -0.027777777777777776],
      ],
    ],
  ])("tripletMarginLoss with the norm of p = %d", (p, losses, byAnchor) => {
    const { out, grads } = withGradients(
      (a, positive, n) => tripletMarginLoss(a, positive, n, { margin: 10, p, eps: 0, ...none }),
      [
        [1, -2, 0],
        [0.5, 3, -1],
      ],
      [
        [0, 1, 4],
        [1, 1, 1],
      ],
      [
        [2, 2, -1],
        [0, 3, -2],
      ],
    );
    expectClose(out, losses);
    expectClose(grads[0], byAnchor);
  });

  it("the mean of an empty batch is NaN, the sum 0", () => {
    const empty = tensor(new Float32Array(0)).reshape(0, 3);
    const labels = tensor(new Int32Array(0));
    const sums: ((reduction: Reduction) => Tensor)[] = [
      (reduction) => mseLoss(empty, empty, { reduction }),
      (reduction) => tripletMarginLoss(empty, empty, empty, { reduction }),
      (reduction) => cosineEmbeddingLoss(empty, empty, labels, { reduction }),
      (reduction) => multiMarginLoss(empty, labels, { reduction }),
      (reduction) => multilabelMarginLoss(empty, labels.reshape(0, 3), { reduction }),
    ];
    for (const loss of sums) {
      expect(loss("mean").item()).toBeNaN();
      expect(loss("sum").item()).toBe(0);
      expect(loss("none").shape[0]).toBe(0);
    }
  });
});

seed(20);
const wide = { dtype: "float64" } as const;
const labels = double([1, -1, 1, 1]);
const counts = double([
  [1, 3, 2],
  [5, 0, 1],
  [2, 2, 7],
  [4, 1, 0],
]);

/** Each loss with operands that lie away from its kinks, and the class that stands for it. */
const all: [string, (reduction: Reduction) => Call, Tensor[], (reduction: Reduction) => Call][] = [
  [
    "mseLoss",
    (reduction) => (x, y) => mseLoss(x, y, { reduction }),
    [randn(4, 3, wide), randn(4, 3, wide)],
    (reduction) => (x, y) => new nn.MSELoss({ reduction }).forward(x, y),
  ],
  [
    "l1Loss",
    (reduction) => (x, y) => l1Loss(x, y, { reduction }),
    [randn(4, 3, wide), randn(4, 3, wide)],
    (reduction) => (x, y) => new nn.L1Loss({ reduction }).forward(x, y),
  ],
  [
    "smoothL1Loss",
    (reduction) => (x, y) => smoothL1Loss(x, y, { beta: 0.7, reduction }),
    [randn(4, 3, wide), randn(4, 3, wide)],
    (reduction) => (x, y) => new nn.SmoothL1Loss({ beta: 0.7, reduction }).forward(x, y),
  ],
  [
    "huberLoss",
    (reduction) => (x, y) => huberLoss(x, y, { delta: 0.7, reduction }),
    [randn(4, 3, wide), randn(4, 3, wide)],
    (reduction) => (x, y) => new nn.HuberLoss({ delta: 0.7, reduction }).forward(x, y),
  ],
  [
    "gaussianNllLoss",
    (reduction) => (x, y, v) => gaussianNllLoss(x, y, v, { full: true, reduction }),
    [randn(4, 3, wide), randn(4, 3, wide), randn(4, 3, wide).square().add(0.1)],
    (reduction) => (x, y, v) => new nn.GaussianNLLLoss({ full: true, reduction }).forward(x, y, v),
  ],
  [
    "poissonNllLoss",
    (reduction) => (x, y) => poissonNllLoss(x, y, { full: true, reduction }),
    [randn(4, 3, wide), counts.add(0.25)],
    (reduction) => (x, y) => new nn.PoissonNLLLoss({ full: true, reduction }).forward(x, y),
  ],
  [
    "hingeEmbeddingLoss",
    (reduction) => (x) => hingeEmbeddingLoss(x, labels, { margin: 2, reduction }),
    [randn(4, wide)],
    (reduction) => (x) => new nn.HingeEmbeddingLoss({ margin: 2, reduction }).forward(x, labels),
  ],
  [
    "marginRankingLoss",
    (reduction) => (a, b, y) => marginRankingLoss(a, b, y, { margin: 0.5, reduction }),
    [randn(4, wide), randn(4, wide), labels],
    (reduction) => (a, b, y) => new nn.MarginRankingLoss({ margin: 0.5, reduction }).forward(a, b, y),
  ],
  [
    "cosineEmbeddingLoss",
    (reduction) => (a, b) => cosineEmbeddingLoss(a, b, labels, { margin: -0.9, reduction }),
    [randn(4, 3, wide), randn(4, 3, wide)],
    (reduction) => (a, b) => new nn.CosineEmbeddingLoss({ margin: -0.9, reduction }).forward(a, b, labels),
  ],
  [
    "tripletMarginLoss",
    (reduction) => (a, p, n) => tripletMarginLoss(a, p, n, { p: 3, swap: true, reduction }),
    [randn(4, 3, wide), randn(4, 3, wide), randn(4, 3, wide)],
    (reduction) => (a, p, n) => new nn.TripletMarginLoss({ p: 3, swap: true, reduction }).forward(a, p, n),
  ],
  [
    "multiMarginLoss",
    (reduction) => (x) => multiMarginLoss(x, [2, 0, 1, 1], { p: 2, weight: [0.5, 1, 2], reduction }),
    [randn(4, 3, wide)],
    (reduction) => (x) =>
      new nn.MultiMarginLoss({ p: 2, weight: [0.5, 1, 2], reduction }).forward(x, [2, 0, 1, 1]),
  ],
  [
    "multilabelMarginLoss",
    (reduction) => (x) => multilabelMarginLoss(x, [[2, 0, -1]], { reduction }),
    [randn(1, 3, wide)],
    (reduction) => (x) => new nn.MultiLabelMarginLoss({ reduction }).forward(x, [[2, 0, -1]]),
  ],
  [
    "tripletMarginWithDistanceLoss",
    (reduction) => (a, p, n) => tripletMarginWithDistanceLoss(a, p, n, { swap: true, margin: 3, reduction }),
    [randn(4, 3, wide), randn(4, 3, wide), randn(4, 3, wide)],
    (reduction) => (a, p, n) =>
      new nn.TripletMarginWithDistanceLoss({ swap: true, margin: 3, reduction }).forward(a, p, n),
  ],
];

describe.each(all)("%s", (_, loss, operands, asClass) => {
  it.each<Reduction>(["none", "mean", "sum"])(
    "has gradients for every operand, reduction %s",
    (reduction) => {
      const leaves = operands.map((x) => x.detach().requiresGrad_());
      expect(gradcheck(loss(reduction), leaves)).toBe(true);
    },
  );

  it("is what its class calculates", () => {
    for (const reduction of ["none", "mean", "sum"] as const) {
      expect(asClass(reduction)(...operands).toArray()).toEqual(loss(reduction)(...operands).toArray());
    }
  });
});

// The distances of a function of one's own are tensors, and rounded as such.
const roundedOnce = all.filter(([name]) => name !== "tripletMarginWithDistanceLoss");

describe.each(roundedOnce)("%s", (_, loss, operands) => {
  it.each<DType>(["float32", "float16", "bfloat16"])("rounds once to %s", (dtype) => {
    const narrow = operands.map((x) => x.to(dtype).detach().requiresGrad_());
    const exactly = narrow.map((x) => x.detach().to("float64").requiresGrad_());
    for (const reduction of ["none", "mean"] as const) {
      const [a, b] = [loss(reduction)(...narrow), loss(reduction)(...exactly)];
      expect(a.dtype).toBe(dtype);
      expect(a.toArray()).toEqual(b.to(dtype).toArray());
    }
    loss("sum")(...narrow).backward();
    loss("sum")(...exactly).backward();
    narrow.forEach((x, k) => {
      expect(x.grad!.dtype).toBe(dtype);
      expect(x.grad!.toArray()).toEqual(exactly[k]!.grad!.to(dtype).toArray());
    });
  });
});

describe("digits that a plain calculation loses", () => {
  it("1 − cos of nearly parallel vectors, and its gradient", () => {
    const { out, grads } = withGradients(
      (a, b) => cosineEmbeddingLoss(a, b, [1, 1, 1], none),
      [
        [1, 2, 3],
        [1e10, 1, 0],
        [3, -4, 0],
      ],
      [
        [1, 2, 3.0000000001],
        [1e10, 2, 0],
        [-3e-3, 4e-3, 0],
      ],
    );
    expectClose(out, [7.142857155458675e-14, 5.00000000001e-21, 1.99999997999998]);
    const byFirst = (grads[0] as number[][])[0]!;
    [1.52551033069215e-12, 3.0510206613843e-12, -2.56632674162977e-12].forEach((expected, k) => {
      expect(Math.abs(byFirst[k]! / expected - 1)).toBeLessThan(1e-13);
    });
  });

  it("lengths whose squares no double holds", () => {
    const far = double([[-1e200, 3e200]]);
    const near = double([[1e200, 2e200]]);
    // (−1 + 6) / √(10 · 5)
    expect(cosineEmbeddingLoss(far, near, [-1]).item()).toBeCloseTo(Math.SQRT1_2, 15);
    expect(
      tripletMarginLoss(double([[0, 0]]), double([[1e200, 1e200]]), double([[1e200, 0]])).item(),
    ).toBeCloseTo(4.14213562373095e199, -186);
    expectClose(
      tripletMarginLoss(double([0, 0]), double([1e300, 0]), double([0, 0]), { p: 4 }).item(),
      1e300,
    );
  });

  it("squares and quotients that are doubles though a step to them is not", () => {
    expectClose(gaussianNllLoss(double([1e200]), double([0]), double([1e300])).item(), 5e99);
    expectClose(huberLoss(double([1.5e154]), double([0]), { delta: 1e160 }).item(), 1.125e308);
    expectClose(smoothL1Loss(double([1e-200]), double([0]), { beta: 1e-100 }).item(), 5e-301);
  });
});

describe("exact", () => {
  const first = (x: { values: readonly { toPrecision(digits: number): string }[] }) =>
    x.values[0]!.toPrecision(30);

  it("agrees with mpmath", () => {
    const full = { full: true };
    expect(first(exact.gaussianNllLoss(double([0.1]), double([0.3]), double([0.7]), full))).toBe(
      "0.769172489806735089086434305755",
    );
    expect(first(exact.gaussianNllLoss([1], [0], [0], none))).toBe("499993.092244721040488869407138");
    expect(first(exact.poissonNllLoss(double([0.3]), 2.5, full))).toBe("1.76766953640314105408378801903");
    expect(first(exact.poissonNllLoss(double([0.3]), 1, full))).toBe("1.04985880757600310009953127794");
    expect(first(exact.poissonNllLoss(double([1.7]), 4, { logInput: false, ...full }))).toBe(
      "2.73475013046608730619017249787",
    );
    expect(first(exact.poissonNllLoss([0], [2], { logInput: false }))).toBe(
      "36.8413614879047309024427416147",
    );
    const [a, p, n] = [double([0.1, 0.2]), double([0.5, 0.9]), double([1.1, 0.3])];
    expect(first(exact.tripletMarginLoss(a, p, n))).toBe("0.801237942876281484001216006469");
    expect(first(exact.tripletMarginLoss(a, p, n, { p: 1.5 }))).toBe("0.868334741496530776678806936233");
    expect(first(exact.cosineEmbeddingLoss(double([1e200, 1]), double([1e200, 2]), 1))).toBe(
      "5.00000000001000030266877787530e-401",
    );
    expect(first(exact.cosineEmbeddingLoss(double([1, 2, 3]), double([1, 2, 3.0000000001]), 1))).toBe(
      "7.14285715545867542323691945942e-14",
    );
  });

  it.each([inf, -inf, 0, 0.5, 1, 3, -1])("has the float version's norm of p = %d", (p) => {
    const operands = [[[1, -2, 0]], [[0, 1, 4]], [[2, 2, -1]]] as const;
    const options = { margin: 10, p, eps: 0, swap: true };
    const [a, positive, n] = operands.map(double);
    expectClose(
      exact
        .tripletMarginLoss(...operands, options)
        .item()
        .toNumber(),
      tripletMarginLoss(a!, positive!, n!, options).item(),
    );
  });

  it("has the float version's NaN", () => {
    expect(exact.mseLoss([nan], [0]).item().isNaN()).toBe(true);
    expect(exact.gaussianNllLoss([0], [0], [nan]).item().isNaN()).toBe(true);
    expect(exact.poissonNllLoss([-inf], [0]).item().isNaN()).toBe(true);
    expect(exact.cosineEmbeddingLoss([nan, 1], [0, 1], -1).item().isNaN()).toBe(true);
    expect(exact.tripletMarginLoss([nan, 1], [0, 1], [0, 1]).item().isNaN()).toBe(true);
  });
});

describe("the textbook's formulas", () => {
  it("overflow where they do", () => {
    const x = tensor([300, 12], { dtype: "float16" });
    expect(naive.mseLoss(x, [0, 0], none).toArray()).toEqual([inf, 144]);
    expect(naive.poissonNllLoss(x, [0, 0], none).toArray()).toEqual([inf, inf]);
    expect(naive.gaussianNllLoss(x, [0, 12], [1000, 0], none).toArray()).toEqual([inf, nan]);
  });

  it("are compared with the library's, against the exact values", () => {
    const { rows } = compare(naive.gaussianNllLoss, gaussianNllLoss, [0, 1], [0, 0], [0, 1], none);
    expect(rows.map(({ a }) => a.verdict)).toEqual(["0 / 0 → NaN", "exact"]);
    for (const [a, b] of [
      [naive.mseLoss, mseLoss],
      [naive.poissonNllLoss, poissonNllLoss],
    ] as const) {
      expect(compare(a, b, [1, 2.5], [3, 1]).hasExact).toBe(true);
    }
  });
});

describe("tripletMarginWithDistanceLoss", () => {
  const operands = [randn(4, 3, wide), randn(4, 3, wide), randn(4, 3, wide)] as const;

  it("is tripletMarginLoss with that distance", () => {
    const manhattan = (x: Tensor, y: Tensor) => x.sub(y).abs().sum({ dim: -1 });
    for (const swap of [false, true]) {
      const grads = [
        (a: Tensor, p: Tensor, n: Tensor) =>
          tripletMarginWithDistanceLoss(a, p, n, { distanceFunction: manhattan, swap, ...none }),
        (a: Tensor, p: Tensor, n: Tensor) => tripletMarginLoss(a, p, n, { p: 1, eps: 0, swap, ...none }),
      ].map((call) => withGradients(call as Call, ...operands.map((x) => x.toArray() as number[][])));
      expectClose(grads[0]!.out, grads[1]!.out);
      expectClose(grads[0]!.grads, grads[1]!.grads);
    }
  });

  it("gives gradients to what the distance function itself has", () => {
    const w = double([1, 2, 3]).requiresGrad_();
    const distanceFunction = (x: Tensor, y: Tensor) => x.sub(y).square().mul(w).sum({ dim: -1 });
    tripletMarginWithDistanceLoss([0, 0, 0], [1, 1, 1], [1, 1, 0], { distanceFunction }).backward();
    expect(w.grad!.toArray()).toEqual([0, 0, 1]);
  });

  it("hands tensors with methods to the function, and wants one back", () => {
    const wrong = { distanceFunction: (() => 3) as unknown as () => Tensor };
    expect(() => tripletMarginWithDistanceLoss([0], [1], [2], wrong)).toThrow(
      "tripletMarginWithDistanceLoss: distanceFunction returned 3, expected a Tensor",
    );
    const distanceFunction = (x: Tensor, y: Tensor) => {
      expect(x).toBeInstanceOf(Tensor);
      return x.sub(y).abs();
    };
    expect(tripletMarginWithDistanceLoss([0], [1], [3], { distanceFunction }).item()).toBe(0);
  });
});

describe("broadcasting", () => {
  it("of element-by-element losses is PyTorch's, and their gradients are summed", () => {
    const { out, grads } = withGradients((x, y) => mseLoss(x, y, none), [[1], [2]], [0, 1, 2]);
    expect(out).toEqual([
      [1, 0, 1],
      [4, 1, 0],
    ]);
    expect(grads).toEqual([
      [[0], [6]],
      [-6, -2, 2],
    ]);
  });

  it("of rows repeats a size of 1, and adds no dimension", () => {
    const { out, grads } = withGradients(
      (a, b) => cosineEmbeddingLoss(a, b, [1, 1], none),
      [[1e6, 0]],
      [
        [0, 1e6],
        [0, 2e6],
      ],
    );
    expectClose(out, [1, 1]);
    expectClose(grads[0], [[0, -2e-6]]);
    expect(() => tripletMarginLoss([[1, 2]], [1, 2], [[1, 2]])).toThrow(
      "tripletMarginLoss: positive has shape (2,), expected (1, 2) as anchor",
    );
  });

  it("a variance belongs to an element, or to a row", () => {
    const x = [
      [1, 2],
      [3, 5],
    ];
    const each = gaussianNllLoss(
      x,
      0,
      [
        [1, 1],
        [4, 4],
      ],
      none,
    ).toArray();
    expect(gaussianNllLoss(x, 0, [1, 4], none).toArray()).toEqual(each);
    expect(gaussianNllLoss(x, 0, [[1], [4]], none).toArray()).toEqual(each);
    const v = double([1, 4]);
    const { grads } = withGradients((v) => gaussianNllLoss(double(x), double(0), v), v);
    // ¼ Σ ½ (1/v − d²/v²) over each row
    expect(grads[0]).toEqual([(2 - 5) / 8, (2 / 4 - 34 / 16) / 8]);
  });
});

describe("refused", () => {
  it.each<[string, () => unknown, string]>([
    [
      "an unknown option",
      () => mseLoss(1, 2, { beta: 1 } as object),
      'mseLoss: unknown option "beta", expected reduction',
    ],
    ["a class's unknown option", () => new nn.L1Loss({ size: 1 } as object), 'L1Loss: unknown option "size"'],
    [
      "a class's option",
      () => new nn.HuberLoss({ delta: -1 }),
      "HuberLoss: delta is -1, expected a number > 0",
    ],
    [
      "a margin that is none",
      () => hingeEmbeddingLoss(1, 1, { margin: nan }),
      "hingeEmbeddingLoss: margin is NaN, expected a number",
    ],
    [
      "a flag that is none",
      () => poissonNllLoss(1, 1, { full: 1 as unknown as boolean }),
      "poissonNllLoss: full is 1, expected true or false",
    ],
    [
      "a least variance below 0",
      () => gaussianNllLoss(1, 1, 1, { eps: -1 }),
      "gaussianNllLoss: eps is -1, expected a number ≥ 0",
    ],
    [
      "PyTorch's spelling",
      () => poissonNllLoss(1, 1, { log_input: true } as object),
      "did you mean logInput?",
    ],
    [
      "a variance of another shape",
      () => gaussianNllLoss([[1, 2]], 0, [1, 2, 3]),
      "gaussianNllLoss: var has shape (3,), expected (1, 2) as input, (1, 1) or (1,)",
    ],
    [
      "a negative variance",
      () => gaussianNllLoss([[1, 2]], 0, [[1, -2]]),
      "gaussianNllLoss: var[0][1] is -2, expected a number ≥ 0",
    ],
    [
      "shapes that do not broadcast",
      () => huberLoss([1, 2], [1, 2, 3]),
      "huberLoss: shapes (2,) and (3,) do not broadcast",
    ],
    [
      "scores of other numbers of dimensions",
      () => marginRankingLoss([[1]], [1], [1]),
      "marginRankingLoss: input2 has shape (1,), expected (1, 1) as input1",
    ],
    [
      "a label for each element of a vector",
      () => cosineEmbeddingLoss([1, 2], [1, 2], [1, 1]),
      "cosineEmbeddingLoss: target has shape (2,), expected ()",
    ],
    [
      "stacks of vectors",
      () => cosineEmbeddingLoss([[[1]]], [[[1]]], [[1]]),
      "cosineEmbeddingLoss: input1 has shape (1, 1, 1), expected (N, D) or (D,)",
    ],
    [
      "vectors of no dimension",
      () => tripletMarginLoss(1, 2, 3),
      "tripletMarginLoss: anchor has shape (), expected (D,) or (N, D)",
    ],
    [
      "a distance that is no function",
      () => new nn.TripletMarginWithDistanceLoss({ distanceFunction: 2 as never }),
      "TripletMarginWithDistanceLoss: distanceFunction is 2, expected a function",
    ],
    [
      "scores of no class",
      () => multiMarginLoss([[]], [0]),
      "multiMarginLoss: input has shape (1, 0), expected (N, C) or (C,)",
    ],
    [
      "weights of another number",
      () => multiMarginLoss([[1, 2]], [0], { weight: [1] }),
      "multiMarginLoss: weight has shape (1,), expected (2,)",
    ],
    [
      "a label that is no class",
      () => multilabelMarginLoss([[1, 2]], [[0, 2]]),
      "multilabelMarginLoss: target[0][1] is 2, expected a class index 0..1, or -1",
    ],
    [
      "labels of another shape",
      () => multilabelMarginLoss([[1, 2]], [[0]]),
      "multilabelMarginLoss: target has shape (1, 1), expected (1, 2) as input",
    ],
    [
      "integers",
      () => l1Loss(tensor(new Int32Array(2)), [1, 2]),
      "l1Loss: input is int32, expected a floating dtype",
    ],
  ])("%s", (_, call, message) => expect(call).toThrow(message));
});
