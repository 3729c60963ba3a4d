// What the losses refuse, and how they say it. Every call here is one that PyTorch rejects (test/golden/errors.json) or an
// option that would otherwise be ignored silently.

import { describe, expect, it } from "vitest";
import { goldenFile } from "../../test/golden/golden.js";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  cosineEmbeddingLoss,
  crossEntropy,
  gaussianNllLoss,
  huberLoss,
  logSoftmax,
  logSumExp,
  multiMarginLoss,
  naive,
  nllLoss,
  nn,
  oneHot,
  smoothL1Loss,
  softmax,
  type Tensor,
  tensor,
} from "../index.js";

const logits = zeros(2, 3);

/** The function, the argument, what it was and what was expected: the message must name all four. */
type Named = readonly [fn: string, argument: string, got: string, expected: RegExp];

const rejected: Record<string, [why: string, call: () => unknown, message: string | Named]> = {
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
  "0010": [
    "input outside [0,1]",
    () => binaryCrossEntropy([1.5, 0.5], [1, 0]),
    ["binaryCrossEntropy", "input[0]", "1.5", /\[0, 1\]/],
  ],
  "0011": [
    "shape mismatch",
    () => binaryCrossEntropy([0.5, 0.5], [1]),
    ["binaryCrossEntropy", "target", "(1,)", /\(2,\)/],
  ],
  "0012": [
    "shape mismatch",
    () => binaryCrossEntropyWithLogits(zeros(3), zeros(2)),
    ["binaryCrossEntropyWithLogits", "target", "(2,)", /\(3,\)/],
  ],
  "0013": [
    "target index >= C",
    () => multiMarginLoss(logits, [0, 3]),
    ["multiMarginLoss", "target[1]", "3", /3 classes|0\.\.2/],
  ],
  "0014": [
    "p not 1 or 2",
    () => multiMarginLoss(logits, [0, 1], { p: 3 as 1 }),
    ["multiMarginLoss", "p", "3", /1 or 2/],
  ],
  "0015": [
    "negative variance",
    () => gaussianNllLoss(zeros(2), zeros(2), [-1, 1]),
    ["gaussianNllLoss", "var[0]", "-1", /≥ 0/],
  ],
  "0016": [
    "delta <= 0",
    () => huberLoss(zeros(2), zeros(2), { delta: 0 }),
    ["huberLoss", "delta", "0", /> 0/],
  ],
  "0017": [
    "beta < 0",
    () => smoothL1Loss(zeros(2), zeros(2), { beta: -1 }),
    ["smoothL1Loss", "beta", "-1", /≥ 0/],
  ],
  "0018": [
    "shape mismatch",
    () => cosineEmbeddingLoss(zeros(2, 3), zeros(2, 4), zeros(2)),
    ["cosineEmbeddingLoss", "input2", "(2, 4)", /\(2, 3\)/],
  ],
  "0019": [
    "index >= num_classes",
    () => oneHot([0, 5], { numClasses: 3 }),
    ["oneHot", "target[1]", "5", /numClasses is 3|3 classes|0\.\.2/],
  ],
  "0020": [
    "negative index",
    () => oneHot([-1], { numClasses: 3 }),
    ["oneHot", "target[0]", "-1", /numClasses is 3|3 classes|0\.\.2|≥ 0/],
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
  const golden = goldenFile("errors").cases as { id: string; fn: string; why: string }[];

  it("covers the golden cases", () => {
    expect(golden.map(({ id }) => id.split("/")[1])).toEqual(Object.keys(rejected));
  });

  it.each(golden)("$fn: $why", ({ id, why }) => {
    const [ourWhy, call, message] = rejected[id.split("/")[1]!]!;
    expect(ourWhy).toBe(why);
    if (typeof message === "string") {
      expect(call).toThrow(message);
      return;
    }
    const [fn, argument, got, expected] = message;
    expect(call).toThrow(new RegExp(`^${fn}: .*${alone(argument)}.* ${alone(got)}`));
    expect(call).toThrow(expected);
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
      'softmax: input is int32, expected a floating dtype; convert it first, with .to("float32")',
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

/** A pattern for the text where it is not part of a longer name or number. */
function alone(text: string): string {
  return `(?<![\\w.-])${text.replace(/[.[\]()]/g, "\\$&")}(?![\\w.])`;
}

function zeros(...shape: number[]): Tensor {
  return tensor(new Float32Array(shape.reduce((n, size) => n * size, 1))).reshape(shape);
}
