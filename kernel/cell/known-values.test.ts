/** Values of others as a notebook shows them, when nobody has said how. */

import { Buffer } from "node:buffer";
import { all, create, type MathJsInstance } from "mathjs";
import { beforeAll, describe, expect, it } from "vitest";
import { render } from "./display.js";
import { jupyter } from "./globals.js";
import { registerKnownValues } from "./known-values.js";
import { connectOutput } from "./output.js";

const warnings: unknown[] = [];
beforeAll(() => {
  connectOutput({
    send: (message) => warnings.push(message),
    currentId: () => "cell",
    inspect: () => "inspected",
    readFile: () => new Uint8Array(),
    rasterise: async () => undefined,
  });
  registerKnownValues();
});

const dataOf = async (value: unknown) => (await render(value)).data;
const lastLine = async (value: unknown) =>
  String((await dataOf(value))["text/plain"])
    .split("\n")
    .at(-1);
const tableTypes = ["application/vnd.dataresource+json", "text/html", "text/latex", "text/plain"];

describe("tables are made of", () => {
  const math = create(all!) as MathJsInstance;
  const tables: [string, unknown, string][] = [
    ["a matrix", math.matrix([[1, 2]]), "0  1  2"],
    ["a sparse matrix", math.sparse([[1, 0.5]]), "0  1.0000  0.5000"],
    ["a matrix of fractions", math.matrix([math.fraction(1, 3), math.fraction(-5)]), "value  1/3  -5"],
    ["a Float32Array", new Float32Array([1, 0.1]), "value  1.0000  0.1000"],
    ["a Uint8Array", new Uint8Array([1, 255]), "value  1  255"],
    ["a BigInt64Array", new BigInt64Array([1n, -(2n ** 60n)]), "value  1  -1152921504606846976"],
    ["records", [{ lr: 0.1, name: "adam" }], "0  0.1000  adam"],
    ["a Map", new Map([["adam", 0.25]]), "adam  0.2500"],
    ["a Map of records", new Map([["adam", { loss: 3 }]]), "adam     3"],
  ];

  it.each(tables)("%s", async (_, value, line) => {
    expect(Object.keys(await dataOf(value)).sort()).toEqual(tableTypes);
    expect(await lastLine(value)).toBe(line);
  });

  it.each([
    ["an empty array", []],
    ["numbers in arrays", [[1, 2]]],
    ["records among others", [{ a: 1 }, 2]],
    ["empty records", [{}]],
    ["an empty Map", new Map()],
    ["a Buffer, which is bytes of something", Buffer.from("hello")],
    ["a DataView", new DataView(new ArrayBuffer(8))],
  ])("but not %s", async (_, value) => {
    expect(await dataOf(value)).toEqual({ "text/plain": "inspected" });
  });

  it("a million records as quickly as of ten, reading those that it shows", async () => {
    const records = Array.from({ length: 1_000_000 }, (_, i) => ({ i }));
    const start = performance.now();
    expect(String((await dataOf(records))["text/plain"])).toContain("… 999,980 more rows");
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe("formulas are made of", () => {
  // Another instance of mathjs has classes of its own.
  const math = create(all!, { number: "BigNumber" }) as MathJsInstance;
  const formulas: [string, unknown, string, string][] = [
    ["a BigNumber", math.bignumber("1.5e-30"), "1.5e-30", "1.5\\cdot 10^{-30}"],
    ["a fraction", math.fraction(-1, 3), "-1/3", "-\\frac{1}{3}"],
    ["a complex number", math.complex(2, -3), "2 - 3i", "2 - 3i"],
    ["a unit", math.unit("5 m/s^2"), "5 m / s^2", "5\\;\\mathrm{m\\,/\\,s^{2}}"],
    ["infinity", math.bignumber("-Infinity"), "-Infinity", "-\\infty "],
  ];

  it.each(formulas)("%s", async (_, value, text, latex) => {
    expect(await dataOf(value)).toEqual({ "text/plain": text, "text/latex": `$\\displaystyle ${latex}$` });
  });

  it("a parsed expression, whose names and strings are no commands of LaTeX", async () => {
    expect(await dataOf(math.parse("exp(o) / 2"))).toEqual({
      "text/plain": "exp(o) / 2",
      "text/latex": "$\\displaystyle \\frac{\\exp\\left( o\\right)}{2}$",
    });
    for (const hostile of [
      math.parse('"\\\\href{x}{y}$"'),
      math.parse('{"a}\\\\href{x}": 1}'),
      math.parse('{"a}_{b": 1}'),
      new math.FunctionNode(new math.SymbolNode("\\href"), []),
    ]) {
      expect(await dataOf(hostile)).toEqual({ "text/plain": String(hostile) });
    }
  });
});

it("bytes that begin as a picture does are one", async () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect(Object.keys(await dataOf(png))).toEqual(["image/png", "text/plain"]);
  expect(Object.keys(await dataOf(Buffer.from(png)))).toEqual(["image/png", "text/plain"]);
});

describe("a Vega-Lite specification", () => {
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title: "Mine",
    mark: "point",
    encoding: { x: { field: "a", type: "quantitative" } },
  };
  const vegaLite = "application/vnd.vegalite.v5+json";

  it("is a chart, drawn as SVG too", async () => {
    const own = { ...spec, data: { values: [{ a: 1 }] } };
    const data = await dataOf(own);
    expect(Object.keys(data)).toEqual([vegaLite, "image/svg+xml", "text/plain", "text/markdown"]);
    expect(data[vegaLite]).toEqual(own);
    expect(data["text/plain"]).toBe("Vega-Lite chart: Mine");
  });

  it("with data elsewhere is left to the front end: nothing is loaded", async () => {
    const data = await dataOf({ ...spec, data: { url: "https://example.org/cars.json" } });
    expect(Object.keys(data)).toEqual([vegaLite, "text/plain"]);
  });
});

it("what a cell registers comes before what is known", async () => {
  jupyter.registerDisplay(Int16Array, (a) => ({ "text/plain": `${a.length} samples` }));
  expect(await dataOf(new Int16Array(3))).toEqual({ "text/plain": "3 samples" });
});

it("a value that cannot be shown falls back to text with a warning", async () => {
  warnings.length = 0;
  const record = Object.defineProperty({}, "bad", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
  expect(await dataOf([record])).toEqual({ "text/plain": "inspected" });
  expect(warnings).toMatchObject([
    { type: "stream", name: "stderr", text: expect.stringContaining("shown as text: no") },
  ]);
});
