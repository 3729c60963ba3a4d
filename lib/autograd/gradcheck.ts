// Derivatives by backward() against derivatives by differences: the check for whoever writes a function with a gradient. Knows
// tensors, no particular function.

import { checkOptions, place, showShape, showValue } from "../tensor/argument.js";
import { withMethods } from "../tensor/methods.js";
import { elementAt } from "../tensor/operations.js";
import { allocate, copy, rowMajorData, type Strided } from "../tensor/strided.js";
import { Tensor } from "../tensor/tensor.js";
import { noGrad } from "./grad-mode.js";

/** Options of {@link gradcheck}. */
export interface GradcheckOptions {
  /** How far each input is moved, to either side. Default 1e-4. */
  readonly eps?: number | undefined;
  /** Absolute tolerance. Default 1e-8. */
  readonly atol?: number | undefined;
  /** Relative tolerance. Default 1e-6. */
  readonly rtol?: number | undefined;
}

/**
 * Checks the gradients of a function: the derivative of each element of its result for each element of its inputs, as
 * `backward()` calculates it, against that from differences of the function's values.
 *
 * The differences are central, (f(x + ε) − f(x − ε)) / 2ε, extrapolated from ε and ε/2 to 0 (Richardson), so the tolerances are
 * a thousandth of PyTorch's: |backward − differences| ≤ atol + rtol · |differences|. That holds for functions that are smooth
 * within ε; where the derivative jumps (abs at 0, two equal elements for max) the two differ, and rightly: keep the inputs away
 * from there. The inputs themselves and their `grad` are not touched.
 *
 * @param fn A function of one or more tensors that returns a tensor of any shape, the same each time.
 * @param inputs What to call it with: float64 tensors that asked for gradients with `requiresGrad_()`.
 * @param options `eps`, `atol`, `rtol`.
 * @returns true: a gradient that is wrong throws.
 * @throws Error if a gradient is wrong; the message names the element of the input and of the result, and both derivatives.
 * TypeError if an input is not float64, or asked for no gradients.
 * @example
 * const x = tensor([0.5, 2], { dtype: "float64" }).requiresGrad_();
 * gradcheck((x) => x.log(), [x])
 * // true
 * @see PyTorch `torch.autograd.gradcheck`
 */
export function gradcheck(
  fn: (...inputs: Tensor[]) => Tensor,
  inputs: Tensor | readonly Tensor[],
  options: GradcheckOptions = {},
): true {
  checkOptions("gradcheck", options, ["eps", "atol", "rtol"]);
  const { eps = 1e-4, atol = 1e-8, rtol = 1e-6 } = options;
  for (const [name, value] of Object.entries({ eps, atol, rtol })) checkNumber(name, value);
  const given = inputs instanceof Tensor ? [inputs] : inputs;
  given.forEach(checkInput);
  const leaves = given.map((x) => fresh(x).requiresGrad_());
  const out = checkResult(fn(...leaves));
  const differences = leaves.map((leaf, k) =>
    Array.from({ length: leaf.numel }, (_, i) => {
      const values = (h: number) => {
        const moved = fresh(leaf);
        moved.storage[elementAt(moved, i).index]! += h;
        const result = noGrad(() => fn(...leaves.map((other, j) => (j === k ? moved : other))));
        return rowMajorData(checkResult(result, out.shape));
      };
      return extrapolatedDifference(values, eps);
    }),
  );
  for (let o = 0; o < out.numel; o++) {
    const oneHot = allocate(out.shape, "float64");
    oneHot.storage[o] = 1;
    out.backward(new Tensor(oneHot), { retainGraph: true });
    leaves.forEach((leaf, k) => {
      const gradient = leaf.grad ? rowMajorData(leaf.grad) : new Float64Array(leaf.numel);
      leaf.grad = null;
      gradient.forEach((analytical: number, i: number) => {
        const numerical = differences[k]![i]![o]!;
        const difference = Math.abs(analytical - numerical);
        const allowed = atol + rtol * Math.abs(numerical);
        if (difference <= allowed) return;
        throw new Error(
          `gradcheck: the derivative of result${place(o, out.shape)} for inputs[${k}]${place(i, leaf.shape)} is ${analytical} by backward() ` +
            `and ${numerical} by differences; they differ by ${difference}, expected at most ${allowed}`,
        );
      });
    });
  }
  return true;
}

/** From values at ±h and ±h/2: the error of the central difference, of order h², cancels. */
function extrapolatedDifference(values: (h: number) => ArrayLike<number>, eps: number): number[] {
  const [far, near] = [eps, eps / 2].map((h) => {
    const above = values(h);
    const below = values(-h);
    return Array.from(above, (y, o) => (y - below[o]!) / (2 * h));
  });
  return near!.map((d, o) => d + (d - far![o]!) / 3);
}

/** A copy with the same layout, without gradients; of a view that repeats elements, one that has each of them. */
function fresh(x: Tensor): Tensor {
  const repeats = x.strides.some((stride, d) => stride === 0 && x.shape[d]! > 1);
  const { offset, shape, strides, dtype } = x;
  const same: Strided = { storage: x.storage.slice(), offset, shape, strides, dtype };
  return withMethods(new Tensor(repeats ? copy(x, dtype) : same));
}

function checkInput(x: unknown, k: number): void {
  const what = `gradcheck: inputs[${k}]`;
  if (!(x instanceof Tensor)) throw new TypeError(`${what} is ${showValue(x)}, expected a tensor`);
  if (x.dtype !== "float64") {
    throw new TypeError(
      `${what} is ${x.dtype}, expected float64: differences of rounder numbers say nothing; use tensor(…, { dtype: "float64" })`,
    );
  }
  if (!x.requiresGrad) {
    throw new TypeError(
      `${what} asked for no gradients, expected a tensor with requiresGrad_(); constants belong into fn`,
    );
  }
}

function checkResult(result: Tensor, shape?: readonly number[]): Tensor {
  if (!(result instanceof Tensor))
    throw new TypeError(`gradcheck: fn returned ${showValue(result)}, expected a tensor`);
  if (result.dtype !== "float64") {
    throw new TypeError(`gradcheck: fn returned ${result.dtype}, expected float64 as its inputs`);
  }
  if (shape === undefined && !result.requiresGrad) {
    throw new Error(
      "gradcheck: no gradient flows to what fn returned, expected a result calculated from the inputs",
    );
  }
  if (shape !== undefined && showShape(result.shape) !== showShape(shape)) {
    throw new RangeError(
      `gradcheck: fn returned shape ${showShape(result.shape)}, expected ${showShape(shape)} as the first time`,
    );
  }
  return result;
}

function checkNumber(name: string, value: unknown): void {
  const least = name === "eps" ? Number.MIN_VALUE : 0;
  if (typeof value === "number" && value >= least && value < Number.POSITIVE_INFINITY) return;
  throw new RangeError(
    `gradcheck: ${name} is ${showValue(value)}, expected a number ${least > 0 ? ">" : "≥"} 0`,
  );
}
