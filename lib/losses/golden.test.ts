// The losses against PyTorch's own outputs (test/golden: what made them is in its README).

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { crossEntropy, logSoftmax, logSumExp, nllLoss, softmax, type Tensor, tensor } from "../index.js";

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

const functions: Record<string, (inputs: Record<string, Tensor>, args: Options) => Tensor> = {
  softmax: ({ input }, { dim }) => softmax(input!, { dim }),
  log_softmax: ({ input }, { dim }) => logSoftmax(input!, { dim }),
  logsumexp: ({ input }, { dim, keepdim }) => logSumExp(input!, { dim, keepdim }),
  cross_entropy: ({ input, target, weight }, { reduction, ignore_index, label_smoothing }) =>
    crossEntropy(input!, target!, {
      reduction,
      ignoreIndex: ignore_index,
      labelSmoothing: label_smoothing,
      weight,
    }),
  nll_loss: ({ input, target, weight }, { reduction, ignore_index }) =>
    nllLoss(input!, target!, { reduction, ignoreIndex: ignore_index, weight }),
};

const tolerance = { float64: 1e-9, float32: 3e-5 };

/**
 * Equal, both NaN, or within the dtype's relative tolerance. PyTorch rounds the sum of exponentials, 1 + rest, before its
 * logarithm: where one class dominates, its own result is off by up to one unit of 1's last place, and ours is not.
 */
function agrees(actual: number, expected: number, dtype: "float64" | "float32"): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  if (actual === expected) return true;
  if (Math.abs(actual - expected) <= tolerance[dtype] * Math.abs(expected)) return true;
  return (
    Math.abs(expected) < 0.01 && Math.abs(actual - expected) <= (dtype === "float64" ? 2 ** -52 : 2 ** -23)
  );
}

describe.each(["softmax", "log_softmax", "logsumexp", "cross_entropy", "cross_entropy_prob", "nll_loss"])(
  "%s",
  (family) => {
    it.each(golden(family))("agrees with PyTorch: $id $tag", ({ fn, args, inputs, output, dtype }) => {
      const run = functions[fn]!;
      const result = run(
        Object.fromEntries(Object.entries(inputs).map(([name, t]) => [name, fromGolden(t)])),
        args,
      );
      expect(result.shape).toEqual(output.shape);
      expect(result.dtype).toBe(dtype);
      const round = dtype === "float32" ? Math.fround : (x: number) => x;
      const actual = Array.from(result.data);
      const wrong = actual
        .map((value, i) => ({ i, value, expected: round(Number(output.data[i])) }))
        .filter(({ value, expected }) => !agrees(value, expected, dtype));
      expect(wrong).toEqual([]);
    });
  },
);
