// Holding numbers between two bounds.

import type { Variable } from "../autograd/variable.js";
import { checkOptions, showValue } from "./argument.js";
import { loopOf, unary } from "./elementwise.js";
import type { Tensor } from "./tensor.js";

/** Options of `clamp`: at least one of the two bounds. */
export interface ClampOptions {
  /** Nothing below this; default no bound. */
  readonly min?: number | undefined;
  /** Nothing above this; default no bound. */
  readonly max?: number | undefined;
}

export function clamp(a: Variable, options: ClampOptions): Tensor {
  checkOptions("clamp", options, ["min", "max"]);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = options ?? {};
  for (const [name, bound] of Object.entries({ min, max })) {
    if (typeof bound !== "number")
      throw new TypeError(`clamp: ${name} is ${showValue(bound)}, expected a number`);
  }
  if (options?.min === undefined && options?.max === undefined) {
    throw new TypeError("clamp: neither min nor max is given, expected at least one of them");
  }
  return unary(
    {
      name: "clamp",
      integers: Number.isInteger(min + max) || !Number.isFinite(min + max) ? "same" : undefined,
      // As in PyTorch, an element on a bound has a gradient, and min above max means max.
      slope: { reads: [0], at: (x) => (x >= min && x <= max ? 1 : 0) },
      loop: loopOf((x) => (Number.isNaN(x) ? x : Math.min(Math.max(x, min), max))),
    },
    a,
  );
}
