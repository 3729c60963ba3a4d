// Axes: what a caller may say about one, how it is specified, and how it is put in words. Knows nothing of marks.

import { checkOptions, showValue } from "../tensor/argument.js";
import { rangeInWords } from "./words.js";

/** How numbers are laid along an axis. */
export type AxisScale = "linear" | "log";

/** What every chart takes. */
export interface ChartOptions {
  /** Stands above the chart. */
  readonly title?: string | undefined;
  /** Width of the plotting area in pixels. Default 400. */
  readonly width?: number | undefined;
  /** Height of the plotting area in pixels. Default 250. */
  readonly height?: number | undefined;
}

/** What every chart with axes takes. */
export interface AxisOptions extends ChartOptions {
  /** What the horizontal axis shows. */
  readonly xLabel?: string | undefined;
  /** What the vertical axis shows. */
  readonly yLabel?: string | undefined;
}

/** What charts of numbers over numbers take. */
export interface NumberAxisOptions extends AxisOptions {
  /** Unit of the horizontal axis, set after its label: `"s"`. */
  readonly xUnit?: string | undefined;
  /** Unit of the vertical axis: `"nats"`. */
  readonly yUnit?: string | undefined;
  /** `"linear"` (default) or `"log"`. */
  readonly xScale?: AxisScale | undefined;
  /** `"linear"` (default) or `"log"`. */
  readonly yScale?: AxisScale | undefined;
  /** First and last value of the horizontal axis. */
  readonly xLim?: readonly [number, number] | undefined;
  /** First and last value of the vertical axis. */
  readonly yLim?: readonly [number, number] | undefined;
}

export const chartOptionNames = ["title", "width", "height"];
export const axisOptionNames = [...chartOptionNames, "xLabel", "yLabel"];
export const numberAxisOptionNames = [
  ...axisOptionNames,
  ...["xUnit", "yUnit", "xScale", "yScale", "xLim", "yLim"],
];

/** Checks the options that all charts share, by their names: labels are texts, sizes are positive, limits are two numbers. */
export function checkChartOptions(fn: string, options: object, names: readonly string[]): void {
  checkOptions(fn, options, names);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const where = `${fn}: ${name} is ${showValue(value)}`;
    if (/^(title|label|[xy](Label|Unit))$/.test(name) && typeof value !== "string")
      throw new TypeError(`${where}, expected a text`);
    if (/^(width|height)$/.test(name) && !(value > 0 && value <= 2000))
      throw new RangeError(`${where}, expected a number of pixels up to 2000`);
    if (/^[xy]Scale$/.test(name) && value !== "linear" && value !== "log")
      throw new RangeError(`${where}, expected "linear" or "log"`);
    if (/^([xy]Lim|range)$/.test(name) && !isInterval(value))
      throw new TypeError(`${where}, expected two different numbers [first, last]`);
  }
}

function isInterval(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] !== value[1];
}

/** One axis of numbers. */
export class NumberAxis {
  readonly label: string;
  readonly scale: AxisScale;
  readonly #name: "x" | "y";
  readonly #limits: readonly [number, number] | undefined;

  constructor(fn: string, name: "x" | "y", options: NumberAxisOptions, defaultLabel: string) {
    const { label, unit, scale, limits } =
      name === "x"
        ? { label: options.xLabel, unit: options.xUnit, scale: options.xScale, limits: options.xLim }
        : { label: options.yLabel, unit: options.yUnit, scale: options.yScale, limits: options.yLim };
    this.#name = name;
    this.label = (label ?? defaultLabel) + (unit === undefined ? "" : ` (${unit})`);
    this.scale = scale ?? "linear";
    this.#limits = limits;
    if (this.scale === "log" && limits?.some((x) => x <= 0)) {
      throw new RangeError(
        `${fn}: ${name}Lim is [${limits.join(", ")}], but a log scale has only positive numbers`,
      );
    }
  }

  /** Marks beyond the limits must be cut off. */
  get isLimited(): boolean {
    return this.#limits !== undefined;
  }

  /** Whether the axis has a place for a number. */
  has(value: number): boolean {
    return Number.isFinite(value) && (this.scale === "linear" || value > 0);
  }

  /** The axis as a channel of a Vega-Lite encoding. */
  channel(values: readonly number[]): object {
    return {
      field: this.#name,
      type: "quantitative",
      title: this.label,
      scale: {
        type: this.scale,
        ...(this.scale === "linear" ? { zero: false } : {}),
        ...(this.#limits ? { domain: this.#limits, nice: false } : {}),
      },
      axis: this.#ticks(values),
    };
  }

  /** Between epoch 1 and epoch 2 there is nothing. (Where the step is larger, Vega has none.) */
  #ticks(values: readonly number[]): object {
    if (
      this.scale === "log" ||
      this.#limits ||
      !values.every((x) => Number.isInteger(x) || !Number.isFinite(x))
    )
      return {};
    const finite = values.filter(Number.isFinite);
    const low = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const high = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    if (!(high - low <= 10)) return {};
    return { values: Array.from({ length: high - low + 1 }, (_, i) => low + i), format: "d" };
  }

  /** "x: epoch, log scale, from 1 to 100". */
  inWords(values: readonly number[]): string {
    const log = this.scale === "log" ? ", log scale" : "";
    return `${this.#name}: ${this.label}${log}, ${rangeInWords(values.filter((x) => this.has(x)))}`;
  }
}
