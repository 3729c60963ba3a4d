// CTC against a sum over all alignments, one by one, and against numbers of PyTorch 1.13 (CPU).

import { describe, expect, it } from "vitest";
import { gradcheck } from "../autograd/gradcheck.js";
import {
  compare,
  ctcLoss,
  type DType,
  exact,
  logSoftmax,
  naive,
  nn,
  randn,
  seed,
  type Tensor,
  tensor,
} from "../index.js";
import { dtypes } from "../tensor/dtype.js";

/** The classes of an alignment without repetitions, then without blanks: what it spells. */
function spelt(alignment: readonly number[], blank: number): number[] {
  return alignment.filter((c, t) => c !== blank && c !== alignment[t - 1]);
}

/** −log Σ of the probabilities of all `classes`^`frames` ways to go through the frames that spell the target. */
function bruteForce(logp: number[][], target: readonly number[], blank: number): number {
  const classes = logp[0]?.length ?? 0;
  let total = 0;
  const visit = (alignment: readonly number[], log: number) => {
    if (alignment.length === logp.length) {
      if (String(spelt(alignment, blank)) === String(target)) total += Math.exp(log);
      return;
    }
    for (let c = 0; c < classes; c++) visit([...alignment, c], log + logp[alignment.length]![c]!);
  };
  visit([], 0);
  return -Math.log(total);
}

function randomLogProbs(...shape: number[]): Tensor {
  return logSoftmax(randn(shape, { dtype: "float64" }).mul(2));
}

const targets: [target: number[], blank: number][] = [
  [[], 0],
  [[1], 0],
  [[1, 2], 0],
  [[2, 2], 0],
  [[1, 1, 1], 0],
  [[1, 2, 1], 0],
  [[2, 1, 1, 2], 0],
  [[0, 1], 2],
  [[0, 0, 2], 1],
];

describe("ctcLoss is the sum over all alignments", () => {
  it.each(targets)("of %j with blank %i", (target, blank) => {
    seed(target.length);
    for (const frames of [1, 2, 3, 5, 6]) {
      const logp = randomLogProbs(frames, 3);
      const expected = bruteForce(logp.toArray() as number[][], target, blank);
      const args = [logp, target, frames, target.length, { blank, reduction: "sum" }] as const;
      if (expected === Number.POSITIVE_INFINITY) {
        expect(ctcLoss(...args).item()).toBe(expected);
        expect(
          exact
            .ctcLoss(...args)
            .item()
            .toNumber(),
        ).toBe(expected);
        expect(naive.ctcLoss(...args).item()).toBe(expected);
        continue;
      }
      expect(ctcLoss(...args).item()).toBeCloseTo(expected, 13);
      expect(
        exact
          .ctcLoss(...args)
          .item()
          .toNumber(),
      ).toBeCloseTo(expected, 13);
      expect(naive.ctcLoss(...args).item()).toBeCloseTo(expected, 13);
    }
  });
});

/** What PyTorch says to the log-probabilities below. */
const pyTorch = {
  losses: [1.8075078261961939, 0.521296923633286],
  gradients: [
    [
      [0.11904761904761918, -0.3690476190476192, 0.25],
      [0.07236842105263158, -0.19736842105263153, 0.12500000000000003],
    ],
    [
      [0.1547619047619048, -0.0714285714285714, -0.08333333333333331],
      [-0.1315789473684209, -0.11842105263157898, 0.25],
    ],
    [
      [0.386904761904762, 0.12500000000000003, -0.511904761904762],
      [0.0, 0.0, 0.0],
    ],
  ],
};

describe("ctcLoss and PyTorch 1.13", () => {
  // log of these; torch.nn.functional.ctc_loss(…, reduction="none") and its gradient, float64.
  const frames = [
    [
      [0.5, 0.25, 0.25],
      [0.125, 0.75, 0.125],
    ],
    [
      [0.25, 0.5, 0.25],
      [0.5, 0.25, 0.25],
    ],
    [
      [0.625, 0.125, 0.25],
      [0.25, 0.25, 0.5],
    ],
  ].map((frame) => frame.map((row) => row.map(Math.log)));
  const logProbs = () => tensor(frames, { dtype: "float64" }).requiresGrad_();
  const labels = [
    [1, 2],
    [1, 0],
  ];

  it("gives its losses and gradients, of padded targets and of shorter inputs", () => {
    const lp = logProbs();
    const loss = ctcLoss(lp, labels, [3, 2], [2, 1], { reduction: "none" });
    expectClose(loss, pyTorch.losses);
    loss.sum().backward();
    expectClose(lp.grad!, pyTorch.gradients);
  });

  it("divides each loss by its length for the mean", () => {
    const lp = logProbs();
    const loss = ctcLoss(lp, [1, 2, 1], [3, 2], [2, 1]);
    const [first, second] = pyTorch.losses as [number, number];
    expect(loss.item()).toBeCloseTo((first / 2 + second) / 2, 14);
    loss.backward();
    const scaled = tensor(pyTorch.gradients, { dtype: "float64" }).mul([[0.25], [0.5]]);
    expectClose(lp.grad!, scaled.toArray());
  });

  it("is ∞ with NaN gradients where the frames are too few, or both 0 with zeroInfinity", () => {
    const repeated = [
      [1, 1],
      [1, 0],
    ];
    for (const zeroInfinity of [false, true]) {
      const lp = logProbs();
      const loss = ctcLoss(lp, repeated, [2, 2], [2, 1], { reduction: "none", zeroInfinity });
      expect(loss.at(0)).toBe(zeroInfinity ? 0 : Number.POSITIVE_INFINITY);
      loss.sum().backward();
      const x = zeroInfinity ? 0 : Number.NaN;
      expect(lp.grad!.slice(null, 0).toArray()).toEqual([
        [x, x, x],
        [x, x, x],
        [0, 0, 0],
      ]);
      expectClose(
        lp.grad!.slice(null, 1),
        pyTorch.gradients.map((frame) => frame[1]!),
      );
    }
  });

  it("is NaN where a log-probability that counts is NaN or +∞", () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const second = [-1, -1, -1];
      const loss = (lp: number[][], y: number[]) => [
        ctcLoss(lp, y, 2, y.length, { reduction: "sum" }).item(),
        exact.ctcLoss(lp, y, 2, y.length, { reduction: "sum" }).item().toNumber(),
      ];
      expect(loss([[-1, wrong, -1], second], [1])).toEqual([Number.NaN, Number.NaN]);
      expect(loss([[-1, -1, wrong], second], [1])).not.toContain(Number.NaN);
      // The first frame can be the first label only.
      expect(loss([[-1, -1, wrong], second], [1, 2])).toEqual([2, 2]);
    }
  });

  it("gives a class of probability 0 the gradient 0, where PyTorch's is NaN", () => {
    const lp = tensor([[Math.log(0.5), Math.log(0.5), Number.NEGATIVE_INFINITY]], {
      dtype: "float64",
    }).requiresGrad_();
    ctcLoss(lp, [1], 1, 1).backward();
    expectClose(lp.grad!, [[0.5, -0.5, 0]]);
  });

  it("without frames has loss 0 for no labels and ∞ for some; without samples their mean is NaN", () => {
    const none = tensor(new Float32Array(0)).reshape(0, 3, 2);
    expect(ctcLoss(none, [[1], [1], [1]], [0, 0, 0], [0, 1, 1], { reduction: "none" }).toArray()).toEqual([
      0,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    const noSamples = tensor(new Float32Array(0)).reshape(3, 0, 2).requiresGrad_();
    const mean = ctcLoss(noSamples, [], [], []);
    expect(mean.item()).toBeNaN();
    mean.backward();
    expect(noSamples.grad!.shape).toEqual([3, 0, 2]);
    expect(ctcLoss(noSamples, [], [], [], { reduction: "none" }).shape).toEqual([0]);
    expect(naive.ctcLoss(noSamples, [], [], [], { reduction: "none" }).shape).toEqual([0]);
  });
});

describe("the gradient of ctcLoss", () => {
  it("is exp(logProbs) − posterior: what logSoftmax hands back unchanged", () => {
    seed(5);
    const o = randn([6, 2, 4], { dtype: "float64" }).requiresGrad_();
    const y = [
      [1, 1, 2],
      [3, 2, 0],
    ];
    expect(gradcheck((x) => ctcLoss(logSoftmax(x), y, [6, 5], [3, 2]), [o])).toBe(true);
    const lp = logSoftmax(o).retainGrad();
    ctcLoss(lp, y, [6, 5], [3, 2]).backward();
    expectClose(lp.grad!, o.grad!.toArray());
  });

  it("is not that of independent numbers: each row lacks Σ exp(logProbs)", () => {
    const lp = tensor(
      [
        [-1, -2],
        [-1, -1],
      ],
      { dtype: "float64" },
    ).requiresGrad_();
    ctcLoss(lp, [1], 2, 1).backward();
    expectClose(lp.grad!.sum({ dim: 1 }), [Math.exp(-1) + Math.exp(-2) - 1, 2 * Math.exp(-1) - 1]);
  });

  it("keeps its digits where one alignment is all but certain", () => {
    // Class 1 in both frames, with odds of 1 : ε against the blank: l = −log(1 − ε²…), ∂l/∂o = ±ε · what is left of it.
    const odds = -40;
    const o = tensor(
      [
        [odds, 0],
        [odds, 0],
      ],
      { dtype: "float64" },
    ).requiresGrad_();
    ctcLoss(logSoftmax(o), [1], 2, 1).backward();
    const p = Math.exp(odds) / (1 + Math.exp(odds));
    const q = p / (1 + p);
    expect(o.grad!.at(0, 0)).toBeCloseTo(p - q, 30);
    expect(o.grad!.at(0, 1)).toBeCloseTo(q - p, 30);
  });
});

describe("sequences that are too long for probabilities", () => {
  it("underflow in naive.ctcLoss only", () => {
    seed(2);
    const lp = logSoftmax(randn([400, 5]));
    const y = Array.from({ length: 40 }, (_, i) => 1 + (i % 4));
    const args = [lp, y, 400, 40] as const;
    expect(naive.ctcLoss(...args).item()).toBe(Number.POSITIVE_INFINITY);
    const truth = exact
      .ctcLoss(...args)
      .item()
      .toNumber();
    expect(ctcLoss(...args).item()).toBe(Math.fround(truth));
    expect(Math.abs(ctcLoss(lp.to("float64"), y, 400, 40).item() / truth - 1)).toBeLessThan(20 * 2 ** -52);
    const comparison = compare(
      (x) => naive.ctcLoss(x, y, 400, 40),
      (x) => ctcLoss(x, y, 400, 40),
      lp,
      { exact: (x: Tensor) => exact.ctcLoss(x, y, 400, 40) },
    );
    expect(comparison.rows[0]!.b.verdict).toMatch(/^exact/);
  });

  it("are right at 64 digits where the likelihood is next to 1", () => {
    // One frame, one label: the loss is −logProbs itself.
    const lp = [[-1, -1e-300]];
    expect(
      exact
        .ctcLoss(tensor(lp, { dtype: "float64" }), [1], 1, 1)
        .item()
        .toPrecision(20),
    ).toBe("1.0000000000000000251e-300");
    expect(
      exact
        .ctcLoss([[-1, 0]], [1], 1, 1)
        .item()
        .toString(),
    ).toBe("0");
  });
});

it.each<DType>(["float32", "float16", "bfloat16"])("rounds losses and gradients once to %s", (dtype) => {
  seed(9);
  const lp = randomLogProbs(5, 2, 4).to(dtype);
  const args = [
    [
      [1, 2],
      [3, 3],
    ],
    [5, 4],
    [2, 2],
    { reduction: "none" },
  ] as const;
  const [narrow, wide] = [lp.detach().requiresGrad_(), lp.to("float64").requiresGrad_()];
  const [a, b] = [ctcLoss(narrow, ...args), ctcLoss(wide, ...args)];
  expect(a.dtype).toBe(dtype);
  expect(a.toArray()).toEqual(b.to(dtype).toArray());
  a.backward([1, 1]);
  b.backward([1, 1]);
  expect(narrow.grad!.dtype).toBe(dtype);
  expect(narrow.grad!.flatten().toArray()).toEqual(Array.from(wide.grad!.data, dtypes[dtype].round));
});

it("takes lengths and targets as arrays, typed arrays, tensors, and numbers for one sample", () => {
  const lp = [
    [-1, -2, -3],
    [-2, -1, -1],
  ];
  const batch = lp.map((row) => [row]);
  const expected = ctcLoss(lp, [1, 2], 2, 2).item();
  expect(ctcLoss(batch, [[1, 2]], [2], [2]).item()).toBe(expected);
  expect(ctcLoss(batch, tensor([[1, 2]], { dtype: "int32" }), new Int32Array([2]), tensor(2)).item()).toBe(
    expected,
  );
  expect(ctcLoss(tensor(batch).transpose(0, 1).transpose(0, 1), [1, 2], [2], [2]).item()).toBe(expected);
  expect(new nn.CTCLoss().forward(lp, [1, 2], 2, 2).item()).toBe(expected);
});

describe("ctcLoss refuses", () => {
  const lp = [
    [-1, -2, -3],
    [-2, -1, -1],
  ];
  const batch = lp.map((row) => [row, row]);
  it.each<[string, () => unknown, string]>([
    [
      "a vector",
      () => ctcLoss([-1, -1], [1], 1, 1),
      "ctcLoss: logProbs has shape (2,), expected (T, N, C), or (T, C)",
    ],
    [
      "integers",
      () => ctcLoss(tensor(new Int32Array(4)).reshape(2, 2), [1], 1, 1),
      "ctcLoss: logProbs is int32",
    ],
    [
      "more frames than there are",
      () => ctcLoss(lp, [1], 3, 1),
      "ctcLoss: inputLengths[0] is 3, but logProbs has 2 frames",
    ],
    [
      "a negative length",
      () => ctcLoss(lp, [1], -1, 1),
      "ctcLoss: inputLengths[0] is -1, expected an integer ≥ 0",
    ],
    [
      "half a label",
      () => ctcLoss(lp, [1], 2, 0.5),
      "ctcLoss: targetLengths[0] is 0.5, expected an integer ≥ 0",
    ],
    [
      "too few lengths",
      () => ctcLoss(batch, [[1], [1]], [2], [1, 1]),
      "ctcLoss: inputLengths has shape (1,), expected (2,)",
    ],
    [
      "too many lengths",
      () => ctcLoss(batch, [[1], [1]], [2, 2], [1, 1, 1]),
      "ctcLoss: targetLengths has shape (3,), expected (2,)",
    ],
    [
      "one length for two samples",
      () => ctcLoss(batch, [[1], [1]], 2, [1, 1]),
      "ctcLoss: inputLengths has shape (), expected (2,)",
    ],
    [
      "rows that are too short",
      () => ctcLoss(batch, [[1], [1]], [2, 2], [1, 2]),
      "ctcLoss: targets has shape (2, 1), expected (2, 2) or longer rows, or (3,)",
    ],
    [
      "a row too few",
      () => ctcLoss(batch, [[1]], [2, 2], [1, 1]),
      "ctcLoss: targets has shape (1, 1), expected (2, 1)",
    ],
    [
      "labels too many",
      () => ctcLoss(batch, [1, 1, 1], [2, 2], [1, 1]),
      "ctcLoss: targets has shape (3,), expected (2, 1) or longer rows, or (2,)",
    ],
    [
      "an unknown label",
      () =>
        ctcLoss(
          batch,
          [
            [1, 0],
            [2, 3],
          ],
          [2, 2],
          [1, 2],
        ),
      "ctcLoss: targets[1][1] is 3, but logProbs has 3 classes (0..2)",
    ],
    [
      "a blank label",
      () => ctcLoss(batch, [2, 0], [2, 2], [1, 1]),
      "ctcLoss: targets[1] is 0, which is the blank, expected a label",
    ],
    ["half a class", () => ctcLoss(lp, [1.5], 2, 1), "ctcLoss: targets[0] is 1.5, expected a class index"],
    [
      "a blank that is no class",
      () => ctcLoss(lp, [1], 2, 1, { blank: 3 }),
      "ctcLoss: blank is 3, but logProbs has 3 classes (0..2)",
    ],
    [
      "a negative blank",
      () => new nn.CTCLoss({ blank: -1 }),
      "CTCLoss: blank is -1, expected a class index, an integer ≥ 0",
    ],
    [
      "an unknown reduction",
      () => ctcLoss(lp, [1], 2, 1, { reduction: "avg" as "mean" }),
      'ctcLoss: reduction is "avg"',
    ],
    [
      "zeroInfinity that is no boolean",
      () => ctcLoss(lp, [1], 2, 1, { zeroInfinity: 1 as unknown as boolean }),
      "ctcLoss: zeroInfinity is 1, expected true or false",
    ],
    [
      "PyTorch's spelling",
      () => ctcLoss(lp, [1], 2, 1, { zero_infinity: true } as object),
      "did you mean zeroInfinity?",
    ],
  ])("%s", (_, call, message) => expect(call).toThrow(message));
});

function expectClose(actual: Tensor, expected: unknown): void {
  const wanted = tensor(expected as number[], { dtype: "float64" });
  expect(actual.shape).toEqual(wanted.shape);
  const numbers = Array.from(actual.contiguous().data);
  numbers.forEach((x, i) => {
    expect(x).toBeCloseTo(wanted.data[i]!, 13);
  });
}
