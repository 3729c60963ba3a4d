// Accuracy against 130-digit arithmetic (test/golden/exact.json): every result of the softmax and sigmoid families, and the
// gradient of cross-entropy, within 4 units in the last place, on every row, ordinary or extreme. The worst per function and
// dtype is printed.

import { afterAll, describe, expect, it } from "vitest";
import { type GoldenNumber, goldenFile } from "../../test/golden/golden.js";
import { ulpError } from "../compare/ulp.js";
import { bigNumbers } from "../exact/big-number.js";
import {
  binaryCrossEntropyWithLogits,
  crossEntropy,
  type ExactTensor,
  exact,
  logSigmoid,
  logSoftmax,
  logSumExp,
  sigmoid,
  softmax,
  softplus,
  type Tensor,
  tensor,
} from "../index.js";
import type { DType } from "../tensor/dtype.js";

interface ExactRow {
  id?: string;
  tag?: string;
  logits: GoldenNumber[];
  logSumExp: string;
  softmax: string[];
  logSoftmax: string[];
  argmax?: number;
  "crossEntropySmoothed0.1"?: string;
  gradCrossEntropyAtArgmax?: string[];
}

interface ExactScalar {
  x: GoldenNumber;
  sigmoid: string;
  softplus: string;
  logSigmoid: string;
  bceLogitsTarget1: string;
  bceLogitsTarget0: string;
}

const { rows, float32Rows, scalars } = goldenFile("exact") as {
  rows: ExactRow[];
  float32Rows: ExactRow[];
  scalars: ExactScalar[];
} & Record<string, unknown>;

const worst = new Map<string, { ulp: number; where: string }>();
const bound = 4;
const Decimal = bigNumbers(64);

function check(name: string, row: ExactRow, result: Tensor, expected: string[]): void {
  const values = Array.from(result.contiguous().data);
  values.forEach((value, i) => {
    checkNumber(name, value, expected[i]!, result.dtype, `${row.tag ?? row.id}[${i}]`);
  });
  expect(values.length).toBe(expected.length);
}

function checkNumber(name: string, value: number, expected: string, dtype: DType, where: string): void {
  const ulp = ulpError(value, new Decimal(expected), dtype);
  const key = `${name} ${dtype}`;
  if (!(ulp <= (worst.get(key)?.ulp ?? -1))) worst.set(key, { ulp, where });
  expect(ulp, `${name} at ${where} is ${value}, exactly ${expected}`).toBeLessThanOrEqual(bound);
}

/** softmax − one-hot: at the target, minus the sum of the others, so that no digit is lost to 1. */
function crossEntropyGradients(probabilities: readonly string[]): string[][] {
  const p = probabilities.map((x) => new Decimal(x));
  return p.map((_, t) => {
    const others = p.reduce((sum, x, c) => (c === t ? sum : sum.plus(x)), new Decimal(0));
    return probabilities.map((x, c) => (c === t ? others.neg().toString() : x));
  });
}

function gradient(o: Tensor, target: number): Tensor {
  const x = o.clone().requiresGrad_();
  crossEntropy(x, target).backward();
  expect(x.grad, "the gradient").not.toBeNull();
  return x.grad!;
}

const opposite = (x: string) => (x.startsWith("-") ? x.slice(1) : x === "0" ? x : `-${x}`);

describe.each([
  ["float64", rows],
  ["float32", float32Rows],
] as const)("within 4 ulp of the exact result in %s", (dtype, cases) => {
  it.each(cases.map((row, i) => ({ row, i, tag: row.tag ?? row.id })))("row $i, $tag", ({ row }) => {
    const o = tensor(Float64Array.from(row.logits, Number), { dtype });
    check("softmax", row, softmax(o), row.softmax);
    check("logSoftmax", row, logSoftmax(o), row.logSoftmax);
    check("logSumExp", row, logSumExp(o), [row.logSumExp]);
    row.logSoftmax.forEach((logp, t) => {
      check("crossEntropy", row, crossEntropy(o, t), [opposite(logp)]);
    });
    const smoothed = row["crossEntropySmoothed0.1"];
    if (smoothed !== undefined) {
      const loss = crossEntropy(o, row.argmax!, { labelSmoothing: 0.1 });
      check("crossEntropy smoothed", row, loss, [smoothed]);
    }
  });

  it.each(cases.map((row, i) => ({ row, i, tag: row.tag ?? row.id })))(
    "the gradient of cross-entropy, row $i, $tag",
    ({ row }) => {
      const o = tensor(Float64Array.from(row.logits, Number), { dtype });
      crossEntropyGradients(row.softmax).forEach((expected, t) => {
        check("crossEntropy gradient", row, gradient(o, t), expected);
      });
      const atArgmax = row.gradCrossEntropyAtArgmax;
      if (atArgmax !== undefined) check("crossEntropy gradient", row, gradient(o, row.argmax!), atArgmax);
    },
  );
});

/**
 * exact.json has no rows of half-precision logits. These are its float32 rows rounded, beside `exact.*`, whose own results
 * are held to exact.json (exact.test.ts).
 */
describe.each(["float16", "bfloat16"] as const)("within 4 ulp of the exact result in %s", (dtype) => {
  it.each(float32Rows.map((row, i) => ({ row, i, tag: row.tag ?? row.id })))("row $i, $tag", ({ row }) => {
    const o = tensor(Float64Array.from(row.logits, Number), { dtype });
    const strings = ({ values }: ExactTensor) => values.map(String);
    const probabilities = exact.softmax(o);
    check("softmax", row, softmax(o), strings(probabilities));
    check("logSoftmax", row, logSoftmax(o), strings(exact.logSoftmax(o)));
    check("logSumExp", row, logSumExp(o), strings(exact.logSumExp(o)));
    const gradients = probabilities.values.some((p) => p.isNaN())
      ? []
      : crossEntropyGradients(strings(probabilities));
    row.logits.forEach((_, t) => {
      check("crossEntropy", row, crossEntropy(o, t), strings(exact.crossEntropy(o, t)));
      if (gradients[t]) check("crossEntropy gradient", row, gradient(o, t), gradients[t]);
    });
  });
});

const elementwise: [keyof Omit<ExactScalar, "x">, (x: Tensor) => Tensor][] = [
  ["sigmoid", (x) => sigmoid(x)],
  // PyTorch's threshold of 20 would give up digits, which are the default's to give up.
  ["softplus", (x) => softplus(x, { threshold: 1e30 })],
  ["logSigmoid", (x) => logSigmoid(x)],
  ["bceLogitsTarget1", (x) => binaryCrossEntropyWithLogits(x, x.mul(0).add(1), { reduction: "none" })],
  ["bceLogitsTarget0", (x) => binaryCrossEntropyWithLogits(x, x.mul(0), { reduction: "none" })],
];

describe.each(elementwise)("%s", (name, f) => {
  it.each(["float64", "float32"] as const)("is within 4 ulp of the exact result in %s", (dtype) => {
    // In float32 those numbers that are float32 numbers, for which the exact results were calculated.
    const cases = scalars.filter(({ x }) => dtype === "float64" || Math.fround(Number(x)) === Number(x));
    expect(cases.length).toBeGreaterThan(10);
    const x = tensor(
      cases.map((c) => Number(c.x)),
      { dtype },
    );
    const result = f(x);
    expect(result.dtype).toBe(dtype);
    const values = Array.from(result.contiguous().data);
    cases.forEach((c, i) => {
      checkNumber(name, values[i]!, c[name], dtype, `x = ${c.x}`);
    });
  });
});

afterAll(() => {
  const lines = [...worst].map(
    ([name, { ulp, where }]) => `  ${name.padEnd(30)} ${ulp.toFixed(2)} ulp at ${where}`,
  );
  console.info(`worst error against exact.json:\n${lines.join("\n")}`);
});
