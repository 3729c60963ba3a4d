// A table as HTML that needs no style: caption, header scopes and align attributes carry everything, so it survives
// sanitising, and colours are the page's own. Knows the table model only.

import { type Html, html } from "./html.js";
import { type Cell, type Column, type Group, isHidden, type Row, type Table } from "./table.js";

export function tableHtml(table: Table): Html {
  const { columns } = table;
  const summary = table.summary === undefined ? html`` : html`<br><small>${table.summary}</small>`;
  return html`<table>
<caption align="top">${table.title}${summary}</caption>
<thead>
<tr>${headerCell(table.corner)}${columns.map((c) => html`<th scope="col" align="${c.align}">${c.header}</th>`)}</tr>
</thead>
${table.groups.map((group) => groupHtml(group, columns))}</table>
`;
}

function headerCell(text: string): Html {
  // An empty header cell would be announced as a header of nothing.
  return text === "" ? html`<td></td>` : html`<th scope="col" align="left">${text}</th>`;
}

function groupHtml(group: Group, columns: readonly Column[]): Html {
  const width = columns.length + 1;
  const label =
    group.label === undefined
      ? html``
      : html`<tr><th scope="rowgroup" colspan="${width}" align="left">${group.label}</th></tr>
`;
  return html`<tbody>
${label}${group.rows.map((row) => rowHtml(row, columns))}</tbody>
`;
}

function rowHtml(row: Row, columns: readonly Column[]): Html {
  if (isHidden(row)) {
    return html`<tr><td colspan="${columns.length + 1}" align="left">${row.hidden}</td></tr>
`;
  }
  return html`<tr><th scope="row" align="left">${row.header}</th>${row.cells.map((cell, i) => cellHtml(cell, columns[i]!))}</tr>
`;
}

function cellHtml(cell: Cell, column: Column): Html {
  if (cell.full === undefined || cell.full === cell.text)
    return html`<td align="${column.align}">${cell.text}</td>`;
  return html`<td align="${column.align}" title="${cell.full}">${cell.text}</td>`;
}
