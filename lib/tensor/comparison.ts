// Comparison of two tensors, element by element, and logic with the results.

import type { BinaryLoop, BinaryOperation } from "./elementwise.js";

function compares(name: string, loop: BinaryLoop): BinaryOperation {
  return { name, result: "bool", loop };
}

export const comparison = {
  eq: compares("eq", (out, o, n, a, i, di, b, j, dj) => {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! === b[j]! ? 1 : 0;
  }),
  ne: compares("ne", (out, o, n, a, i, di, b, j, dj) => {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! !== b[j]! ? 1 : 0;
  }),
  lt: compares("lt", (out, o, n, a, i, di, b, j, dj) => {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! < b[j]! ? 1 : 0;
  }),
  le: compares("le", (out, o, n, a, i, di, b, j, dj) => {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! <= b[j]! ? 1 : 0;
  }),
  gt: compares("gt", (out, o, n, a, i, di, b, j, dj) => {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! > b[j]! ? 1 : 0;
  }),
  ge: compares("ge", (out, o, n, a, i, di, b, j, dj) => {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! >= b[j]! ? 1 : 0;
  }),
  logicalAnd: compares("logicalAnd", (out, o, n, a, i, di, b, j, dj) => {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! !== 0 && b[j]! !== 0 ? 1 : 0;
  }),
  logicalOr: compares("logicalOr", (out, o, n, a, i, di, b, j, dj) => {
    for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i]! !== 0 || b[j]! !== 0 ? 1 : 0;
  }),
};
