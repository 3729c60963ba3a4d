// A table in every representation that a notebook can use: text, HTML, LaTeX and data. Knows the table model and its back ends.

import type { MimeBundle } from "./mime-bundle.js";
import type { Table } from "./table.js";
import { tableDataResource } from "./table-data-resource.js";
import { tableHtml } from "./table-html.js";
import { tableLatex } from "./table-latex.js";
import { tableText } from "./table-text.js";

/** `text`, if given, stands for the aligned text. */
export function displayTable(table: Table, text = tableText(table)): MimeBundle {
  return {
    "text/plain": text,
    "text/html": tableHtml(table).toString(),
    "text/latex": tableLatex(table),
    "application/vnd.dataresource+json": tableDataResource(table),
  };
}
