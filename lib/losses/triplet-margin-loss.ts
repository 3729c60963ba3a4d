// The hinge loss of two distances from an anchor. Knows distances and row-by-row losses.

import { checkOptions } from "../tensor/argument.js";
import type { Storage } from "../tensor/dtype.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { Distance, type Metric } from "./distance.js";
import { checkNumber } from "./options.js";
import { rowLoss } from "./row-loss.js";
import { checkTripletOptions, type TripletOptions, tripletFormula, tripletOperands } from "./triplet.js";

/** Options of {@link tripletMarginLoss} and `nn.TripletMarginLoss`. */
export interface TripletMarginLossOptions extends TripletOptions {
  /** The exponent of the norm; Infinity takes the largest difference. Default 2. */
  readonly p?: number | undefined;
  /** Added to each difference before the norm. Default 1e-6. */
  readonly eps?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkTripletMarginLossOptions(fn: string, options: TripletMarginLossOptions) {
  checkOptions(fn, options, ["margin", "p", "eps", "swap", "reduction"]);
  return {
    ...checkTripletOptions(fn, options),
    p: checkNumber(fn, "p", options.p ?? 2),
    eps: checkNumber(fn, "eps", options.eps ?? 1e-6),
  };
}

/**
 * Triplet loss: an anchor should be nearer to a positive, a sample of its own kind, than to a negative, by a margin:
 * l = max(0, d(anchor, positive) − d(anchor, negative) + margin), where d(x, y) = ‖x − y + eps‖ₚ.
 *
 * @param anchor Vectors, shape (N, D), or (D) for a single one; or with more dimensions, of which the last is a vector's.
 * @param positive Vectors to be near to. The shape of the anchors, or one that broadcasts with it.
 * @param negative Vectors to be far from, likewise.
 * @param options `margin`, `p`, `eps`, `swap`, `reduction`.
 * @returns A scalar, in the unit of the vectors' elements; with reduction `"none"` one loss per triplet.
 * @throws RangeError if the shapes do not fit.
 * @example
 * tripletMarginLoss([[0, 0]], [[3, 4]], [[0, 5.5]])
 * // tensor(0.5000)
 * @see PyTorch `torch.nn.functional.triplet_margin_loss`
 */
export function tripletMarginLoss(
  anchor: TensorLike,
  positive: TensorLike,
  negative: TensorLike,
  options: TripletMarginLossOptions = {},
): Tensor {
  const fn = "tripletMarginLoss";
  const { margin, swap, reduction, ...metric } = checkTripletMarginLossOptions(fn, options);
  const operands = tripletOperands(fn, anchor, positive, negative);
  const formula = tripletFormula(margin, swap);
  return rowLoss(
    fn,
    operands,
    {
      value(rows) {
        const [near, far, other] = distances(rows, metric, swap);
        return formula.value(near.value, far.value, other?.value ?? 0, 0);
      },
      slopes(rows, _, [a, p, n]) {
        const [near, far, other] = distances(rows, metric, swap);
        const slope = (k: number) => formula.slopes[k]!(near.value, far.value, other?.value ?? 0, 0);
        near.addSlopes(slope(0), a!, p!);
        far.addSlopes(slope(1), a!, n!);
        other?.addSlopes(slope(2), p!, n!);
      },
    },
    reduction,
  );
}

/** From the anchor to the positive and to the negative, and from the positive to the negative if that may count. */
function distances(
  [a, p, n]: readonly Storage[],
  metric: Metric,
  swap: boolean,
): [Distance, Distance, Distance | undefined] {
  return [
    new Distance(a!, p!, metric),
    new Distance(a!, n!, metric),
    swap ? new Distance(p!, n!, metric) : undefined,
  ];
}
