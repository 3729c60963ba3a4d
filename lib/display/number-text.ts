// Numbers as text for people: short ones for summaries, full ones that lose nothing. Knows dtypes, not tables.

import { type DType, dtypes } from "../tensor/dtype.js";

/** The shortest decimal that is this value and no other of the dtype: 0.1 for float32's 0.10000000149011612. */
export function fullNumber(x: number, dtype: DType): string {
  const { kind, round } = dtypes[dtype];
  if (kind === "bool") return x !== 0 ? "True" : "False";
  if (!Number.isFinite(x)) return notFinite(x);
  if (Object.is(x, -0)) return "-0";
  if (dtype !== "float64" && kind === "float") {
    for (let digits = 1; digits <= 9; digits++) {
      const text = x.toPrecision(digits);
      if (round(Number(text)) === x) return String(Number(text));
    }
  }
  return String(x);
}

/** Four significant digits, for a summary. */
export function shortNumber(x: number): string {
  return Number.isFinite(x) ? String(Number(x.toPrecision(4))) : notFinite(x);
}

export function notFinite(x: number): string {
  return Number.isNaN(x) ? "NaN" : x > 0 ? "inf" : "-inf";
}
