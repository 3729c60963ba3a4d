// A table as aligned plain text, for terminals and front ends that show nothing else. Knows the table model only.

import { printable } from "./printable.js";
import { columnGroups, isHidden, type Row, type Table } from "./table.js";

export function tableText(table: Table): string {
  const { columns } = table;
  const caption = [table.title, ...(table.summary ?? [])].map(printable);
  if (columns.length === 0) return caption.join("\n");
  const rows = table.groups.flatMap((group) => group.rows);
  const headers = [table.corner, ...columns.map((c) => c.header)].map(printable);
  const widths = headers.map((header, i) => {
    let width = displayWidth(header);
    for (const row of rows) if (!isHidden(row)) width = Math.max(width, displayWidth(textAt(row, i)));
    return width;
  });
  const groups = groupLine(table, widths);
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => pad(text, widths[i]!, i === 0 ? "left" : columns[i - 1]!.align))
      .join("  ")
      .trimEnd();
  const out = [...caption, "", ...groups, line(headers)];
  out.push(widths.map((width) => "-".repeat(width)).join("  "));
  for (const group of table.groups) {
    if (group.label !== undefined) out.push(printable(group.label));
    for (const row of group.rows)
      out.push(isHidden(row) ? printable(row.hidden) : line(headers.map((_, i) => textAt(row, i))));
  }
  return out.join("\n");
}

/** The line of the columns' groups, each where its first column begins. Widens the last column of a group with a long name. */
function groupLine({ columns }: Table, widths: number[]): string[] {
  const groups = columnGroups(columns);
  if (groups === undefined) return [];
  let line = " ".repeat(widths[0]!);
  let i = 1;
  for (const { name, size } of groups) {
    const own = widths.slice(i, i + size).reduce((sum, width) => sum + width, 2 * (size - 1));
    const text = printable(name);
    const missing = displayWidth(text) - own;
    if (missing > 0) widths[i + size - 1]! += missing;
    line += `  ${pad(text, own, "left")}`;
    i += size;
  }
  return [line.trimEnd()];
}

function textAt(row: Exclude<Row, { hidden: string }>, i: number): string {
  return printable(i === 0 ? row.header : (row.cells[i - 1]?.text ?? ""));
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
