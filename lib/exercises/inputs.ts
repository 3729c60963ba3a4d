// Random inputs on which an exercise's functions are tried, in double precision.

import { oneHot } from "../losses/one-hot.js";
import { softmax } from "../losses/softmax.js";
import { tensor } from "../tensor/creation.js";
import type { Generator } from "../tensor/generator.js";
import type { Tensor } from "../tensor/tensor.js";

export function normalVector(random: Generator, length: number, scale = 1): Tensor {
  return tensor(
    Array.from({ length }, () => scale * random.normal()),
    { dtype: "float64" },
  );
}

export function normalMatrix(random: Generator, rows: number, columns: number): Tensor {
  return normalVector(random, rows * columns).reshape([rows, columns]);
}

/** Positive numbers whose sum is 1. */
export function distribution(random: Generator, length: number): Tensor {
  return softmax(normalVector(random, length), { dim: -1 });
}

/** One class for each of `samples`. */
export function classes(random: Generator, samples: number, count: number): Tensor {
  return tensor(
    Array.from({ length: samples }, () => random.random() % count),
    { dtype: "int32" },
  );
}

export function oneHotOf(y: Tensor, numClasses: number): Tensor {
  return oneHot(y, { numClasses }).to("float64");
}
