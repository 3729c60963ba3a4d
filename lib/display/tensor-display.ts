// How a tensor is displayed in a notebook: PyTorch's print as text, a table as HTML. Knows strided arrays and tables, not
// the Tensor class. Reads only what it shows and a bounded sample, so it is as quick for 10^8 elements as for ten.

import { showShape } from "../tensor/argument.js";
import { NumberFormat, print } from "../tensor/print.js";
import { elementCount, type Strided } from "../tensor/strided.js";
import { html } from "./html.js";
import type { MimeBundle } from "./mime-bundle.js";
import { fullNumber } from "./number-text.js";
import { type Cell, type Column, count, type Group, type Row, type Table, window } from "./table.js";
import { tableHtml } from "./table-html.js";
import { tensorSummary } from "./tensor-summary.js";

const maxRows = 20;
const maxColumns = 12;
const maxSlices = 4;

export function displayTensor(a: Strided): MimeBundle {
  const text = print(a);
  if (a.shape.length === 0) {
    const x = a.storage[a.offset]!;
    const shown = new NumberFormat(a.dtype, [x]).show(x).trim();
    return {
      "text/plain": text,
      "text/html": html`<span title="${fullNumber(x, a.dtype)}">${shown}</span>`.toString(),
    };
  }
  return { "text/plain": text, "text/html": tableHtml(tensorTable(a)).toString() };
}

/** A tensor as a table: 1-D as one row, 2-D as rows and columns, more dimensions as one group of rows per slice. */
export function tensorTable(a: Strided): Table {
  const title = `tensor of shape ${showShape(a.shape)}, ${a.dtype}`;
  const summary = tensorSummary(a);
  const base = { title, ...(summary === undefined ? {} : { summary }) };
  if (elementCount(a.shape) === 0) return { ...base, corner: "", columns: [], groups: [] };
  const matrix: Strided =
    a.shape.length > 1 ? a : { ...pick(a), shape: [1, ...a.shape], strides: [0, ...a.strides] };
  const rank = matrix.shape.length;
  const [height, width] = matrix.shape.slice(-2) as [number, number];
  const columns = window(width, maxColumns);
  const shownColumns = [...columns.head, ...columns.tail];
  const slices = shownSlices(matrix);

  const starts = slices.flatMap(({ start, hidden }) => (hidden === undefined ? [start] : []));
  const rows = window(height, maxRows);
  const shownRows = [...rows.head, ...rows.tail];
  const rowStep = matrix.strides[rank - 2]!;
  const columnStep = matrix.strides[rank - 1]!;
  const at = (start: number, i: number, j: number) => a.storage[start + i * rowStep + j * columnStep]!;
  const formats = shownColumns.map(
    (j) =>
      new NumberFormat(
        a.dtype,
        starts.flatMap((start) => shownRows.map((i) => at(start, i, j))),
      ),
  );

  const cellsOf = (start: number, i: number): Cell[] => {
    const cells = shownColumns.map((j, c): Cell => {
      const x = at(start, i, j);
      return { text: formats[c]!.show(x).trim().replace("nan", "NaN"), full: fullNumber(x, a.dtype) };
    });
    if (columns.hidden > 0) cells.splice(columns.head.length, 0, { text: "…" });
    return cells;
  };
  const rowOf =
    (start: number) =>
    (i: number): Row => ({ header: a.shape.length === 1 ? "value" : String(i), cells: cellsOf(start, i) });
  const groups = slices.map(({ start, label, hidden }): Group => {
    if (hidden !== undefined) return { rows: [{ hidden }] };
    const shown = [...rows.head.map(rowOf(start))];
    if (rows.hidden > 0)
      shown.push({ hidden: `… ${count(rows.hidden, "more row")}` }, ...rows.tail.map(rowOf(start)));
    return { ...(label === undefined ? {} : { label }), rows: shown };
  });
  const headers = shownColumns.map((j): Column => ({ header: String(j), align: "right" }));
  if (columns.hidden > 0) {
    headers.splice(columns.head.length, 0, {
      header: `… ${count(columns.hidden, "more column")}`,
      align: "right",
    });
  }
  return { ...base, corner: a.shape.length === 1 ? "index" : "", columns: headers, groups };
}

/** The matrices that a tensor consists of, labelled as one would slice them: `[0, :, :]`. */
function shownSlices(a: Strided): { start: number; label?: string; hidden?: string }[] {
  const lead = a.shape.slice(0, -2);
  if (lead.length === 0) return [{ start: a.offset }];
  const total = elementCount(lead);
  const { head, hidden, tail } = window(total, maxSlices);
  const slice = (k: number) => {
    const index: number[] = [];
    let rest = k;
    let start = a.offset;
    for (let d = lead.length - 1; d >= 0; d--) {
      const i = rest % lead[d]!;
      index.unshift(i);
      start += i * a.strides[d]!;
      rest = Math.floor(rest / lead[d]!);
    }
    return { start, label: `[${index.join(", ")}, :, :]` };
  };
  const gap = hidden > 0 ? [{ start: 0, hidden: `… ${count(hidden, "more slice")}` }] : [];
  return [...head.map(slice), ...gap, ...tail.map(slice)];
}

function pick(a: Strided): Strided {
  return { storage: a.storage, offset: a.offset, shape: a.shape, strides: a.strides, dtype: a.dtype };
}
