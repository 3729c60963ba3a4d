// The logistic function's logarithms, of numbers: what the sigmoid's loss functions are made of. Everything is written with
// e^−|x|, which cannot overflow, and log1p, which keeps what is small. Knows numbers, not tensors.

import { logistic } from "../tensor/mathematics.js";

/** log(1 + e^x), for an x that is `error` too small. */
export function logOnePlusExp(x: number, error = 0): number {
  const result = Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  return error === 0 ? result : result + error * logistic(x);
}

/**
 * Binary cross-entropy of a logit x for the target y, its positive part times p: −p·y log σ(x) − (1 − y) log(1 − σ(x)).
 * Both logarithms share log1p(e^−|x|); one of them has |x| besides.
 */
export function logisticLoss(x: number, y: number, p: number): number {
  const linear = x > 0 ? (1 - y) * x : -p * y * x;
  return linear + (1 - y + p * y) * logOnePlusExp(-Math.abs(x));
}

/** ∂ logisticLoss / ∂x. */
export function logisticLossByLogit(x: number, y: number, p: number): number {
  return (1 - y) * logistic(x) - p * y * logistic(-x);
}

/** ∂ logisticLoss / ∂y, which is −x when p is 1. */
export function logisticLossByTarget(x: number, _y: number, p: number): number {
  return (x > 0 ? -x : -p * x) + (p - 1) * logOnePlusExp(-Math.abs(x));
}
