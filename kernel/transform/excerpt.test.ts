import { describe, expect, it } from "vitest";
import { excerpt, positionAt } from "./excerpt.js";

describe("a place in a cell", () => {
  it("counts lines and columns from 1", () => {
    expect(positionAt("ab\ncd", 0)).toEqual({ line: 1, column: 1 });
    expect(positionAt("ab\ncd", 4)).toEqual({ line: 2, column: 2 });
    expect(positionAt("ab\n", 3)).toEqual({ line: 2, column: 1 });
  });

  it("shows the line and points at it, as long as asked but within the line", () => {
    expect(excerpt("let a = 1\nlet b = aa", { line: 2, column: 9 }, 2)).toEqual([
      "  2 | let b = aa",
      "    |         ^^",
    ]);
    expect(excerpt("abc", { line: 1, column: 3 }, 99)).toEqual(["  1 | abc", "    |   ^"]);
  });

  it("keeps tabs below tabs", () => {
    expect(excerpt("\tx", { line: 1, column: 2 })).toEqual(["  1 | \tx", "    | \t^"]);
  });

  it("cuts a very long line around the place", () => {
    const [line, pointer] = excerpt(
      `${"a".repeat(5000)}HERE${"b".repeat(5000)}`,
      { line: 1, column: 5001 },
      4,
    );
    expect(line!.length).toBeLessThan(200);
    expect(line!.slice(pointer!.indexOf("^"), pointer!.indexOf("^") + 4)).toBe("HERE");
  });

  it("shows nothing for a line that is not there", () => {
    expect(excerpt("a", { line: 7, column: 1 })).toEqual([]);
  });
});
