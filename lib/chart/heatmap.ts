// A matrix as cells whose colours are the values; small ones have the values written in them. Knows data and words.

import { shortNumber } from "../display/number-text.js";
import { showShape } from "../tensor/argument.js";
import { rowMajorData } from "../tensor/strided.js";
import type { TensorLike } from "../tensor/tensor.js";
import { type AxisOptions, axisOptionNames, checkChartOptions } from "./axis.js";
import { Chart } from "./chart.js";
import { checkNames, drawn, readData } from "./data.js";
import { divergingScheme, ink, pictureInk, sequentialScheme } from "./theme.js";
import { frame, nameLabels } from "./vega-lite.js";
import { heading, listed, notDrawn, rangeInWords } from "./words.js";

/** Options of `plot.heatmap`. */
export interface HeatmapOptions extends AxisOptions {
  /** Names of the rows. Default: their indices. */
  readonly rows?: readonly string[] | undefined;
  /** Names of the columns. Default: their indices. */
  readonly columns?: readonly string[] | undefined;
  /** Whether values are written in the cells. Default: where they have room. */
  readonly values?: boolean | undefined;
  /** What the values are; stands beside the colours. */
  readonly label?: string | undefined;
  /** The values of the first and the last colour. Default: those of the data. */
  readonly range?: readonly [number, number] | undefined;
}

const fn = "plot.heatmap";
const optionNames = [...axisOptionNames, "rows", "columns", "values", "label", "range"];

/** More cells in a direction are put together: they would be smaller than what can be told apart. */
const maxSide = 28;

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

export function heatmap(matrix: TensorLike, options: HeatmapOptions = {}): Chart {
  checkChartOptions(fn, options, optionNames);
  const data = readData(`${fn}: matrix`, matrix);
  const [height = 0, width = 0] = data.shape;
  if (data.shape.length !== 2 || height === 0 || width === 0) {
    throw new RangeError(
      `${fn}: matrix has shape ${showShape(data.shape)}, expected two dimensions with at least one element; choose a slice`,
    );
  }
  const rows = options.rows && checkNames(`${fn}: rows`, options.rows, height, "rows");
  const columns = options.columns && checkNames(`${fn}: columns`, options.columns, width, "columns");
  const all = rowMajorData(data);
  const step = { row: Math.ceil(height / maxSide), column: Math.ceil(width / maxSide) };
  const cells = blockMeans(all, height, width, step);
  const shownRows = Math.ceil(height / step.row);
  const shownColumns = Math.ceil(width / step.column);
  const notes = [notDrawn(all)?.replace("not drawn", "in words")].filter((text) => text !== undefined);
  if (step.row * step.column > 1) {
    notes.push(`each cell is the mean of up to ${step.row} × ${step.column} values`);
  }
  const xLabel = options.xLabel ?? "column";
  const yLabel = options.yLabel ?? "row";
  const label = options.label ?? "value";
  const words = [
    heading("Heat map", options.title),
    `rows: ${yLabel}, ${height}${rows ? `: ${listed(rows)}` : ""}`,
    `columns: ${xLabel}, ${width}${columns ? `: ${listed(columns)}` : ""}`,
    `${label}: ${rangeInWords(all)}`,
    ...notes,
  ];
  const side = Math.max(10, Math.min(46, Math.floor(400 / Math.max(shownRows, shownColumns))));
  const size = { width: shownColumns * side, height: shownRows * side, ...options };
  const fits =
    Math.max(...cells.map(({ value }) => cellText(value).length)) * 6 <= size.width / shownColumns &&
    side >= 14;
  const writes = options.values ?? fits;
  const colours = new ColourScale(cells, options.range);
  const names = (given: readonly string[] | undefined, shown: number, every: number) =>
    Array.from({ length: shown }, (_, i) => given?.[i * every] ?? String(i * every));
  const rowNames = names(rows, shownRows, step.row);
  const columnNames = names(columns, shownColumns, step.column);
  const axis = (list: string) => ({ labelExpr: `${list}[datum.value]`, ticks: false, domain: false });
  const place = {
    x: {
      field: "column",
      type: "ordinal",
      title: xLabel,
      axis: { ...axis("columns"), ...nameLabels(columnNames, size.width) },
    },
    y: { field: "row", type: "ordinal", title: yLabel, axis: axis("rows") },
  };
  const spec = {
    ...frame(words, size, notes),
    // The names go in as data: in an expression they could do anything.
    params: [
      { name: "rows", value: rowNames },
      { name: "columns", value: columnNames },
    ],
    encoding: place,
    layer: [
      {
        data: {
          values: cells
            .filter(({ value }) => Number.isFinite(value))
            .map((cell) => ({ ...cell, value: drawn(cell.value) })),
        },
        // The outline shows cells whose colour is the page's.
        mark: { type: "rect", stroke: pictureInk, strokeWidth: 0.5 },
        encoding: {
          color: {
            field: "value",
            type: "quantitative",
            title: label,
            scale: colours.scale,
            legend: { gradientLength: Math.min(200, Math.max(60, size.height)) },
          },
        },
      },
      {
        data: {
          values: cells
            .filter(({ value }) => writes || !Number.isFinite(value))
            .map(({ row, column, value }) => ({
              row,
              column,
              text: cellText(value),
              ink: colours.inkOn(value),
            })),
        },
        mark: { type: "text", fontSize: Math.min(11, Math.max(7, side / 2)), color: { expr: "datum.ink" } },
        encoding: { text: { field: "text" } },
      },
    ],
  };
  return new Chart(words.join("\n"), { spec });
}

/** The cells to draw: means of blocks, a value that is not finite only where a whole block has no other. */
function blockMeans(
  all: ArrayLike<number>,
  height: number,
  width: number,
  step: { row: number; column: number },
): Cell[] {
  const cells: Cell[] = [];
  for (let top = 0; top < height; top += step.row) {
    for (let left = 0; left < width; left += step.column) {
      let mean = 0;
      let finite = 0;
      for (let r = top; r < Math.min(top + step.row, height); r++) {
        for (let c = left; c < Math.min(left + step.column, width); c++) {
          const x = all[r * width + c]!;
          if (!Number.isFinite(x)) continue;
          finite++;
          mean += x / finite - mean / finite;
        }
      }
      const value = finite > 0 ? mean : all[top * width + left]!;
      cells.push({ row: top / step.row, column: left / step.column, value });
    }
  }
  return cells;
}

/** From the values to colours: evenly rising, or, when values lie on both sides of 0, to both sides of a light 0. */
class ColourScale {
  readonly scale: object;
  readonly #low: number;
  readonly #high: number;
  readonly #diverges: boolean;

  constructor(cells: readonly Cell[], range: readonly [number, number] | undefined) {
    const finite = cells.map(({ value }) => value).filter(Number.isFinite);
    let [low, high] = range ?? [
      finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    ];
    if (finite.length === 0) [low, high] = [0, 1];
    this.#diverges = low < 0 && high > 0;
    if (this.#diverges && !range) {
      high = Math.max(high, -low);
      low = -high;
    }
    this.#low = low;
    this.#high = high;
    this.scale = {
      type: "linear",
      scheme: this.#diverges ? divergingScheme : sequentialScheme,
      domain: [drawn(low), drawn(high)],
      ...(this.#diverges ? { domainMid: 0 } : {}),
      clamp: true,
      zero: false,
      nice: false,
    };
  }

  /** Black or white, whichever reads better on a value's colour; the page's own where there is none. */
  inkOn(value: number): string {
    if (!Number.isFinite(value)) return ink;
    if (this.#diverges) return Math.abs(value) / Math.max(this.#high, -this.#low) > 0.82 ? "#fff" : "#000";
    return (value - this.#low) / (this.#high - this.#low || 1) < 0.5 ? "#fff" : "#000";
  }
}

function cellText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : shortNumber(value);
}
