// Gives the class Tensor the methods that `tensor.ts` declares. Whatever makes tensors for a user, or calls a method itself, goes
// through the function here; a loss, which takes numbers in arrays as well, does not, so that a bundle of it alone stays
// small. (An import for the methods alone would not do: bundlers drop it, because the package says that it has no side effects.)

import { Arithmetic } from "./methods/arithmetic.js";
import { ComparisonMethods } from "./methods/comparison.js";
import { Conversion } from "./methods/conversion.js";
import { InPlace } from "./methods/in-place.js";
import { Indexing } from "./methods/indexing.js";
import { Mathematics } from "./methods/mathematics.js";
import { Reductions } from "./methods/reductions.js";
import { Shape } from "./methods/shape.js";
import type { Strided } from "./strided.js";
import { Tensor } from "./tensor.js";

for (const group of [
  Arithmetic,
  ComparisonMethods,
  Mathematics,
  Reductions,
  Shape,
  Indexing,
  InPlace,
  Conversion,
]) {
  const { constructor: _, ...methods } = Object.getOwnPropertyDescriptors(group.prototype);
  Object.defineProperties(Tensor.prototype, methods);
}

/** A tensor with all methods: the tensor itself, or one of the array. */
export function withMethods(from: Strided): Tensor {
  return from instanceof Tensor ? from : new Tensor(from);
}
