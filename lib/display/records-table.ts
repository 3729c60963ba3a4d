// Records as a table: one row for each, one column for each field. Also a Map, whose keys head the rows. Knows tables and how
// values are said in a cell.

import { anyCells, areNumbers, isPlainObject, words } from "./any-cell.js";
import { shading } from "./shading.js";
import { type Cell, type Column, count, type Row, shortened, type Table, window } from "./table.js";

export type DataRecord = Readonly<Record<string, unknown>>;

const maxRows = 20;
const maxColumns = 12;

/** Which of the rows and columns of a long table are shown. */
interface Shown {
  readonly head: readonly number[];
  readonly hidden: number;
  readonly tail: readonly number[];
}

export interface RecordsOptions {
  /** What heads each row; counted from 0 otherwise. */
  readonly rows?: readonly (string | number)[] | undefined;
  /** Which fields are shown, in this order. */
  readonly columns?: readonly string[] | undefined;
  readonly shade?: boolean | undefined;
}

/** Whether `value` is an array of records. Looks at those only that would be shown. */
export function areRecords(value: unknown): value is readonly DataRecord[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  const shown = shownOf(window(value.length, maxRows));
  return (
    shown.every((i) => isRecord(value[i])) && shown.some((i) => Object.keys(value[i] as object).length > 0)
  );
}

function isRecord(value: unknown): value is DataRecord {
  return isPlainObject(value) && !(Symbol.for("Jupyter.display") in value);
}

export function recordsTable(records: readonly DataRecord[], options: RecordsOptions = {}): Table {
  const rows = window(records.length, maxRows);
  const header = (i: number) => shortened(String(options.rows?.[i] ?? i));
  return fieldsTable(count(records.length, "record"), "", rows, header, (i) => records[i]!, options);
}

export function mapTable(map: ReadonlyMap<unknown, unknown>, options: RecordsOptions = {}): Table {
  const rows = window(map.size, maxRows);
  const entries = new Map<number, readonly [unknown, unknown]>();
  const last = rows.tail[0] ?? map.size;
  let i = 0;
  for (const entry of map) {
    if (i < rows.head.length || i >= last) entries.set(i, entry);
    i++;
  }
  const spread = [...entries.values()].every(([, value]) => isRecord(value));
  const header = (i: number) => shortened(String(options.rows?.[i] ?? words(entries.get(i)![0])));
  const record = (i: number) => {
    const value = entries.get(i)![1];
    return spread ? (value as DataRecord) : { value };
  };
  return fieldsTable(`Map of ${count(map.size, "entry", "entries")}`, "key", rows, header, record, options);
}

function fieldsTable(
  title: string,
  corner: string,
  rows: Shown,
  header: (i: number) => string,
  record: (i: number) => DataRecord,
  { columns: chosen, shade = false }: RecordsOptions,
): Table {
  const records = shownOf(rows).map(record);
  const fields = [...new Set(records.flatMap((r) => Object.keys(r)))];
  const unknown = chosen?.find((name) => !fields.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `table: columns names ${JSON.stringify(unknown)}, but the records have ${fields.map((name) => JSON.stringify(name)).join(", ")}`,
    );
  }
  const names = chosen ?? fields;
  const shownNames = window(names.length, maxColumns);
  const legends: string[] = [];
  const columns: (Column & { readonly cells: readonly Cell[] })[] = shownOf(shownNames).map((k) => {
    const name = names[k]!;
    const values = records.map((r) => (Object.hasOwn(r, name) ? r[name] : undefined));
    const align = areNumbers(values) ? "right" : "left";
    const cells = anyCells(values);
    if (!shade || !values.some((value) => typeof value === "number")) {
      return { header: shortened(name), align, cells };
    }
    const numbers = values.map((value) => (typeof value === "number" ? value : Number.NaN));
    const { shaded, legend } = shading(numbers, cells);
    legends.push(`${shortened(name)}: ${legend}`);
    return { header: shortened(name), align, cells: shaded };
  });
  if (shownNames.hidden > 0) {
    const gap = {
      header: `… ${count(shownNames.hidden, "more column")}`,
      align: "right",
      hidden: true,
    } as const;
    columns.splice(shownNames.head.length, 0, { ...gap, cells: records.map(() => ({ text: "…" })) });
  }
  const shownRows: Row[] = shownOf(rows).map((i, n) => ({
    header: header(i),
    cells: columns.map(({ cells }) => cells[n]!),
  }));
  if (rows.hidden > 0)
    shownRows.splice(rows.head.length, 0, { hidden: `… ${count(rows.hidden, "more row")}` });
  return {
    title,
    summary: legends,
    corner,
    columns: columns.map(({ cells: _, ...column }) => column),
    groups: [{ rows: shownRows }],
  };
}

function shownOf({ head, tail }: Shown): number[] {
  return [...head, ...tail];
}
