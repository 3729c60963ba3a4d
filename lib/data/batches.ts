// Minibatches of a data set. Knows tensors and the library's random numbers, not where the data come from.

import { checkOptions, showShape, showValue } from "../tensor/argument.js";
import { withMethods } from "../tensor/methods.js";
import { randperm } from "../tensor/random.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor/tensor.js";

/** What to learn from and what is to be learned, under the textbook's names. */
export interface Samples {
  /** One sample at each index of dimension 0. */
  readonly X: TensorLike;
  /** One label, or value, for each sample. */
  readonly y: TensorLike;
}

/** The same of pictures, as `data.fashionMnist()` has it. */
export interface ImageSamples {
  /** One picture at each index of dimension 0. */
  readonly images: TensorLike;
  /** One label for each picture. */
  readonly labels: TensorLike;
}

/** Options of {@link batches}. */
export interface BatchOptions {
  /** Samples in a minibatch; the last one may have fewer. Default 1. */
  readonly batchSize?: number | undefined;
  /** Draw the samples in random order, another one each time they are gone through. Default false. */
  readonly shuffle?: boolean | undefined;
  /** Leave out a last minibatch that is not full. Default false. */
  readonly dropLast?: boolean | undefined;
}

/**
 * A data set in minibatches, to be gone through once an epoch: each is a pair `[X, y]`.
 *
 * Shuffled ones come in the order of {@link randperm}: the same with the same {@link seed}, a new one in each epoch.
 *
 * @param samples `{ X, y }`, or `{ images, labels }` as `data.fashionMnist()` has in `train` and `test`.
 * @param options `batchSize`, `shuffle`, `dropLast`, with PyTorch's defaults.
 * @returns An iterable with `length`, the number of minibatches.
 * @throws RangeError if X and y differ in the number of samples, or `batchSize` is not a positive integer.
 * @example
 * seed(0);
 * const X = tensor([[0, 0], [1, 1], [2, 2]]), y = tensor([0, 10, 20]);
 * [...data.batches({ X, y }, { batchSize: 2, shuffle: true })].map(([X, y]) => `${X} → ${y}`).join("\n")
 * // tensor([[2., 2.],
 * //         [0., 0.]]) → tensor([20.,  0.])
 * // tensor([[1., 1.]]) → tensor([10.])
 * @see PyTorch `torch.utils.data.DataLoader`; d2l "Linear Regression Concise", `load_array`
 */
export function batches(samples: Samples | ImageSamples, options: BatchOptions = {}): Batches {
  checkOptions("batches", options, ["batchSize", "shuffle", "dropLast"]);
  const { batchSize = 1, shuffle = false, dropLast = false } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batches: batchSize is ${showValue(batchSize)}, expected a positive integer`);
  }
  const [[nameX, X], [nameY, y]] = named(samples);
  if (X.ndim === 0 || X.shape[0] !== y.shape[0]) {
    throw new RangeError(
      `batches: ${nameX} has shape ${showShape(X.shape)} and ${nameY} ${showShape(y.shape)}, ` +
        "expected as many samples in both, along dimension 0",
    );
  }
  return new Batches(X, y, batchSize, shuffle, dropLast);
}

/** X and y, with the names that the caller has for them. */
function named(samples: Samples | ImageSamples): [[name: string, X: Tensor], [name: string, y: Tensor]] {
  const given: Partial<Samples & ImageSamples> = samples;
  const nameX = given.X === undefined ? "images" : "X";
  const nameY = given.y === undefined ? "labels" : "y";
  const read = (name: keyof typeof given): [string, Tensor] => {
    const values = given[name];
    if (values === undefined) {
      throw new TypeError(
        `batches: samples is ${showValue(samples)} without ${name}, expected { X, y } or { images, labels }`,
      );
    }
    return [name, withMethods(asTensor(values, "batches", name))];
  };
  return [read(nameX), read(nameY)];
}

/** Minibatches, made by {@link batches}. */
export class Batches implements Iterable<[X: Tensor, y: Tensor]> {
  /** The number of minibatches. */
  readonly length: number;
  readonly #X: Tensor;
  readonly #y: Tensor;
  readonly #batchSize: number;
  readonly #shuffle: boolean;

  /** @internal */
  constructor(X: Tensor, y: Tensor, batchSize: number, shuffle: boolean, dropLast: boolean) {
    const count = X.shape[0]! / batchSize;
    this.length = dropLast ? Math.floor(count) : Math.ceil(count);
    this.#X = X;
    this.#y = y;
    this.#batchSize = batchSize;
    this.#shuffle = shuffle;
  }

  /** Goes through the samples once. */
  *[Symbol.iterator](): Generator<[X: Tensor, y: Tensor], void, undefined> {
    const size = this.#X.shape[0]!;
    const order = this.#shuffle ? randperm(size) : undefined;
    for (let i = 0; i < this.length; i++) {
      const range = [i * this.#batchSize, Math.min((i + 1) * this.#batchSize, size)] as const;
      const chosen = order?.slice(range);
      const part = (values: Tensor) => (chosen ? values.indexSelect(0, chosen) : values.slice(range));
      yield [part(this.#X), part(this.#y)];
    }
  }
}
