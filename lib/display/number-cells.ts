// Numbers in the cells of a column, as JavaScript writes them rather than PyTorch: integers as integers, others with one precision.

import type { DType } from "../tensor/dtype.js";
import { NumberFormat } from "../tensor/print.js";
import { fullNumber, notFinite } from "./number-text.js";
import type { Cell } from "./table.js";

/** The cell of each of these numbers: a class index is 2, not PyTorch's `2.`. */
export function numberCells(dtype: DType, values: readonly number[]): (x: number) => Cell {
  const integers = dtype !== "bool" && values.every((x) => Number.isSafeInteger(x) || !Number.isFinite(x));
  const format = new NumberFormat(dtype, values);
  return (x) => {
    if (!Number.isFinite(x)) return { text: notFinite(x) };
    const full = fullNumber(x, dtype);
    return { text: integers ? full : format.show(x).trim(), full };
  };
}
