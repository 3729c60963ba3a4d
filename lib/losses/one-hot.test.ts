// What the golden data do not have: the options, and what is refused.

import { describe, expect, it } from "vitest";
import { oneHot, tensor } from "../index.js";

describe("oneHot", () => {
  it("gives int32 where PyTorch gives int64, or the dtype asked for", () => {
    expect(oneHot([1, 0]).dtype).toBe("int32");
    expect(oneHot([1, 0], { dtype: "bool" }).toArray()).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(oneHot([1, 0], { dtype: "bfloat16", numClasses: 3 }).toArray()).toEqual([
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });

  it("reads a view in its order", () => {
    const target = tensor([
      [0, 1],
      [2, 0],
    ]).T;
    expect(oneHot(target).argmax({ dim: -1 }).toArray()).toEqual([
      [0, 2],
      [1, 0],
    ]);
  });

  it("has no rows for an empty target, if the number of classes is given", () => {
    expect(oneHot([], { numClasses: 3 }).shape).toEqual([0, 3]);
    expect(() => oneHot([])).toThrow("oneHot: target is empty, expected the option numClasses");
  });

  it.each<[string, () => unknown, string]>([
    [
      "a class too high",
      () => oneHot([[0, 3]], { numClasses: 3 }),
      "oneHot: target[0][1] is 3, but the result has 3 classes (0..2)",
    ],
    [
      "a negative class",
      () => oneHot([1, -1]),
      "oneHot: target[1] is -1, but the result has 2 classes (0..1)",
    ],
    [
      "a class in between",
      () => oneHot([0.5]),
      "oneHot: target[0] is 0.5, expected a class index, an integer",
    ],
    [
      "NaN",
      () => oneHot([1, Number.NaN], { numClasses: 2 }),
      "oneHot: target[1] is NaN, expected a class index, an integer",
    ],
    ["NaN where the classes are counted", () => oneHot([1, Number.NaN]), "oneHot: target[1] is NaN"],
    ["infinity", () => oneHot([Number.POSITIVE_INFINITY]), "oneHot: target[0] is Infinity"],
    ["no classes", () => oneHot([0], { numClasses: 0 }), "oneHot: numClasses is 0, expected an integer > 0"],
    [
      "half a class",
      () => oneHot([0], { numClasses: 1.5 }),
      "oneHot: numClasses is 1.5, expected an integer > 0",
    ],
    [
      "an unknown dtype",
      () => oneHot([0], { dtype: "int64" as "int32" }),
      'oneHot: dtype is "int64", expected one of',
    ],
    ["PyTorch's spelling", () => oneHot([0], { num_classes: 2 } as object), "did you mean numClasses?"],
  ])("refuses %s", (_, call, message) => expect(call).toThrow(message));
});
