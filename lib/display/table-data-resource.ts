// A table as data, for data explorers and programs: a tabular data resource of the Frictionless standard, with the rows that
// the other representations show and a note of those they hide. Knows the table model only.

import { printable } from "./printable.js";
import { type Cell, isHidden, type Table } from "./table.js";

/** What is registered as `application/vnd.dataresource+json`. */
export interface DataResource {
  readonly profile: "tabular-data-resource";
  readonly title: string;
  /** The lines about all the data, and what is left out. */
  readonly description?: string;
  readonly schema: { readonly fields: readonly Field[] };
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

interface Field {
  readonly name: string;
  readonly type: FieldType;
}

type FieldType = "string" | "number" | "boolean";

export function tableDataResource(table: Table): DataResource {
  const rows = table.groups.flatMap(({ label, rows }) => rows.map((row) => ({ label, row })));
  const notes = [...(table.summary ?? [])];
  for (const { row } of rows) if (isHidden(row)) notes.push(row.hidden);
  for (const { hidden, header } of table.columns) if (hidden) notes.push(header);

  const shown = rows.flatMap(({ label, row }) => (isHidden(row) ? [] : [{ label, row }]));
  const fields: { name: string; type: FieldType; values: unknown[] }[] = [];
  const add = (name: string, type: FieldType, values: unknown[]) =>
    fields.push({ name: unused(printable(name), fields), type, values });
  if (shown.length > 0) {
    if (shown.some(({ label }) => label !== undefined)) {
      add(
        "group",
        "string",
        shown.map(({ label = "" }) => printable(label)),
      );
    }
    add(
      table.corner || "row",
      "string",
      shown.map(({ row }) => printable(row.header)),
    );
    table.columns.forEach(({ header, group, hidden }, i) => {
      if (hidden) return;
      const cells = shown.map(({ row }) => row.cells[i]);
      const type = fieldType(cells);
      const name = [group, header].filter(Boolean).join(" ") || "value";
      add(
        name,
        type,
        cells.map((cell) => fieldValue(cell, type)),
      );
    });
  }
  return {
    profile: "tabular-data-resource",
    title: printable(table.title),
    ...(notes.length > 0 ? { description: notes.map(printable).join("\n") } : {}),
    schema: { fields: fields.map(({ name, type }) => ({ name, type })) },
    // `fromEntries` makes a property even of the name __proto__.
    data: shown.map((_, i) => Object.fromEntries(fields.map(({ name, values }) => [name, values[i]]))),
  };
}

/** Two columns may have one header; two fields may not. */
function unused(name: string, fields: readonly { name: string }[]): string {
  let free = name;
  for (let n = 2; fields.some((field) => field.name === free); n++) free = `${name} (${n})`;
  return free;
}

/** Numbers that are not finite, in the standard's spelling: JSON has none. */
const notFinite: Readonly<Record<string, string>> = { NaN: "NaN", inf: "INF", "-inf": "-INF" };

/** Whether JSON holds this number: it has no more digits than a double tells apart. */
function isJsonNumber(text: string): boolean {
  const [, digits] = /^-?(\d+\.?\d*)(?:e[+-]?\d{1,3})?$/.exec(text) ?? [];
  return digits !== undefined && digits.replace(".", "").replace(/^0+/, "").length <= 17;
}

/** What stands in a cell that has no value. */
const missing: readonly string[] = ["", "-"];

function contentOf(cell: Cell | undefined): string {
  return cell?.full ?? cell?.text ?? "";
}

function fieldType(cells: readonly (Cell | undefined)[]): FieldType {
  const contents = cells.map(contentOf).filter((text) => !missing.includes(text));
  if (contents.length === 0) return "string";
  if (contents.every((text) => Object.hasOwn(notFinite, text) || isJsonNumber(text))) return "number";
  return contents.every((text) => /^(?:true|false)$/i.test(text)) ? "boolean" : "string";
}

function fieldValue(cell: Cell | undefined, type: FieldType): unknown {
  const text = contentOf(cell);
  if (type === "string") return printable(text);
  if (missing.includes(text)) return null;
  if (type === "boolean") return /^true$/i.test(text);
  return notFinite[text] ?? Number(text);
}
