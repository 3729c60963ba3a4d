// The oracle itself: on ordinary inputs it says what PyTorch says in float64. A wrong oracle would let wrong results pass.

import { describe, expect, it } from "vitest";
import { type GoldenCase, type GoldenTensor, goldenCases, goldenNumbers } from "./golden.js";
import { type Truth, truth } from "./oracle.js";

// A few of each function and each set of options: 400 digits take their time.
const every = 7;

const cases = [
  "softmax",
  "log_softmax",
  "softmin",
  "logsumexp",
  "elementwise",
  "cross_entropy",
  "cross_entropy_prob",
  "nll_loss",
  "binary_cross_entropy",
  "bce_with_logits",
  "kl_div",
  "regression",
  "gaussian_nll",
  "poisson_nll",
  "margin",
  "focal",
].flatMap(goldenCases);

const ordinary = cases.filter(({ tag, dtype }) => tag === undefined && dtype === "float64");
const functions = [...new Set(ordinary.map(({ fn }) => fn))];

describe("the oracle agrees with PyTorch on ordinary inputs", () => {
  it.each(functions)("%s", (name) => {
    const some = ordinary.filter(({ fn }) => fn === name).filter((_, i) => i % every === 0);
    for (const golden of some) {
      const found = oracle(golden);
      expectClose(found.output, golden.output, `${golden.id} output`);
      for (const [name, t] of Object.entries(golden.grads ?? {})) {
        if (t) expectClose(found.grads[name]!, t, `${golden.id} ${name}.grad`);
      }
    }
  });
});

function oracle({ fn, inputs, args, output, gradOutput }: GoldenCase): Truth {
  const numbers = ([name, t]: [string, GoldenTensor]) =>
    [name, { shape: t.shape, data: goldenNumbers(t) }] as const;
  const upstream = gradOutput ? goldenNumbers(gradOutput) : output.data.map(() => 1);
  return truth(fn, Object.fromEntries(Object.entries(inputs).map(numbers)), args, upstream);
}

function expectClose(exact: Truth["output"], theirs: GoldenTensor, name: string): void {
  expect(exact.length).toBe(theirs.data.length);
  goldenNumbers(theirs).forEach((expected, i) => {
    // At a kink the oracle does not say anything.
    if (exact[i]!.isNaN()) return;
    const value = exact[i]!.toNumber();
    const close = Math.abs(value - expected) <= 1e-9 * Math.abs(value) + Number.EPSILON;
    expect(close, `${name}[${i}] is ${value}, PyTorch has ${expected}`).toBe(true);
  });
}
