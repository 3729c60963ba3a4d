// Accuracy against 130-digit arithmetic (test/golden/exact.json): every result of the softmax family within 4 units in the
// last place, on every row, ordinary or extreme. The worst per function and dtype is printed.

import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { ulpError } from "../compare/ulp.js";
import { bigNumbers } from "../exact/big-number.js";
import { crossEntropy, logSoftmax, logSumExp, softmax, type Tensor, tensor } from "../index.js";

interface ExactRow {
  id?: string;
  tag?: string;
  logits: (number | string)[];
  logSumExp: string;
  softmax: string[];
  logSoftmax: string[];
  argmax?: number;
  "crossEntropySmoothed0.1"?: string;
}

const { rows, float32Rows }: { rows: ExactRow[]; float32Rows: ExactRow[] } = JSON.parse(
  readFileSync(new URL("../../test/golden/exact.json", import.meta.url), "utf8"),
);

const worst = new Map<string, { ulp: number; where: string }>();
const bound = 4;

function check(name: string, row: ExactRow, result: Tensor, expected: string[], what = name): void {
  const Decimal = bigNumbers(64);
  const values = Array.from(result.data);
  values.forEach((value, i) => {
    const ulp = ulpError(value, new Decimal(expected[i]!), result.dtype);
    const key = `${what} ${result.dtype}`;
    if (!(ulp <= (worst.get(key)?.ulp ?? -1))) worst.set(key, { ulp, where: `${row.tag ?? row.id}[${i}]` });
    expect(ulp, `${what}[${i}] is ${value}, exactly ${expected[i]}`).toBeLessThanOrEqual(bound);
  });
  expect(values.length).toBe(expected.length);
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
      check("crossEntropy", row, loss, [smoothed], "crossEntropy smoothed");
    }
  });
});

afterAll(() => {
  const lines = [...worst].map(
    ([name, { ulp, where }]) => `  ${name.padEnd(30)} ${ulp.toFixed(2)} ulp at ${where}`,
  );
  console.info(`worst error against exact.json:\n${lines.join("\n")}`);
});
