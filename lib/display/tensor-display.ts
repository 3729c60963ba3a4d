// How a tensor is displayed in a notebook: PyTorch's print as text, a table as HTML. Knows strided arrays and tables, not
// the Tensor class. Reads only what it shows and a bounded sample, so it is as quick for 10^8 elements as for ten.

import { showShape } from "../tensor/argument.js";
import { NumberFormat, print } from "../tensor/print.js";
import type { Strided } from "../tensor/strided.js";
import { gridTable } from "./grid.js";
import { html } from "./html.js";
import type { MimeBundle } from "./mime-bundle.js";
import { fullNumber } from "./number-text.js";
import type { Table } from "./table.js";
import { tableHtml } from "./table-html.js";
import { tensorSummary } from "./tensor-summary.js";

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

export function tensorTable(a: Strided): Table {
  const title = `tensor of shape ${showShape(a.shape)}, ${a.dtype}`;
  const summary = tensorSummary(a);
  return gridTable({ title, summary: [summary] }, a, (positions) => {
    const shown = positions.map((p) => a.storage[p]!);
    // One format for all of them, as in print: a reader compares along rows as well as down columns.
    const format = new NumberFormat(a.dtype, shown);
    return shown.map((x) => ({
      text: format.show(x).trim().replace("nan", "NaN"),
      full: fullNumber(x, a.dtype),
    }));
  });
}
