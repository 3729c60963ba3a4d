// How a comparison is displayed: for each element one line per function, so that both values, their errors and verdicts
// stand under each other. Knows the shape of a comparison's data and tables, not how values are compared.

import { showShape } from "../tensor/argument.js";
import type { DType } from "../tensor/dtype.js";
import { NumberFormat } from "../tensor/print.js";
import { showDecimal } from "./exact-tensor-display.js";
import type { MimeBundle } from "./mime-bundle.js";
import { numberCells } from "./number-cells.js";
import { fullNumber, notFinite } from "./number-text.js";
import {
  type Cell,
  type Column,
  count,
  type DataRow,
  type Group,
  grouped,
  type Row,
  type Table,
  window,
} from "./table.js";
import { displayTable } from "./table-display.js";

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
  readonly inputs: readonly number[];
  readonly exact?: Decimal;
  readonly a: Assessed;
  readonly b: Assessed;
}

interface Compared {
  readonly names: readonly [string, string];
  readonly dtypes: readonly [DType, DType];
  readonly shape: readonly number[];
  readonly inputs: readonly { readonly name: string; readonly dtype: DType }[];
  readonly rows: readonly Element[];
  readonly hasExact: boolean;
}

const maxElements = 16;

export function displayComparison(comparison: Compared): MimeBundle {
  return displayTable(comparisonTable(comparison));
}

function comparisonTable(comparison: Compared): Table {
  const { names, dtypes, inputs, rows, hasExact } = comparison;
  const elements = window(rows.length, maxElements);
  const shown = [...elements.head, ...elements.tail].map((i) => rows[i]!);
  const dtype = dtypes[0] === dtypes[1] ? dtypes[0] : `${dtypes[0]} and ${dtypes[1]}`;
  const values = new NumberFormat(
    dtypes[0],
    shown.flatMap((row) => [row.a.value, row.b.value, ...(row.exact ? [row.exact.toNumber()] : [])]),
    valueDigits(dtypes),
  );
  const inputCells = inputs.map(({ dtype }, k) =>
    numberCells(
      dtype,
      shown.map((row) => row.inputs[k]!),
    ),
  );

  const columns: Column[] = [
    ...inputs.map(({ name }) => numbers(name)),
    numbers("value"),
    ...(hasExact ? [numbers("exact")] : []),
    // Before the errors that it is drawn from: where a table is cut off, they are what can be missed.
    { header: "verdict", align: "left" },
    ...(hasExact ? ["ulp", "abs error", "rel error"].map(numbers) : []),
  ];
  const line = (row: Element, side: 0 | 1): DataRow => {
    const { value, absoluteError, relativeError, ulps, verdict } = side === 0 ? row.a : row.b;
    const cells: Cell[] = row.inputs.map((x, k) => inputCells[k]!(x));
    cells.push(numberCell(value, values, dtypes[side]));
    if (hasExact) cells.push(exactCell(row.exact, values, valueDigits(dtypes)));
    cells.push({ text: verdict });
    if (hasExact) cells.push(ulpCell(ulps), errorCell(absoluteError), errorCell(relativeError));
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

function numbers(header: string): Column {
  return { header, align: "right" };
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
  return {
    text: ulps < 100 ? ulps.toFixed(2) : ulps < 1e6 ? ulps.toFixed(0) : ulps.toExponential(1),
    full: String(ulps),
  };
}

/** A sentence for each function: how many elements it got right, and what is wrong with the others. */
function summaryOf({ names, rows }: Compared): string[] {
  return names.map((name, side) => {
    const all = rows.map((row) => (side === 0 ? row.a : row.b));
    const ulps = all.map((v) => v.ulps!);
    const good = ulps.filter((u) => u <= goodUlps);
    const broken = all.filter((v) => !Number.isFinite(v.ulps!));
    const nan = broken.filter((v) => Number.isNaN(v.value)).length;
    const lost = all.filter((v) => Number.isFinite(v.ulps!) && v.ulps! > goodUlps);
    const zero = lost.filter((v) => v.value === 0).length;
    const infinite = broken.filter((v) => Math.abs(v.value) === Number.POSITIVE_INFINITY).length;
    const wrong = [
      { n: nan, one: "is NaN", many: "are NaN" },
      { n: infinite, one: "is infinite", many: "are infinite" },
      {
        n: broken.length - nan - infinite,
        one: "is a number where there is none",
        many: "are numbers where there are none",
      },
      { n: zero, one: "is wrongly 0", many: "are wrongly 0" },
      { n: lost.length - zero, one: "has lost digits", many: "have lost digits" },
    ].filter(({ n }) => n > 0);
    const worst = Math.max(0.5, ...good).toFixed(2);
    const precise = `to within ${worst} ulp`;
    if (all.length === 0) return `${name} returned no elements.`;
    if (all.length === 1) return `${name} ${wrong.length === 0 ? `is right ${precise}` : wrong[0]!.one}.`;
    if (wrong.length === 0) return `${name} gets all ${count(all.length, "element")} right ${precise}.`;
    const right = good.length === 0 ? "none" : grouped(good.length);
    const parts = wrong.map(({ n, one, many }) => count(n, one, many));
    return `${name} gets ${right} of ${count(all.length, "element")} right: ${listed(parts)}.`;
  });
}

/** Verdicts call this much exact. */
const goodUlps = 16;

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
