// Arithmetic of two tensors, element by element, with its derivatives. The result's typed array does the rounding (a double
// sum, difference, product or quotient of two float32 values, stored as float32, is correctly rounded).

import type { BinaryLoop, BinaryOperation, Slope } from "./elementwise.js";

// The loops are written out one by one: a loop that calls an operation through a variable is several times slower.

const add: BinaryOperation = {
  name: "add",
  result: "same",
  slopes: [1, 1],
  loop(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! + b[j]!;
  },
};

const sub: BinaryOperation = {
  name: "sub",
  result: "same",
  refusesBool: true,
  slopes: [1, -1],
  loop(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! - b[j]!;
  },
};

const mul: BinaryOperation = {
  name: "mul",
  result: "same",
  slopes: [
    { reads: [1], at: (_, b) => b },
    { reads: [0], at: (a) => a },
  ],
  loop(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! * b[j]!;
  },
  // The low 32 bits of the product, as int32 wraps; a double product would have lost them above 2^53.
  int32Loop(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = Math.imul(a[i]!, b[j]!);
  },
};

const div: BinaryOperation = {
  name: "div",
  result: "float",
  slopes: [
    { reads: [1], at: (_, b) => 1 / b },
    { reads: [1, "y"], at: (_, b, y) => -y / b },
  ],
  loop(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! / b[j]!;
  },
};

const pow: BinaryOperation = {
  name: "pow",
  result: "same",
  slopes: [
    { reads: [0, 1], at: (a, b) => (b === 0 ? 0 : b * power(a, b - 1)) },
    { reads: [0, 1, "y"], at: (a, b, y) => (a === 0 && b >= 0 ? 0 : y * Math.log(a)) },
  ],
  loop(out, o, n, a, i, di, b, j, dj) {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = power(a[i]!, b[j]!);
  },
};

/** C's pow: 1 to any power is 1, also NaN's, where JavaScript says NaN. */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY) ? 1 : a ** b;
}

/** The operand that is not worse gets the gradient; of two equal ones each gets half, and beside a NaN both all, as in PyTorch. */
function chosen(worse: (a: number, b: number) => boolean): [Slope, Slope] {
  const share = (a: number, b: number) => (a === b ? 0.5 : worse(a, b) ? 0 : 1);
  return [
    { reads: [0, 1], at: share },
    { reads: [0, 1], at: (a, b) => share(b, a) },
  ];
}

const maximum: BinaryOperation = {
  name: "maximum",
  result: "same",
  slopes: chosen((a, b) => a < b),
  loop: loopOfTwo(Math.max),
};

const minimum: BinaryOperation = {
  name: "minimum",
  result: "same",
  slopes: chosen((a, b) => a > b),
  loop: loopOfTwo(Math.min),
};

function loopOfTwo(f: (a: number, b: number) => number): BinaryLoop {
  return (out, o, n, a, i, di, b, j, dj) => {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = f(a[i]!, b[j]!);
  };
}

export const arithmetic = { add, sub, mul, div, pow, maximum, minimum };
