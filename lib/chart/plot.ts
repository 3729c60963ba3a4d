// `plot`: lines, and beside them points, bars, heat maps and images, under the one name that a reader looks for. How each is
// made is in a file of its own.

import type { TensorLike } from "../tensor/tensor.js";
import { type BarOptions, barChart } from "./bars.js";
import type { Chart } from "./chart.js";
import { type HeatmapOptions, heatmap } from "./heatmap.js";
import { type ImagesOptions, imageGrid } from "./images.js";
import { lineChart, type PlotOptions, type SeriesData, scatterChart } from "./lines.js";

/** The functions of {@link plot}. */
export interface Plot {
  /** Lines over their indices. */
  (y: SeriesData, options?: PlotOptions): Chart;
  /** Lines over x: one x for all, or a row of x for each. */
  (x: TensorLike, y: SeriesData, options?: PlotOptions): Chart;

  /** Points that are not joined. Takes what {@link plot} takes. */
  scatter(y: SeriesData, options?: PlotOptions): Chart;
  /** Points over x. */
  scatter(x: TensorLike, y: SeriesData, options?: PlotOptions): Chart;

  /**
   * Bars: `plot.bar(values)`, `plot.bar({ cat: 0.7, dog: 0.3 })`, `plot.bar(labels, values)`, or with several series side by
   * side `plot.bar(labels, { train: […], test: […] })`.
   */
  bar(values: TensorLike | Readonly<Record<string, number>>, options?: BarOptions): Chart;
  /** Bars with labels, of one series or of several side by side. */
  bar(labels: readonly string[] | TensorLike, values: SeriesData, options?: BarOptions): Chart;

  /**
   * A matrix as coloured cells, the values written in them where they have room: `plot.heatmap(softmax(o), { rows: samples,
   * columns: classes })`. Values on both sides of 0 are blue and orange.
   */
  heatmap(matrix: TensorLike, options?: HeatmapOptions): Chart;

  /**
   * Images in a grid, of shape (N, H, W), (N, 1, H, W), (N, 3, H, W), (N, H, W, 3) or (H, W): `plot.images(X, { titles })`.
   * One scale of grey for all, so that they can be compared.
   */
  images(images: TensorLike, options?: ImagesOptions): Chart;
}

/**
 * Draws lines: a loss over epochs, a function over its argument. `plot.scatter`, `plot.bar`, `plot.heatmap` and `plot.images`
 * draw points, bars, a matrix and images.
 *
 * Each series has a colour and a dash of its own, which read on light and dark pages and with any kind of colour blindness.
 * NaN and ±∞ leave gaps, which the chart says in words. Long series are drawn with their peaks, but not every point.
 *
 * @param x Where the values stand; left out, their indices. One row for all series, or a row for each.
 * @param y The values: a row of numbers, a list of rows, a tensor whose rows they are, or rows by name,
 * `{ train: […], test: […] }`.
 * @param options `title`, `xLabel`, `yLabel`, `xUnit`, `yUnit`, `legend`, `xLim`, `yLim`, `xScale` and `yScale`
 * (`"linear"` or `"log"`), `width`, `height`.
 * @returns A {@link Chart}: displayed as a Vega-Lite chart or as SVG, printed in words.
 * @throws TypeError or RangeError if the data are no numbers, rows differ in length, or an option is unknown.
 * @example
 * const x = tensor([0, 1, 2, 3]);
 * plot(x, [x.square(), x.mul(2)], { xLabel: "x", yLabel: "f(x)", legend: ["x²", "2x"] })
 * // Line chart
 * // x: x, from 0 to 3
 * // y: f(x), from 0 to 9
 * // x²: 4 points, first 0, last 9; lowest 0 at 0, highest 9 at 3
 * // 2x: 4 points, first 0, last 6; lowest 0 at 0, highest 6 at 3
 * @see d2l "Calculus", `d2l.plot`; `d2l.show_images`
 */
export const plot: Plot = /* @__PURE__ */ Object.assign(
  (...args: readonly unknown[]): Chart => lineChart(args),
  {
    scatter: (...args: readonly unknown[]): Chart => scatterChart(args),
    bar: (...args: readonly unknown[]): Chart => barChart(args),
    heatmap,
    images: imageGrid,
  },
);
