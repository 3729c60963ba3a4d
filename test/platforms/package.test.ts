/** What the built package is to those who import it: one quick file to Node, one module a file to bundlers, the same names to both. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as source from "../../lib/index.js";

const root = new URL("../../", import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
  exports: { ".": { types: string; node: string; default: string } };
};

describe.each(["node", "default"] as const)("the package's entry for the condition %s", (condition) => {
  const entry = new URL(exports["."][condition], root);

  it("has the library's names, and works", async () => {
    const built = (await import(entry.href)) as typeof source;
    expect(Object.keys(built).sort()).toEqual(Object.keys(source).sort());
    expect(String(built.softmax([0, 0]).mul(2))).toBe("tensor([1., 1.])");
  });
});

it("Node reads a few files for it, not one for each module", () => {
  const text = readFileSync(new URL(exports["."].node, root), "utf8");
  const relative = [...text.matchAll(/^import [^;]*?from "(\.[^"]*)";/gms)].map(([, path]) => path);
  expect(relative.length).toBeLessThan(4);
});
