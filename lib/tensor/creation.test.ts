// Making tensors: values, dtypes, and what is refused. Expected values are PyTorch's (arange, linspace, eye) or plain.

import { all, create } from "mathjs";
import { describe, expect, it } from "vitest";
import { arange, eye, full, linspace, ones, onesLike, tensor, zeros, zerosLike } from "../index.js";

describe("filled by a rule", () => {
  it("zeros and ones take a shape, or sizes", () => {
    expect(zeros([2, 2]).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(zeros(2, 1, { dtype: "int32" }).toString()).toBe("tensor([[0],\n        [0]], dtype=int32)");
    expect(ones(3).dtype).toBe("float32");
    expect(ones([]).item()).toBe(1);
    expect(zeros([0, 3]).shape).toEqual([0, 3]);
    expect(ones([2], { dtype: "bool" }).toArray()).toEqual([true, true]);
  });

  it("full rounds to the dtype", () => {
    expect(full([1], 0.1).item()).toBe(Math.fround(0.1));
    expect(full([1], 0.1, { dtype: "float16" }).item()).toBe(0.0999755859375);
    expect(full([1], 0.1, { dtype: "bfloat16" }).item()).toBe(0.10009765625);
    expect(full([2], -3, { dtype: "bool" }).toArray()).toEqual([true, true]);
  });

  it("like another tensor", () => {
    const t = tensor(new Int32Array([5, 6]));
    expect(zerosLike(t).toString()).toBe("tensor([0, 0], dtype=int32)");
    expect(onesLike(t, { dtype: "float64" }).toString()).toBe("tensor([1., 1.], dtype=float64)");
  });

  it("eye may have more columns than rows", () => {
    expect(eye(2, 3).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });

  it("eye takes options with or without a number of columns", () => {
    expect(eye(1, { dtype: "int32" }).toString()).toBe("tensor([[1]], dtype=int32)");
    expect(eye(1, 2, { dtype: "bool" }).toArray()).toEqual([[true, false]]);
  });

  it("arange stops before the end, in either direction", () => {
    expect(arange(3, { dtype: "int32" }).toString()).toBe("tensor([0, 1, 2], dtype=int32)");
    expect(arange(5, 1, -2).toArray()).toEqual([5, 3]);
    expect(arange(1, 1).toArray()).toEqual([]);
    // torch.arange(0, 1, 0.1, dtype=torch.float64)[3]: start + i·step, not a sum of rounded steps
    expect(arange(0, 1, 0.1, { dtype: "float64" }).at(3)).toBe(0.30000000000000004);
    expect(() => arange(0, 1, 0)).toThrow("arange: step is 0, which does not lead from 0 to 1");
    expect(() => arange(0, 5, -1)).toThrow("expected a positive number");
  });

  it("linspace has both ends, exactly", () => {
    const t = linspace(0.1, 0.7, 4, { dtype: "float64" });
    expect([t.at(0), t.at(-1)]).toEqual([0.1, 0.7]);
    expect(linspace(3, 9, 1).toArray()).toEqual([3]);
    expect(linspace(0, 1, 0).toArray()).toEqual([]);
    expect(() => linspace(0, 1, 2.5)).toThrow("linspace: shape[0] is 2.5, expected an integer, 0 or more");
  });

  it.each<[string, () => unknown, string]>([
    ["a negative size", () => zeros([2, -1]), "zeros: shape[1] is -1, expected an integer, 0 or more"],
    ["no dtype of ours", () => ones([2], { dtype: "float8" as "float16" }), 'ones: dtype is "float8"'],
    ["a text", () => full([1], "1" as unknown as number), 'full: value is "1", expected a number'],
    [
      "PyTorch's options",
      () => zeros([1], { requires_grad: true } as object),
      'unknown option "requires_grad"',
    ],
  ])("refuses %s", (_, call, message) => expect(call).toThrow(message));
});

describe("of mathjs", () => {
  const math = create(all!);

  it("dense and sparse matrices", () => {
    const rows = [
      [1, 2],
      [0, 4],
    ];
    expect(tensor(math.matrix(rows)).toArray()).toEqual(rows);
    expect(tensor(math.sparse(rows)).toArray()).toEqual(rows);
    expect(
      tensor([[1, 1]])
        .add(math.matrix([[1, 2]]))
        .toArray(),
    ).toEqual([[2, 3]]);
  });

  it("BigNumbers and fractions, as the nearest numbers", () => {
    const numbers = math.matrix([math.bignumber("0.1"), math.fraction(1, 3)] as unknown as number[]);
    expect(tensor(numbers, { dtype: "float64" }).toArray()).toEqual([0.1, 1 / 3]);
    expect(tensor(math.bignumber(2) as unknown as number).item()).toBe(2);
  });

  it("a ragged matrix says where", () => {
    expect(() =>
      tensor([
        [1, 2],
        [3, 4, 5],
      ]),
    ).toThrow("tensor: data[1] has length 3, but data[0] has length 2: rows must be equally long");
    expect(() => tensor(math.complex(1, 2) as unknown as number)).toThrow("tensor: data is a Complex");
  });
});

interface Host {
  Float16Array?: new (values: number[]) => Float32Array;
}
const { Float16Array } = globalThis as Host;

it.runIf(Float16Array !== undefined)("a native Float16Array (Node 24, browsers of 2025) is float16", () => {
  expect(tensor(new Float16Array!([0.1])).toString()).toBe("tensor([0.1000], dtype=float16)");
});
