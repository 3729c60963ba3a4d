// The place among a dtype's numbers where something ceases to hold, found by bisection. Knows dtypes and numbers.

import { type DType, dtypes } from "../tensor/dtype.js";

/**
 * Between `inside`, where `holds`, and `outside`, where it does not: the neighbours among the dtype's numbers of which the one
 * still holds and the other does not. Both ends are numbers of the dtype.
 */
export function boundary(
  holds: (x: number) => boolean,
  inside: number,
  outside: number,
  dtype: DType,
): { last: number; beyond: number } {
  const { round } = dtypes[dtype];
  let last = inside;
  let beyond = outside;
  while (true) {
    // Halves first: the sum of two large numbers would overflow.
    const middle = round(last / 2 + beyond / 2);
    if (middle === last || middle === beyond) return { last, beyond };
    if (holds(middle)) last = middle;
    else beyond = middle;
  }
}
