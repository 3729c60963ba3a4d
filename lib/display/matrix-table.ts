// A matrix of mathjs as a table. Its elements may be of any kind: numbers, fractions, units. Reads only those that are shown.

import { showShape } from "../tensor/argument.js";
import { rowMajorStrides } from "../tensor/strided.js";
import { anyCells } from "./any-cell.js";
import { type GridNames, gridTable } from "./grid.js";
import type { MathjsMatrix } from "./mathjs-values.js";
import { shading } from "./shading.js";
import type { Table } from "./table.js";

export function matrixTable(
  matrix: MathjsMatrix,
  options: GridNames & { readonly shade?: boolean | undefined } = {},
): Table {
  const shape = matrix.size();
  const strides = rowMajorStrides(shape);
  const summary: string[] = [];
  const cells = (positions: readonly number[]) => {
    const values = positions.map((p) =>
      matrix.get(strides.map((step, d) => Math.floor(p / step) % shape[d]!)),
    );
    const plain = anyCells(values);
    if (!options.shade) return plain;
    const { shaded, legend } = shading(values.map(Number), plain);
    summary.push(legend);
    return shaded;
  };
  const title = `${matrix.type} of shape ${showShape(shape)}`;
  const layer = { name: "value", layout: { shape, strides, offset: 0 }, cells };
  return { ...gridTable({ title }, [layer], options), summary };
}
