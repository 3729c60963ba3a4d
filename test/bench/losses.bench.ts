/** The losses beside the textbook's formulas in the same tensors, and beside a plain loop. */
import { bench, describe } from "vitest";
import { crossEntropy, naive, softmax, tensor } from "../../lib/index.js";

for (const [rows, classes] of [
  [32, 10],
  [256, 10],
  [1024, 1000],
] as const) {
  const data = Float32Array.from({ length: rows * classes }, (_, i) => Math.sin(i * 12.9898) * 4);
  const target = Int32Array.from({ length: rows }, (_, i) => (i * 7) % classes);
  const logits = tensor(data).reshape([rows, classes]);
  const classesOf = tensor(target);

  describe(`cross-entropy, float32, ${rows} × ${classes}`, () => {
    bench("a plain loop", () => void plainLoop(data, target, rows, classes));
    bench("crossEntropy", () => void crossEntropy(logits, classesOf));
    bench(
      "naive.crossEntropy of naive.softmax",
      () => void naive.crossEntropy(naive.softmax(logits), classesOf),
    );
    bench("softmax", () => void softmax(logits));
  });
}

/** What a careful programmer writes for this one case: the shift, no tensors, no checks. */
function plainLoop(data: Float32Array, target: Int32Array, rows: number, classes: number): number {
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    let max = -Infinity;
    for (let i = start; i < start + classes; i++) max = Math.max(max, data[i]!);
    let sum = 0;
    for (let i = start; i < start + classes; i++) sum += Math.exp(data[i]! - max);
    total += Math.log(sum) + max - data[start + target[row]!]!;
  }
  return total / rows;
}
