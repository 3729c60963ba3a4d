// The IDX format of the MNIST data sets: a header with the sizes, then one byte for each number. Knows bytes only.

import { showShape } from "../tensor/argument.js";

/** Numbers 0 to 255 in an array of several dimensions, row-major. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** Types of numbers that the format has, by the third byte of a file. */
const types: Readonly<Record<number, string>> = {
  8: "unsigned bytes",
  9: "signed bytes",
  11: "16-bit integers",
  12: "32-bit integers",
  13: "32-bit floating numbers",
  14: "64-bit floating numbers",
};

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, the type (8), the number of dimensions, each size in four bytes with
 * the highest first, and the values.
 *
 * @param name The file's name, for error messages.
 * @throws Error if it is no such file, or is shorter or longer than its header says.
 * @see http://yann.lecun.com/exdb/mnist/, "the IDX file format"
 */
export function readIdx(bytes: Uint8Array, name: string): IdxArray {
  const [zero, alsoZero, type = 0, dimensions = 0] = bytes;
  if (bytes.length < 4 || zero !== 0 || alsoZero !== 0 || !(type in types) || dimensions === 0) {
    throw new Error(
      `${name} is not an IDX file: it begins with ${hex(bytes)}, expected 00 00 08 and the dimensions`,
    );
  }
  if (type !== 8) throw new Error(`${name} holds ${types[type]}, expected ${types[8]}`);
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) {
    throw new Error(`${name} is cut off: ${bytes.length} bytes do not hold ${dimensions} sizes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, start);
  const shape = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d));
  const expected = shape.reduce((count, size) => count * size, 1);
  const values = bytes.subarray(start);
  if (values.length !== expected) {
    const fault = values.length < expected ? "is cut off" : "is too long";
    throw new Error(
      `${name} ${fault}: ${values.length} values after the header, expected ${expected} for shape ${showShape(shape)}`,
    );
  }
  return { shape, values };
}

function hex(bytes: Uint8Array): string {
  const first = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return first.join(" ") || "nothing";
}
