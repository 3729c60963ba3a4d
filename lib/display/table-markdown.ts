// A table in Markdown, for displays whose formulas Markdown has to typeset. Knows the table model only.

import { escapeMarkdown } from "./markdown.js";
import { isHidden, type Row, type Table } from "./table.js";

export function tableMarkdown(table: Table): string {
  const { columns, corner, groups, summary = [] } = table;
  const out = [table.title, ...summary].map((line) => `${escapeMarkdown(line)}\n`);
  out.push(
    line([corner, ...columns.map(({ header }) => header)]),
    `|:--${columns.map(({ align }) => (align === "left" ? "|:--" : "|--:")).join("")}|`,
  );
  for (const { label, rows } of groups) {
    if (label !== undefined) out.push(line([label]));
    for (const row of rows) out.push(line(rowTexts(row)));
  }
  return `${out.join("\n")}\n`;
}

function rowTexts(row: Row): string[] {
  return isHidden(row) ? [row.hidden] : [row.header, ...row.cells.map(({ text }) => text)];
}

function line(texts: readonly string[]): string {
  return `| ${texts.map(escapeMarkdown).join(" | ")} |`;
}
