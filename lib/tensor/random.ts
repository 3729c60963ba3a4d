// Tensors of random numbers: the same as PyTorch's after `torch.manual_seed`, on the CPU. Arguments and shapes are here;
// the bits come from the generator, the bell curve from normal.ts.

import { checkDType, checkOptions, showValue } from "./argument.js";
import { type DType, defaultFloat, dtypes, isFloating, type Storage } from "./dtype.js";
import { Generator } from "./generator.js";
import { withMethods } from "./methods.js";
import { fillNormal } from "./normal.js";
import { checkShape, type ShapeArguments, splitShape } from "./shape-argument.js";
import { elementCount, fromStorage } from "./strided.js";
import type { Tensor } from "./tensor.js";

/** Options of {@link rand}, {@link randn} and {@link randint}. */
export interface RandomOptions {
  /** Element type: by default `float32`, for {@link randint} `int32`. */
  readonly dtype?: DType | undefined;
}

const generator = /* @__PURE__ */ new Generator();

/**
 * Starts the random numbers again from `n`: what follows is the same every time, on every machine, and in PyTorch.
 *
 * The generator is the Mersenne Twister MT19937, read as PyTorch reads it on the CPU: `seed(n)` and `torch.manual_seed(n)`
 * are followed by the same {@link rand}, {@link randint} and {@link randperm}, and by the same {@link randn} to about 6 digits.
 * A program that never calls `seed` gets the numbers of `seed(0)`, so that a notebook run again gives the same outputs.
 * (PyTorch's own starting point without `manual_seed` is another one.)
 *
 * @param n An integer, negative ones too. As in PyTorch its low 32 bits count: 2³² + 3 is the same seed as 3.
 * @throws TypeError if `n` is not a number; RangeError if it is no integer between ±(2⁵³ − 1).
 * @example
 * seed(42);
 * rand([2])
 * // tensor([0.8823, 0.9150])
 * @see PyTorch `torch.manual_seed`
 */
export function seed(n: number): void {
  checkInteger("seed", "n", n);
  generator.seed(n);
}

/**
 * Random numbers spread evenly over [0, 1).
 *
 * They are multiples of 2⁻²⁴ in float32, 2⁻⁵³ in float64, 2⁻¹¹ in float16 and 2⁻⁸ in bfloat16: 0 can come up, 1 cannot.
 * Bit for bit those of PyTorch with the same {@link seed}.
 *
 * @param args The shape, `rand([2, 3])` or `rand(2, 3)`, then `{ dtype }` if it is not to be float32.
 * @returns A tensor of that shape.
 * @throws TypeError or RangeError if a size is not an integer, 0 or more; TypeError if `dtype` is not a floating one.
 * @example
 * seed(0);
 * rand([2, 3])
 * // tensor([[0.4963, 0.7682, 0.0885],
 * //         [0.1320, 0.3074, 0.6341]])
 * @see PyTorch `torch.rand`; d2l "Data Manipulation"
 */
export function rand(...args: ShapeArguments<RandomOptions>): Tensor {
  const { shape, dtype } = floatArguments("rand", args);
  return make(shape, dtype, (out) => generator.fillUniform(out, dtypes[dtype].precision));
}

/**
 * Random numbers of the standard normal distribution: mean 0, variance 1. For others, `randn(shape).mul(sigma).add(mu)`.
 *
 * Those of PyTorch with the same {@link seed}, to about 6 digits in float32 and 15 in float64: PyTorch calculates logarithm,
 * sine and cosine with approximations of its own. As there, fewer than 16 numbers are not the first ones of more; and 16 or
 * more in float16 or bfloat16 are coarse, made of 11 or 8 random bits each.
 *
 * @param args The shape, `randn([2, 3])` or `randn(2, 3)`, then `{ dtype }` if it is not to be float32.
 * @returns A tensor of that shape.
 * @throws TypeError or RangeError if a size is not an integer, 0 or more; TypeError if `dtype` is not a floating one.
 * @example
 * seed(0);
 * randn([2, 2])
 * // tensor([[ 1.5410, -0.2934],
 * //         [-2.1788,  0.5684]])
 * @see PyTorch `torch.randn`; d2l "Data Manipulation"
 */
export function randn(...args: ShapeArguments<RandomOptions>): Tensor {
  const { shape, dtype } = floatArguments("randn", args);
  return make(shape, dtype, (out) => fillNormal(out, dtype, generator));
}

/**
 * Random integers from `low` to `high − 1`, each as likely as the others. `randint(high, shape)` starts at 0.
 *
 * Bit for bit those of PyTorch with the same {@link seed}. As there a remainder brings the draws into range, which prefers
 * the smaller integers by at most range / 2³².
 *
 * @param high The first integer that never comes up; `low`, if given, stands before it.
 * @param shape The sizes, as an array.
 * @param options `{ dtype }` if it is not to be int32.
 * @returns A tensor of that shape.
 * @throws RangeError if `high` is not above `low`, or if `dtype` cannot hold them: int32 ends at ±2³¹, float32 is exact to ±2²⁴.
 * @example
 * seed(0);
 * randint(1, 7, [8])
 * // tensor([3, 4, 6, 1, 2, 4, 2, 2], dtype=int32)
 * @see PyTorch `torch.randint`
 */
export function randint(high: number, shape: readonly number[], options?: RandomOptions): Tensor;
export function randint(low: number, high: number, shape: readonly number[], options?: RandomOptions): Tensor;
export function randint(...args: readonly unknown[]): Tensor {
  const [low, high, sizes, options, ...more] = Array.isArray(args[1]) ? [0, ...args] : args;
  if (more.length > 0) {
    throw new TypeError(`randint: got ${args.length} arguments, expected low, high, a shape and options`);
  }
  const dtype = dtypeOption("randint", options, "int32");
  checkInteger("randint", "low", low);
  checkInteger("randint", "high", high);
  const shape = checkShape("randint", sizes);
  if (high <= low) throw new RangeError(`randint: high is ${high}, expected more than low, which is ${low}`);
  checkHolds(dtype, "low", low, low);
  checkHolds(dtype, "high", high, high - 1);
  return make(shape, dtype, (out) => fillIntegers(out, low, high));
}

/**
 * The integers 0 to n − 1 in random order: for shuffling, or for drawing without repetition.
 *
 * In the same order as PyTorch's with the same {@link seed}.
 *
 * @param n How many, 0 or more.
 * @returns An int32 tensor of shape `(n,)`.
 * @throws TypeError or RangeError if `n` is not an integer from 0 to 214748363, up to where PyTorch shuffles in this way.
 * @example
 * seed(0);
 * randperm(6)
 * // tensor([2, 5, 3, 0, 1, 4], dtype=int32)
 * @see PyTorch `torch.randperm`
 */
export function randperm(n: number): Tensor {
  checkInteger("randperm", "n", n);
  if (n < 0 || n > longestPermutation) {
    throw new RangeError(`randperm: n is ${n}, expected 0..${longestPermutation}`);
  }
  return make([n], "int32", (out) => {
    for (let i = 0; i < n; i++) out[i] = i;
    for (let i = 0; i < n - 1; i++) {
      const j = i + (generator.random() % (n - i));
      const taken = out[j]!;
      out[j] = out[i]!;
      out[i] = taken;
    }
  });
}

/** Beyond this, (2³² − 1) / 20, PyTorch shuffles in another way. */
const longestPermutation = 214748363;

function make(shape: readonly number[], dtype: DType, fill: (out: Storage) => void): Tensor {
  const storage = dtypes[dtype].allocate(elementCount(shape));
  fill(storage);
  return withMethods(fromStorage(storage, shape, dtype));
}

function fillIntegers(out: Storage, low: number, high: number): void {
  const range = high - low;
  if (range < 2 ** 32) {
    const divisor = range >>> 0;
    for (let i = 0; i < out.length; i++) out[i] = (generator.random() % divisor) + low;
  } else if (out instanceof Int32Array) {
    // The one such range of int32 is all of it: 32 bits suffice.
    for (let i = 0; i < out.length; i++) out[i] = generator.random() + low;
  } else {
    const start = BigInt(low);
    const divisor = BigInt(high) - start;
    for (let i = 0; i < out.length; i++) out[i] = Number((generator.random64() % divisor) + start);
  }
}

function floatArguments(fn: string, args: readonly unknown[]): { shape: number[]; dtype: DType } {
  const { shape, options } = splitShape(fn, args);
  const dtype = dtypeOption(fn, options, defaultFloat);
  if (isFloating(dtype)) return { shape, dtype };
  const floats = (Object.keys(dtypes) as DType[]).filter(isFloating);
  throw new TypeError(`${fn}: dtype is ${dtype}, expected one of ${floats.join(", ")}`);
}

function dtypeOption(fn: string, options: unknown, otherwise: DType): DType {
  checkOptions(fn, options, ["dtype"]);
  const dtype = (options as RandomOptions | undefined)?.dtype;
  return dtype === undefined ? otherwise : checkDType(fn, dtype);
}

function checkInteger(fn: string, name: string, value: unknown): asserts value is number {
  if (Number.isSafeInteger(value)) return;
  const message = `${fn}: ${name} is ${showValue(value)}, expected an integer`;
  if (typeof value !== "number") throw new TypeError(message);
  throw new RangeError(Number.isInteger(value) ? `${message} between ±(2^53 − 1)` : message);
}

/** Refuses a bound whose integer the dtype rounds, or beyond which it skips integers. */
function checkHolds(dtype: DType, name: string, bound: number, integer: number): void {
  const { kind, precision, round } = dtypes[dtype];
  if (round(integer) === integer && (kind !== "float" || Math.abs(integer) <= 2 ** precision)) return;
  const limit = kind === "float" ? `, which holds every integer only to ±2^${precision}` : "";
  throw new RangeError(`randint: ${name} is ${bound}, too far from 0 for ${dtype}${limit}`);
}
