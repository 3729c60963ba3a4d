// How a tensor is displayed in a notebook: PyTorch's print as text, a table as HTML, LaTeX and data, with the gradient beside the
// value when there is one. Knows strided arrays and tables, not the Tensor class. Reads only what it shows and a bounded
// sample, so it is as quick for 10^8 elements as for ten.

import { showShape } from "../tensor/argument.js";
import { NumberFormat } from "../tensor/print.js";
import type { Strided } from "../tensor/strided.js";
import { type GridNames, gridTable, type Layer } from "./grid.js";
import type { MimeBundle } from "./mime-bundle.js";
import { displayNumber } from "./number-display.js";
import { fullNumber } from "./number-text.js";
import { shading } from "./shading.js";
import type { Cell, Table } from "./table.js";
import { displayTable } from "./table-display.js";
import { isSubnormal, tensorSummary } from "./tensor-summary.js";

/** An array of numbers that may have a gradient. */
export interface DisplayedArray extends Strided {
  readonly grad?: Strided | null;
  readonly requiresGrad?: boolean;
}

export interface GridOptions extends GridNames {
  readonly shade?: boolean | undefined;
  /** What kind of array it is, in place of "tensor of shape …". */
  readonly what?: string | undefined;
}

/** `text` is the tensor's print. */
export function displayTensor(a: DisplayedArray, text: string): MimeBundle {
  if (a.shape.length > 0 || a.grad) return displayTable(tensorTable(a), text);
  const [cell] = printedCells(a, [a.storage[a.offset]!]);
  return displayNumber(text, cell!);
}

export function tensorTable(a: DisplayedArray, options: GridOptions = {}): Table {
  const requires = a.requiresGrad ? ", requires_grad" : "";
  const title = options.what ?? `tensor of shape ${showShape(a.shape)}, ${a.dtype}${requires}`;
  // A single number is its own summary.
  const summary = a.shape.length === 0 ? [] : [tensorSummary(a)];
  if (a.grad && a.shape.length > 0) summary.push(`gradient: ${tensorSummary(a.grad)}`);
  const legends: string[] = [];
  const layer = (name: string, of: Strided): Layer => ({
    name,
    layout: of,
    cells: (positions) => {
      const shown = positions.map((p) => of.storage[p]!);
      const cells = printedCells(of, shown);
      if (!options.shade) return cells;
      const { shaded, legend } = shading(shown, cells);
      legends.push(a.grad ? `${name}: ${legend}` : legend);
      return shaded;
    },
  });
  const layers = [layer("value", a), ...(a.grad ? [layer("gradient", a.grad)] : [])];
  const table = gridTable({ title }, layers, options);
  return { ...table, summary: [...summary, ...legends] };
}

/** One format for all of them, as in print: a reader compares along rows as well as down columns. */
function printedCells({ dtype, shape }: Strided, numbers: readonly number[]): Cell[] {
  const format = new NumberFormat(dtype, numbers);
  return numbers.map((x) => {
    const text = format.show(x).trim().replace("nan", "NaN");
    const full = fullNumber(x, dtype);
    if (!isSubnormal(x, dtype)) return { text, full };
    return { text: shape.length === 0 ? `${text} (subnormal)` : `*${text}`, full };
  });
}
