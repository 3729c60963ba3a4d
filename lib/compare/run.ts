// Running a function so that its values can be assessed: with its operations recorded, and beside an exact function. Knows
// nothing of what is done with the assessments.

import type { BigNumber } from "../exact/big-number.js";
import { ExactTensor } from "../exact/exact-tensor.js";
import { showShape, showValue } from "../tensor/argument.js";
import { isFloating } from "../tensor/dtype.js";
import { elementAt, recordOperations } from "../tensor/operations.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor/tensor.js";
import { History } from "./causes.js";
import type { AnyFunction } from "./counterparts.js";
import { type Assessment, assess } from "./verdict.js";

/** Exact values take about a millisecond each. */
const maxElements = 4096;

/** What a function returned, and how it came to it. */
export interface Run {
  readonly result: Tensor;
  readonly history: History;
}

/** `caller` and `name` are for error messages; `inputs` are those of the arguments that count as exact. */
export function runRecorded(
  caller: string,
  fn: AnyFunction,
  args: never[],
  name: string,
  inputs: readonly Tensor[],
): Run {
  const { result, operations } = recordOperations(() => fn(...args));
  const tensor = asTensor(result as TensorLike, caller, `what ${name} returned,`);
  if (!isFloating(tensor.dtype)) {
    throw new TypeError(`${caller}: ${name} returned ${tensor.dtype}, expected a floating dtype`);
  }
  const history = new History(
    operations,
    inputs.map((x) => x.storage),
  );
  return { result: tensor, history };
}

/** The exact values of a result of that shape. */
export function exactResult(
  caller: string,
  exact: AnyFunction,
  args: never[],
  shape: readonly number[],
): ExactTensor {
  const size = shape.reduce((n, s) => n * s, 1);
  if (size > maxElements) {
    throw new RangeError(
      `${caller}: the result has ${size} elements, expected at most ${maxElements}: exact values are slow; compare a slice`,
    );
  }
  const result = exact(...args);
  if (!(result instanceof ExactTensor)) {
    throw new TypeError(
      `${caller}: the exact function returned ${showValue(result)}, expected an ExactTensor, as exact.softmax returns`,
    );
  }
  if (showShape(result.shape) !== showShape(shape)) {
    throw new RangeError(
      `${caller}: the exact function returned shape ${showShape(result.shape)}, the compared functions ${showShape(shape)}`,
    );
  }
  return result;
}

/** What is to be said about the element at a row-major position, beside its exact value if there is one. */
export function assessElement(
  { result, history }: Run,
  position: number,
  truth: BigNumber | undefined,
): Assessment {
  const element = elementAt(result, position);
  return assess(element.storage[element.index]!, truth, result.dtype, history.causesOf(element));
}
