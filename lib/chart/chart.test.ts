import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { displaySymbol, type MimeBundle } from "../display/mime-bundle.js";
import { arange, linspace, rand, tensor, zeros } from "../index.js";
import type { Chart } from "./chart.js";
import { plot } from "./plot.js";

const hostile = `</text><script>alert("1")</script>' & \${x} "'`;
const vegaLite = "application/vnd.vegalite.v5+json";

/** One chart of each kind, with texts that must not become markup, and numbers that cannot be drawn. */
const charts: Record<string, () => Chart> = {
  lines: () =>
    plot(
      [1, 2, 3],
      { [hostile]: [1, Number.NaN, 3], b: [2, 1, Number.POSITIVE_INFINITY] },
      { title: hostile },
    ),
  cut: () => plot(linspace(0, 1, 50), linspace(0, 9, 50), { yLim: [1, 2], xLabel: hostile, yLabel: hostile }),
  scatter: () => plot.scatter([3, 1, 2], [1, 2, 3], { xScale: "log" }),
  bars: () => plot.bar([hostile, "b"], { [hostile]: [1, Number.NaN], d: [-1, 2] }, { title: hostile }),
  heatmap: () =>
    plot.heatmap(
      [
        [1, Number.NaN],
        [0.5, -2],
      ],
      { rows: [hostile, "a"], columns: ["a", "a"], label: hostile },
    ),
  images: () => plot.images(zeros([3, 4, 4]), { titles: [hostile, "b", "c"], title: hostile }),
};

const bundleOf = (chart: Chart): Promise<MimeBundle> => chart[displaySymbol]();

/** The text of an SVG's elements and nothing else. */
const textOf = (svg: string) => svg.replace(/<[^>]*>/g, "\n");

beforeEach(() => {
  vi.spyOn(console, "warn");
  vi.spyOn(console, "error");
});
afterEach(() => {
  // Vega complains there of a specification that is not quite right.
  expect(console.warn).not.toHaveBeenCalled();
  expect(console.error).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

it.each([
  ["heat map", (names: string[]) => plot.heatmap(zeros([10, 10]), { columns: names, width: 560 })],
  ["bars", (names: string[]) => plot.bar(names, zeros([10]), { width: 560 })],
])("every name stands below a %s, though aslant", async (_, make) => {
  const names = [
    "t-shirt",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
  ];
  const words = textOf(await make(names).toSVG()).split("\n");
  expect(names.filter((name) => !words.includes(name))).toEqual([]);
});

describe.each(Object.entries(charts))("%s", (_, make) => {
  it("are drawn the same, whatever was drawn before", async () => {
    const first = await make().toSVG();
    for (const other of Object.values(charts)) await other().toSVG();
    expect(await make().toSVG()).toBe(first);
  });

  it("escape texts of others, and hold no script, handler or address", async () => {
    const svg = await make().toSVG();
    const tags = svg.match(/<[^>]*>/g)!.join("\n");
    expect(tags).not.toMatch(/<script|\son\w+=|href="(?!data:image\/png|#)|javascript:/);
    // Each tag is closed and nothing is left over: it is well-formed.
    const open: string[] = [];
    for (const [, end, name, self] of svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
      if (end) expect(open.pop()).toBe(name);
      else if (!self) open.push(name!);
    }
    expect(open).toEqual([]);
    expect(textOf(svg)).not.toMatch(/[<>]/);
  });

  it("are small, transparent, and in the page's colour or ours", async () => {
    const bundle = await bundleOf(make());
    expect(JSON.stringify(bundle).length).toBeLessThan(50_000);
    const svg = bundle["image/svg+xml"] as string;
    expect(svg).toMatch(/^<svg [^>]*color="#767676" role="img"><title>/);
    expect(svg).not.toMatch(/(?:fill|stroke)="(?:#000|black|white|#fff)"(?![^<]*>[-\d.]+<)/);
  });
});

describe("a chart", () => {
  it("has ids of its own: two in one page do not meet", async () => {
    const ids = async (chart: Chart) =>
      [...(await chart.toSVG()).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    const one = await ids(plot([1, 2], { yLim: [0, 1] }));
    const other = await ids(plot([1, 3], { yLim: [0, 1] }));
    expect(one.length).toBeGreaterThan(0);
    expect(one.filter((id) => other.includes(id))).toEqual([]);
    const svg = await plot([1, 2], { yLim: [0, 1] }).toSVG();
    for (const [, id] of svg.matchAll(/url\(#([^)]*)\)/g)) expect(one).toContain(id);
  });

  it("stays under 150 kB with its picture in text, however much there is to draw", async () => {
    const many = arange(200_000).mul(0.001).sin();
    for (const chart of [
      plot(many),
      plot(Array.from({ length: 10 }, () => many)),
      plot.scatter(many, many.cos()),
      plot.bar(arange(200)),
      plot.heatmap(many.reshape([400, 500])),
      plot.images(many.reshape([50, 50, 80])),
    ]) {
      const size = JSON.stringify(await bundleOf(chart)).length;
      expect(size, String(chart).slice(0, 40)).toBeLessThan(150_000);
    }
  });

  it("needs no wide room for a narrow font: Chinese counts double", async () => {
    const width = async (name: string) =>
      Number(/ width="(\d+)"/.exec(await plot({ [name]: [1, 2], b: [1, 2] }).toSVG())![1]);
    expect(await width("损失函数损失函数")).toBe(await width("abcdefghijklmnop"));
  });

  it("is a Vega-Lite 5 specification with the size asked for", async () => {
    const { spec } = plot([1, 2], { width: 200, height: 100 });
    expect(spec).toMatchObject({
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      width: 200,
      height: 100,
      background: "transparent",
    });
    expect((await bundleOf(plot([1, 2])))[vegaLite]).toEqual(plot([1, 2]).spec);
  });

  it("can be shown at once when Vega is there", async () => {
    const chart = plot([1, 2, 3]);
    expect(chart.displayNow()["image/svg+xml"]).toBe(await chart.toSVG());
  });
});

describe("in words", () => {
  it("lines say their axes, ends, extremes, and what leaves a gap", () => {
    const chart = plot(
      [1, 2, 3, 4],
      { train: [2.5, 1, 0.5, 0.25], test: [3, Number.NaN, Number.NEGATIVE_INFINITY, 0] },
      { title: "Training", xLabel: "epoch", yLabel: "loss", yUnit: "nats", yScale: "log" },
    );
    expect(String(chart)).toBe(
      [
        "Line chart: Training",
        "x: epoch, from 1 to 4",
        "y: loss (nats), log scale, from 0.25 to 3",
        "train: 4 points, first 2.5, last 0.25; lowest 0.25 at 4, highest 2.5 at 1",
        "test: 4 points, first 3, last 3; lowest 3 at 1, highest 3 at 1; " +
          "1 NaN, 1 -inf, 1 value ≤ 0, which a log scale does not have, not drawn",
      ].join("\n"),
    );
  });

  it("what is not drawn is said in the picture too", async () => {
    const svg = await plot({ a: [1, Number.NaN, 2], b: [1, 1, 1] }).toSVG();
    expect(textOf(svg)).toContain("a: 1 NaN not drawn");
  });

  it("bars name each value", () => {
    expect(String(plot.bar({ cat: 0.75, dog: Number.NaN }, { yLabel: "probability" }))).toBe(
      "Bar chart\nx: category, 2 categories\ny: probability, always 0.75\ncat 0.75, dog NaN",
    );
  });

  it("a heat map names rows, columns and range", () => {
    const options = { rows: ["a", "b"], columns: ["x", "y"], label: "weight" };
    expect(
      String(
        plot.heatmap(
          [
            [0, 1],
            [2, Number.POSITIVE_INFINITY],
          ],
          options,
        ),
      ),
    ).toBe("Heat map\nrows: row, 2: a, b\ncolumns: column, 2: x, y\nweight: from 0 to 2\n1 inf in words");
  });

  it("images say how many, how large, and what black and white are", () => {
    expect(
      String(
        plot.images(
          [
            [
              [0, 1],
              [2, Number.NaN],
            ],
          ],
          { titles: ["boot"] },
        ),
      ),
    ).toBe(
      "Image\n1 image of 2 × 2 pixels: boot\nvalues from 0 to 2; black is 0, white is 2\n1 NaN pixels left empty",
    );
  });
});

describe("what is drawn", () => {
  const drawnValues = (chart: Chart) => (chart.spec!.data as { values: object[] }).values;

  it("NaN and infinities are gaps, not zeros", () => {
    expect(drawnValues(plot([0, Number.NaN, Number.POSITIVE_INFINITY, 3]))).toEqual([
      { x: 0, y: 0, series: "" },
      { x: 1, y: null, series: "" },
      { x: 2, y: null, series: "" },
      { x: 3, y: 3, series: "" },
    ]);
  });

  it("is the same from tensors of any dtype, typed arrays, nested arrays and records", () => {
    const expected = drawnValues(plot([1, 2, 3], [[4, 5, 6]], { legend: ["a"] }));
    for (const y of [
      [tensor([4, 5, 6], { dtype: "float16" })],
      tensor([[4, 5, 6]], { dtype: "int32" }),
      [new Float64Array([4, 5, 6])],
    ]) {
      expect(drawnValues(plot(tensor([1, 2, 3]), y, { legend: ["a"] }))).toEqual(expected);
    }
    expect(drawnValues(plot([1, 2, 3], { a: [4, 5, 6] }))).toEqual(expected);
  });

  it("series may differ in length, each over its own x", () => {
    const chart = plot(
      [
        [0, 1],
        [0, 1, 2],
      ] as never,
      [
        [1, 2],
        [3, 4, 5],
      ] as never,
    );
    expect(drawnValues(chart)).toHaveLength(5);
    expect(drawnValues(chart)[4]).toEqual({ x: 2, y: 5, series: "y2" });
  });

  it("an image's pixels are its values, from black to white", async () => {
    const { decode } = await import("fast-png");
    const svg = await plot
      .images([
        [
          [0, 0.5],
          [1, Number.NaN],
        ],
      ])
      .toSVG();
    const png = /href="data:image\/png;base64,([^"]*)"/.exec(svg)![1]!;
    const { width, height, channels, data } = decode(Uint8Array.from(atob(png), (c) => c.charCodeAt(0)));
    expect({ width, height, channels }).toEqual({ width: 2, height: 2, channels: 2 });
    expect([...data]).toEqual([0, 255, 128, 255, 255, 255, 0, 0]);
  });

  it("colours come from (N, 3, H, W) and (N, H, W, 3) alike", async () => {
    const first = rand([2, 3, 4, 5]);
    expect(await plot.images(first).toSVG()).toBe(await plot.images(first.permute(0, 2, 3, 1)).toSVG());
  });
});

describe("errors say what came and what was expected", () => {
  it.each([
    [() => plot([1, 2], [1, 2, 3]), "plot: x has shape (2,) and y has shape (3,), expected as many"],
    [() => plot([1, 2], { xlabel: "x" } as never), 'plot: unknown option "xlabel"'],
    [() => plot([1], [1], { xLabel: 5 } as never), "plot: xLabel is 5, expected a text"],
    [
      () => plot([1], [1], { yScale: "symlog" } as never),
      'plot: yScale is "symlog", expected "linear" or "log"',
    ],
    [() => plot([1], [1], { xLim: [1, 1] }), "expected two different numbers [first, last]"],
    [() => plot([1], [1], { yScale: "log", yLim: [0, 1] }), "a log scale has only positive numbers"],
    [() => plot([[1], [2]], { legend: ["a"] }), "plot: legend has 1 names for 2 series"],
    [() => plot([[1], [2]], { legend: ["a", "a"] }), "expected names that differ"],
    [() => plot("abc" as never), 'plot: y is "abc"'],
    [() => plot(zeros([21, 2])), "expected at most 20, which can be told apart"],
    [() => plot(undefined as never), "plot: no data given"],
    [() => plot.bar(["a"], [1, 2]), "plot.bar: labels has 1 names for 2 values"],
    [() => plot.heatmap([1, 2]), "plot.heatmap: matrix has shape (2,), expected two dimensions"],
    [() => plot.heatmap([[1]], { rows: ["a", "b"] }), "plot.heatmap: rows has 2 names for 1 rows"],
    [() => plot.images(zeros([2, 5, 4, 4])), "plot.images: images has shape (2, 5, 4, 4), expected (H, W)"],
    [
      () => plot.images(zeros([2, 2]), { columns: 0 }),
      "plot.images: columns is 0, expected a positive integer",
    ],
  ])("%s", (call, message) => expect(call).toThrow(message));
});
