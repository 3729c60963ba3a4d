// The losses against PyTorch's own outputs (test/golden: what made them is in its README).

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ulpError } from "../compare/ulp.js";
import {
  crossEntropy,
  type ExactTensor,
  exact,
  logSoftmax,
  logSumExp,
  nllLoss,
  softmax,
  type Tensor,
  tensor,
} from "../index.js";

interface GoldenTensor {
  dtype: "float64" | "float32" | "int64";
  shape: number[];
  data: (number | string)[];
}

interface GoldenCase {
  id: string;
  fn: string;
  tag?: string;
  dtype: "float64" | "float32";
  args: Record<string, unknown>;
  inputs: Record<string, GoldenTensor>;
  output: GoldenTensor;
}

function golden(family: string): GoldenCase[] {
  return JSON.parse(readFileSync(new URL(`../../test/golden/${family}.json`, import.meta.url), "utf8")).cases;
}

function fromGolden(t: GoldenTensor): Tensor {
  const dtype = t.dtype === "int64" ? "int32" : t.dtype;
  return tensor(Float64Array.from(t.data, Number), { dtype }).reshape(t.shape);
}

// biome-ignore lint/suspicious/noExplicitAny: options come from JSON
type Options = any;

type Inputs = Record<string, Tensor>;
type Functions<Result> = Record<string, (inputs: Inputs, args: Options) => Result>;

/** The same calls for the float functions and for the exact ones. */
function calls<Result>(of: {
  softmax: (input: Tensor, options: Options) => Result;
  logSoftmax: (input: Tensor, options: Options) => Result;
  logSumExp: (input: Tensor, options: Options) => Result;
  crossEntropy: (input: Tensor, target: Tensor, options: Options) => Result;
  nllLoss: (input: Tensor, target: Tensor, options: Options) => Result;
}): Functions<Result> {
  return {
    softmax: ({ input }, { dim }) => of.softmax(input!, { dim }),
    log_softmax: ({ input }, { dim }) => of.logSoftmax(input!, { dim }),
    logsumexp: ({ input }, { dim, keepdim }) => of.logSumExp(input!, { dim, keepdim }),
    cross_entropy: ({ input, target, weight }, { reduction, ignore_index, label_smoothing }) =>
      of.crossEntropy(input!, target!, {
        reduction,
        ignoreIndex: ignore_index,
        labelSmoothing: label_smoothing,
        weight,
      }),
    nll_loss: ({ input, target, weight }, { reduction, ignore_index }) =>
      of.nllLoss(input!, target!, { reduction, ignoreIndex: ignore_index, weight }),
  };
}

const floatCalls = calls({ softmax, logSoftmax, logSumExp, crossEntropy, nllLoss });
const exactCalls = calls<ExactTensor>(exact);

const tolerance = { float64: 1e-9, float32: 3e-5 };

/** Equal, both NaN, or within the dtype's relative tolerance. */
function agrees(actual: number, expected: number, dtype: "float64" | "float32"): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  return actual === expected || Math.abs(actual - expected) <= tolerance[dtype] * Math.abs(expected);
}

// PyTorch rounds the sum of exponentials, 1 + rest, before its logarithm; where one class dominates its digits are lost.
// So a result may differ from PyTorch's, but only if the exact value says that it is the better one.
const differing: string[] = [];

describe.each(["softmax", "log_softmax", "logsumexp", "cross_entropy", "cross_entropy_prob", "nll_loss"])(
  "%s",
  (family) => {
    it.each(golden(family))("agrees with PyTorch: $id $tag", ({ id, fn, args, inputs, output, dtype }) => {
      const tensors = Object.fromEntries(Object.entries(inputs).map(([name, t]) => [name, fromGolden(t)]));
      const result = floatCalls[fn]!(tensors, args);
      expect(result.shape).toEqual(output.shape);
      expect(result.dtype).toBe(dtype);
      const round = dtype === "float32" ? Math.fround : (x: number) => x;
      let truth: ExactTensor | undefined;
      Array.from(result.data).forEach((value, i) => {
        const expected = round(Number(output.data[i]));
        if (agrees(value, expected, dtype)) return;
        truth ??= exactCalls[fn]!(tensors, args);
        differing.push(`${id}[${i}]`);
        const ulp = ulpError(value, truth.values[i]!, dtype);
        expect(ulp, `${value} where PyTorch has ${expected}`).toBeLessThanOrEqual(4);
        expect(ulpError(expected, truth.values[i]!, dtype), "PyTorch's own error").toBeGreaterThan(4);
      });
    });
  },
);

it("differs from PyTorch only where PyTorch's own digits are lost", () => {
  expect(differing.length).toBeLessThan(30);
});
