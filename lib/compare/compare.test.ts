// Comparing: verdicts on cases whose causes are known, ulps by hand, and what is refused.

import { describe, expect, it } from "vitest";
import { bigNumbers } from "../exact/big-number.js";
import {
  type Comparison,
  compare,
  crossEntropy,
  ExactTensor,
  exact,
  logSoftmax,
  logSumExp,
  naive,
  softmax,
  type Tensor,
  tensor,
} from "../index.js";
import { ulpError, unitInLastPlace } from "./ulp.js";

const verdicts = (c: Comparison, side: "a" | "b") => c.rows.map((row) => row[side].verdict);

describe("errors in ulp", () => {
  const decimal = (x: string) => new (bigNumbers(64))(x);

  it("measure in steps of the dtype", () => {
    expect(unitInLastPlace(1, "float32")).toBe(2 ** -23);
    expect(unitInLastPlace(1, "float64")).toBe(2 ** -52);
    expect(unitInLastPlace(1e-45, "float32")).toBe(2 ** -149);
    expect(unitInLastPlace(2 ** 29 - 1, "float64")).toBe(2 ** (28 - 52));
    expect(ulpError(1 + 2 ** -22, decimal("1"), "float32")).toBe(2);
    expect(ulpError(0, decimal("1e-400"), "float64")).toBeLessThan(1e-70);
  });

  it("count infinities and NaN as right or wrong", () => {
    expect(ulpError(Number.POSITIVE_INFINITY, decimal("1e39"), "float32")).toBe(0);
    expect(ulpError(Number.POSITIVE_INFINITY, decimal("1e38"), "float32")).toBe(Number.POSITIVE_INFINITY);
    expect(ulpError(Number.NaN, decimal("NaN"), "float32")).toBe(0);
    expect(ulpError(Number.NaN, decimal("1"), "float32")).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("verdicts", () => {
  it("tell overflow from underflow, row by row", () => {
    const c = compare(naive.softmax, softmax, [
      [0, 1, 100],
      [-200, -210, -220],
      [1, 2, 3],
    ]);
    expect(verdicts(c, "a")).toEqual([
      "overflow: 1 / inf → 0",
      "overflow: 2.718 / inf → 0",
      "overflow → NaN",
      "underflow → NaN",
      "underflow → NaN",
      "underflow → NaN",
      "exact to ½ ulp",
      "exact to ½ ulp",
      "exact to ½ ulp",
    ]);
    expect(new Set(verdicts(c, "b"))).toEqual(new Set(["exact to ½ ulp"]));
  });

  it("say that a zero was made by dividing by an infinity, whether one exponential overflowed or their sum", () => {
    expect(verdicts(compare(naive.softmax, softmax, [100, 99, 0]), "a")).toEqual([
      "overflow → NaN",
      "overflow → NaN",
      "overflow: 1 / inf → 0",
    ]);
    // exp(88) = 1.6516e38 fits into float32, three of them do not.
    expect(verdicts(compare(naive.softmax, softmax, [88, 88, 88]), "a")).toEqual(
      Array(3).fill("overflow: 1.652e+38 / inf → 0"),
    );
  });

  it("say underflow where an exponential became 0", () => {
    // e^-104 is 0.486 of float32's smallest number, so it is rounded to 0; the softmax would be 1 / (1 + e^4) = 0.018.
    const c = compare(naive.softmax, softmax, [-100, -104]);
    expect(verdicts(c, "a")).toEqual(["underflow, 1 digit left", "underflow → 0"]);
  });

  it("say gradual underflow where an exponential was rounded to the coarse steps below the normal range", () => {
    // e^-100 is 26.5 times 2^-149 and becomes 27 times: log 27 - 149 log 2 = -99.98309, off by 1.7e-4 of 100.
    const logs = compare(naive.logSoftmax, logSoftmax, [0, -100]);
    expect(logs.rows[1]!.a.value).toBeCloseTo(-99.98309, 4);
    expect(logs.rows[1]!.a.verdict).toBe("gradual underflow, 3 digits left");
    // The loss of an underflowing quotient: 100.2832 for 100.3133, off by 3e-4.
    const shifted = (o: Tensor) => {
      const e = o.sub(o.max({ dim: -1, keepdim: true })).exp();
      return e.div(e.sum({ dim: -1, keepdim: true }));
    };
    const scores = tensor([
      [100, 99, 0],
      [100, 99, 0],
    ]);
    const loss = compare(
      (o: Tensor, y: Tensor) => naive.crossEntropy(shifted(o), y),
      crossEntropy,
      scores,
      [0, 2],
      { reduction: "none" },
    );
    expect(verdicts(loss, "a")[0]).toMatch(/^exact to/);
    expect(verdicts(loss, "a")[1]).toBe("gradual underflow, 3 digits left");
    // e^50 and e^-50 are normal numbers, their quotient is not.
    expect(verdicts(compare(naive.logSoftmax, logSoftmax, [50, -50]), "a")[1]).toBe(
      "gradual underflow, 3 digits left",
    );
    // In float64, e^-740 and e^-741 are 84.8 and 31.2 times 2^-1074: log(31 / 116) = -1.3196 for -log(1 + e) = -1.3133.
    expect(verdicts(compare(naive.logSoftmax, logSoftmax, [-740, -741], { dtype: "float64" }), "a")[1]).toBe(
      "gradual underflow, 2 digits left",
    );
    // Subtracting numbers that are nearly equal, but exact, loses nothing and is not blamed.
    const ofShifted = (o: Tensor) => naive.logSoftmax(o.sub(o.max()));
    expect(verdicts(compare(ofShifted, logSoftmax, [100, 99.99999, 0]), "a")[2]).toBe(
      "gradual underflow, 3 digits left",
    );
  });

  it("count the digits that cancellation leaves", () => {
    // log(e^20 + 1) = 20.0000000020611536; less 20, its last place, 2^-48, is 1.7e-6 of what is left.
    const difference = (o: Tensor) => logSumExp(o).sub(o.slice(0));
    const truth = (o: Tensor) => exact.crossEntropy(o, 0);
    const double = compare(difference, difference, [20, 0], { dtype: "float64", exact: truth });
    expect(verdicts(double, "a")).toEqual(["cancellation, 6 digits left"]);
    expect(verdicts(compare(difference, difference, [20, 0], { exact: truth }), "a")).toEqual([
      "cancellation, no digits left → 0",
    ]);
  });

  it("do not call it cancellation where nothing is subtracted: the logarithm of nearly 1 is small", () => {
    // 1 / (1 + e^-20) keeps e^-20 = 2.06e-9 to the 2^-53 of 1: 1.1e-16 / 2.06e-9 is 7 digits.
    const c = compare(naive.logSoftmax, logSoftmax, [0, -20], { dtype: "float64" });
    expect(c.rows[0]!.a.verdict).toBe("log near 1, 7 digits left");
    expect(c.rows[0]!.b.verdict).toMatch(/^exact to (½|1|2) ulp$/);
    // In float32 nothing is left of it.
    expect(compare(naive.logSoftmax, logSoftmax, [0, -20]).rows[0]!.a.verdict).toBe(
      "rounded to 1, log 1 → 0",
    );
  });

  it("only count digits where the cause is not known", () => {
    const wrong = (o: Tensor) => softmax(o).mul(1.01);
    const torn = (o: Tensor) => tensor(naive.logSoftmax(o).toArray());
    expect(verdicts(compare(wrong, softmax, [1, 2]), "a")).toEqual(["1 digit left", "1 digit left"]);
    expect(verdicts(compare(torn, logSoftmax, [0, -100], { exact: exact.logSoftmax }), "a")).toEqual([
      "no digits left → 0",
      "3 digits left",
    ]);
  });

  it("name what made an infinity or a NaN also where numbers were taken out of tensors, if only one thing did", () => {
    const torn = (o: Tensor) => tensor(naive.softmax(o).toArray());
    expect(verdicts(compare(torn, softmax, [1, 100]), "a")[1]).toBe("overflow → NaN");
    expect(
      verdicts(
        compare(() => tensor([Number.NaN]), softmax, [1]),
        "a",
      ),
    ).toEqual(["NaN"]);
  });

  it("bear a function of very many steps, and a result of very many elements", () => {
    const loop = (o: Tensor) => {
      let x = o;
      for (let i = 0; i < 20_000; i++) x = x.add(1);
      return x.sub(x).exp().log().div(0);
    };
    expect(verdicts(compare(loop, loop, [1]), "a")).toEqual(["0 / 0 → NaN"]);
    const torn = (o: Tensor) => tensor(o.exp().sub(o.exp()).data);
    const many = compare(torn, torn, tensor(new Float32Array(50_000).fill(100)));
    expect(new Set(verdicts(many, "a"))).toEqual(new Set(["overflow → NaN"]));
  });

  it("follow a NaN through the steps to the one that made it", () => {
    // The one-hot sum: 0 · log 0 is NaN, though the label's own probability is 1.
    const oneHot = (o: Tensor) => naive.softmax(o).log().mul([1, 0]).sum().neg();
    expect(
      verdicts(compare(oneHot, oneHot, [0, -200], { exact: (o: Tensor) => exact.crossEntropy(o, 0) }), "a"),
    ).toEqual(["0 · log 0 → NaN"]);
    const difference = (o: Tensor) => o.exp().sub(o.exp());
    expect(verdicts(compare(difference, difference, [100]), "a")).toEqual(["overflow → NaN"]);
    expect(
      verdicts(
        compare(
          (o) => o.log(),
          (o) => o.log().neg(),
          [-1, 0],
        ),
        "a",
      ),
    ).toEqual(["log of a negative number → NaN", "log 0 → -inf"]);
  });

  it("follow the other functions of a tensor too", () => {
    const Decimal = bigNumbers(64);
    const verdict = (f: (x: Tensor) => Tensor, x: number, truth: string) =>
      compare(f, f, tensor([x]), { exact: () => new ExactTensor([new Decimal(truth)], [1]) }).rows[0]!.a
        .verdict;
    // √(1 + x²) − 1 of the float32 next to 10⁻³: 1 + x² keeps 4 of x²'s digits (mpmath gives the exact value)
    expect(verdict((x) => x.square().add(1).sqrt().sub(1), 0.001, "4.9999992249749118464e-7")).toMatch(
      /^cancellation, [12] digits? left$/,
    );
    expect(verdict((x) => x.square(), 1e30, "1e60")).toBe("beyond float32, so inf is right");
    expect(verdict((x) => x.square().reciprocal(), 1e-30, "1e60")).toBe("beyond float32, so inf is right");
    expect(verdict((x) => x.square().sqrt(), 1e-30, "1e-30")).toBe("underflow → 0");
    expect(verdict((x) => x.square().sqrt(), 1e30, "1e30")).toBe("overflow → inf");
    expect(verdict((x) => x.sub(2).sqrt(), 1, "1")).toBe("root of a negative number → NaN");
    expect(verdict((x) => x.sub(1).reciprocal().mul(0), 1, "1")).toBe("division by 0 → NaN");
    expect(verdict((x) => x.sigmoid().sub(1), 20, "-2.0611536181902036813e-9")).toBe(
      "cancellation, no digits left → 0",
    );
  });

  it("name log 0 and overflow", () => {
    const loss = (o: Tensor) => naive.crossEntropy(naive.softmax(o), [0, 0]);
    const stable = (o: Tensor) => crossEntropy(o, [0, 0], { reduction: "none" });
    const truth = (o: Tensor) => exact.crossEntropy(o, [0, 0], { reduction: "none" });
    const c = compare(
      loss,
      stable,
      [
        [-200, 0],
        [0, 100],
      ],
      { exact: truth },
    );
    expect(verdicts(c, "a")).toEqual(["log 0 → inf", "log 0 → inf"]);
    expect(c.names).toEqual(["loss", "stable"]);
    expect(verdicts(compare(naive.logSumExp, logSumExp, [1000, 1]), "a")).toEqual(["overflow → inf"]);
    // The first value is -1.4e-87, which float32 cannot tell from 0.
    expect(verdicts(compare(naive.logSoftmax, logSoftmax, [0, -200]), "a")).toEqual([
      "below float32, so 0 is right",
      "log 0 → -inf",
    ]);
  });

  it("accept 0 and inf where the dtype has nothing nearer", () => {
    const c = compare(naive.softmax, softmax, [0, -200]);
    expect(c.rows[1]!.b).toMatchObject({ value: 0, verdict: "below float32, so 0 is right" });
    // 10 · 3e38 lies beyond float32's 3.4e38.
    const sum = (o: Tensor) => o.mul(10).sum();
    expect(
      verdicts(
        compare(sum, sum, [3e38], { exact: () => exact.nllLoss(tensor([-3e39], { dtype: "float64" }), 0) }),
        "a",
      ),
    ).toEqual(["beyond float32, so inf is right"]);
  });
});

describe("compare", () => {
  it("is data as well as a table", () => {
    const c = compare(naive.softmax, softmax, [0, 100]);
    expect(c.rows[1]).toMatchObject({ index: [1], inputs: [100], a: { value: Number.NaN }, b: { value: 1 } });
    expect(c.worst.a).toBe(c.rows[1]);
    expect(c.rows[0]!.exact!.toPrecision(12)).toBe("3.72007597602e-44");
  });

  it("hands on options that are not its own", () => {
    const o = [
      [1, 2],
      [3, 5],
    ];
    const c = compare(naive.softmax, softmax, o, { dim: 0, dtype: "float64" });
    expect(c.dtypes).toEqual(["float64", "float64"]);
    expect(c.rows[0]!.b.value).toBeCloseTo(1 / (1 + Math.exp(2)), 15);
  });

  it("has beside each result the inputs of its shape, by the names the library's function has for them", () => {
    const loss = (o: Tensor, y: Tensor) => naive.crossEntropy(naive.softmax(o), y);
    const c = compare(
      loss,
      crossEntropy,
      [
        [2, 1],
        [0, 3],
      ],
      [0, 1],
      { reduction: "none" },
    );
    expect(c.inputs).toEqual([{ name: "target", dtype: "float32" }]);
    expect(c.rows.map((row) => row.inputs)).toEqual([[0], [1]]);
    const own = compare(
      (x, y) => x.sub(y),
      (x, y) => x.mul(y),
      [1, 2],
      [3, 4],
    );
    expect(own.inputs.map(({ name }) => name)).toEqual(["input 1", "input 2"]);
    expect(own.rows[1]!.inputs).toEqual([2, 4]);
    expect(compare(logSumExp, logSumExp, [1, 2]).inputs).toEqual([]);
  });

  it("takes functions of two inputs", () => {
    const c = compare(naive.crossEntropy, naive.crossEntropy, [[0.25, 0.75]], [0]);
    expect(c.rows[0]!.exact!.toPrecision(15)).toBe("1.38629436111989");
  });

  it("sets functions without an exact one side by side", () => {
    const c = compare(
      (o) => o.exp(),
      (o) => o.mul(2),
      [100],
    );
    expect(c.hasExact).toBe(false);
    expect(verdicts(c, "a")).toEqual(["overflow → inf"]);
    expect(c.toString()).not.toContain("ulp");
  });

  it("refuses what cannot be compared", () => {
    expect(() => compare(softmax, logSumExp, [1, 2])).toThrow(
      "compare: softmax returned shape (2,) and logSumExp ()",
    );
    expect(() => compare(softmax, 1 as never, [1])).toThrow("compare: b is 1, expected a function");
    expect(() => compare(softmax, softmax, tensor(new Float32Array(5000)))).toThrow("at most 4096");
    expect(() =>
      compare(
        (o) => o,
        (o) => o,
        [1],
        { exact: () => 3 },
      ),
    ).toThrow("the exact function returned 3");
  });
});
