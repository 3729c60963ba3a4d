import { describe, expect, it } from "vitest";
import { accuracy, tensor } from "../index.js";

// d2l "Softmax Regression from Scratch": the first prediction is wrong, the second right, so 0.5.
const yHat = [
  [0.1, 0.3, 0.6],
  [0.3, 0.2, 0.5],
];
const y = [0, 2];

describe("accuracy", () => {
  it("is the part, the number or the list of those that are right", () => {
    expect(accuracy(yHat, y).item()).toBe(0.5);
    expect(accuracy(yHat, y, { reduction: "sum" }).item()).toBe(1);
    expect(accuracy(yHat, y, { reduction: "none" }).toArray()).toEqual([false, true]);
  });

  it("takes predicted classes as well", () => {
    expect(accuracy([2, 2, 1, 0], [0, 2, 1, 0]).item()).toBe(0.75);
  });

  it("looks for the class in dimension 1, as crossEntropy does", () => {
    const input = tensor([
      [
        [1, 5],
        [2, 4],
      ],
    ]);
    expect(accuracy(input, [[1, 0]], { reduction: "none" }).toArray()).toEqual([[true, true]]);
    expect(accuracy([0.2, 0.8], 1).item()).toBe(1);
  });

  it("of no samples is NaN, as a mean of nothing is", () => {
    expect(accuracy(tensor([]).reshape(0, 3), tensor([])).item()).toBeNaN();
  });

  it("says what does not fit", () => {
    expect(() => accuracy(yHat, [0, 1, 2])).toThrow(
      "accuracy: input has shape (2, 3) and target (3,), expected (N, C) and (N,)",
    );
    expect(() => accuracy(yHat, 2)).toThrow("accuracy: input has shape (2, 3) and target ()");
    expect(() => accuracy(yHat, y, { reduction: "average" as "mean" })).toThrow("reduction");
  });
});
