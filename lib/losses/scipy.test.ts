// The functions that SciPy has too, against scipy.special's own results (test/golden: what made them is in its README).

import { describe, expect, it } from "vitest";
import { fromGolden, type GoldenCase, goldenCases, goldenNumbers, title } from "../../test/golden/golden.js";
import { entr, logSoftmax, logSumExp, relEntr, softmax, type Tensor, xlog1py, xlogy } from "../index.js";

type Axis = number | readonly number[] | null;

/** As in golden.test.ts, and what PyTorch, too, is compared with. */
const tolerance = 1e-9;

const calls: Record<string, (inputs: Record<string, Tensor>, args: GoldenCase["args"]) => Tensor> = {
  rel_entr: ({ x, y }) => relEntr(x!, y!),
  xlogy: ({ x, y }) => xlogy(x!, y!),
  xlog1py: ({ x, y }) => xlog1py(x!, y!),
  entr: ({ x }) => entr(x!),
  softmax: ({ x }, { axis }) => alongAxis(softmax, x!, axis as Axis),
  log_softmax: ({ x }, { axis }) => alongAxis(logSoftmax, x!, axis as Axis),
  // log Σ b exp(a), for which ours has no option, is log Σ exp(a + log b) where b is positive.
  logsumexp: ({ a, b }, { axis, keepdims }) =>
    logSumExp(a!.add(b!.log()), { dim: dims(a!, axis as Axis), keepdim: keepdims as boolean }),
};

// Not ours: SciPy's kl_div is elementwise x log(x / y) − x + y, klDiv is PyTorch's loss; and SciPy's logsumexp can sum terms of
// either sign, of which it returns the sum's sign.
const notOurs = ({ fn, args }: GoldenCase) => fn === "kl_div" || args.return_sign === true;

const cases = goldenCases("scipy_special");

describe("scipy.special", () => {
  const ours = cases.filter((c) => !notOurs(c)).map((golden) => [title(golden), golden] as const);

  it.each(ours)("agrees with SciPy: %s", (_, { fn, args, inputs, output }) => {
    const tensors = Object.fromEntries(Object.entries(inputs).map(([name, t]) => [name, fromGolden(t)]));
    const result = calls[fn]!(tensors, args);
    expect(result.dtype).toBe("float64");
    expect(result.shape).toEqual(output.shape);
    const numbers = Array.from(result.contiguous().data);
    goldenNumbers(output).forEach((expected, i) => {
      const value = numbers[i]!;
      const close = value === expected || Math.abs(value - expected) <= tolerance * Math.abs(expected);
      expect(
        close || (Number.isNaN(value) && Number.isNaN(expected)),
        `${fn}[${i}] is ${value}, SciPy's is ${expected}`,
      ).toBe(true);
    });
  });

  it("leaves out only what is not ours", () => {
    expect(cases.filter(notOurs).map(({ fn }) => fn)).toEqual([
      "kl_div",
      "kl_div",
      ...Array.from({ length: 5 }, () => "logsumexp"),
    ]);
  });
});

/** SciPy's axes as our dims: null is all of them. */
function dims(x: Tensor, axis: Axis): number[] {
  if (axis === null) return x.shape.map((_, d) => d);
  return typeof axis === "number" ? [axis] : [...axis];
}

/** `fn` along one dimension, or along several, which are made one and then what they were. */
function alongAxis(fn: (x: Tensor, options: { dim: number }) => Tensor, x: Tensor, axis: Axis): Tensor {
  if (typeof axis === "number") return fn(x, { dim: axis });
  const along = dims(x, axis);
  const kept = x.shape.map((_, d) => d).filter((d) => !along.includes(d));
  const order = [...kept, ...along];
  const moved = x.permute(order);
  const rows = moved.reshape([...kept.map((d) => x.shape[d]!), -1]);
  const back = order.map((_, d) => order.indexOf(d));
  return fn(rows, { dim: -1 })
    .reshape([...moved.shape])
    .permute(back);
}
