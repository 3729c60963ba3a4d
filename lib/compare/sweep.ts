// `sweep`: how wrong functions are as their input changes, in several dtypes, and where each of them breaks. Knows tensors, exact
// results and their assessment; how a sweep looks is display's business.

import { checkDType, checkOptions, showValue } from "../tensor/argument.js";
import { type DType, dtypes, isFloating } from "../tensor/dtype.js";
import { withMethods } from "../tensor/methods.js";
import { read } from "../tensor/nested-array.js";
import { Tensor, type TensorLike } from "../tensor/tensor.js";
import { boundary } from "./boundary.js";
import { type AnyFunction, exactCounterpart, functionName } from "./counterparts.js";
import { assessElement, exactResult, runRecorded } from "./run.js";
import { Sweep, SweepBreak, type SweepPoint } from "./sweep-result.js";
import type { Assessment } from "./verdict.js";

/** Options of {@link sweep}. */
export interface SweepOptions {
  /** The first value of x. */
  readonly from: number;
  /** The last value of x. */
  readonly to: number;
  /** How many values of x, both ends included. Default 41. */
  readonly steps?: number | undefined;
  /** Whether x grows by equal steps or by equal factors. Default `"linear"`. */
  readonly scale?: "linear" | "log" | undefined;
  /** The dtypes to calculate in. Default float16, bfloat16, float32 and float64. */
  readonly dtypes?: readonly DType[] | undefined;
  /** The exact function, for functions of your own; the library's know theirs. */
  readonly exact?: AnyFunction | undefined;
}

/** A function of one tensor; other arguments are given by a function of your own, `(o) => crossEntropy(o, [0])`. */
export type SweptFunction = (x: Tensor) => TensorLike;

/**
 * Calls functions with `input(x)` for values of x between `from` and `to`, in several dtypes, and compares every result with
 * the exact one: the error against x, and for each function and dtype the places where it breaks, that is, where its
 * result has no correct digit left, or is an inf, NaN or 0 that it should not be. The places are found by bisection.
 *
 * @param functions The functions to compare, in an array, or in an object with the names to show: `{ naive: …, stable: … }`.
 * @param input Makes the functions' input of x; the input is rounded to each dtype.
 * @param options `from`, `to`, `steps`, `scale`, `dtypes`, `exact`.
 * @returns A {@link Sweep}: a chart and a table when displayed, and data: `points`, `breaks`.
 * @throws TypeError if a function has no exact counterpart and `exact` is not given.
 * @example
 * sweep([naive.softmax, softmax], (x) => [x, 0], { from: 0, to: 200, dtypes: ["float32"] }).breaks.map(String)
 * // [ 'float32: naive.softmax breaks above 88.7228: overflow → NaN' ]
 * @see d2l "Numerical Stability", "Softmax Regression Concise"
 */
export function sweep(
  functions: readonly SweptFunction[] | Readonly<Record<string, SweptFunction>>,
  input: (x: number) => TensorLike,
  options: SweepOptions,
): Sweep {
  const { xs, chosen, exact } = checkSweepOptions(options);
  const swept = namedFunctions(functions, exact);
  const points: SweepPoint[] = [];
  const breaks: SweepBreak[] = [];
  for (const dtype of chosen) {
    // What is beyond the dtype's range is no input of it.
    const inputs = [...new Set(xs.map(dtypes[dtype].round))].filter(Number.isFinite);
    for (const { name, fn, truth } of swept) {
      const at = (x: number) => worstOf(name, fn, truth, new Tensor(read("sweep: input", input(x), dtype)));
      const found = inputs.map((x): SweepPoint => ({ x, dtype, name, ...at(x) }));
      points.push(...found);
      breaks.push(...breaksAmong(found, at));
    }
  }
  return new Sweep({ xs, scale: options.scale ?? "linear", points, breaks });
}

function checkSweepOptions(options: SweepOptions) {
  checkOptions("sweep", options, ["from", "to", "steps", "scale", "dtypes", "exact"]);
  const { from, to, steps = 41, scale = "linear", exact } = options;
  for (const [name, value] of Object.entries({ from, to })) {
    if (!Number.isFinite(value))
      throw new TypeError(`sweep: ${name} is ${showValue(value)}, expected a finite number`);
  }
  if (!Number.isInteger(steps) || steps < 2)
    throw new RangeError(`sweep: steps is ${showValue(steps)}, expected an integer ≥ 2`);
  if (scale !== "linear" && scale !== "log")
    throw new TypeError(`sweep: scale is ${showValue(scale)}, expected "linear" or "log"`);
  if (scale === "log" && !(from > 0 && to > 0))
    throw new RangeError(`sweep: from is ${from} and to ${to}, expected positive numbers for a log scale`);
  const chosen = (options.dtypes ?? ["float16", "bfloat16", "float32", "float64"]).map((dtype) => {
    if (isFloating(checkDType("sweep", dtype))) return dtype;
    throw new TypeError(`sweep: dtypes has ${showValue(dtype)}, expected floating dtypes`);
  });
  const xs = Array.from({ length: steps }, (_, i) => {
    const part = i / (steps - 1);
    if (scale === "linear") return from + (to - from) * part;
    // The last bits of a power are an engine's own; without them every engine sweeps over the same numbers.
    return i === 0 ? from : i === steps - 1 ? to : Number((from * (to / from) ** part).toPrecision(12));
  });
  return { xs, chosen, exact };
}

interface NamedFunction {
  readonly name: string;
  readonly fn: AnyFunction;
  readonly truth: AnyFunction;
}

function namedFunctions(
  functions: readonly SweptFunction[] | Readonly<Record<string, SweptFunction>>,
  exact: AnyFunction | undefined,
): NamedFunction[] {
  if (typeof functions !== "object" || functions === null) {
    throw new TypeError(
      `sweep: functions is ${showValue(functions)}, expected an array or an object of functions`,
    );
  }
  const named: [string, AnyFunction][] = Array.isArray(functions)
    ? functions.map((fn: AnyFunction, i) => [functionName(fn, `function ${i + 1}`), fn])
    : Object.entries(functions);
  const truths = named.map(([, fn]) => exactCounterpart(fn));
  // Functions that are compared with each other have one exact result.
  const shared = exact ?? truths.find((truth) => truth !== undefined);
  return named.map(([name, fn], i) => {
    if (typeof fn !== "function")
      throw new TypeError(`sweep: ${name} is ${showValue(fn)}, expected a function`);
    const truth = exact ?? truths[i] ?? shared;
    if (truth === undefined) {
      throw new TypeError(
        `sweep: ${name} is not one of the library's functions, so its exact value is not known; give { exact: (x) => exact.… }`,
      );
    }
    return { name, fn, truth };
  });
}

/** The element that is furthest from the exact result. */
function worstOf(name: string, fn: AnyFunction, truth: AnyFunction, input: Tensor): Assessment {
  const args = [withMethods(input)] as never[];
  const run = runRecorded("sweep", fn, args, name, [input]);
  const exactValues = exactResult("sweep", truth, args, run.result.shape).values;
  const all = exactValues.map((value, i) => assessElement(run, i, value));
  return all.reduce((worst, each) => (errorOf(each) > errorOf(worst) ? each : worst));
}

/** In units of the result, by which a wrong inf or NaN is infinitely wrong. */
function errorOf({ ulps = 0 }: Assessment): number {
  return Number.isNaN(ulps) ? Number.POSITIVE_INFINITY : ulps;
}

/** Whether a result has a correct digit, or is the right inf, NaN or 0. */
function holds({ relativeError, ulps = 0 }: Assessment): boolean {
  return ulps <= 1 || (relativeError !== undefined && relativeError < 0.5);
}

function breaksAmong(points: readonly SweepPoint[], at: (x: number) => Assessment): SweepBreak[] {
  return points.slice(1).flatMap((point, i): SweepBreak[] => {
    const before = points[i]!;
    if (holds(before) === holds(point)) return [];
    const [good, bad] = holds(before) ? [before, point] : [point, before];
    const { name, dtype } = point;
    const { last, beyond } = boundary((x) => holds(at(x)), good.x, bad.x, dtype);
    return [new SweepBreak(name, dtype, last, bad.x > good.x ? "above" : "below", at(beyond).verdict)];
  });
}
