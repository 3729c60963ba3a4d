// The hinge loss of the right class against every other. Knows class targets and row-by-row losses.

import { checkOptions, showShape } from "../tensor/argument.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor/tensor.js";
import { classLayout, readClassIndices, readClassWeights } from "./class-target.js";
import { floatInput } from "./operands.js";
import { checkNumber, type MarginOptions } from "./options.js";
import { checkReduction } from "./reduction.js";
import { rowLoss } from "./row-loss.js";

/** Options of {@link multiMarginLoss} and `nn.MultiMarginLoss`. */
export interface MultiMarginLossOptions extends MarginOptions {
  /** The power of what is missing to the margin: 1 or 2. Default 1. */
  readonly p?: 1 | 2 | undefined;
  /** By how much the right class's score is to be above every other's. Default 1. */
  readonly margin?: number | undefined;
  /** One factor per class, shape (C), for the samples of that class. */
  readonly weight?: TensorLike | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkMultiMarginLossOptions(fn: string, options: MultiMarginLossOptions) {
  checkOptions(fn, options, ["p", "margin", "weight", "reduction"]);
  return {
    p: checkNumber(fn, "p", options.p ?? 1, "1 or 2", (p) => p === 1 || p === 2),
    margin: checkNumber(fn, "margin", options.margin ?? 1),
    weight: options.weight,
    reduction: checkReduction(fn, options.reduction ?? "mean"),
  };
}

/**
 * Multi-class hinge loss, of scores x and the right class y: l = w[y] / C · Σ_{j ≠ y} max(0, margin − x_y + x_j)ᵖ.
 *
 * The mean divides by the number of samples, not by their weights. A score that is NaN adds nothing, as in PyTorch.
 *
 * @param input Scores, shape (N, C), or (C) for a single sample.
 * @param target Class indices 0..C−1, shape (N) or ().
 * @param options `p`, `margin`, `weight`, `reduction`.
 * @returns A scalar; with reduction `"none"` one loss per sample.
 * @throws RangeError if a target is no class of the input, or shapes do not fit.
 * @example
 * multiMarginLoss([[0.1, 0.2, 0.4, 0.8]], [3])
 * // tensor(0.3250)
 * @see PyTorch `torch.nn.functional.multi_margin_loss`
 */
export function multiMarginLoss(
  input: TensorLike,
  target: TensorLike,
  options: MultiMarginLossOptions = {},
): Tensor {
  const fn = "multiMarginLoss";
  const { p, margin, weight, reduction } = checkMultiMarginLossOptions(fn, options);
  const scores = floatInput(fn, input);
  checkScores(fn, scores);
  const layout = classLayout(fn, scores);
  const y = readClassIndices(fn, layout, asTensor(target, fn, "target"), Number.NaN);
  const weights = readClassWeights(fn, layout, weight, scores);
  const factor = (t: number) => (weights ? weights[t]! : 1) / layout.classes;
  return rowLoss(
    fn,
    [scores],
    {
      value([x], i) {
        const t = y[i]!;
        let loss = 0;
        for (let j = 0; j < layout.classes; j++) {
          const missing = x![j]! - x![t]! + margin;
          if (j !== t && missing > 0) loss += missing * factor(t) * (p === 1 ? 1 : missing);
        }
        return loss;
      },
      slopes([x], i, [into]) {
        const t = y[i]!;
        for (let j = 0; j < layout.classes; j++) {
          const missing = x![j]! - x![t]! + margin;
          if (j === t || !(missing > 0)) continue;
          const slope = factor(t) * (p === 1 ? 1 : 2 * missing);
          into![j]! += slope;
          into![t]! -= slope;
        }
      },
    },
    reduction,
  );
}

/** Refuses scores that are not one row of classes, or several. */
export function checkScores(fn: string, { shape }: Tensor): void {
  if ((shape.length === 1 || shape.length === 2) && shape.at(-1) !== 0) return;
  throw new RangeError(
    `${fn}: input has shape ${showShape(shape)}, expected (N, C) or (C,) for one class or more`,
  );
}
