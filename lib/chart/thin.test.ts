import fc from "fast-check";
import { expect, it } from "vitest";
import { sampled, thinned } from "./thin.js";

const points = (ys: readonly number[]) => ys.map((y, x) => ({ x, y }));
const manyNumbers = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constant(Number.NaN)), {
  minLength: 1,
  maxLength: 2000,
});

it("a thinned line has the lowest and the highest point, a gap where one was, and no more points than asked", () => {
  fc.assert(
    fc.property(manyNumbers, fc.integer({ min: 30, max: 200 }), (ys, limit) => {
      const all = points(ys);
      const few = thinned(all, limit);
      expect(few.length).toBeLessThanOrEqual(Math.max(limit, 3));
      expect(few.map(({ x }) => x)).toEqual([...new Set(few.map(({ x }) => x))].sort((a, b) => a - b));
      const finite = ys.filter(Number.isFinite);
      const kept = few.map(({ y }) => y).filter(Number.isFinite);
      expect(Math.min(...kept)).toBe(Math.min(...finite));
      expect(Math.max(...kept)).toBe(Math.max(...finite));
      expect(few.some(({ y }) => Number.isNaN(y))).toBe(ys.some(Number.isNaN));
    }),
  );
});

it("a sampled cloud has points of all its parts", () => {
  expect(sampled(points([0, 1, 2, 3, 4, 5, 6, 7]), 4).map(({ x }) => x)).toEqual([0, 2, 4, 6]);
  expect(sampled(points([0, 1]), 4)).toHaveLength(2);
});
