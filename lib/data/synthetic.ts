// Made-up data whose true parameters are known. Knows tensors and the library's random numbers.

import { checkOptions, showShape, showValue } from "../tensor/argument.js";
import { withMethods } from "../tensor/methods.js";
import { randn } from "../tensor/random.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor/tensor.js";

/** Options of {@link synthetic}. */
export interface SyntheticOptions {
  /** Standard deviation of the noise in y. Default 0.01. */
  readonly noise?: number | undefined;
}

/** Made by {@link synthetic}. */
export interface SyntheticData {
  /** Shape (count, features). */
  readonly X: Tensor;
  /** Shape (count, 1). */
  readonly y: Tensor;
}

/**
 * Data for linear regression: y = Xw + b + ε, where X is standard normal and ε normal with standard deviation `noise`.
 *
 * @param w The true weights, one for each feature.
 * @param b The true bias.
 * @param count The number of samples.
 * @param options `noise`.
 * @returns `{ X, y }`, the same as d2l's in PyTorch with the same {@link seed}, to about 6 digits.
 * @throws RangeError if w is not a vector, `count` not a positive integer or `noise` not a number, 0 or more.
 * @example
 * seed(0);
 * const { X, y } = data.synthetic([2, -3.4], 4.2, 1000);
 * `${X.slice(0)} → ${y.slice(0)}`
 * // tensor([-1.1258, -1.1524]) → tensor([5.8655])
 * @see d2l "Linear Regression from Scratch", `synthetic_data`
 */
export function synthetic(
  w: TensorLike,
  b: number,
  count: number,
  options: SyntheticOptions = {},
): SyntheticData {
  checkOptions("synthetic", options, ["noise"]);
  const { noise = 0.01 } = options;
  const weights = withMethods(asTensor(w, "synthetic", "w"));
  if (weights.ndim !== 1) {
    throw new RangeError(
      `synthetic: w has shape ${showShape(weights.shape)}, expected one weight for each feature, shape (features,)`,
    );
  }
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`synthetic: count is ${showValue(count)}, expected a positive integer`);
  }
  if (!(noise >= 0 && Number.isFinite(noise))) {
    throw new RangeError(`synthetic: noise is ${showValue(noise)}, expected a number, 0 or more`);
  }
  const X = randn([count, weights.numel]);
  const y = X.matmul(weights)
    .add(b)
    .add(randn([count]).mul(noise));
  return { X, y: y.reshape(-1, 1) };
}
