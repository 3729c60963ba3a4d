// Answers are literals with their origin: the checklist of the course (†: computed independently there) or the book's text.

import { describe, expect, it } from "vitest";
import { displaySymbol } from "../display/mime-bundle.js";
import { crossEntropy, logSumExp, naive, rand, seed, softmax, tensor } from "../index.js";
import type { Tensor } from "../tensor/tensor.js";
import { numbersOf } from "./answer.js";
import { courseExercises } from "./course.js";
import { exercise } from "./exercise.js";

const all = courseExercises();

describe("numbers", () => {
  it.each([
    ["3.4.2", 1.58496, "checklist: log₂3"],
    ["3.4.6", 15, "text: 12 weights, 3 biases"],
    ["3.4.8", 0.5, "by hand: softmax(o/T) with T = 2"],
    ["3.4.9", 2, "by hand: 3 < 8 ≤ 9"],
    // biome-ignore lint/suspicious/noApproximativeNumericConstant: the checklist's literal is the point
    ["3.4.11", 1.442695, "checklist"],
    ["3.5.1", 235, "by hand: 234 · 256 = 59904"],
    ["3.5.2", 7, "text: the list of labels"],
    ["3.6.2", 5.1847e21, "checklist"],
    ["3.6.7", 0.047619, "by hand: 20p = 1 − p"],
    ["3.7.3", -103.2789, "checklist"],
    ["18.7.1", 0.6923, "checklist: 9/13"],
    ["18.7.2", 0.97131014, "checklist"],
    ["18.7.3", 0.33333, "by hand: 1/α = 3"],
    ["18.7.4", -693147180.56, "checklist"],
    ["18.11.1", 6, "checklist"],
    ["18.11.2", 5.70044, "checklist"],
    ["18.11.3", 225.581, "checklist"],
    ["18.11.5", 5.4594, "checklist"],
    ["18.11.6", 2.43684, "by hand: 10.96578 / 4.5"],
    ["18.11.8", 0.94856, "checklist"],
    ["18.11.10", 0.0074, "checklist"],
  ])("%s takes %d (%s)", (id, answer) => {
    expect(exercise(id, answer).message).toContain("✓");
    expect(exercise(id, tensor(answer, { dtype: "float64" })).correct).toBe(true);
    expect(exercise(id, answer + Math.max(1, Math.abs(answer) / 20)).points).toBe(0);
  });

  it.each([
    ["3.4.2", 1.0986, "Math.log2"],
    ["3.4.2", 5 / 3, "Coded jointly"],
    ["3.4.6", 12, "bias"],
    ["18.7.4", -301029995.6, "base 10"],
    ["18.7.4", Number.NEGATIVE_INFINITY, "before the logarithm"],
    ["18.7.4", 693147180.56, "minus"],
    ["18.11.1", -6, "minus"],
    ["18.11.1", 4.1589, "Math.log2"],
    ["18.11.8", 1.89712, "divide by the number of samples"],
    ["18.11.8", 1.36848, "base 2 gives bits"],
    ["18.11.10", 0.7195, "marginals"],
    ["18.11.2", "5.70044", "One number is expected"],
    ["18.11.2", [5.7, 225.6], "One number is expected"],
    ["18.11.2", Number.NaN, "Not yet"],
  ])("%s: %s gets a hint about %s", (id, answer, hint) => {
    const verdict = exercise(id, answer);
    expect(verdict.correct).toBe(false);
    expect(verdict.message).toContain(hint);
  });
});

describe("arrays and choices", () => {
  it.each([
    ["3.6.1", [[5, 7, 9]], true, ""],
    [
      "3.6.1",
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]).sum({ dim: 0, keepdim: true }),
      true,
      "",
    ],
    ["3.6.1", [[6], [15]], false, "axis 1"],
    ["3.6.1", [5, 7, 9], false, "keep the axis"],
    ["3.6.1", [5, 7], false, "Its shape is (2,), expected (1, 3)."],
    ["3.7.1", [1, 10], true, ""],
    ["3.7.1", [0, 10], false, "always contributes"],
    ["3.7.2", [709.7827, 88.7228, 11.0899], true, ""],
    ["3.7.2", [308.25, 38.53, 4.816], false, "base 10"],
    ["3.4.7", "b", true, ""],
    ["3.4.7", "B", true, ""],
    ["3.4.7", "a", false, "English exercise"],
    ["3.4.7", "d", false, 'One of "a", "b", "c"'],
  ])("%s: %j → %s %s", (id, answer, correct, said) => {
    const verdict = exercise(id, answer);
    expect(verdict.correct).toBe(correct);
    expect(verdict.message).toContain(said);
  });
});

type Fn = (...args: never[]) => unknown;
const array = (x: Tensor) => x.toArray() as number[];

describe("functions, written as a student writes them, with no library function that the answer is calculated with", () => {
  const sum = (x: readonly number[]) => x.reduce((a, b) => a + b, 0);
  const stable = (o: readonly number[]) => {
    const e = o.map((x) => Math.exp(x - Math.max(...o)));
    return e.map((x) => x / sum(e));
  };
  const H = (p: readonly number[]) => -sum(p.filter((x) => x > 0).map((x) => x * Math.log2(x)));
  const rows = (X: Tensor) => X.toArray() as number[][];
  const transposed = (X: number[][]) => X[0]!.map((_, j) => X.map((row) => row[j]!));
  const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((x, i) => x * b[i]!));

  const solutions: Record<string, Fn> = {
    "3.1.1": (x: Tensor) => sum(array(x)) / x.shape[0]!,
    "3.1.2": (x: Tensor) => array(x).sort((a, b) => a - b)[Math.floor(x.shape[0]! / 2)],
    "3.1.3": (yHat: Tensor, y: Tensor) => sum(array(yHat.sub(y)).map((d) => d * d)) / 2 / y.shape[0]!,
    "3.1.4": (X: Tensor, w: Tensor, y: Tensor) => {
      const residuals = rows(X).map((row, i) => dot(row, array(w)) - array(y)[i]!);
      return transposed(rows(X)).map((column) => dot(column, residuals) / residuals.length);
    },
    "3.1.5": (X: Tensor, y: Tensor) => {
      // Gradient descent on the same loss goes to the same place.
      const columns = transposed(rows(X));
      const w = [0, 0];
      for (let step = 0; step < 4000; step++) {
        const r = rows(X).map((row, i) => dot(row, w) - array(y)[i]!);
        columns.forEach((column, j) => {
          w[j]! -= (0.1 * dot(column, r)) / r.length;
        });
      }
      return w;
    },
    "3.1.6": (yHat: Tensor, y: Tensor) =>
      -sum(array(yHat.sub(y)).map((e) => Math.log(0.5 * Math.exp(-Math.abs(e))))),
    "3.1.7": (theta: Tensor, k: Tensor) => array(theta).map((t, i) => Math.exp(t) - array(k)[i]! * t),
    "3.1.8": (x: Tensor, mu: number, sigma: number) =>
      array(x).map(
        (v) => Math.exp(-((v - mu) ** 2) / (2 * sigma ** 2)) / Math.sqrt(2 * Math.PI * sigma ** 2),
      ),
    "3.4.1": (o: Tensor) => stable(array(o)).map((p) => p * (1 - p)),
    "3.4.3": (o: Tensor, y: number) => stable(array(o)).map((p, j) => (j === y ? p - 1 : p)),
    "3.4.4": (x: Tensor, lambda: number) => {
      const m = Math.max(...array(x));
      return m + Math.log(sum(array(x).map((v) => Math.exp(lambda * (v - m))))) / lambda;
    },
    "3.4.5": (x: Tensor) => -Math.log(sum(array(x).map((v) => Math.exp(-v)))),
    "3.4.10": (o: Tensor, y: Tensor) => -dot(array(y), stable(array(o)).map(Math.log)),
    "3.6.3": (o: Tensor) => stable(array(o)),
    "3.6.4": (yHat: Tensor, y: Tensor) => rows(yHat).map((row, i) => -Math.log(row[array(y)[i]!]!)),
    "3.6.5": (o: Tensor, y: Tensor) =>
      rows(o).map((row, i) => {
        const m = Math.max(...row);
        return m + Math.log(sum(row.map((x) => Math.exp(x - m)))) - row[array(y)[i]!]!;
      }),
    "3.6.6": (yHat: Tensor, y: Tensor) =>
      sum(rows(yHat).map((row, i) => (row.indexOf(Math.max(...row)) === array(y)[i] ? 1 : 0))) / y.shape[0]!,
    "3.7.4": (o: Tensor, y: Tensor, w: Tensor) => {
      const weights = array(y).map((c) => array(w)[c]!);
      const losses = rows(o).map((row, i) => -Math.log(stable(row)[array(y)[i]!]!));
      return dot(weights, losses) / sum(weights);
    },
    "18.7.5": (theta: number, nH: number, nT: number) => -nH * Math.log(theta) - nT * Math.log(1 - theta),
    "18.11.4": (p: Tensor) => H(array(p)),
    "18.11.7": (m1: number, s1: number, m2: number, s2: number) =>
      Math.log(s2) - Math.log(s1) + (s1 * s1 + (m1 - m2) ** 2) / (2 * s2 * s2) - 1 / 2,
    "18.11.9": (p: Tensor) => H(rows(p).flat()) - H(rows(p).map(sum)),
  };

  it.each(Object.keys(solutions))("%s is right", (id) => {
    expect(exercise(id, solutions[id]).message).toContain("✓");
  });

  it("covers every exercise whose answer is a function", () => {
    const asks = all.filter(({ answer }) => answer.expects.en.startsWith("a function")).map(({ id }) => id);
    expect(Object.keys(solutions).sort()).toEqual(asks.sort());
  });

  const wrong: [string, Fn, string][] = [
    ["3.1.1", solutions["3.1.2"]!, "median"],
    ["3.1.2", solutions["3.1.1"]!, "belongs to the squares"],
    ["3.1.3", (a: Tensor, b: Tensor) => a.sub(b).square().mean(), "½"],
    ["3.1.3", (a: Tensor, b: Tensor) => a.sub(b).square().sum().div(2), "divide by the number"],
    ["3.1.6", (a: Tensor, b: Tensor) => a.sub(b).abs().sum(), "constant"],
    ["3.4.3", (o: Tensor) => softmax(o, { dim: 0 }), "1 is to be subtracted"],
    ["3.4.5", (x: Tensor) => logSumExp(x, { dim: 0 }).neg(), "two minus signs"],
    ["3.6.3", (o: Tensor) => o.exp().div(o.exp().sum()), "subtract the largest"],
    ["3.6.4", (p: Tensor, y: Tensor) => naive.crossEntropy(p, y).neg(), "minus"],
    ["3.6.4", (p: Tensor, y: Tensor) => naive.crossEntropy(p, y).mean(), "One loss for each"],
    ["3.7.4", (o: Tensor, y: Tensor) => crossEntropy(o, y), "weights"],
    ["18.11.4", (p: Tensor) => p.mul(p.log()).sum().neg(), "0 \\cdot \\log 0"],
    [
      "18.11.7",
      (a: number, b: number, c: number, d: number) =>
        (solutions["18.11.7"] as (...x: number[]) => number)(c, d, a, b),
      "not symmetric",
    ],
    ["18.11.4", () => {}, "return"],
    ["18.11.4", () => Promise.resolve(1), "a Promise"],
    [
      "18.11.4",
      () => {
        throw new RangeError("no <b>p</b>");
      },
      "RangeError: no <b>p</b>",
    ],
    ["18.11.4", (p: Tensor) => p, "Its shape is (4,), expected ()"],
  ];
  it.each(wrong)("%s: %s gets a hint about %s", (id, answer, hint) => {
    const { correct, message } = exercise(id, answer, { lang: "en" });
    expect(correct).toBe(false);
    expect(message).toContain(hint);
  });

  it("gives part of the points for part of the inputs", () => {
    const naiveSoftmax = exercise("3.6.3", (o: Tensor) => o.exp().div(o.exp().sum()));
    expect(naiveSoftmax.points).toBeGreaterThan(0);
    expect(naiveSoftmax.points).toBeLessThan(1);
    expect(naiveSoftmax.message).toContain("right for");
  });

  it("neither follows nor disturbs the notebook's random numbers", () => {
    seed(7);
    const undisturbed = rand([3]).toArray();
    seed(7);
    const first = exercise("3.1.1", () => 0).message;
    expect(rand([3]).toArray()).toEqual(undisturbed);
    expect(exercise("3.1.1", () => 0).message).toBe(first);
  });
});

describe("every exercise", () => {
  it("has an id of its own, in the form section.number, consecutive within a section", () => {
    const counts = new Map<string, number>();
    for (const { id } of all) {
      const [, section, number] = /^(\d+\.\d+)\.(\d+)$/.exec(id)!;
      counts.set(section!, (counts.get(section!) ?? 0) + 1);
      expect(Number(number), id).toBe(counts.get(section!));
    }
    expect(all.length).toBeGreaterThanOrEqual(24);
  });

  it.each(all.map(({ id }) => id))(
    "%s asks in both languages, with its tolerance but not its origin, which may hold the answer; and never throws",
    (id) => {
      const { question, answer, origin } = all.find((each) => each.id === id)!;
      expect(question.zh).toMatch(/\p{Script=Han}/u);
      expect(question.en).not.toMatch(/\p{Script=Han}/u);
      expect(origin).toMatch(/d2l|checklist/);
      expect(exercise(id).message).not.toContain(origin);
      expect(answer.expects.en).toMatch(/tolerance|exactly|one of/);
      for (const nonsense of [
        null,
        "x",
        {},
        [],
        [[1], [2, 3]],
        () => "x",
        Symbol("s"),
        10n,
        new Map(),
        Number.NaN,
      ]) {
        const { points, remark } = answer.check(nonsense);
        expect(points).toBe(0);
        expect(remark.zh).toMatch(/\p{Script=Han}/u);
        expect(remark.en).not.toMatch(/\p{Script=Han}/u);
      }
    },
  );
});

describe("what is said", () => {
  it("is in both languages unless one is asked for", () => {
    expect(exercise("3.4.6", 15).message).toBe("✓ 3.4.6 Right.\n✓ 3.4.6 正确。");
    expect(exercise("3.4.6", 15, { lang: "zh" }).message).toBe("✓ 3.4.6 正确。");
  });

  it("does not tell the answer", () => {
    expect(exercise("18.11.2", 5.5).message).not.toContain("5.7");
  });

  it("is Markdown with formulas, text without them, and data", () => {
    const bundle = exercise("3.4.7", undefined, { lang: "en" })[displaySymbol]();
    expect(bundle["text/markdown"]).toContain("$g(x) = \\log \\sum_i e^{x_i}$");
    expect(bundle["text/plain"]).toContain("Let g(x) = \\log \\sum_i e^{x_i}, and");
    expect(bundle["application/vnd.losslab.verdict+json"]).toEqual({
      id: "3.4.7",
      correct: false,
      points: 0,
    });
  });

  it("escapes what the reader gave", () => {
    const bundle = exercise("18.11.2", "<b>$x$</b> **1**", { lang: "en" })[displaySymbol]();
    expect(bundle["text/markdown"]).toContain("\\<b\\>\\$x\\$\\</b\\> \\*\\*1\\*\\*");
    expect(bundle["text/plain"]).toContain('you gave "<b>$x$</b> **1**"');
  });

  it("fails a test cell through assert", () => {
    expect(() => exercise("3.4.6", 12, { lang: "en" }).assert()).toThrow("✗ 3.4.6 Not yet: you gave 12.");
    expect(exercise("3.4.6", 15).assert().points).toBe(1);
    expect(() => exercise("3.4.6").assert()).toThrow("How many parameters");
  });
});

describe("wrong usage", () => {
  it("lists exercises near an unknown id, and knows the numbering of English 1.0", () => {
    expect(() => exercise("18.7.9")).toThrow("18.7.1, 18.7.2, 18.7.3, 18.7.4, 18.7.5");
    expect(() => exercise("22.7.1")).toThrow("18.7.1");
    expect(() => exercise("nonsense")).toThrow("3.1.*, 3.4.*, 3.5.*, 3.6.*, 3.7.*, 18.7.*, 18.11.*");
    expect(() => exercise(3.4 as never)).toThrow("expected a text");
    expect(() => exercise("3.4.1", 1, { lang: "de" as never })).toThrow('expected "en" or "zh"');
  });
});

it("reads numbers from whatever holds them", () => {
  expect(numbersOf({ toNumber: () => 2 })).toEqual({ shape: [], values: [2] });
  expect(numbersOf(new Float32Array([1, 2]))).toEqual({ shape: [2], values: [1, 2] });
  expect(numbersOf("2")).toBeUndefined();
});
