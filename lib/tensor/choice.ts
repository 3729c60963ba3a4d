// Choosing between two tensors by a condition, and joining tensors, with their gradients.

import { differentiable } from "../autograd/graph.js";
import { Variable } from "../autograd/variable.js";
import { showValue } from "./argument.js";
import { broadcastShapes } from "./broadcast.js";
import { type DType, promote, promoteWithNumber, resultType } from "./dtype.js";
import { choose, concatenate } from "./indexing.js";
import { scalar } from "./nested-array.js";
import { sumTo } from "./reduction.js";
import { cast, type Strided } from "./strided.js";
import { asTensor, Tensor, type TensorLike } from "./tensor.js";
import { reshape, slice, unsqueezedShape } from "./view.js";

/** `a` where the condition holds and `b` elsewhere; with a given dtype when the result must keep one. */
export function choice(
  fn: string,
  condition: TensorLike,
  a: Variable | TensorLike,
  b: Variable | TensorLike,
  dtype?: DType,
): Tensor {
  const flags = asTensor(condition, fn, fn === "maskedFill" ? "mask" : "condition");
  const [x, y] = operands(fn, a, b);
  const shape = [x.shape, y.shape].reduce((s, t) => broadcastShapes(fn, s, t), flags.shape);
  const out = new Tensor(choose(flags, x, y, shape, dtype ?? resultType([x, y])));
  return differentiable(out, fn, [x, y], [flags], (g) => {
    const zero = scalar(0, g.dtype);
    const part = (first: Strided, second: Strided, to: Variable) =>
      cast(sumTo(choose(flags, first, second, g.shape, g.dtype), to.shape), to.dtype);
    return [part(g, zero, x), part(zero, g, y)];
  });
}

/** Both as tensors; a bare number takes the other's dtype. */
function operands(fn: string, a: Variable | TensorLike, b: Variable | TensorLike): [Variable, Variable] {
  const beside = (value: Variable | TensorLike, other: Variable | TensorLike, name: string): Variable => {
    if (value instanceof Variable) return value;
    if (typeof value !== "number") return asTensor(value, fn, name);
    const dtype = other instanceof Variable ? promoteWithNumber(other.dtype, value) : "float32";
    return new Tensor(scalar(value, dtype));
  };
  return [beside(a, b, "input"), beside(b, a, "other")];
}

/**
 * `a` where the condition holds and `b` elsewhere, element by element, with broadcasting.
 *
 * Gradients flow only to the element that was chosen.
 *
 * @param condition True (not 0) or false, any shape that broadcasts with the others.
 * @returns The broadcast shape, and the dtype that `a` and `b` have in common.
 * @example
 * const x = tensor([-2, 0, 3]);
 * where(x.gt(0), x, 0)
 * // tensor([0., 0., 3.])
 * @see PyTorch `torch.where`
 */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  return choice("where", condition, a, b);
}

/** Options of {@link cat} and {@link stack}. */
export interface JoinOptions {
  /** Along which dimension, counted from either end. Default 0. */
  readonly dim?: number | undefined;
}

/**
 * Joins tensors along a dimension that they have; in the others their sizes agree.
 *
 * @throws RangeError if the other sizes differ; the message names the tensor.
 * @example
 * cat([tensor([[1, 2]]), tensor([[3, 4], [5, 6]])])
 * // tensor([[1., 2.],
 * //         [3., 4.],
 * //         [5., 6.]])
 * @see PyTorch `torch.cat`
 */
export function cat(tensors: readonly TensorLike[], options: JoinOptions = {}): Tensor {
  return joined("cat", toTensors("cat", tensors), options.dim ?? 0);
}

/**
 * Joins tensors of one shape along a new dimension.
 *
 * @throws RangeError if the shapes differ; the message names the tensor.
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])], { dim: 1 })
 * // tensor([[1., 3.],
 * //         [2., 4.]])
 * @see PyTorch `torch.stack`
 */
export function stack(tensors: readonly TensorLike[], options: JoinOptions = {}): Tensor {
  const dim = options.dim ?? 0;
  const parts = toTensors("stack", tensors).map((t) => {
    const shape = unsqueezedShape(t, dim);
    const out = new Tensor(reshape(t, shape));
    return differentiable(out, "unsqueeze", [t], [], (g) => [reshape(g, t.shape)]);
  });
  return joined("stack", parts, dim < 0 ? dim + parts[0]!.shape.length : dim);
}

function toTensors(fn: string, tensors: readonly TensorLike[]): Tensor[] {
  if (!Array.isArray(tensors) || tensors.length === 0) {
    throw new TypeError(
      `${fn}: tensors is ${showValue(tensors)}, expected an array with at least one tensor`,
    );
  }
  return tensors.map((t, i) => asTensor(t, fn, `tensors[${i}]`));
}

function joined(fn: string, parts: readonly Tensor[], dim: number): Tensor {
  const dtype = parts.map((part) => part.dtype).reduce(promote);
  const out = new Tensor(concatenate(fn, parts, dim, dtype));
  return differentiable(out, fn, parts, [], (g, needed) => {
    const d = dim < 0 ? dim + g.shape.length : dim;
    let start = 0;
    return parts.map((part, i) => {
      const end = start + part.shape[d]!;
      const ranges = g.shape.map((_, e) => (e === d ? ([start, end] as const) : null));
      start = end;
      return needed[i] ? cast(slice(g, ranges), part.dtype) : undefined;
    });
  });
}
