// The record of a calculation, made while it runs: each result knows the operation that it came from, the operands, and how a
// gradient goes back through it. Knows no operation and does not walk the record; `backward.ts` does.

import { showShape } from "../tensor/argument.js";
import type { Storage } from "../tensor/dtype.js";
import type { Strided } from "../tensor/strided.js";
import { isGradEnabled } from "./grad-mode.js";
import type { Variable } from "./variable.js";
import { versionOf } from "./version.js";

/**
 * From the gradient of the result to that of each operand, in the operands' order, shapes and dtypes. An operand that needs
 * none (see `needed`) may be left out.
 */
export type Backward = (gradient: Strided, needed: readonly boolean[]) => readonly (Strided | undefined)[];

/** One operation of a recorded calculation. */
export class GradNode {
  /** The operation's name: `mul`, `crossEntropy`. */
  readonly name: string;
  /** The operands; undefined where no gradient flows. */
  readonly inputs: readonly (Variable | undefined)[];
  /** The intermediate result whose gradient is kept, after `retainGrad()`. */
  retained: Variable | undefined = undefined;
  readonly #saved: readonly { storage: Storage; changes: number; shape: readonly number[] }[];
  #backward: Backward | undefined;

  constructor(name: string, inputs: readonly Variable[], saved: readonly Strided[], backward: Backward) {
    this.name = name;
    this.inputs = inputs.map((input) => (input.requiresGrad ? input : undefined));
    this.#saved = saved.map(({ storage, shape }) => ({
      storage,
      changes: versionOf(storage).changes,
      shape,
    }));
    this.#backward = backward;
  }

  /** Throws if the gradient can no longer be calculated: values freed, or changed in place. */
  check(): void {
    if (this.#backward === undefined) {
      throw new Error(
        `backward: the values that ${this.name} saved were freed by an earlier backward(); ` +
          "to go through the same calculation twice, call backward(…, { retainGraph: true }) the first time, or calculate the result anew",
      );
    }
    for (const { storage, changes, shape } of this.#saved) {
      const now = versionOf(storage);
      if (now.changes !== changes) {
        throw new Error(
          `backward: a tensor of shape ${showShape(shape)} that ${this.name} needs for its gradient was changed in place by ${now.by} ` +
            `(version ${now.changes}, expected ${changes}); change a clone(), or call backward() first`,
        );
      }
    }
  }

  backward(gradient: Strided): readonly (Strided | undefined)[] {
    return this.#backward!(
      gradient,
      this.inputs.map((input) => input !== undefined),
    );
  }

  /** Lets go of saved values. An operation that saved none can be gone through again, as in PyTorch. */
  release(): void {
    if (this.#saved.length > 0) this.#backward = undefined;
  }
}

/**
 * Makes `out` the result of an operation on `inputs`, if gradients are being recorded and flow to any of them.
 * `saved` are the arrays that `backward` will read: it is an error to change them in the meantime.
 */
export function differentiable<T extends Variable>(
  out: T,
  name: string,
  inputs: readonly Variable[],
  saved: readonly Strided[],
  backward: Backward,
): T {
  if (isGradEnabled() && inputs.some((input) => input.requiresGrad)) {
    out.node = new GradNode(name, inputs, saved, backward);
  }
  return out;
}
