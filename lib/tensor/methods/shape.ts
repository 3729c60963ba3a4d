// What a tensor can be asked: the same elements in another shape or order. All but some reshapes are views.

import { differentiable } from "../../autograd/graph.js";
import { Variable } from "../../autograd/variable.js";
import { showShape } from "../argument.js";
import { sumTo } from "../reduction.js";
import type { Strided } from "../strided.js";
import { Tensor } from "../tensor.js";
import {
  expand,
  flattenedShape,
  inverse,
  permute,
  permuteOrder,
  reshape,
  resolveIndex,
  type SliceRange,
  slice,
  sliceGradient,
  squeezedShape,
  transpose,
  unsqueezedShape,
} from "../view.js";

/** Methods of {@link Tensor}. */
export abstract class Shape extends Variable {
  /**
   * A view with two dimensions exchanged, by default the last two. PyTorch: `torch.transpose`.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).transpose()
   * // tensor([[1., 4.],
   * //         [2., 5.],
   * //         [3., 6.]])
   */
  transpose(dim0?: number, dim1?: number): Tensor {
    const swap = (a: Strided) =>
      a.shape.length < 2 && dim0 === undefined ? a : transpose(a, dim0 ?? -2, dim1 ?? -1);
    return differentiable(new Tensor(swap(this)), "transpose", [this], [], (g) => [swap(g)]);
  }

  /**
   * A view with the dimensions in another order. PyTorch: `torch.permute`.
   * @throws RangeError if not every dimension is named once.
   * @example
   * tensor([[[1, 2, 3]], [[4, 5, 6]]]).permute(2, 0, 1).shape
   * // [ 3, 2, 1 ]
   */
  permute(...dims: readonly number[] | readonly [readonly number[]]): Tensor {
    const order = permuteOrder(this, list(dims));
    return differentiable(new Tensor(permute(this, order)), "permute", [this], [], (g) => [
      permute(g, inverse(order)),
    ]);
  }

  /**
   * A view with the dimensions in reverse order: the transposed matrix. PyTorch: `Tensor.T`.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).T.shape
   * // [ 3, 2 ]
   */
  get T(): Tensor {
    return this.permute(this.shape.map((_, d) => d).reverse());
  }

  /**
   * The same elements in another shape, without copying where the layout allows it. One size may be -1: it is worked out.
   * PyTorch: `torch.reshape`.
   * @throws RangeError if the number of elements differs.
   * @example
   * tensor([1, 2, 3, 4]).reshape(2, -1)
   * // tensor([[1., 2.],
   * //         [3., 4.]])
   */
  reshape(...shape: readonly number[] | readonly [readonly number[]]): Tensor {
    return reshaped("reshape", this, list(shape));
  }

  /**
   * Neighbouring dimensions joined into one, by default all of them. PyTorch: `torch.flatten`.
   * @example
   * tensor([[1, 2], [3, 4]]).flatten()
   * // tensor([1., 2., 3., 4.])
   */
  flatten(startDim = 0, endDim = -1): Tensor {
    return reshaped("flatten", this, flattenedShape(this, startDim, endDim));
  }

  /**
   * A view without the dimensions of size 1, or without `dim` (one or several) if its size is 1. PyTorch: `torch.squeeze`.
   * @example
   * tensor([[[1], [2]]]).squeeze().shape
   * // [ 2 ]
   */
  squeeze(dim?: number | readonly number[]): Tensor {
    return reshaped("squeeze", this, squeezedShape(this, dim));
  }

  /**
   * A view with a new dimension of size 1 at place `dim`. PyTorch: `torch.unsqueeze`.
   * @example
   * tensor([1, 2, 3]).unsqueeze(1).shape
   * // [ 3, 1 ]
   */
  unsqueeze(dim: number): Tensor {
    return reshaped("unsqueeze", this, unsqueezedShape(this, dim));
  }

  /**
   * A view that repeats dimensions of size 1 without copying, and may have new ones in front; -1 keeps a size.
   * PyTorch: `Tensor.expand`.
   * @throws RangeError if a size other than 1 would change.
   * @example
   * tensor([[1], [2]]).expand(2, 3)
   * // tensor([[1., 1., 1.],
   * //         [2., 2., 2.]])
   */
  expand(...shape: readonly number[] | readonly [readonly number[]]): Tensor {
    const out = new Tensor(expand(this, list(shape)));
    return differentiable(out, "expand", [this], [], (g) => [sumTo(g, this.shape)]);
  }

  /**
   * A view of part of the tensor, one range for each dimension: an index, `[start, end]`, `[start, end, step]`, or null
   * for everything. Dimensions not mentioned are kept whole. Python's `X[0:2, :, 1]` is `X.slice([0, 2], null, 1)`.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).slice(null, [1, null])
   * // tensor([[2., 3.],
   * //         [5., 6.]])
   */
  slice(...ranges: readonly SliceRange[]): Tensor {
    return differentiable(new Tensor(slice(this, ranges)), "slice", [this], [], (g) => [
      sliceGradient(g, this, (whole) => slice(whole, ranges)),
    ]);
  }

  /**
   * One element as a number, by its indices; negative ones count from the end. (A bool gives 1 or 0.)
   * @example
   * tensor([[1, 2], [3, 4]]).at(1, -1)
   * // 4
   */
  at(...indices: readonly number[]): number {
    if (indices.length !== this.shape.length) {
      throw new RangeError(
        `at: ${indices.length} indices given, but the tensor has shape ${showShape(this.shape)}`,
      );
    }
    let p = this.offset;
    indices.forEach((index, d) => {
      p += this.strides[d]! * resolveIndex("at", index, this.shape[d]!, d);
    });
    return this.storage[p]!;
  }

  /**
   * The sub-tensors along the first dimension, as views: `for (const row of X)`.
   * @example
   * [...tensor([[1, 2], [3, 5]])].map((row) => row.sum().item())
   * // [ 3, 8 ]
   */
  *[Symbol.iterator](): IterableIterator<Tensor> {
    if (this.shape.length === 0)
      throw new TypeError("a tensor without dimensions cannot be iterated; its number is .item()");
    for (let i = 0; i < this.shape[0]!; i++) yield this.slice(i);
  }
}

/** `(2, 3)` and `([2, 3])` mean the same. */
function list(sizes: readonly number[] | readonly [readonly number[]]): readonly number[] {
  return Array.isArray(sizes[0]) ? (sizes[0] as number[]) : (sizes as readonly number[]);
}

function reshaped(name: string, a: Variable, shape: readonly number[]): Tensor {
  return differentiable(new Tensor(reshape(a, shape)), name, [a], [], (g) => [reshape(g, a.shape)]);
}
