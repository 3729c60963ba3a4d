// Broadcasting: two shapes become one, without copying. Knows nothing of what is computed on the result.

import { showShape } from "./argument.js";
import type { Strided } from "./strided.js";

/** The shape that both operands broadcast to. */
export function broadcastShapes(fn: string, a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let d = 1; d <= rank; d++) {
    const x = a[a.length - d] ?? 1;
    const y = b[b.length - d] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new RangeError(
        `${fn}: shapes ${showShape(a)} and ${showShape(b)} do not broadcast: ` +
          `sizes ${x} and ${y} differ at dimension ${-d}, and neither is 1`,
      );
    }
    shape[rank - d] = x === 1 ? y : x;
  }
  return shape;
}

/** The same elements seen through a larger shape: a repeated dimension has stride 0. */
export function broadcastTo(a: Strided, shape: readonly number[]): Strided {
  const lead = shape.length - a.shape.length;
  const strides = shape.map((_, d) => (d < lead || a.shape[d - lead] === 1 ? 0 : a.strides[d - lead]!));
  return { ...pick(a), shape, strides };
}

function pick(a: Strided): Strided {
  return { storage: a.storage, offset: a.offset, shape: a.shape, strides: a.strides, dtype: a.dtype };
}
