// The result of `sweep`: data first, a chart and a table when displayed. Knows assessments and tables, not how they were made.

import type { Chart } from "../chart/chart.js";
import { plot } from "../chart/plot.js";
import { html } from "../display/html.js";
import { displaySymbol, type MimeBundle } from "../display/mime-bundle.js";
import type { Table } from "../display/table.js";
import { displayTable } from "../display/table-display.js";
import { type DType, dtypes } from "../tensor/dtype.js";
import type { Assessment } from "./verdict.js";

/** One function's worst element for one x, in one dtype. */
export interface SweepPoint extends Assessment {
  /** What the input was made of. */
  readonly x: number;
  /** The dtype of input and result. */
  readonly dtype: DType;
  /** The function's name. */
  readonly name: string;
}

/** A place where a function breaks: from here on no digit of its result is right. */
export class SweepBreak {
  /** The function's name. */
  readonly name: string;
  /** The dtype that it was calculated in. */
  readonly dtype: DType;
  /** The last x for which the result still has a correct digit. */
  readonly x: number;
  /** On which side of x it is broken. */
  readonly side: "above" | "below";
  /** What the first broken result is, in words: `overflow → NaN`. */
  readonly verdict: string;

  /** @internal */
  constructor(name: string, dtype: DType, x: number, side: "above" | "below", verdict: string) {
    this.name = name;
    this.dtype = dtype;
    this.x = x;
    this.side = side;
    this.verdict = verdict;
  }

  /**
   * In words.
   * @example
   * String(sweep([naive.softmax], (x) => [x, 0], { from: 0, to: 20, dtypes: ["float16"] }).breaks[0])
   * // float16: naive.softmax breaks above 11.0859: overflow → NaN
   */
  toString(): string {
    return `${this.dtype}: ${this.name} breaks ${this.side} ${place(this)}: ${this.verdict}`;
  }
}

/** Six digits, or as many as the dtype has. */
function place({ x, dtype }: SweepBreak): string {
  const digits = Math.ceil(dtypes[dtype].precision * Math.log10(2)) + 1;
  return String(Number(x.toPrecision(Math.min(6, digits + 1))));
}

interface SweepData {
  readonly xs: readonly number[];
  readonly scale: "linear" | "log";
  readonly points: readonly SweepPoint[];
  readonly breaks: readonly SweepBreak[];
}

/** What {@link sweep} found. Displayed, it is a chart of the errors and a table of the places where functions break. */
export class Sweep implements SweepData {
  /** The values of x, before they were rounded to a dtype. */
  readonly xs: readonly number[];
  /** How x was spaced. */
  readonly scale: "linear" | "log";
  /** For each dtype, function and x the worst element, with its errors and a verdict. */
  readonly points: readonly SweepPoint[];
  /** For each dtype and function the places where it breaks, in the order of x. */
  readonly breaks: readonly SweepBreak[];

  /** @internal */
  constructor({ xs, scale, points, breaks }: SweepData) {
    this.xs = xs;
    this.scale = scale;
    this.points = points;
    this.breaks = breaks;
  }

  /**
   * The table as text.
   * @example
   * String(sweep([softmax], (x) => [x, 0], { from: 0, to: 20, dtypes: ["float16"] })).split("\n")[0]
   * // x from 0 to 20: where functions break
   */
  toString(): string {
    return displayTable(tableOf(this))["text/plain"];
  }

  /**
   * The errors against x, one line for each function and dtype.
   * @example
   * sweep([softmax], (x) => [x, 0], { from: 0, to: 20, dtypes: ["float32"] }).chart.toString().split("\n")[0]
   * // Line chart: error against x
   */
  get chart(): Chart {
    return chartOf(this);
  }

  /** The chart and the table, for notebooks. */
  async [displaySymbol](): Promise<MimeBundle> {
    const bundle = displayTable(tableOf(this));
    const { chart } = this;
    const picture = html`<p><img alt="${chart.description}" src="${dataAddress(await chart.toSVG())}"></p>
`;
    return { ...bundle, "text/html": `${picture}${bundle["text/html"]}` };
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function dataAddress(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** A logarithmic axis has no 0: a result without error is drawn here, below the least of float64. */
const noError = 1e-17;

/** 1 where no digit is right, be it a wrong number, inf or NaN. */
function errorDrawn({ relativeError, ulps }: SweepPoint): number {
  if (relativeError === undefined) return ulps === 0 ? noError : 1;
  return Math.min(Math.max(relativeError, noError), 1);
}

function chartOf({ xs, scale, points }: SweepData): Chart {
  const series = new Map<string, number[]>();
  for (const point of points) {
    const { name, dtype, x } = point;
    const key = `${name}, ${dtype}`;
    const line = series.get(key) ?? xs.map(() => Number.NaN);
    series.set(key, line);
    xs.forEach((wanted, i) => {
      if (dtypes[dtype].round(wanted) === x) line[i] = errorDrawn(point);
    });
  }
  return plot(xs, Object.fromEntries(series), {
    title: "error against x",
    xLabel: "x",
    yLabel: "largest relative error; 1: no digit is right",
    xScale: scale,
    yScale: "log",
  });
}

/** One row for each function and dtype: its largest error where it holds, and where it breaks. */
function tableOf({ xs, points, breaks }: SweepData): Table {
  const names = [...new Set(points.map(({ name }) => name))];
  const used = [...new Set(points.map(({ dtype }) => dtype))];
  const headers = ["largest error, ulp", "breaks", "there"];
  return {
    title: `x from ${xs[0]} to ${xs.at(-1)}: where functions break`,
    summary: ["a function breaks where no digit of its result is right"],
    corner: "function",
    columns: headers.map((header) => ({ header, align: "left" })),
    groups: used.map((dtype) => ({
      label: dtype,
      rows: names.map((name) => {
        const its = (of: { name: string; dtype: DType }) => of.name === name && of.dtype === dtype;
        const errors = points
          .filter((p) => its(p) && (p.relativeError ?? 1) < 0.5)
          .map(({ ulps }) => ulps ?? 0);
        const broken = breaks.filter(its);
        return {
          header: name,
          cells: [
            { text: errors.length === 0 ? "–" : Math.max(...errors).toPrecision(2) },
            { text: broken.map((b) => `${b.side} ${place(b)}`).join("; ") || "nowhere" },
            { text: broken.map(({ verdict }) => verdict).join("; ") },
          ],
        };
      }),
    })),
  };
}
