// How the losses of single samples become one number, and how a gradient comes back to them. Knows nothing of any particular loss.

import { checkOptions, showValue } from "../tensor/argument.js";
import type { DType } from "../tensor/dtype.js";
import { allocate, roundStored, rowMajorData, type Strided } from "../tensor/strided.js";
import { compensatedSum } from "../tensor/summation.js";

/** `"none"`: one loss per sample; `"mean"`: their mean (weighted, where there are weights); `"sum"`: their sum. */
export type Reduction = "none" | "mean" | "sum";

const reductions: readonly Reduction[] = ["none", "mean", "sum"];

export function checkReduction(fn: string, reduction: unknown): Reduction {
  if (reductions.includes(reduction as Reduction)) return reduction as Reduction;
  throw new RangeError(`${fn}: reduction is ${showValue(reduction)}, expected "none", "mean" or "sum"`);
}

/** Options of a loss that has no other. */
export interface ReductionOptions {
  /** Default `"mean"`. */
  readonly reduction?: Reduction | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkReductionOptions(fn: string, options: ReductionOptions) {
  checkOptions(fn, options, ["reduction"]);
  return { reduction: checkReduction(fn, options.reduction ?? "mean") };
}

/**
 * Losses calculated in double, rounded once to `dtype`, as they are or as one number. A mean divides by `divisor`: by their
 * number where nothing else is said.
 */
export function reduceLosses(
  losses: Float64Array,
  shape: readonly number[],
  dtype: DType,
  reduction: Reduction,
  divisor = losses.length,
): Strided {
  const out = allocate(reduction === "none" ? shape : [], dtype);
  if (reduction === "none") out.storage.set(losses);
  else {
    const total = compensatedSum(losses, 0, 1, losses.length);
    out.storage[0] = reduction === "mean" ? total / divisor : total;
  }
  roundStored(out);
  return out;
}

/** The derivative of the reduced loss for the loss of sample i, of which `gradient` is the result's. */
export function sampleGradient(
  gradient: Strided,
  reduction: Reduction,
  divisor: number,
): (sample: number) => number {
  const upstream = rowMajorData(gradient);
  if (reduction === "none") return (i) => upstream[i]!;
  const each = reduction === "mean" ? upstream[0]! / divisor : upstream[0]!;
  return () => each;
}
