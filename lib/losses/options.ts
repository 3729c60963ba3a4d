// Options that several losses have, and checks of them. Knows no particular loss.

import { checkOptions, showValue } from "../tensor/argument.js";
import { checkReduction, type ReductionOptions } from "./reduction.js";

/** An option that is a number; `expected` says in words what `holds` asks of it. */
export function checkNumber(
  fn: string,
  name: string,
  value: unknown,
  expected = "a number",
  holds: (x: number) => boolean = (x) => !Number.isNaN(x),
): number {
  if (typeof value === "number" && holds(value)) return value;
  throw new RangeError(`${fn}: ${name} is ${showValue(value)}, expected ${expected}`);
}

export function checkNonNegative(fn: string, name: string, value: unknown): number {
  return checkNumber(fn, name, value, "a number ≥ 0", (x) => x >= 0);
}

export function checkBoolean(fn: string, name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`${fn}: ${name} is ${showValue(value)}, expected true or false`);
}

/** Options of losses with a margin. */
export interface MarginOptions extends ReductionOptions {
  /** By how much one quantity is to be larger than the other. */
  readonly margin?: number | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkMarginOptions(fn: string, options: MarginOptions, defaultMargin: number) {
  checkOptions(fn, options, ["margin", "reduction"]);
  return {
    margin: checkNumber(fn, "margin", options.margin ?? defaultMargin),
    reduction: checkReduction(fn, options.reduction ?? "mean"),
  };
}
