// `compare`: two functions on the same inputs, element by element, against the exact result. Knows tensors and exact tensors;
// how a comparison looks is display's business.

import { checkDType, indexAt, showShape, showValue } from "../tensor/argument.js";
import { type DType, isFloating } from "../tensor/dtype.js";
import { read } from "../tensor/nested-array.js";
import { elementAt } from "../tensor/operations.js";
import { elementCount } from "../tensor/strided.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import { Comparison, type ComparisonRow } from "./comparison.js";
import { type AnyFunction, argumentNames, exactCounterpart, functionName } from "./counterparts.js";
import { assessElement, exactResult, runRecorded } from "./run.js";

/** Options of {@link compare}. Any other option is handed on to the compared functions, and to the exact one. */
export interface CompareOptions {
  /** The dtype that floating inputs are converted to. Default: tensors keep theirs, numbers become float32. */
  readonly dtype?: DType | undefined;
  /** The exact function, for functions of your own: one of `exact`'s, or a function of the same inputs made of them. */
  readonly exact?: AnyFunction | undefined;
  /** Names to show for the two functions. */
  readonly names?: readonly [string, string] | undefined;
  readonly [option: string]: unknown;
}

/**
 * Runs two functions on the same inputs and compares each element of their results with the exact value: absolute and
 * relative error, error in ulp, and a verdict in words that names the cause (`overflow → NaN`, `underflow → 0`,
 * `cancellation, 3 digits left`, `exact to 1 ulp`). The cause is found by walking back along the operations on tensors; where
 * that does not show it, the verdict only says how many digits are left.
 *
 * The library's functions know their exact counterpart. For functions of your own give `exact`; without it the two are
 * only set side by side. The functions get the inputs as tensors.
 *
 * @param a One function, such as `naive.softmax`.
 * @param b The other, such as `softmax`. Both must return the same shape.
 * @param x What both are called with: up to three tensors or nested arrays.
 * @param options `dtype`, `exact`, `names`, and whatever options the functions themselves take.
 * @returns A {@link Comparison}: a table when displayed, and data: `rows`, `worst`.
 * @throws RangeError if the results differ in shape, or have more than 4,096 elements to be calculated exactly.
 * @example
 * compare(naive.softmax, softmax, [0, 100]).rows.map((row) => row.a.verdict)
 * // [ 'overflow: 1 / inf → 0', 'overflow → NaN' ]
 * @see d2l "Softmax Regression Concise", softmax revisited
 */
export function compare(
  a: (x: Tensor) => TensorLike,
  b: (x: Tensor) => TensorLike,
  x: TensorLike,
  options?: CompareOptions,
): Comparison;
export function compare(
  a: (x: Tensor, y: Tensor) => TensorLike,
  b: (x: Tensor, y: Tensor) => TensorLike,
  x: TensorLike,
  y: TensorLike,
  options?: CompareOptions,
): Comparison;
export function compare(
  a: (x: Tensor, y: Tensor, z: Tensor) => TensorLike,
  b: (x: Tensor, y: Tensor, z: Tensor) => TensorLike,
  x: TensorLike,
  y: TensorLike,
  z: TensorLike,
  options?: CompareOptions,
): Comparison;
export function compare(
  a: AnyFunction,
  b: AnyFunction,
  ...rest: readonly (TensorLike | CompareOptions | undefined)[]
) {
  for (const [name, fn] of Object.entries({ a, b })) {
    if (typeof fn !== "function")
      throw new TypeError(`compare: ${name} is ${showValue(fn)}, expected a function`);
  }
  const given = rest.filter((x) => x !== undefined);
  const last = given.at(-1);
  const { dtype, exact, names, ...passedOn } = isOptions(last) ? last : ({} as CompareOptions);
  if (dtype !== undefined) checkDType("compare", dtype);
  const inputs = (isOptions(last) ? given.slice(0, -1) : given).map((x, i) =>
    readInput(x as TensorLike, i, dtype),
  );
  if (inputs.length === 0)
    throw new TypeError("compare: no inputs given, expected at least one tensor or array");
  const args = (Object.keys(passedOn).length > 0 ? [...inputs, passedOn] : inputs) as never[];

  const [nameA, nameB] = names ?? [functionName(a, "a"), functionName(b, "b")];
  const first = runRecorded("compare", a, args, nameA, inputs);
  const second = runRecorded("compare", b, args, nameB, inputs);
  const { shape } = first.result;
  if (showShape(shape) !== showShape(second.result.shape)) {
    throw new RangeError(
      `compare: ${nameA} returned shape ${showShape(shape)} and ${nameB} ${showShape(second.result.shape)}, expected equal shapes`,
    );
  }
  const exactFunction = exact ?? exactCounterpart(b) ?? exactCounterpart(a);
  const exactValues = exactFunction && exactResult("compare", exactFunction, args, shape);
  const inputNames = argumentNames(inputs.length, b, a);
  const shown = inputs.flatMap((x, k) =>
    showShape(x.shape) === showShape(shape) ? [{ name: inputNames[k]!, tensor: x }] : [],
  );
  const rows = Array.from({ length: elementCount(shape) }, (_, i): ComparisonRow => {
    const truth = exactValues?.values[i];
    return {
      index: indexAt(i, shape),
      inputs: shown.map(({ tensor }) => {
        const { storage, index } = elementAt(tensor, i);
        return storage[index]!;
      }),
      ...(truth === undefined ? {} : { exact: truth }),
      a: assessElement(first, i, truth),
      b: assessElement(second, i, truth),
    };
  });
  return new Comparison({
    names: [nameA, nameB],
    dtypes: [first.result.dtype, second.result.dtype],
    shape,
    inputs: shown.map(({ name, tensor }) => ({ name, dtype: tensor.dtype })),
    rows,
    hasExact: exactValues !== undefined,
  });
}

function isOptions(x: unknown): x is CompareOptions {
  return (
    typeof x === "object" && x !== null && !Array.isArray(x) && !ArrayBuffer.isView(x) && !("toArray" in x)
  );
}

function readInput(x: TensorLike, i: number, dtype: DType | undefined): Tensor {
  const where = `compare: input${i + 1}`;
  if (x instanceof Tensor) return dtype !== undefined && isFloating(x.dtype) ? x.to(dtype) : x;
  return new Tensor(read(where, x, dtype));
}
