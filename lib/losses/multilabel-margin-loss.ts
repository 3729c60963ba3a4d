// The hinge loss of each right class against each wrong one. Knows row-by-row losses.

import { showValue } from "../tensor/argument.js";
import { rowMajorData } from "../tensor/strided.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor/tensor.js";
import { checkScores } from "./multi-margin-loss.js";
import { checkSameShape, floatInput, place } from "./operands.js";
import { checkReductionOptions, type ReductionOptions } from "./reduction.js";
import { rowLoss } from "./row-loss.js";

/**
 * Multi-label hinge loss, of scores x: l = 1 / C · Σ_y Σ_{j wrong} max(0, 1 − x_y + x_j), over the right classes y and the
 * classes j that are none of them.
 *
 * Each row of the target lists the right classes, and ends at the first −1. A class that is listed twice counts twice, and a
 * score that is NaN adds nothing, as in PyTorch.
 *
 * @param input Scores, shape (N, C), or (C) for a single sample.
 * @param target Class indices 0..C−1, then −1; the input's shape.
 * @param options `reduction`.
 * @returns A scalar; with reduction `"none"` one loss per sample.
 * @throws RangeError if a target is no class of the input, or shapes do not fit.
 * @example
 * multilabelMarginLoss([[0.1, 0.2, 0.4, 0.8]], [[3, 0, -1, 1]])
 * // tensor(0.8500)
 * @see PyTorch `torch.nn.functional.multilabel_margin_loss`
 */
export function multilabelMarginLoss(
  input: TensorLike,
  target: TensorLike,
  options: ReductionOptions = {},
): Tensor {
  const fn = "multilabelMarginLoss";
  const { reduction } = checkReductionOptions(fn, options);
  const scores = floatInput(fn, input);
  checkScores(fn, scores);
  const classes = scores.shape.at(-1)!;
  const rightClasses = readLabels(fn, asTensor(target, fn, "target"), scores);
  /** Visits each pair of a right class and a wrong one that is less than 1 below it. */
  const eachPair = (
    x: ArrayLike<number>,
    row: number,
    visit: (right: number, wrong: number, missing: number) => void,
  ) => {
    const right = rightClasses(row);
    const isRight = new Set(right);
    for (const y of right) {
      for (let j = 0; j < classes; j++) {
        const missing = x[j]! - x[y]! + 1;
        if (missing > 0 && !isRight.has(j)) visit(y, j, missing);
      }
    }
  };
  return rowLoss(
    fn,
    [scores],
    {
      value([x], row) {
        let loss = 0;
        eachPair(x!, row, (_right, _wrong, missing) => {
          loss += missing;
        });
        return loss / classes;
      },
      slopes([x], row, [into]) {
        eachPair(x!, row, (right, wrong) => {
          into![right]! -= 1 / classes;
          into![wrong]! += 1 / classes;
        });
      },
    },
    reduction,
  );
}

/** The right classes of each row: what stands before the first −1. */
function readLabels(fn: string, target: Tensor, scores: Tensor): (row: number) => number[] {
  checkSameShape(fn, "target", target, "input", scores);
  const classes = scores.shape.at(-1)!;
  const labels = Array.from(rowMajorData(target));
  labels.forEach((label, i) => {
    if (Number.isInteger(label) && label >= -1 && label < classes) return;
    throw new RangeError(
      `${fn}: target${place(i, target.shape)} is ${showValue(label)}, expected a class index 0..${classes - 1}, or -1 after the last`,
    );
  });
  return (row) => {
    const listed = labels.slice(row * classes, (row + 1) * classes);
    const end = listed.indexOf(-1);
    return end < 0 ? listed : listed.slice(0, end);
  };
}
