// Bars over categories, side by side when there are several series. Knows data and words; a series shows by its place, its
// colour and how full its bars are.

import { shortNumber } from "../display/number-text.js";
import { isNumericTypedArray, isStrided } from "../tensor/nested-array.js";
import { type AxisOptions, axisOptionNames, checkChartOptions } from "./axis.js";
import { Chart } from "./chart.js";
import { checkNames, drawn, isNamed, readRow, readRows } from "./data.js";
import { barFills, cycled, ink, maxSeries, seriesColours } from "./theme.js";
import { defaultSize, frame, nameLabels, seriesLegend } from "./vega-lite.js";
import { heading, listed, notDrawn, rangeInWords } from "./words.js";

/** Options of `plot.bar`. */
export interface BarOptions extends AxisOptions {
  /** Unit of the vertical axis. */
  readonly yUnit?: string | undefined;
  /** The names of the series. A record of series has them already. */
  readonly legend?: readonly string[] | undefined;
}

const fn = "plot.bar";
const optionNames = [...axisOptionNames, "yUnit", "legend"];

/** More would be lines. */
const maxBars = 200;

/** Up to so many bars have their value written on them. */
const fewBars = 16;

export function barChart(args: readonly unknown[]): Chart {
  const { labels, data, options } = argumentsOf(args);
  checkChartOptions(fn, options, optionNames);
  const { categories, names, rows } = readBars(labels, data, options.legend);
  const bars = rows.flatMap((row, i) => row.map((value, j) => ({ category: j, series: names[i], value })));
  const yLabel = (options.yLabel ?? "value") + (options.yUnit === undefined ? "" : ` (${options.yUnit})`);
  const xLabel = options.xLabel ?? "category";
  const notes = rows.flatMap((row, i) => {
    const missing = notDrawn(row);
    return missing === undefined ? [] : [rows.length > 1 ? `${names[i]}: ${missing}` : missing];
  });
  const words = [
    heading("Bar chart", options.title),
    `x: ${xLabel}, ${categories.length} categories`,
    `y: ${yLabel}, ${rangeInWords(rows.flat())}`,
    ...rows.map((row, i) => {
      const values = listed(row.map((value, j) => `${categories[j]} ${shortNumber(value)}`));
      return rows.length > 1 ? `${names[i]}: ${values}` : values;
    }),
  ];
  const several = rows.length > 1;
  const x = {
    field: "category",
    type: "ordinal",
    title: xLabel,
    axis: {
      labelExpr: "categories[datum.value]",
      ...nameLabels(categories, options.width ?? defaultSize.width),
    },
    scale: { paddingInner: 0.2 },
  };
  const channels = {
    x,
    y: { field: "y", type: "quantitative", title: yLabel },
    ...(several ? { xOffset: { field: "series", type: "nominal", scale: { domain: names } } } : {}),
  };
  const encoding = {
    ...channels,
    ...seriesLegend(names, {
      fill: cycled(barFills, rows.length),
      stroke: cycled(seriesColours, rows.length),
    }),
  };
  const spec = {
    ...frame(words, options, notes),
    // The names go in as data: in an expression they could do anything.
    params: [{ name: "categories", value: categories }],
    data: {
      values: bars.map(({ value, ...bar }) => ({ ...bar, y: drawn(value) ?? 0, text: barText(value) })),
    },
    layer: [
      { mark: { type: "bar", strokeWidth: 1.5 }, encoding },
      ...(bars.length <= fewBars
        ? [
            {
              mark: {
                type: "text",
                color: ink,
                fontSize: 11,
                dy: { expr: "datum.y < 0 ? 9 : -8" },
              },
              encoding: { ...channels, text: { field: "text" } },
            },
          ]
        : []),
    ],
  };
  return new Chart(words.join("\n"), { spec });
}

/** `(values)`, `({ name: value })`, `(labels, values)`, `(labels, { name: values })`, each with options or without. */
function argumentsOf(args: readonly unknown[]): { labels: unknown; data: unknown; options: BarOptions } {
  const [first, second, third] = args;
  if (first === undefined) {
    throw new TypeError(`${fn}: no data given, expected ${fn}(values) or ${fn}(labels, values)`);
  }
  if (isNamed(first)) {
    return { labels: Object.keys(first), data: Object.values(first), options: (second ?? {}) as BarOptions };
  }
  const secondIsOptions = isNamed(second) && Object.keys(second).some((name) => optionNames.includes(name));
  if (args.length < 3 && (second === undefined || secondIsOptions)) {
    return { labels: undefined, data: first, options: (second ?? {}) as BarOptions };
  }
  return { labels: first, data: second, options: (third ?? {}) as BarOptions };
}

function readBars(labels: unknown, data: unknown, legend: readonly string[] | undefined) {
  const named = isNamed(data) ? Object.entries(data) : undefined;
  const rows = named
    ? named.map(([name, row]) => readRow(`${fn}: ${name}`, row))
    : readRows(`${fn}: values`, data);
  const length = rows[0]?.length ?? 0;
  if (length === 0) throw new RangeError(`${fn}: values is empty, expected at least one value`);
  const other = rows.findIndex((row) => row.length !== length);
  if (other > 0) {
    throw new RangeError(
      `${fn}: series ${other} has ${rows[other]!.length} values and series 0 has ${length}, expected equally many`,
    );
  }
  if (rows.length > maxSeries || rows.length * length > maxBars) {
    throw new RangeError(
      `${fn}: ${rows.length} × ${length} bars, expected at most ${maxBars} in at most ${maxSeries} series; use plot for more`,
    );
  }
  const names =
    named?.map(([name]) => name) ??
    (legend === undefined
      ? rows.map((_, i) => `y${i + 1}`)
      : checkNames(`${fn}: legend`, legend, rows.length, "series"));
  const given = labels === undefined ? rows[0]!.map((_, i) => i) : listOf(labels);
  return { rows, names, categories: checkNames(`${fn}: labels`, given, length, "values") };
}

/** Labels may be numbers too, in any form that numbers have. */
function listOf(labels: unknown): unknown {
  return isStrided(labels) || isNumericTypedArray(labels) ? readRow(`${fn}: labels`, labels) : labels;
}

function barText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : shortNumber(value);
}
