// Checks of options that several losses have. Knows no particular loss.

import { showValue } from "../tensor/argument.js";

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
