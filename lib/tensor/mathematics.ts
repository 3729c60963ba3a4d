// The mathematical functions of one variable, with their derivatives. Calculated in double and rounded once, to the dtype.

import { loopOf, type Slope, type UnaryLoop, type UnaryOperation } from "./elementwise.js";

const ofX = (at: (x: number) => number): Slope => ({ reads: [0], at: (x) => at(x) });
const ofY = (at: (y: number) => number): Slope => ({ reads: ["y"], at: (_x, _, y) => at(y) });

function define(name: string, f: (x: number) => number, slope: Slope | number): UnaryOperation {
  return { name, loop: loopOf(f), slope };
}

/** Functions that only choose or round: integers stay what they are. */
function step(name: string, loop: UnaryLoop, slope: Slope | number): UnaryOperation {
  return { name, loop, slope, integers: "same" };
}

/** 1 / (1 + e^−x), without a large exponential, so that the small side keeps its digits. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** The nearest integer, ties to the even one, as IEEE 754 and PyTorch round. `Math.round` takes ties upwards. */
function roundHalfToEven(x: number): number {
  const r = Math.round(x);
  return Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

export const mathematics = {
  neg: {
    name: "neg",
    integers: "same",
    refusesBool: true,
    slope: -1,
    loop(out, o, n, a, i, di) {
      for (let k = 0; k < n; k++, i += di) out[o + k] = -a[i]!;
    },
  },
  abs: step(
    "abs",
    (out, o, n, a, i, di) => {
      for (let k = 0; k < n; k++, i += di) out[o + k] = Math.abs(a[i]!);
    },
    ofX(signOf),
  ),
  sign: step("sign", loopOf(signOf), 0),
  floor: step("floor", loopOf(Math.floor), 0),
  ceil: step("ceil", loopOf(Math.ceil), 0),
  round: step("round", loopOf(roundHalfToEven), 0),
  trunc: step("trunc", loopOf(Math.trunc), 0),
  relu: step(
    "relu",
    (out, o, n, a, i, di) => {
      for (let k = 0; k < n; k++, i += di) out[o + k] = a[i]! < 0 ? 0 : a[i]!;
    },
    // As in PyTorch, a NaN hands its gradient on.
    ofY((y) => (y <= 0 ? 0 : 1)),
  ),
  square: step(
    "square",
    (out, o, n, a, i, di) => {
      for (let k = 0; k < n; k++, i += di) out[o + k] = a[i]! * a[i]!;
    },
    ofX((x) => 2 * x),
  ),
  sqrt: define(
    "sqrt",
    Math.sqrt,
    ofY((y) => 0.5 / y),
  ),
  rsqrt: define(
    "rsqrt",
    (x) => 1 / Math.sqrt(x),
    ofY((y) => -0.5 * y * y * y),
  ),
  reciprocal: define(
    "reciprocal",
    (x) => 1 / x,
    ofY((y) => -y * y),
  ),
  // exp and log have loops of their own: most of the library's time is spent in them.
  exp: {
    name: "exp",
    slope: ofY((y) => y),
    loop(out, o, n, a, i, di) {
      for (let k = 0; k < n; k++, i += di) out[o + k] = Math.exp(a[i]!);
    },
  },
  log: {
    name: "log",
    slope: ofX((x) => 1 / x),
    loop(out, o, n, a, i, di) {
      for (let k = 0; k < n; k++, i += di) out[o + k] = Math.log(a[i]!);
    },
  },
  expm1: define("expm1", Math.expm1, ofX(Math.exp)),
  log1p: define(
    "log1p",
    Math.log1p,
    ofX((x) => 1 / (1 + x)),
  ),
  log2: define(
    "log2",
    Math.log2,
    ofX((x) => Math.LOG2E / x),
  ),
  log10: define(
    "log10",
    Math.log10,
    ofX((x) => Math.LOG10E / x),
  ),
  sin: define("sin", Math.sin, ofX(Math.cos)),
  cos: define(
    "cos",
    Math.cos,
    ofX((x) => -Math.sin(x)),
  ),
  tan: define(
    "tan",
    Math.tan,
    ofY((y) => 1 + y * y),
  ),
  asin: define(
    "asin",
    Math.asin,
    ofX((x) => 1 / Math.sqrt((1 - x) * (1 + x))),
  ),
  acos: define(
    "acos",
    Math.acos,
    ofX((x) => -1 / Math.sqrt((1 - x) * (1 + x))),
  ),
  atan: define(
    "atan",
    Math.atan,
    ofX((x) => 1 / (1 + x * x)),
  ),
  sinh: define("sinh", Math.sinh, ofX(Math.cosh)),
  cosh: define("cosh", Math.cosh, ofX(Math.sinh)),
  tanh: define(
    "tanh",
    Math.tanh,
    ofX((x) => 1 / Math.cosh(x) ** 2),
  ),
  // s(x)·s(−x), not y(1 − y): where y is next to 1 nothing would be left of 1 − y.
  sigmoid: define(
    "sigmoid",
    logistic,
    ofX((x) => logistic(x) * logistic(-x)),
  ),
  isnan: test("isnan", Number.isNaN),
  isinf: test("isinf", (x) => Math.abs(x) === Number.POSITIVE_INFINITY),
  isfinite: test("isfinite", Number.isFinite),
  logicalNot: test("logicalNot", (x) => x === 0),
} satisfies Record<string, UnaryOperation>;

/** PyTorch's sign of NaN is 0. */
function signOf(x: number): number {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

function test(name: string, holds: (x: number) => boolean): UnaryOperation {
  return { name, result: "bool", loop: loopOf((x) => (holds(x) ? 1 : 0)) };
}
