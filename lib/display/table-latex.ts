// A table as LaTeX, for papers: what nbconvert puts into a PDF, where it can put no HTML. A plain `tabular`, made smaller where
// it would not fit on the page by adjustbox, which nbconvert's template loads for its images. Knows the table model only.

import { escapeLatex } from "./latex.js";
import { type Column, columnGroups, isHidden, type Row, type Table } from "./table.js";

export function tableLatex(table: Table): string {
  const { columns, corner, groups, summary = [] } = table;
  const width = columns.length + 1;
  // On paper width is scarce: that columns are left out is said in the caption.
  const left = columns.filter(({ hidden }) => hidden).map(({ header }) => header);
  const notes = [...summary, ...new Set(left)].map((line) => `{\\small ${escapeLatex(line)}}`);
  const caption = [escapeLatex(table.title), ...notes];
  const out = ["\\begin{flushleft}", caption.join("\\\\\n")];
  if (columns.length > 0) {
    out.push(
      "",
      "\\begin{adjustbox}{max totalsize={\\linewidth}{0.85\\textheight}}",
      `\\begin{tabular}{l${columns.map(({ align }) => align.charAt(0)).join("")}}`,
      "\\hline",
      ...groupLine(columns),
      line([corner, ...columns.map(({ header, hidden }) => (hidden ? "…" : header))].map(escapeLatex)),
      "\\hline",
    );
    for (const { label, rows } of groups) {
      if (label !== undefined) out.push(spanning(width, label));
      for (const row of rows) out.push(isHidden(row) ? spanning(width, row.hidden) : rowLatex(row));
    }
    out.push("\\hline", "\\end{tabular}", "\\end{adjustbox}");
  }
  out.push("\\end{flushleft}");
  return `${out.join("\n")}\n`;
}

function groupLine(columns: readonly Column[]): string[] {
  const groups = columnGroups(columns);
  if (groups === undefined) return [];
  return [line(["", ...groups.map(({ name, size }) => `\\multicolumn{${size}}{l}{${escapeLatex(name)}}`)])];
}

function rowLatex({ header, cells }: Exclude<Row, { hidden: string }>): string {
  return line([escapeLatex(header), ...cells.map(({ text }) => escapeLatex(text))]);
}

function line(cells: readonly string[]): string {
  return `${cells.join(" & ")} \\\\`;
}

function spanning(width: number, text: string): string {
  return line([`\\multicolumn{${width}}{l}{${escapeLatex(text)}}`]);
}
