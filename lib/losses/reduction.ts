// How the losses of single samples become one number. Knows nothing of any particular loss.

import { showValue } from "../tensor/argument.js";

/** `"none"`: one loss per sample; `"mean"`: their mean (weighted, where there are weights); `"sum"`: their sum. */
export type Reduction = "none" | "mean" | "sum";

const reductions: readonly Reduction[] = ["none", "mean", "sum"];

export function checkReduction(fn: string, reduction: unknown): Reduction {
  if (reductions.includes(reduction as Reduction)) return reduction as Reduction;
  throw new RangeError(`${fn}: reduction is ${showValue(reduction)}, expected "none", "mean" or "sum"`);
}
