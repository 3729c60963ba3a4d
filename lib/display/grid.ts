// Lays an n-dimensional array out as a table: 1-D as one row, 2-D as rows and columns, more dimensions as one group of rows
// per slice; long dimensions are cut in the middle, saying how much is left out. Arrays of one shape, such as values and
// gradients, stand side by side. Knows shapes and strides, not the elements.

import { elementCount } from "../tensor/strided.js";
import {
  type Cell,
  type Column,
  count,
  type DataRow,
  type Group,
  type Row,
  shortened,
  type Table,
  window,
} from "./table.js";

const maxRows = 20;
const maxColumns = 12;
const maxSlices = 4;
/** Of each slice, where there are several. */
const maxSliceRows = 8;

export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** One array of those that share the table. */
export interface Layer {
  /** What its numbers are: value, gradient. */
  readonly name: string;
  readonly layout: Layout;
  /**
   * Turns the positions of all shown elements into their cells: all of them together, so that it can choose one notation
   * and precision.
   */
  readonly cells: (positions: readonly number[]) => readonly Cell[];
}

/** What rows, columns and dimensions are called; what has no name is counted from 0. */
export interface GridNames {
  readonly rows?: readonly (string | number)[] | undefined;
  readonly columns?: readonly (string | number)[] | undefined;
  readonly axes?: readonly string[] | undefined;
}

/** The table of one or more arrays of the first one's shape. */
export function gridTable(
  caption: Pick<Table, "title" | "summary">,
  layers: readonly Layer[],
  names: GridNames = {},
): Table {
  const rank = layers[0]!.layout.shape.length;
  const inRows = rank < 2;
  const matrices = layers.map(({ layout }) => asMatrices(layout));
  const { shape } = matrices[0]!;
  if (elementCount(shape) === 0) return { ...caption, corner: "", columns: [], groups: [] };
  const slices = window(elementCount(shape.slice(0, -2)), maxSlices);
  const rows = window(shape.at(-2)!, slices.head.length > 1 ? maxSliceRows : maxRows);
  const columns = window(shape.at(-1)!, inRows ? maxColumns : Math.floor(maxColumns / layers.length));
  const shownSlices = [...slices.head, ...slices.tail];
  const shownRows = [...rows.head, ...rows.tail];
  const shownColumns = [...columns.head, ...columns.tail];

  const cells = layers.map((layer, k) => {
    const { strides } = matrices[k]!;
    const [rowStep, columnStep] = strides.slice(-2) as [number, number];
    const starts = shownSlices.map((slice) => sliceAt(matrices[k]!, slice).start);
    return layer.cells(
      starts.flatMap((start) =>
        shownRows.flatMap((i) => shownColumns.map((j) => start + i * rowStep + j * columnStep)),
      ),
    );
  });
  /** The cells of one layer in the n-th shown row. */
  const cellsOf = (layer: number, n: number): Cell[] => {
    const from = n * shownColumns.length;
    const shown = cells[layer]!.slice(from, from + shownColumns.length);
    if (columns.hidden > 0) shown.splice(columns.head.length, 0, { text: "…" });
    return shown;
  };
  const rowsOf = (n: number, i: number): DataRow[] => {
    const name = names.rows?.[i];
    if (inRows) {
      return layers.map((layer, k) => ({
        header: k === 0 && name !== undefined ? shortened(String(name)) : layer.name,
        cells: cellsOf(k, n),
      }));
    }
    return [{ header: shortened(String(name ?? i)), cells: layers.flatMap((_, k) => cellsOf(k, n)) }];
  };
  const group = (slice: number, s: number): Group => {
    const shown: Row[] = shownRows.flatMap((i, r) => rowsOf(s * shownRows.length + r, i));
    if (rows.hidden > 0) shown.splice(rows.head.length, 0, { hidden: `… ${count(rows.hidden, "more row")}` });
    return rank > 2
      ? { label: sliceLabel(sliceAt(matrices[0]!, slice).index, names.axes), rows: shown }
      : { rows: shown };
  };
  const groups = shownSlices.map(group);
  if (slices.hidden > 0) {
    groups.splice(slices.head.length, 0, { rows: [{ hidden: `… ${count(slices.hidden, "more slice")}` }] });
  }
  const columnsOf = ({ name }: Layer): Column[] => {
    const common = { align: "right" as const, ...(layers.length > 1 && !inRows ? { group: name } : {}) };
    const headers = shownColumns.map(
      (j): Column => ({ header: rank === 0 ? "" : shortened(String(names.columns?.[j] ?? j)), ...common }),
    );
    if (columns.hidden > 0) {
      const header = `… ${count(columns.hidden, "more column")}`;
      headers.splice(columns.head.length, 0, { header, hidden: true, ...common });
    }
    return headers;
  };
  return {
    ...caption,
    corner: cornerOf(rank, names.axes),
    columns: inRows ? columnsOf(layers[0]!) : layers.flatMap(columnsOf),
    groups,
  };
}

/** The same array with at least two dimensions. */
function asMatrices({ shape, strides, offset }: Layout): Layout {
  const missing = Math.max(0, 2 - shape.length);
  const added = <T>(x: T) => Array.from({ length: missing }, () => x);
  return { shape: [...added(1), ...shape], strides: [...added(0), ...strides], offset };
}

/** `sample \ class`: what is down the rows, then what is along the columns. */
function cornerOf(rank: number, axes: readonly string[] | undefined): string {
  if (axes === undefined || rank === 0) return rank === 1 ? "index" : "";
  return axes.slice(-2).map(shortened).join(" \\ ");
}

/** Where the k-th matrix of an array starts, and its indices in the dimensions before. */
function sliceAt({ shape, strides, offset }: Layout, k: number): { start: number; index: readonly number[] } {
  const index: number[] = [];
  let rest = k;
  let start = offset;
  for (let d = shape.length - 3; d >= 0; d--) {
    const size = shape[d]!;
    const i = rest % size;
    index.unshift(i);
    start += i * strides[d]!;
    rest = Math.floor(rest / size);
  }
  return { start, index };
}

/** `[0, :, :]`, as one would slice it; with names, `sentence 0, head 1`. */
function sliceLabel(index: readonly number[], axes: readonly string[] | undefined): string {
  if (axes === undefined) return `[${[...index, ":", ":"].join(", ")}]`;
  return index.map((i, d) => `${shortened(axes[d]!)} ${i}`).join(", ");
}
