// Losses that are calculated row by row, a row being what lies along the last dimension: a formula and its partial derivatives.
// Everything is calculated in double; each result and each gradient is rounded once. Knows no particular loss.

import { differentiable } from "../autograd/graph.js";
import { broadcastShapes, broadcastTo } from "../tensor/broadcast.js";
import { resultType, type Storage } from "../tensor/dtype.js";
import { sumTo } from "../tensor/reduction.js";
import { cast, elementCount, fromStorage, rowMajorData } from "../tensor/strided.js";
import { Tensor } from "../tensor/tensor.js";
import { type Reduction, reduceLosses, sampleGradient } from "./reduction.js";

export interface RowFormula {
  /** The loss of the operands' `row`-th rows. */
  readonly value: (rows: readonly Storage[], row: number) => number;
  /** Writes ∂ loss / ∂ element into one row for each operand. These are 0 before. */
  readonly slopes: (rows: readonly Storage[], row: number, into: readonly Float64Array[]) => void;
}

/** The loss of operands that broadcast against each other: one for each row. A mean divides by the number of rows. */
export function rowLoss(
  fn: string,
  operands: readonly Tensor[],
  { value, slopes }: RowFormula,
  reduction: Reduction,
): Tensor {
  const shape = operands.map((x) => x.shape).reduce((a, b) => broadcastShapes(fn, a, b));
  const rowShape = shape.slice(0, -1);
  const n = elementCount(rowShape);
  const width = shape.at(-1)!;
  const row = <T extends Storage>(data: T, i: number) => data.subarray(i * width, (i + 1) * width) as T;
  const elements = () => operands.map((x) => rowMajorData(broadcastTo(x, shape)));

  const data = elements();
  const losses = Float64Array.from({ length: n }, (_, i) =>
    value(
      data.map((x) => row(x, i)),
      i,
    ),
  );
  const out = new Tensor(reduceLosses(losses, rowShape, resultType(operands), reduction));
  return differentiable(out, fn, operands, operands, (g, needed) => {
    const upstream = sampleGradient(g, reduction, n);
    const data = elements();
    const gradients = operands.map(() => new Float64Array(n * width));
    for (let i = 0; i < n; i++) {
      const into = gradients.map((x) => row(x, i));
      slopes(
        data.map((x) => row(x, i)),
        i,
        into,
      );
      for (const slope of into) for (let k = 0; k < width; k++) slope[k]! *= upstream(i);
    }
    return operands.map((operand, k) =>
      needed[k]
        ? cast(sumTo(fromStorage(gradients[k]!, shape, "float64"), operand.shape), operand.dtype)
        : undefined,
    );
  });
}
