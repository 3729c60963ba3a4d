// A table as aligned plain text, for terminals and front ends that show nothing else. Knows the table model only.

import { isHidden, type Row, type Table } from "./table.js";

export function tableText(table: Table): string {
  const { columns } = table;
  const rows = table.groups.flatMap((group) => group.rows);
  const headers = [table.corner, ...columns.map((c) => c.header)];
  const widths = headers.map((header, i) => {
    let width = displayWidth(header);
    for (const row of rows) if (!isHidden(row)) width = Math.max(width, displayWidth(textAt(row, i)));
    return width;
  });
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => pad(text, widths[i]!, i === 0 ? "left" : columns[i - 1]!.align))
      .join("  ")
      .trimEnd();
  const out = [table.title, ...(table.summary ?? []), "", line(headers)];
  out.push(widths.map((width) => "-".repeat(width)).join("  "));
  for (const group of table.groups) {
    if (group.label !== undefined) out.push(group.label);
    for (const row of group.rows)
      out.push(isHidden(row) ? row.hidden : line(headers.map((_, i) => textAt(row, i))));
  }
  return out.join("\n");
}

function textAt(row: Exclude<Row, { hidden: string }>, i: number): string {
  // A line break in a name would tear the table apart.
  const text = i === 0 ? row.header : (row.cells[i - 1]?.text ?? "");
  return text.replace(/\s/g, " ");
}

function pad(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + space : space + text;
}

/** Columns that a text takes in a fixed-width font: Chinese, Japanese and Korean characters take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
