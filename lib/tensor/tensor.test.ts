// Tensors: making them, arithmetic, reductions, views. Expected values are worked out by hand or follow from definitions.

import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type NestedArray, Tensor, type TensorLike, tensor } from "../index.js";

const X = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("tensor()", () => {
  it("makes float32 of numbers, bool of booleans, and keeps a typed array's own type", () => {
    expect(tensor([1, 2]).dtype).toBe("float32");
    expect(tensor([true, false]).dtype).toBe("bool");
    expect(tensor([1, true]).dtype).toBe("float32");
    expect(tensor(new Float64Array([0.1])).dtype).toBe("float64");
    expect(tensor(new Uint8Array([1])).dtype).toBe("int32");
    expect(tensor(X).dtype).toBe("float32");
  });

  it("rounds to float32 unless float64 is asked for", () => {
    // 0.1 as binary32 is 13421773 / 2^27.
    expect(tensor(0.1).item()).toBe(13421773 / 2 ** 27);
    expect(tensor(0.1, { dtype: "float64" }).item()).toBe(0.1);
  });

  it("copies its data", () => {
    const data = new Float32Array([1, 2]);
    const t = tensor(data);
    data[0] = 9;
    expect(t.toArray()).toEqual([1, 2]);
  });

  it("takes tensors and typed arrays as rows", () => {
    expect(tensor([X.slice(0), new Float32Array([7, 8, 9])]).toArray()).toEqual([
      [1, 2, 3],
      [7, 8, 9],
    ]);
    expect(tensor([X.sum(), X.max()]).toArray()).toEqual([21, 6]);
  });

  it.each<[string, unknown, string]>([
    ["rows of unequal length", [[1, 2], [3]], "tensor: data[1] has length 1, but data[0] has length 2"],
    ["a number among rows", [[1], 2], "tensor: data[1] is 2, expected an array of length 1 as in data[0]"],
    [
      "a row among numbers",
      [1, [2]],
      "tensor: data[1] is an array, but data[0] is a number: the nesting is uneven",
    ],
    ["text", [[1, "2"]], 'tensor: data[0][1] is "2", expected a number'],
    ["a hole", [1, undefined], "tensor: data[1] is undefined, expected a number"],
    ["an object", { a: 1 }, "tensor: data is an object, expected a number, an array of numbers or a tensor"],
    ["bigints", [1n], "tensor: data[0] is 1n, expected a number"],
  ])("says where %s went wrong", (_, data, message) => {
    expect(() => tensor(data as TensorLike)).toThrow(message);
  });

  it("refuses what a dtype cannot hold, and dtypes that do not exist", () => {
    expect(() => tensor([0, 3e9], { dtype: "int32" })).toThrow(
      "tensor: data[1] is 3000000000, which int32 cannot hold",
    );
    expect(() => tensor([Number.NaN], { dtype: "int32" })).toThrow("data[0] is NaN, which int32 cannot hold");
    expect(() => tensor([1], { dtype: "double" as "float64" })).toThrow(
      'tensor: dtype is "double", expected one of',
    );
  });

  it("round-trips any regular nesting", () => {
    const row = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(row, row, (n, m) => {
        const nested = Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => i * 10 + j));
        expect(tensor(nested).toArray()).toEqual(nested);
      }),
    );
  });
});

describe("arithmetic", () => {
  it("broadcasts a row, a column and a number", () => {
    expect(X.add([10, 20, 30]).toArray()).toEqual([
      [11, 22, 33],
      [14, 25, 36],
    ]);
    expect(X.mul([[2], [0]]).toArray()).toEqual([
      [2, 4, 6],
      [0, 0, 0],
    ]);
    expect(X.sub(1).slice(0).toArray()).toEqual([0, 1, 2]);
    expect(
      tensor([[1], [2]])
        .add([[10, 20]])
        .toArray(),
    ).toEqual([
      [11, 21],
      [12, 22],
    ]);
  });

  it("names both shapes when they do not broadcast", () => {
    expect(() => X.add([1, 2])).toThrow(
      "add: shapes (2, 3) and (2,) do not broadcast: sizes 3 and 2 differ at dimension -1, and neither is 1",
    );
  });

  it("rounds every float32 operation to float32", () => {
    const float = fc.float({ noNaN: true });
    fc.assert(
      fc.property(float, float, (a, b) => {
        const [x, y] = [tensor(a), tensor(b)];
        expect(x.add(y).item()).toBe(Math.fround(a + b));
        expect(x.sub(y).item()).toBe(Math.fround(a - b));
        expect(x.mul(y).item()).toBe(Math.fround(a * b));
        expect(x.div(y).item()).toBe(Math.fround(a / b));
      }),
    );
  });

  it("overflows in float32 where the textbook says: exp above 88.7228", () => {
    expect(tensor([88.722, 88.723]).exp().toArray()).toEqual([expect.any(Number), Number.POSITIVE_INFINITY]);
    expect(Number.isFinite(tensor(88.722).exp().item())).toBe(true);
    expect(Number.isFinite(tensor(709.78, { dtype: "float64" }).exp().item())).toBe(true);
  });

  it("promotes as PyTorch does", () => {
    const ints = tensor(new Int32Array([7, 2]));
    expect(ints.add(1).dtype).toBe("int32");
    expect(ints.add(0.5).dtype).toBe("float32");
    expect(ints.div(2).toArray()).toEqual([3.5, 1]);
    expect(ints.add(tensor([1, 1], { dtype: "float64" })).dtype).toBe("float64");
    expect(X.add(0.1).dtype).toBe("float32");
    // Nested arrays beside float64 are read as float64: 0.1 keeps all its digits.
    expect(tensor([0], { dtype: "float64" }).add([0.1]).item()).toBe(0.1);
  });

  it("compares into bool, which counts when summed", () => {
    expect(X.gt(3).toString()).toBe("tensor([[False, False, False],\n        [ True,  True,  True]])");
    expect(X.gt(3).sum().item()).toBe(3);
    expect(X.eq([1, 5, 6]).to("float32").mean().item()).toBeCloseTo(0.5);
  });

  it("multiplies int32 modulo 2^32", () => {
    // 123456789² = 15241578750190521 ≡ −1757895751 (mod 2^32, signed).
    expect(
      tensor(new Int32Array([123456789]))
        .mul(tensor(new Int32Array([123456789])))
        .item(),
    ).toBe(-1757895751);
  });
});

describe("reductions", () => {
  it("sums along axes as the textbook shows", () => {
    // d2l, "Softmax Regression from Scratch": X.sum(0, keepdim=True), X.sum(1, keepdim=True).
    expect(X.sum({ dim: 0, keepdim: true }).toArray()).toEqual([[5, 7, 9]]);
    expect(X.sum({ dim: 1, keepdim: true }).toArray()).toEqual([[6], [15]]);
    expect(X.sum({ dim: [0, 1] }).item()).toBe(21);
    expect(X.T.sum({ dim: -1 }).toArray()).toEqual([5, 7, 9]);
  });

  it("keeps the digits of a long float32 sum", () => {
    // A million times float32's 0.1 (13421773 / 2^27), exactly, rounded once.
    const t = tensor(new Float32Array(1e6).fill(0.1));
    expect(t.sum().item()).toBe(Math.fround((1e6 * 13421773) / 2 ** 27));
    expect(tensor([1, 1e100, 1, -1e100], { dtype: "float64" }).sum().item()).toBe(2);
    expect(tensor([Number.POSITIVE_INFINITY, 1]).sum().item()).toBe(Number.POSITIVE_INFINITY);
  });

  it("finds maxima and their first positions; NaN wins", () => {
    const t = tensor([
      [3, 9, 9],
      [1, Number.NaN, 2],
    ]);
    expect(t.max({ dim: 1 }).toArray()).toEqual([9, Number.NaN]);
    expect(t.argmax({ dim: 1 }).toArray()).toEqual([1, 1]);
    expect(X.argmax().item()).toBe(5);
    expect(() => tensor([]).max()).toThrow("max: shape (0,) has no elements to choose from");
  });

  it("has NaN for the mean of nothing and 0 for its sum", () => {
    expect(tensor([]).mean().item()).toBe(Number.NaN);
    expect(tensor([]).sum().item()).toBe(0);
  });

  it("refuses the mean of integers", () => {
    expect(() => tensor(new Int32Array([1])).mean()).toThrow(
      "mean: the tensor is int32, expected a floating dtype",
    );
  });
});

describe("views", () => {
  it("share their numbers instead of copying them", () => {
    for (const view of [X.T, X.reshape(3, 2), X.slice(1), X.slice(null, [0, null, 2]), X.transpose()]) {
      expect(view.storage).toBe(X.storage);
    }
    expect(X.clone().storage).not.toBe(X.storage);
  });

  it("slice as Python does", () => {
    expect(X.slice(-1).toArray()).toEqual([4, 5, 6]);
    expect(X.slice([0, 9], [-2, null]).toArray()).toEqual([
      [2, 3],
      [5, 6],
    ]);
    expect(X.slice(null, [0, null, 2]).toArray()).toEqual([
      [1, 3],
      [4, 6],
    ]);
    expect(X.slice([1, 1]).shape).toEqual([0, 3]);
    expect(() => X.slice(2)).toThrow("slice: index 2 is out of range for dimension 0 of size 2");
  });

  it("reshape in row-major order, also from views, with one size worked out", () => {
    expect(X.T.reshape(-1).toArray()).toEqual([1, 4, 2, 5, 3, 6]);
    expect(X.reshape([3, -1]).shape).toEqual([3, 2]);
    expect(() => X.reshape(4, -1)).toThrow("reshape: 6 elements of shape (2, 3) do not fit (4, -1)");
    expect(() => X.reshape(4)).toThrow("reshape: shape (2, 3) has 6 elements, but (4,) has 4");
  });

  it("read the same elements however they are reached", () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        fc.tuple(size, size, size),
        fc.constantFrom(0, 1, 2),
        fc.constantFrom(0, 1, 2),
        ([a, b, c], i, j) => {
          const t = tensor(Float32Array.from({ length: a * b * c }, (_, k) => k)).reshape(a, b, c);
          const view = t.transpose(i, j).slice([0, null, 2]);
          // Element by element through at(), against the whole through contiguous copies, reshapes and sums.
          const elements: number[] = [];
          const [p, q, r] = view.shape as [number, number, number];
          for (let x = 0; x < p; x++)
            for (let y = 0; y < q; y++) for (let z = 0; z < r; z++) elements.push(view.at(x, y, z));
          expect(Array.from(view.contiguous().data)).toEqual(elements);
          expect(view.reshape(-1).toArray()).toEqual(elements);
          expect(
            view
              .reshape(p * q, r)
              .reshape(r, -1)
              .reshape(-1)
              .toArray(),
          ).toEqual(elements);
          expect(Array.from(view.add(0).data)).toEqual(elements);
          expect(view.sum().item()).toBe(elements.reduce((s, v) => s + v, 0));
        },
      ),
    );
  });

  it("say when they are not contiguous", () => {
    expect(() => X.T.data).toThrow("data: this view of shape (3, 2) and strides (1, 3) is not contiguous");
    expect(Array.from(X.T.contiguous().data)).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it("are what iteration yields", () => {
    expect([...X].map((row) => row.sum().item())).toEqual([6, 15]);
    expect(() => [...tensor(1)]).toThrow("cannot be iterated");
  });
});

describe("matmul", () => {
  it("multiplies matrices, vectors and batches", () => {
    expect(X.matmul(X.T).toArray()).toEqual([
      [14, 32],
      [32, 77],
    ]);
    expect(X.matmul([1, 0, 1]).toArray()).toEqual([4, 10]);
    expect(tensor([1, 1]).matmul(X).toArray()).toEqual([5, 7, 9]);
    expect(tensor([1, 2]).matmul([3, 4]).item()).toBe(11);
    const batch = tensor(new Float32Array(24).fill(1)).reshape(4, 2, 3);
    expect(batch.matmul(X.T).shape).toEqual([4, 2, 2]);
  });

  it("names the sizes that do not fit", () => {
    expect(() => X.matmul(X)).toThrow(
      "matmul: shapes (2, 3) and (2, 3) do not multiply: 3 columns against 2 rows",
    );
  });
});

describe("conversion", () => {
  it("truncates to int32 and asks for non-zero to bool", () => {
    expect(tensor([1.9, -1.9]).to("int32").toArray()).toEqual([1, -1]);
    expect(tensor([0, 0.5, Number.NaN]).to("bool").toArray()).toEqual([false, true, true]);
    expect(X.to("float32")).toBe(X);
  });

  it("gives a number only for one element", () => {
    expect(() => X.item()).toThrow("item: the tensor has shape (2, 3), expected exactly one element");
  });
});

it("types: results are tensors, and arrays come out nested", () => {
  expectTypeOf(X.sum({ dim: 1 })).toEqualTypeOf<Tensor>();
  expectTypeOf(X.toArray()).toEqualTypeOf<NestedArray>();
  expectTypeOf(X.item).returns.toEqualTypeOf<number>();
  expectTypeOf(tensor).parameter(0).toEqualTypeOf<TensorLike>();
  expect(X).toBeInstanceOf(Tensor);
});
