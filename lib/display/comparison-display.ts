// How a comparison is displayed: for each element one line per function, so that both values, their errors and verdicts
// stand under each other. Knows the shape of a comparison's data and tables, not how values are compared.

import { showShape } from "../tensor/argument.js";
import type { DType } from "../tensor/dtype.js";
import { NumberFormat } from "../tensor/print.js";
import { showDecimal } from "./exact-tensor-display.js";
import type { MimeBundle } from "./mime-bundle.js";
import { fullNumber, notFinite } from "./number-text.js";
import {
  type Cell,
  type Column,
  count,
  type DataRow,
  type Group,
  type Row,
  type Table,
  window,
} from "./table.js";
import { tableHtml } from "./table-html.js";
import { tableText } from "./table-text.js";

interface Assessed {
  readonly value: number;
  readonly absoluteError?: number;
  readonly relativeError?: number;
  readonly ulps?: number;
  readonly verdict: string;
}

interface Decimal {
  isZero(): boolean;
  isFinite(): boolean;
  toNumber(): number;
  toExponential(digits: number): string;
  toPrecision(digits: number): string;
  toString(): string;
}

interface Element {
  readonly index: readonly number[];
  readonly input?: number;
  readonly exact?: Decimal;
  readonly a: Assessed;
  readonly b: Assessed;
}

interface Compared {
  readonly names: readonly [string, string];
  readonly dtypes: readonly [DType, DType];
  readonly shape: readonly number[];
  readonly rows: readonly Element[];
  readonly hasExact: boolean;
}

const maxElements = 16;

export function displayComparison(comparison: Compared): MimeBundle {
  const table = comparisonTable(comparison);
  return { "text/plain": tableText(table), "text/html": tableHtml(table).toString() };
}

function comparisonTable(comparison: Compared): Table {
  const { names, dtypes, rows, hasExact } = comparison;
  const elements = window(rows.length, maxElements);
  const shown = [...elements.head, ...elements.tail].map((i) => rows[i]!);
  const hasInput = rows[0]?.input !== undefined;
  const dtype = dtypes[0] === dtypes[1] ? dtypes[0] : `${dtypes[0]} and ${dtypes[1]}`;
  const values = new NumberFormat(
    dtypes[0],
    shown.flatMap((row) => [row.a.value, row.b.value, ...(row.exact ? [row.exact.toNumber()] : [])]),
    valueDigits(dtypes),
  );
  const inputs = new NumberFormat(dtypes[0], hasInput ? shown.map((row) => row.input!) : []);

  const columns: Column[] = [
    ...(hasInput ? [{ header: "input", align: "right" as const }] : []),
    { header: "value", align: "right" },
    ...(hasExact
      ? (["exact", "abs error", "rel error", "ulp"] as const).map(
          (header): Column => ({ header, align: "right" }),
        )
      : []),
    { header: "verdict", align: "left" },
  ];
  const line = (row: Element, side: 0 | 1): DataRow => {
    const { value, absoluteError, relativeError, ulps, verdict } = side === 0 ? row.a : row.b;
    const cells: Cell[] = [];
    if (hasInput) cells.push(numberCell(row.input!, inputs, dtypes[0]));
    cells.push(numberCell(value, values, dtypes[side]));
    if (hasExact) {
      cells.push(exactCell(row.exact, values, valueDigits(dtypes)));
      cells.push(errorCell(absoluteError), errorCell(relativeError), ulpCell(ulps));
    }
    cells.push({ text: verdict });
    return { header: names[side], cells };
  };
  const group = (i: number): Group => {
    const row = rows[i]!;
    const label = row.index.length > 0 ? { label: `[${row.index.join(", ")}]` } : {};
    return { ...label, rows: [line(row, 0), line(row, 1)] };
  };
  const gap: Row[] = elements.hidden > 0 ? [{ hidden: `… ${count(elements.hidden, "more element")}` }] : [];
  return {
    title: `${names[0]} and ${names[1]}${hasExact ? " against exact values" : ""}, ${dtype}, shape ${showShape(comparison.shape)}`,
    ...(hasExact ? { summary: summaryOf(comparison) } : {}),
    corner: "function",
    columns,
    groups: [
      ...elements.head.map(group),
      ...(gap.length > 0 ? [{ rows: gap }] : []),
      ...elements.tail.map(group),
    ],
  };
}

/** Seven significant digits for float32, what it can tell apart; a few more for float64. */
function valueDigits(dtypes: readonly [DType, DType]): number {
  return dtypes.includes("float64") ? 10 : 6;
}

function numberCell(x: number, format: NumberFormat, dtype: DType): Cell {
  if (!Number.isFinite(x)) return { text: notFinite(x) };
  return { text: format.show(x).trim(), full: fullNumber(x, dtype) };
}

function exactCell(exact: Decimal | undefined, format: NumberFormat, digits: number): Cell {
  if (exact === undefined) return { text: "" };
  const x = exact.toNumber();
  if (!exact.isFinite()) return { text: notFinite(x) };
  // Beyond the range of a double the decimal itself has to say what it is.
  const fits = Number.isFinite(x) && (x !== 0 || exact.isZero());
  return { text: fits ? format.show(x).trim() : exact.toExponential(digits), full: showDecimal(exact) };
}

function errorCell(error: number | undefined): Cell {
  if (error === undefined) return { text: "-" };
  return {
    text: error === 0 ? "0" : Number.isFinite(error) ? error.toExponential(1) : "inf",
    full: String(error),
  };
}

function ulpCell(ulps: number | undefined): Cell {
  if (ulps === undefined || !Number.isFinite(ulps)) return { text: "-" };
  return { text: ulps < 1e6 ? ulps.toFixed(2) : ulps.toExponential(1), full: String(ulps) };
}

function summaryOf({ names, rows }: Compared): string {
  return names
    .map((name, side) => {
      const all = rows.map((row) => (side === 0 ? row.a : row.b));
      const broken = all.filter((v) => !Number.isFinite(v.ulps!)).length;
      const lost = all.filter((v) => Number.isFinite(v.ulps!) && v.ulps! > 16).length;
      const parts = [
        ...(broken > 0 ? [`${broken} wrong NaN or inf`] : []),
        ...(lost > 0 ? [`${lost} with lost digits`] : []),
      ];
      const worst = Math.max(0, ...all.map((v) => v.ulps!).filter(Number.isFinite));
      const good = `all ${rows.length} within ${Math.max(worst, 0.5).toFixed(2)} ulp`;
      return `${name}: ${parts.length === 0 ? good : `${parts.join(", ")} of ${count(rows.length, "element")}`}`;
    })
    .join("; ");
}
