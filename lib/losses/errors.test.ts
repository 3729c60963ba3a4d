// What the losses refuse, and how they say it. Every call here is one that PyTorch rejects (test/golden/errors.json) or an
// option that would otherwise be ignored silently.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { crossEntropy, logSoftmax, logSumExp, naive, nllLoss, nn, softmax, tensor } from "../index.js";

const logits = tensor(new Float32Array(6)).reshape(2, 3);

const rejected: Record<string, [why: string, call: () => unknown, message: string]> = {
  "0000": [
    "target index >= C",
    () => crossEntropy(logits, [0, 3]),
    "crossEntropy: target[1] is 3, but the input has 3 classes (0..2)",
  ],
  "0001": [
    "negative target that is not ignore_index",
    () => crossEntropy(logits, [0, -1]),
    "crossEntropy: target[1] is -1, but the input has 3 classes (0..2)",
  ],
  "0002": [
    "batch size mismatch",
    () => crossEntropy(logits, [0, 1, 2]),
    "crossEntropy: target has shape (3,), expected (2,): one class index for each position of the input",
  ],
  "0003": [
    "unknown reduction",
    () => crossEntropy(logits, [0, 1], { reduction: "avg" as "mean" }),
    'crossEntropy: reduction is "avg", expected "none", "mean" or "sum"',
  ],
  "0004": [
    "label_smoothing > 1",
    () => crossEntropy(logits, [0, 1], { labelSmoothing: 1.5 }),
    "crossEntropy: labelSmoothing is 1.5, expected a number in [0, 1]",
  ],
  "0005": [
    "weight length != C",
    () => crossEntropy(logits, [0, 1], { weight: [0, 0] }),
    "crossEntropy: weight has shape (2,), expected (3,): one weight for each class",
  ],
  "0006": [
    "probability target shape mismatch",
    () => crossEntropy(logits, tensor(new Float32Array(4)).reshape(2, 2)),
    "crossEntropy: target has shape (2, 2), expected (2,): one class index for each position of the input",
  ],
  "0007": [
    "ignore_index with probability targets",
    () => crossEntropy(logits, logits, { ignoreIndex: 1 }),
    "crossEntropy: ignoreIndex is 1, but the target holds probabilities, not class indices",
  ],
  "0008": [
    "missing spatial dims in target",
    () => crossEntropy(tensor(new Float32Array(24)).reshape(2, 3, 4), [0, 1]),
    "crossEntropy: target has shape (2,), expected (2, 4): one class index for each position of the input",
  ],
  "0009": [
    "target index >= C",
    () => nllLoss(logits, [0, 3]),
    "nllLoss: target[1] is 3, but the input has 3 classes (0..2)",
  ],
  "0021": [
    "dim out of range",
    () => softmax(logits, { dim: 2 }),
    "softmax: dim is 2, but the input has 2 dimensions (-2..1)",
  ],
  "0022": [
    "dim out of range",
    () => logSoftmax(logits, { dim: -3 }),
    "logSoftmax: dim is -3, but the input has 2 dimensions (-2..1)",
  ],
  "0023": [
    "repeated dim",
    () => logSumExp(logits, { dim: [0, 0] }),
    "logSumExp: dim 0 appears more than once in [0,0]",
  ],
};

describe("calls that PyTorch rejects are rejected with the argument and both values", () => {
  const golden: { id: string; fn: string; why: string }[] = JSON.parse(
    readFileSync(new URL("../../test/golden/errors.json", import.meta.url), "utf8"),
  ).cases;
  const ours = golden.filter(({ fn }) =>
    ["cross_entropy", "nll_loss", "softmax", "log_softmax", "logsumexp"].includes(fn),
  );

  it("covers the golden cases of these functions", () => {
    expect(ours.map(({ id }) => id.split("/")[1])).toEqual(Object.keys(rejected));
  });

  it.each(ours)("$fn: $why", ({ id, why }) => {
    const [ourWhy, call, message] = rejected[id.split("/")[1]!]!;
    expect(ourWhy).toBe(why);
    expect(call).toThrow(message);
  });
});

describe("what would fail silently is refused", () => {
  it.each<[string, () => unknown, string]>([
    [
      "PyTorch's spelling of an option",
      () => crossEntropy(logits, [0, 1], { label_smoothing: 0.1 } as object),
      'crossEntropy: unknown option "label_smoothing", expected weight, ignoreIndex, reduction, labelSmoothing; did you mean labelSmoothing?',
    ],
    [
      "an option of another library",
      () => softmax([1, 2], { axis: 0 } as object),
      'softmax: unknown option "axis", expected dim',
    ],
    [
      "a dim that is not in an object",
      () => softmax([1, 2], 0 as unknown as object),
      "softmax: options is 0, expected an object such as { dim: … }",
    ],
    [
      "a target between two classes",
      () => crossEntropy([[1, 2, 3]], [0.5]),
      "crossEntropy: target[0] is 0.5, expected a class index, an integer",
    ],
    [
      "a target that is NaN",
      () => nllLoss([[1, 2, 3]], [Number.NaN]),
      "nllLoss: target[0] is NaN, expected a class index, an integer",
    ],
    [
      "logits that are integers",
      () => softmax(tensor(new Int32Array(2))),
      "softmax: input is int32, expected float32 or float64",
    ],
    [
      "text among logits",
      () =>
        softmax([
          [1, 2],
          [3, "4" as unknown as number],
        ]),
      'softmax: input[1][1] is "4", expected a number',
    ],
    [
      "a wrong option of a class, when it is made",
      () => new nn.CrossEntropyLoss({ reduction: "avg" as "mean" }),
      'CrossEntropyLoss: reduction is "avg"',
    ],
    [
      "an index target of the shape of probabilities",
      () => crossEntropy(logits, tensor(new Int32Array(6)).reshape(2, 3)),
      "crossEntropy: target has the input's shape (2, 3), so it holds probabilities, but it is int32",
    ],
    [
      "too many predictions in the textbook's cross-entropy",
      () => naive.crossEntropy([[0.5, 0.5]], [0, 1]),
      "naive.crossEntropy: y has shape (2,), expected (1,)",
    ],
    [
      "a class that the textbook's y cannot have",
      () => naive.crossEntropy([[0.5, 0.5]], [2]),
      "naive.crossEntropy: y[0] is 2, but",
    ],
  ])("%s", (_, call, message) => expect(call).toThrow(message));
});
