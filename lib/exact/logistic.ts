// The logistic function's logarithms, of BigNumbers. Knows no tensors.

import { exactly, log1p } from "./arithmetic.js";
import type { BigNumber } from "./big-number.js";

/** 1 / (1 + e^−x), without a large exponential. */
export function logistic(x: BigNumber): BigNumber {
  const e = x.abs().neg().exp();
  return (x.cmp(0) < 0 ? e : exactly(1)).div(e.plus(1));
}

/** log(1 + e^x). */
export function logOnePlusExp(x: BigNumber): BigNumber {
  const rest = log1p(x.abs().neg().exp());
  return x.cmp(0) > 0 ? x.plus(rest) : rest;
}

/** −p·y log σ(x) − (1 − y) log(1 − σ(x)). */
export function logisticLoss(x: BigNumber, y: BigNumber, p: BigNumber): BigNumber {
  return y
    .times(p)
    .times(logOnePlusExp(x.neg()))
    .plus(exactly(1).minus(y).times(logOnePlusExp(x)));
}
