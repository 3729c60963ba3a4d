// A shape as a caller writes it: one array, or sizes one after the other, then perhaps options. Knows nothing of what the
// functions make of it.

import { showValue } from "./argument.js";

/** Arguments of a function that takes a shape: `([2, 3], options?)` or `(2, 3, options?)`. */
export type ShapeArguments<Options> =
  | readonly [shape: readonly number[], options?: Options | undefined]
  | readonly [...sizes: [number, ...number[]]]
  | readonly [...sizes: [number, ...number[]], options: Options];

/** Splits such arguments; the options are not looked at. */
export function splitShape(fn: string, args: readonly unknown[]): { shape: number[]; options: unknown } {
  const [first] = args;
  if (Array.isArray(first)) {
    if (args.length > 2) {
      throw new TypeError(`${fn}: got ${args.length} arguments, expected a shape and options`);
    }
    return { shape: checkShape(fn, first), options: args[1] };
  }
  const last = args.at(-1);
  const hasOptions = args.length > 1 && typeof last === "object" && last !== null && !Array.isArray(last);
  const sizes = hasOptions ? args.slice(0, -1) : args;
  if (sizes.length === 0 || (sizes.length === 1 && typeof first !== "number")) {
    throw new TypeError(`${fn}: shape is ${showValue(first)}, expected an array of sizes such as [2, 3]`);
  }
  return { shape: checkShape(fn, sizes), options: hasOptions ? last : undefined };
}

/** A fresh copy of a shape, all of whose sizes are whole numbers, 0 or more. */
export function checkShape(fn: string, shape: unknown): number[] {
  if (!Array.isArray(shape)) {
    throw new TypeError(`${fn}: shape is ${showValue(shape)}, expected an array of sizes such as [2, 3]`);
  }
  // Not `map`, which would pass over a hole.
  return Array.from(shape as unknown[], (size, d) => {
    if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) return size;
    const message = `${fn}: shape[${d}] is ${showValue(size)}, expected an integer, 0 or more`;
    throw typeof size === "number" ? new RangeError(message) : new TypeError(message);
  });
}
