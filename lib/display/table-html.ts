// A table as HTML that needs no style sheet: caption, header scopes and align attributes carry everything, so it survives
// sanitising, and colours are the page's own. Alignment is said twice: a style, because style sheets of front ends overrule
// the attribute, and the attribute, because some viewers take styles away. Knows the table model only.

import { type Html, html } from "./html.js";
import { type Cell, type Column, columnGroups, type Group, isHidden, type Row, type Table } from "./table.js";
import { displayWidth } from "./table-text.js";

/** A caption of lines up to this long stays as it is; longer ones wrap at the table's width. */
const captionWidth = 100;

export function tableHtml(table: Table): Html {
  const { columns, title, summary = [] } = table;
  const wraps = [title, ...summary].some((line) => displayWidth(line) > captionWidth);
  const caption = html`<caption align="top" style="text-align:left${wraps ? "" : ";white-space:nowrap"}">${title}${summary.map((line) => html`<br><small>${line}</small>`)}</caption>`;
  if (columns.length === 0)
    return html`<table>
${caption}
</table>
`;
  return html`<table>
${caption}
${headHtml(table)}${table.groups.map((group) => groupHtml(group, columns))}</table>
`;
}

function headHtml({ corner, columns }: Table): Html {
  const headers = html`<tr>${headerCell(corner, "left")}${columns.map((c) => headerCell(c.header, c.align))}</tr>`;
  const groups = columnGroups(columns);
  if (groups === undefined)
    return html`<thead>
${headers}
</thead>
`;
  return html`<colgroup></colgroup>${groups.map(({ size }) => html`<colgroup span="${size}"></colgroup>`)}
<thead>
<tr><td></td>${groups.map(({ name, size }) => html`<th scope="colgroup" colspan="${size}"${aligned("left")}>${name}</th>`)}</tr>
${headers}
</thead>
`;
}

function aligned(align: Column["align"], more = ""): Html {
  return html` align="${align}" style="text-align:${align}${more}"`;
}

function headerCell(text: string, align: Column["align"]): Html {
  // An empty header cell would be announced as a header of nothing.
  return text === "" ? html`<td></td>` : html`<th scope="col"${aligned(align)}>${text}</th>`;
}

function groupHtml(group: Group, columns: readonly Column[]): Html {
  const width = columns.length + 1;
  const label =
    group.label === undefined
      ? html``
      : html`<tr><th scope="rowgroup" colspan="${width}"${aligned("left")}>${group.label}</th></tr>
`;
  return html`<tbody>
${label}${group.rows.map((row) => rowHtml(row, columns))}</tbody>
`;
}

function rowHtml(row: Row, columns: readonly Column[]): Html {
  if (isHidden(row)) {
    return html`<tr><td colspan="${columns.length + 1}"${aligned("left")}>${row.hidden}</td></tr>
`;
  }
  return html`<tr><th scope="row"${aligned("left")}>${row.header}</th>${row.cells.map((cell, i) => cellHtml(cell, columns[i]!))}</tr>
`;
}

function cellHtml({ text, full, shade }: Cell, { align }: Column): Html {
  const title = full === undefined || full === text ? html`` : html` title="${full}"`;
  // A browser breaks lines after hyphens: 1e-16 would become 1e- and 16. A digit it leaves with its minus.
  const unbroken = align === "right" && /.-|-inf/.test(text) ? ";white-space:nowrap" : "";
  const shaded = shade === undefined ? "" : `;background-color:${shade}`;
  return html`<td${aligned(align, unbroken + shaded)}${title}>${text}</td>`;
}
