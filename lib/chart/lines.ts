// Series of points, joined by lines or not. Knows data and axes; each series has a colour, and a dash or a shape as well.

import { shortNumber } from "../display/number-text.js";
import { count, grouped } from "../display/table.js";
import { showShape } from "../tensor/argument.js";
import type { TensorLike } from "../tensor/tensor.js";
import { checkChartOptions, NumberAxis, type NumberAxisOptions, numberAxisOptionNames } from "./axis.js";
import { Chart } from "./chart.js";
import { checkNames, drawn, isNamed, type NamedData, readRows } from "./data.js";
import { cycled, maxSeries, seriesColours, seriesDashes, seriesShapes } from "./theme.js";
import { type Point, sampled, thinned } from "./thin.js";
import { frame, seriesLegend } from "./vega-lite.js";
import { heading, notDrawn } from "./words.js";

/** Options of `plot` and `plot.scatter`. */
export interface PlotOptions extends NumberAxisOptions {
  /** The names of the series. A record of series has them already. */
  readonly legend?: readonly string[] | undefined;
}

const optionNames = [...numberAxisOptionNames, "legend"];

/** One series or several: a row of numbers, a list of rows, a tensor whose rows they are, or rows by name. */
export type SeriesData = TensorLike | NamedData;

interface Series {
  readonly name: string | undefined;
  readonly points: readonly Point[];
}

interface Kind {
  readonly fn: string;
  readonly heading: string;
  readonly mark: "line" | "point";
  /** Points kept in one chart, of all series together: a bundle of about 100 kB. */
  readonly maxPoints: number;
}

/** Up to so many points a series shows each of them. */
const fewPoints = 25;

export function lineChart(args: readonly unknown[]): Chart {
  return seriesChart({ fn: "plot", heading: "Line chart", mark: "line", maxPoints: 1200 }, args);
}

export function scatterChart(args: readonly unknown[]): Chart {
  return seriesChart({ fn: "plot.scatter", heading: "Scatter chart", mark: "point", maxPoints: 400 }, args);
}

function seriesChart(kind: Kind, args: readonly unknown[]): Chart {
  const { fn } = kind;
  const { x, y, options } = argumentsOf(fn, args);
  checkChartOptions(fn, options, optionNames);
  const series = readSeries(fn, x, y, options.legend);
  const only = series.length === 1 ? series[0]!.name : undefined;
  const axes = {
    x: new NumberAxis(fn, "x", options, x === undefined ? "index" : "x"),
    y: new NumberAxis(fn, "y", options, only ?? "y"),
  };
  const drawnSeries = series.map((one) => drawnPoints(kind, one, axes, series.length));
  const notes = drawnSeries.flatMap(({ notes }) => notes);
  const all = series.flatMap(({ points }) => points);
  const xs = all.map(({ x }) => x);
  const ys = all.map(({ y }) => y);
  const words = [
    heading(kind.heading, options.title),
    axes.x.inWords(xs),
    axes.y.inWords(ys),
    ...series.map((one, i) => [seriesInWords(one, axes), ...drawnSeries[i]!.details].join("; ")),
  ];
  const names = series.map(({ name }) => name ?? "");
  const few = drawnSeries.every(({ points }) => points.length <= fewPoints);
  const limited = axes.x.isLimited || axes.y.isLimited;
  const spec = {
    ...frame(words, options, notes),
    data: {
      values: drawnSeries.flatMap(({ points }, i) =>
        points.map(({ x, y }) => ({ x: drawn(x), y: axes.y.has(y) ? drawn(y) : null, series: names[i] })),
      ),
    },
    mark:
      kind.mark === "line"
        ? {
            type: "line",
            clip: limited,
            strokeWidth: 2,
            // A point between two gaps is a line of no length, which a round end makes visible.
            strokeCap: "round",
            strokeJoin: "round",
            ...(few ? { point: { filled: true, size: 45 } } : {}),
          }
        : { type: "point", clip: limited, filled: false, size: 40 },
    encoding: {
      x: axes.x.channel(xs),
      y: axes.y.channel(ys),
      // As given, not by x: a curve may turn back.
      ...(kind.mark === "line" ? { order: { value: null } } : {}),
      ...seriesLegend(names, {
        color: cycled(seriesColours, names.length),
        ...(kind.mark === "line" ? { strokeDash: cycled(seriesDashes, names.length) } : {}),
        ...(few || kind.mark === "point" ? { shape: cycled(seriesShapes, names.length) } : {}),
      }),
    },
  };
  return new Chart(words.join("\n"), { spec });
}

/** `(y)`, `(x, y)`, each with options or without. A record is options when it names one of them, or when nothing else fits. */
function argumentsOf(fn: string, args: readonly unknown[]): { x: unknown; y: unknown; options: PlotOptions } {
  const [first, second, third] = args;
  if (first === undefined) {
    throw new TypeError(`${fn}: no data given, expected ${fn}(y) or ${fn}(x, y)`);
  }
  if (args.length < 3 && (second === undefined || (isNamed(second) && !isNamedSeries(second)))) {
    return { x: undefined, y: first, options: second ?? {} };
  }
  return { x: first, y: second, options: third ?? {} };
}

function isNamedSeries(record: NamedData): boolean {
  const entries = Object.entries(record);
  return (
    entries.length > 0 &&
    entries.every(([name, value]) => !optionNames.includes(name) && typeof value === "object")
  );
}

function readSeries(fn: string, x: unknown, y: unknown, legend: readonly string[] | undefined): Series[] {
  const named = isNamed(y) ? Object.keys(y) : undefined;
  const rows = isNamed(y)
    ? Object.entries(y).flatMap(([name, row]) => {
        const [only, ...more] = readRows(`${fn}: ${name}`, row);
        if (more.length > 0)
          throw new RangeError(`${fn}: ${name} has several rows, expected one for each name`);
        return [only ?? []];
      })
    : readRows(`${fn}: y`, y);
  if (rows.length === 0) throw new RangeError(`${fn}: y is empty, expected at least one series`);
  if (rows.length > maxSeries) {
    throw new RangeError(
      `${fn}: y has ${rows.length} series, expected at most ${maxSeries}, which can be told apart; plot fewer, or use plot.heatmap`,
    );
  }
  const xs = x === undefined ? [] : readRows(`${fn}: x`, x);
  if (xs.length > 1 && xs.length !== rows.length) {
    throw new RangeError(
      `${fn}: x has ${xs.length} rows and y has ${rows.length}, expected one row of x for all, or one for each`,
    );
  }
  const names = namesOf(fn, rows.length, named, legend);
  return rows.map((row, i) => {
    const own = xs.length > 1 ? xs[i] : xs[0];
    if (own && own.length !== row.length) {
      const which = rows.length > 1 ? `y[${i}]` : "y";
      throw new RangeError(
        `${fn}: x has shape ${showShape([own.length])} and ${which} has shape ${showShape([row.length])}, expected as many`,
      );
    }
    return { name: names?.[i], points: row.map((value, j) => ({ x: own ? own[j]! : j, y: value })) };
  });
}

function namesOf(
  fn: string,
  length: number,
  named: readonly string[] | undefined,
  legend: readonly string[] | undefined,
): readonly string[] | undefined {
  if (named && legend !== undefined) {
    throw new TypeError(`${fn}: legend is given, but the series have names already: ${named.join(", ")}`);
  }
  if (named) return named;
  if (legend === undefined) return length > 1 ? Array.from({ length }, (_, i) => `y${i + 1}`) : undefined;
  const names = checkNames(`${fn}: legend`, legend, length, "series");
  if (new Set(names).size < names.length) {
    throw new RangeError(`${fn}: legend is [${names.join(", ")}], expected names that differ`);
  }
  return names;
}

interface Axes {
  readonly x: NumberAxis;
  readonly y: NumberAxis;
}

/** What of a series is drawn, and what is to be said about the rest: in the picture, and in words only. */
function drawnPoints(kind: Kind, { name, points }: Series, axes: Axes, seriesCount: number) {
  const limit = Math.floor(kind.maxPoints / seriesCount);
  const isLine = kind.mark === "line";
  const placed = points.filter(({ x, y }) => axes.x.has(x) && (isLine || axes.y.has(y)));
  const kept = isLine
    ? thinned(
        placed.map(({ x, y }) => ({ x, y: axes.y.has(y) ? y : Number.NaN })),
        limit,
      )
    : sampled(placed, limit);
  const missing = [
    notDrawn(
      points.map(({ y }) => y),
      { positive: axes.y.scale === "log" },
    ),
    notDrawn(
      points.map(({ x }) => x),
      { positive: axes.x.scale === "log" },
    )?.replace(/^/, "at x: "),
  ].filter((text) => text !== undefined);
  const fewer =
    kept.length < placed.length ? [`${grouped(kept.length)} of ${grouped(placed.length)} points drawn`] : [];
  const prefix = name === undefined || seriesCount === 1 ? "" : `${name}: `;
  // A line looks the same with fewer points; a cloud does not.
  const notes = (isLine ? missing : [...missing, ...fewer]).map((text) => prefix + text);
  return { points: kept, notes, details: [...missing, ...fewer] };
}

/** "train: 10 points, first 2.3, last 0.2; lowest 0.2 at 10, highest 2.3 at 1". */
function seriesInWords({ name, points }: Series, axes: Axes): string {
  const prefix = name === undefined ? "" : `${name}: `;
  const fit = points.filter(({ x, y }) => axes.x.has(x) && axes.y.has(y));
  const [first] = fit;
  if (!first) return `${prefix}${count(points.length, "point")}`;
  let low = first;
  let high = first;
  for (const point of fit) {
    if (point.y < low.y) low = point;
    if (point.y > high.y) high = point;
  }
  const at = (point: Point) => `${shortNumber(point.y)} at ${shortNumber(point.x)}`;
  const ends = `first ${shortNumber(first.y)}, last ${shortNumber(fit.at(-1)!.y)}`;
  return `${prefix}${count(points.length, "point")}, ${ends}; lowest ${at(low)}, highest ${at(high)}`;
}
