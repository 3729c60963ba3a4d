import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readIdx } from "./idx.js";

/** A file as the format's description says: http://yann.lecun.com/exdb/mnist/. */
function idx(shape: readonly number[], values: readonly number[], type = 8): Uint8Array {
  const sizes = shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]);
  return Uint8Array.from([0, 0, type, shape.length, ...sizes, ...values]);
}

describe("readIdx", () => {
  it("reads sizes, the highest byte first, and values", () => {
    const values = Array.from({ length: 258 }, (_, i) => i % 256);
    const file = readIdx(idx([1, 258], values), "a file");
    expect(file.shape).toEqual([1, 258]);
    expect(Array.from(file.values)).toEqual(values);
  });

  it("reads a file that lies within a larger buffer", () => {
    const within = new Uint8Array([7, 7, 7, ...idx([2], [5, 6]), 7]).subarray(3, -1);
    expect(readIdx(within, "a file")).toEqual({ shape: [2], values: Uint8Array.of(5, 6) });
  });

  it.each([
    ["nothing", Uint8Array.of(), "f is not an IDX file: it begins with nothing"],
    ["three bytes", Uint8Array.of(0, 0, 8), "f is not an IDX file: it begins with 00 00 08,"],
    [
      "a compressed file",
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0),
      "it begins with 1f 8b 08 00, expected 00 00 08",
    ],
    ["an unknown type", idx([1], [1], 10), "f is not an IDX file"],
    ["no dimensions", idx([], []), "f is not an IDX file"],
    ["another type", idx([1], [0, 0, 0, 1], 12), "f holds 32-bit integers, expected unsigned bytes"],
    ["half a header", idx([2, 3], []).subarray(0, 10), "f is cut off: 10 bytes do not hold 2 sizes"],
    [
      "too few values",
      idx([2, 3], [1, 2]),
      "f is cut off: 2 values after the header, expected 6 for shape (2, 3)",
    ],
    [
      "too many values",
      idx([2], [1, 2, 3]),
      "f is too long: 3 values after the header, expected 2 for shape (2,)",
    ],
    [
      "sizes beyond all memory",
      idx([0xffffffff, 0xffffffff, 28], [1]),
      "f is cut off: 1 values after the header",
    ],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readIdx(bytes, "f")).toThrow(message);
  });

  it("reads or refuses whatever it is given, and no value is outside the file", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const file = Uint8Array.from([0, 0, 8, ...bytes]);
        try {
          const { shape, values } = readIdx(file, "f");
          expect(values.length).toBe(shape.reduce((a, b) => a * b, 1));
        } catch (error) {
          expect((error as Error).message).toMatch(/^f (is|holds) /);
        }
      }),
    );
  });
});
