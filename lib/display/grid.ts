// Lays an n-dimensional array out as a table: 1-D as one row, 2-D as rows and columns, more dimensions as one group of rows
// per slice; long dimensions are cut in the middle, saying how much is left out. Knows shapes and strides, not the elements.

import { elementCount } from "../tensor/strided.js";
import { type Cell, type Column, count, type Group, type Row, type Table, window } from "./table.js";

const maxRows = 20;
const maxColumns = 12;
const maxSlices = 4;

interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/**
 * The table of an array of at least one dimension. `cells` turns the positions of all shown elements into their cells:
 * all of them together, so that it can choose one notation and precision.
 */
export function gridTable(
  caption: Pick<Table, "title" | "summary">,
  a: Layout,
  cells: (positions: readonly number[]) => readonly Cell[],
): Table {
  if (elementCount(a.shape) === 0) return { ...caption, corner: "", columns: [], groups: [] };
  const vector = a.shape.length === 1;
  const shape = vector ? [1, ...a.shape] : a.shape;
  const strides = vector ? [0, ...a.strides] : a.strides;
  const lead = { shape: shape.slice(0, -2), strides: strides.slice(0, -2), offset: a.offset };
  const [rowStep, columnStep] = strides.slice(-2) as [number, number];
  const slices = window(elementCount(lead.shape), maxSlices);
  const rows = window(shape.at(-2)!, maxRows);
  const columns = window(shape.at(-1)!, maxColumns);

  const shownRows = [...rows.head, ...rows.tail];
  const starts = [...slices.head, ...slices.tail].map((k) => sliceAt(lead, k).start);
  const shownColumns = [...columns.head, ...columns.tail];
  const formatted = cells(
    starts.flatMap((start) =>
      shownRows.flatMap((i) => shownColumns.map((j) => start + i * rowStep + j * columnStep)),
    ),
  );
  const row = (slice: number, i: number): Row => {
    const from = (slice * shownRows.length + i) * shownColumns.length;
    const shown = formatted.slice(from, from + shownColumns.length);
    if (columns.hidden > 0) shown.splice(columns.head.length, 0, { text: "…" });
    return { header: vector ? "value" : String(shownRows[i]), cells: shown };
  };
  const group = (k: number, slice: number): Group => {
    const { label } = sliceAt(lead, k);
    const shown = shownRows.map((_, i) => row(slice, i));
    if (rows.hidden > 0) shown.splice(rows.head.length, 0, { hidden: `… ${count(rows.hidden, "more row")}` });
    return lead.shape.length === 0 ? { rows: shown } : { label, rows: shown };
  };
  const groups = [...slices.head, ...slices.tail].map(group);
  if (slices.hidden > 0) {
    groups.splice(slices.head.length, 0, { rows: [{ hidden: `… ${count(slices.hidden, "more slice")}` }] });
  }
  const headers = shownColumns.map((j): Column => ({ header: String(j), align: "right" }));
  if (columns.hidden > 0) {
    headers.splice(columns.head.length, 0, {
      header: `… ${count(columns.hidden, "more column")}`,
      align: "right",
    });
  }
  return { ...caption, corner: vector ? "index" : "", columns: headers, groups };
}

/** Where the k-th matrix of an array starts, and its label, written as one would slice it: `[0, :, :]`. */
function sliceAt(lead: Layout, k: number): { start: number; label: string } {
  const index: number[] = [];
  let rest = k;
  let start = lead.offset;
  for (let d = lead.shape.length - 1; d >= 0; d--) {
    const size = lead.shape[d]!;
    const i = rest % size;
    index.unshift(i);
    start += i * lead.strides[d]!;
    rest = Math.floor(rest / size);
  }
  return { start, label: `[${[...index, ":", ":"].join(", ")}]` };
}
