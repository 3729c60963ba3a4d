// A table as a MIME bundle.

import type { MimeBundle } from "./mime-bundle.js";
import type { Table } from "./table.js";
import { tableHtml } from "./table-html.js";
import { tableText } from "./table-text.js";

export function displayTable(table: Table): MimeBundle {
  return { "text/plain": tableText(table), "text/html": tableHtml(table).toString() };
}
