import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toCodePoints, toUtf16 } from "./cursor.js";

describe("cursor positions", () => {
  it("count a character outside the basic plane once in a message, twice in a string", () => {
    expect(toUtf16("a𝒳b", 2)).toBe(3);
    expect(toCodePoints("a𝒳b", 3)).toBe(2);
  });

  it("beyond the end are the end", () => {
    expect(toUtf16("ab", 9)).toBe(2);
    expect(toCodePoints("ab", 9)).toBe(2);
  });

  it("agree with iterating the string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(40), (text, n) => {
        const position = Math.min(n, [...text].length);
        const units = [...text].slice(0, position).join("").length;
        expect(toUtf16(text, position)).toBe(units);
        expect(toCodePoints(text, units)).toBe(position);
      }),
    );
  });
});
