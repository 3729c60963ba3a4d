// Matrix products against the definition, Σₖ aᵢₖ bₖⱼ: sizes that do not fill a block, views, batches.

import fc from "fast-check";
import { expect, it } from "vitest";
import { stack, type Tensor, tensor } from "../index.js";

const size = fc.integer({ min: 0, max: 7 });

/** A matrix of float64, some as a transposed view, some as a slice of a larger one. */
function matrix(rows: number, columns: number): fc.Arbitrary<Tensor> {
  const values = fc.array(fc.integer({ min: -99, max: 99 }), {
    minLength: rows * columns,
    maxLength: rows * columns,
  });
  return fc.tuple(values, fc.constantFrom("plain", "transposed", "slice")).map(([list, kind]) => {
    const dense = tensor(Float64Array.from(list)).reshape(rows, columns);
    if (kind === "plain") return dense;
    if (kind === "transposed") return dense.T.contiguous().T;
    const larger = tensor(new Float64Array((rows + 1) * (columns + 2))).reshape(rows + 1, columns + 2);
    larger.slice([1, null], [2, null]).add_(dense);
    return larger.slice([1, null], [2, null]);
  });
}

const factors = fc.tuple(size, size, size).chain(([n, k, m]) => fc.tuple(matrix(n, k), matrix(k, m)));

function byDefinition(a: Tensor, b: Tensor): number[][] {
  const [n, k] = a.shape as [number, number];
  const m = b.shape[1]!;
  const term = (i: number, j: number) =>
    Array.from({ length: k }, (_, p) => a.at(i, p) * b.at(p, j)).reduce((x, y) => x + y, 0);
  return Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => term(i, j)));
}

it("is the sum of products, whatever the sizes and strides", () => {
  fc.assert(
    fc.property(factors, ([a, b]) => {
      const product = a.matmul(b);
      expect(product.shape).toEqual([a.shape[0], b.shape[1]]);
      expect(Array.from(product.data)).toEqual(byDefinition(a, b).flat());
    }),
  );
});

it("of batches is the product of their matrices, one of which may serve for all", () => {
  fc.assert(
    fc.property(factors, ([a, b]) => {
      const both = stack([a, a.mul(2)]).matmul(b);
      expect(both.slice(0).toArray()).toEqual(a.matmul(b).toArray());
      expect(both.slice(1).toArray()).toEqual(a.mul(2).matmul(b).toArray());
    }),
  );
});

it("keeps infinities and NaN to their own rows and columns", () => {
  const inf = Number.POSITIVE_INFINITY;
  const product = tensor([
    [inf, 1],
    [1, 1],
    [1, 1],
  ]).matmul([
    [1, 0, 2],
    [1, 1, 1],
  ]);
  expect(product.toArray()).toEqual([
    [inf, NaN, inf],
    [2, 1, 3],
    [2, 1, 3],
  ]);
});
