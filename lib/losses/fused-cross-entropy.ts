// What a kernel for cross-entropy with class indices takes and gives. Knows no kernel.

import type { Strided } from "../tensor/strided.js";
import type { ClassLayout } from "./class-target.js";

/** The derivative of the result for each sample's loss; a number if it is the same for all. */
export type Upstream = number | ((sample: number) => number);

/** Losses of samples, and the gradients that go with them. */
export interface FusedLosses {
  readonly losses: Float64Array;
  /** The gradient for the logits. */
  readonly gradient: (upstream: Upstream) => Strided;
}

/**
 * Cross-entropy of logits with one class index for each sample. `expected`, if given, is what the derivative for a sample's loss
 * will be if nothing else is said to `backward()`: with it the gradient is calculated along with the losses.
 */
export type FusedCrossEntropy = (
  logits: Strided,
  layout: ClassLayout,
  targets: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  ignoreIndex: number,
  expected: number | undefined,
) => FusedLosses | undefined;
