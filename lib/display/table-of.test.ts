// `table(x, options)`: what it takes, what the options do, and what it says to those that do not fit.

import { describe, expect, it } from "vitest";
import { exact, type TableLike, type TableOptions, table, tensor } from "../index.js";
import { displaySymbol } from "./mime-bundle.js";

const lines = (x: TableLike, options?: TableOptions) => String(table(x, options)).split("\n");

describe("a table", () => {
  const t = tensor([
    [1, 2],
    [3, 4],
  ]);

  it("has the names given to rows, columns and dimensions", () => {
    expect(
      lines(t, { rows: ["cat", "dog"], columns: ["a", 2], axes: ["photo", "class"], title: "scores" }),
    ).toEqual([
      "scores: tensor of shape (2, 2), float32",
      "from 1 to 4, mean 2.5",
      "",
      "photo \\ class   a   2",
      "-------------  --  --",
      "cat            1.  2.",
      "dog            3.  4.",
    ]);
    expect(lines([5, 6], { rows: ["loss"], axes: ["epoch"] }).slice(-3)).toEqual([
      "epoch   0   1",
      "-----  --  --",
      "loss   5.  6.",
    ]);
  });

  it("labels slices with the names of their dimensions", () => {
    const shown = lines(tensor(new Float32Array(8)).reshape(2, 2, 1, 2), {
      axes: ["sentence", "head", "word", "feature"],
    });
    expect(shown.filter((line) => line.startsWith("sentence"))).toEqual([
      "sentence 0, head 0",
      "sentence 0, head 1",
      "sentence 1, head 0",
      "sentence 1, head 1",
    ]);
    expect(shown[3]).toMatch(/^word \\ feature {2}/);
  });

  it("keeps the names right where rows and columns are left out", () => {
    const names = Array.from({ length: 100 }, (_, i) => `n${i}`);
    const shown = lines(tensor(new Float32Array(10_000)).reshape(100, 100), { rows: names, columns: names });
    expect(shown[3]!.trim().split(/ {2,}/)).toEqual([
      "n0",
      "n1",
      "n2",
      "n3",
      "n4",
      "n5",
      "… 88 more columns",
      "n94",
      "n95",
      "n96",
      "n97",
      "n98",
      "n99",
    ]);
    expect(shown.slice(5).map((line) => line.split(" ")[0])).toEqual([
      ..."n0 n1 n2 n3 n4 n5 n6 n7 n8 n9 … n90 n91 n92 n93 n94 n95 n96 n97 n98 n99".split(" "),
    ]);
  });

  it("shows a gradient beside the value, each with its own precision, and both cut alike", () => {
    const x = tensor(Float32Array.from({ length: 20 }, (_, i) => i / 4))
      .reshape(2, 10)
      .clone()
      .requiresGrad_();
    x.square().sum().backward();
    const shown = lines(x);
    expect(shown[4]).toMatch(/^ {3}value +gradient$/);
    expect(shown[5]!.match(/… 4 more columns/g)).toHaveLength(2);
    expect(shown[4]!.indexOf("gradient")).toBeLessThan(shown[5]!.lastIndexOf("0   "));
    const scalar = tensor(3).requiresGrad_();
    scalar.square().backward();
    expect(lines(scalar).slice(-2)).toEqual(["value     3.", "gradient  6."]);
  });

  it("takes nested arrays as the doubles they are, exact results, numbers", () => {
    expect(String(table([[0.1]])[displaySymbol]()["text/html"])).toContain('title="0.1"');
    expect(lines([1 / 3])[0]).toBe("array of shape (1,)");
    expect(lines([[true], [false]]).slice(-2)).toEqual(["0   True", "1  False"]);
    expect(lines(exact.softmax([0, 0]), { columns: ["a", "b"] }).slice(-3)).toEqual([
      "index                       a                       b",
      "-----  ----------------------  ----------------------",
      "value  0.50000000000000000000  0.50000000000000000000",
    ]);
    expect(lines(2.5).at(-1)).toBe("value  2.5000");
  });

  it("takes records: chosen fields, missing ones, values of any kind", () => {
    const records = [
      { name: "adam", lr: 0.1, at: new Date(0), nested: { a: [1, { b: [{ c: { d: 1 } }] }] } },
      { name: "sgd", grad: tensor([1, 2]), error: new TypeError("no"), f: Math.sin, big: 10n, nothing: null },
    ];
    expect(lines(records, { columns: ["lr", "name"], rows: ["first", "second"] })).toEqual([
      "2 records",
      "",
      "            lr  name",
      "------  ------  ----",
      "first   0.1000  adam",
      "second          sgd",
    ]);
    const text = lines(records).join("\n");
    for (const words of [
      "1970-01-01T00:00:00.000Z",
      "{ a: [1, { b: [",
      "tensor of shape (2,)",
      "TypeError: no",
      "function sin",
      "10",
      "null",
    ]) {
      expect(text).toContain(words);
    }
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(lines([circular]).at(-1)).toBe("0  { self: { self: { self: { … } } } }");
  });

  it("shades the columns of records, each on its own scale", () => {
    const shown = table(
      [
        { a: 1, b: "x" },
        { a: 3, b: "y" },
      ],
      { shade: true },
    );
    expect(String(shown)).toContain("a: shaded blue, from none at 1 to strongest at 3");
    expect(String(shown[displaySymbol]()["text/html"]).match(/background-color/g)).toHaveLength(1);
  });

  it("cuts long records and maps", () => {
    const wide = [Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`f${i}`, i]))];
    expect(lines(wide)[2]).toContain("… 3 more columns");
    const map = new Map(Array.from({ length: 50 }, (_, i) => [`k${i}`, i]));
    expect(
      lines(map)
        .slice(4)
        .map((line) => line.split(" ")[0]),
    ).toEqual([..."k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 … k40 k41 k42 k43 k44 k45 k46 k47 k48 k49".split(" ")]);
  });

  it("is the same every time", () => {
    const bundle = () => JSON.stringify(table(t, { shade: true, rows: ["a", "b"] })[displaySymbol]());
    expect(bundle()).toBe(bundle());
  });

  it.each([
    [t, { rows: ["a"] }, "table: rows has 1 name, expected 2 for shape (2, 2)"],
    [t, { columns: ["a", "b", "c"] }, "table: columns has 3 names, expected 2 for shape (2, 2)"],
    [t, { axes: ["a"] }, "table: axes has 1 name, expected 2, one for each dimension of shape (2, 2)"],
    [3, { rows: ["a"] }, "table: rows names rows, but a single number has none"],
    [[{ a: 1 }], { rows: [] }, "table: rows has 0 names, expected 1, one for each row"],
    [[{ a: 1 }], { columns: ["b"] }, 'table: columns names "b", but the records have "a"'],
    [[{ a: 1 }], { axes: ["b"] }, "table: axes names the dimensions of an array; records have none"],
    [t, { colums: [] }, 'table: unknown option "colums", expected rows, columns, axes, shade, title'],
    [
      "abc",
      {},
      'table: x is "abc", expected a tensor, an array of numbers, a matrix, an array of records or a Map',
    ],
    [
      null,
      {},
      "table: x is null, expected a tensor, an array of numbers, a matrix, an array of records or a Map",
    ],
    [[[1], [2, 3]], {}, "table: x[1] has length 2, but x[0] has length 1: rows must be equally long"],
  ])("refuses what does not fit, saying what would: case %#", (x, options, message) => {
    expect(() => table(x as TableLike, options as TableOptions)).toThrow(message);
  });
});
