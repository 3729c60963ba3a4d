import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arange, data, randperm, seed, tensor } from "../index.js";

/** `count` samples of two numbers each, with their positions as labels. */
const samples = (count: number) => ({
  X: arange(2 * count).reshape(count, 2),
  y: arange(count).to("int32"),
});

const labels = (batches: data.Batches) => [...batches].flatMap(([, y]) => Array.from(y.data));

describe("data.batches", () => {
  it("goes through the samples in order, the last batch with what is left", () => {
    const batches = data.batches(samples(5), { batchSize: 2 });
    expect(batches.length).toBe(3);
    expect([...batches].map(([X, y]) => [X.toArray(), y.toArray()])).toEqual([
      [
        [
          [0, 1],
          [2, 3],
        ],
        [0, 1],
      ],
      [
        [
          [4, 5],
          [6, 7],
        ],
        [2, 3],
      ],
      [[[8, 9]], [4]],
    ]);
  });

  it("leaves out a batch that is not full, if so asked", () => {
    expect(labels(data.batches(samples(5), { batchSize: 2, dropLast: true }))).toEqual([0, 1, 2, 3]);
    expect(labels(data.batches(samples(4), { batchSize: 2, dropLast: true }))).toEqual([0, 1, 2, 3]);
  });

  it("shuffles in the order of randperm, a new one each time; X and y stay together", () => {
    seed(7);
    const orders = [randperm(10), randperm(10)].map((order) => Array.from(order.data));
    seed(7);
    const batches = data.batches(samples(10), { batchSize: 4, shuffle: true });
    expect(labels(batches)).toEqual(orders[0]);
    const second = [...batches];
    expect(second.flatMap(([, y]) => Array.from(y.data))).toEqual(orders[1]);
    for (const [X, y] of second) expect(X.slice(null, 0).toArray()).toEqual(y.mul(2).toArray());
  });

  it("gives every sample once, whatever the sizes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 50 }), (count, batchSize) => {
        const batches = data.batches(samples(count), { batchSize, shuffle: true });
        const list = [...batches];
        expect(list.length).toBe(batches.length);
        const all = list.flatMap(([, y]) => Array.from(y.data)).sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(list.every(([X, y]) => X.shape[0] === y.numel && y.numel <= batchSize)).toBe(true);
      }),
    );
  });

  it("takes what fashionMnist has in train and test, and nested arrays", () => {
    const [batch] = data.batches({ images: [[[1]], [[2]]], labels: [3, 4] }, { batchSize: 2 });
    const [X, y] = batch!;
    expect(X.shape).toEqual([2, 1, 1]);
    expect(y.toArray()).toEqual([3, 4]);
  });

  it("says what does not fit", () => {
    expect(() => data.batches({ X: tensor([1, 2]), y: tensor([1]) })).toThrow(
      "batches: X has shape (2,) and y (1,), expected as many samples in both, along dimension 0",
    );
    expect(() => data.batches(samples(3), { batchSize: 0 })).toThrow(
      "batches: batchSize is 0, expected a positive integer",
    );
    expect(() => data.batches(samples(3), { batch_size: 2 } as data.BatchOptions)).toThrow(
      "did you mean batchSize?",
    );
    expect(() => data.batches([tensor([1])] as unknown as data.Samples)).toThrow(
      "batches: samples is an array of length 1 without images, expected { X, y } or { images, labels }",
    );
  });
});
