// The operations of a tensor against PyTorch's own results (test/golden/tensor_ops.json, made by tensor_ops.py beside it).

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type DType, type Tensor, tensor } from "../index.js";
import { dtypes } from "./dtype.js";

interface GoldenTensor {
  dtype: DType;
  shape: number[];
  data: (number | string)[];
}

interface Case {
  method: string;
  inputs: GoldenTensor[];
  args: unknown[];
  output: GoldenTensor;
}

const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(new URL("../../test/golden/tensor_ops.json", import.meta.url), "utf8"),
);

function fromGolden({ dtype, shape, data }: GoldenTensor): Tensor {
  return tensor(Float64Array.from(data, Number), { dtype }).reshape(shape);
}

/** What only chooses or rounds numbers may not differ in a single bit. */
const exactMethods = new Set([
  ...["neg", "abs", "sign", "square", "sqrt", "relu", "floor", "ceil", "round", "trunc", "clamp", "to"],
  ...["add", "sub", "mul", "div", "maximum", "minimum", "max", "min"],
]);

/** Sums and products of matrices cancel: what they may differ by goes by the largest product in them. */
const cancelling = new Set(["matmul", "sum", "mean", "var", "std"]);

/** Relative. */
function tolerance(method: string, dtype: DType): number {
  const { kind, precision, narrow } = dtypes[dtype];
  if (kind !== "float" || exactMethods.has(method)) return 0;
  // PyTorch's float32 functions are good to a few units; in half precision that decides between two neighbours near a tie.
  return narrow ? 2 ** (1 - precision) : 2 ** (4 - precision);
}

function agrees(actual: number, expected: number, allowed: number, scale: number): boolean {
  // A zero's sign is not compared: PyTorch's own kernels differ in it.
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return true;
  return Math.abs(actual - expected) <= allowed * Math.max(Math.abs(expected), scale);
}

/** PyTorch's float32 sigmoid overflows inside below −88.7 and gives 0, where the result is still a denormal number. */
function isFlushed(method: string, actual: number, expected: number): boolean {
  return method === "sigmoid" && expected === 0 && actual > 0 && actual < 2 ** -126;
}

const methods = [...new Set(cases.map(({ method }) => method))];

describe.each(methods)("%s", (method) => {
  const those = cases.filter((c) => c.method === method);

  it.each(those)("of $inputs.0.dtype $inputs.0.shape $args", ({ inputs, args, output }) => {
    const [self, ...others] = inputs.map(fromGolden);
    const given = args.map((arg) => (typeof arg === "string" && arg[0] === "$" ? others[+arg[1]! - 1] : arg));
    const call = (self as unknown as Record<string, (...args: unknown[]) => Tensor>)[method]!;
    const result = call.apply(self, given);
    expect(result.dtype).toBe(output.dtype);
    expect(result.shape).toEqual(output.shape);
    const largest = Math.max(...[self!, ...others].flatMap((t) => Array.from(t.contiguous().data, Math.abs)));
    const scale = cancelling.has(method) ? largest ** 2 : 0;
    const allowed = tolerance(method, output.dtype);
    const values = Array.from(result.contiguous().data);
    expect(values.length).toBe(output.data.length);
    const wrong = values.flatMap((actual, i) => {
      const expected = Number(output.data[i]);
      if (agrees(actual, expected, allowed, scale) || isFlushed(method, actual, expected)) return [];
      return [`[${i}] is ${actual}, PyTorch has ${expected}`];
    });
    expect(wrong).toEqual([]);
  });
});
