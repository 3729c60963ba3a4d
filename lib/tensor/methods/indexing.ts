// What a tensor can be asked: elements chosen by tensors of positions and by masks.

import { differentiable } from "../../autograd/graph.js";
import { Variable } from "../../autograd/variable.js";
import { broadcastShapes, broadcastTo } from "../broadcast.js";
import { choice } from "../choice.js";
import {
  advancedSelection,
  gatherSelection,
  indexSelection,
  maskSelection,
  putBack,
  type Selection,
  take,
} from "../indexing.js";
import { sumTo } from "../reduction.js";
import { asTensor, Tensor, type TensorLike } from "../tensor.js";

/** Methods of {@link Tensor}. */
export abstract class Indexing extends Variable {
  /**
   * One element for each index along `dim`: `out[i][j] = this[i][index[i][j]]` for dim 1. PyTorch: `torch.gather`.
   * @throws RangeError if an index is out of range, or the shapes do not fit.
   * @example
   * const yHat = tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]);
   * yHat.gather(1, [[0], [2]])
   * // tensor([[0.1000],
   * //         [0.5000]])
   */
  gather(dim: number, index: TensorLike): Tensor {
    return chosen("gather", this, gatherSelection(this, dim, asTensor(index, "gather", "index")));
  }

  /**
   * The sub-tensors of `dim` at the given indices, in that order. PyTorch: `torch.index_select`.
   * @throws RangeError if an index is out of range.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).indexSelect(1, [2, 0])
   * // tensor([[3., 1.],
   * //         [6., 4.]])
   */
  indexSelect(dim: number, index: TensorLike): Tensor {
    return chosen("indexSelect", this, indexSelection(this, dim, asTensor(index, "indexSelect", "index")));
  }

  /**
   * Elements by tensors of indices, one for each leading dimension, or by a mask: Python's `yHat[[0, 1], y]` is
   * `yHat.index([0, 1], y)`. The index tensors broadcast against each other; dimensions not mentioned are kept whole.
   * @throws RangeError if an index is out of range.
   * @example
   * tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]).index([0, 1], [0, 2])
   * // tensor([0.1000, 0.5000])
   * @example
   * tensor([1, 5, 2]).index([false, true, true])
   * // tensor([5., 2.])
   */
  index(...indices: readonly TensorLike[]): Tensor {
    const given = indices.map((index) => asTensor(index, "index", "index"));
    const [mask] = given;
    if (given.length === 1 && mask?.dtype === "bool") {
      return chosen("index", this, maskSelection("index", this, mask));
    }
    if (given.some(({ dtype }) => dtype === "bool")) {
      throw new TypeError("index: a mask among several indices, expected one mask alone, or integers only");
    }
    const shape = given.reduce<readonly number[]>((s, { shape }) => broadcastShapes("index", s, shape), []);
    return chosen("index", this, advancedSelection(this, given, shape));
  }

  /**
   * The elements where the mask is true, in row-major order, in one dimension. PyTorch: `torch.masked_select`.
   * @example
   * const x = tensor([[1, -2], [-3, 4]]);
   * x.maskedSelect(x.gt(0))
   * // tensor([1., 4.])
   */
  maskedSelect(mask: TensorLike): Tensor {
    const flags = asTensor(mask, "maskedSelect", "mask");
    const shape = broadcastShapes("maskedSelect", this.shape, flags.shape);
    const whole = broadcastTo(this, shape);
    const selection = maskSelection("maskedSelect", whole, broadcastTo(flags, shape));
    return differentiable(new Tensor(take(whole, selection)), "maskedSelect", [this], [], (g) => [
      sumTo(putBack(g, selection), this.shape),
    ]);
  }

  /**
   * A copy with `value` wherever the mask is true, with broadcasting. PyTorch: `torch.masked_fill`.
   * @example
   * tensor([1, 2, 3]).maskedFill([false, true, false], -Infinity)
   * // tensor([1., -inf, 3.])
   */
  maskedFill(mask: TensorLike, value: number): Tensor {
    return choice("maskedFill", mask, value, this, this.dtype);
  }

  /**
   * A copy that keeps the elements where the condition holds and takes those of `other` elsewhere, with broadcasting.
   * PyTorch: `Tensor.where`.
   * @example
   * const x = tensor([1, -2, 3]);
   * x.where(x.gt(0), 0)
   * // tensor([1., 0., 3.])
   */
  where(condition: TensorLike, other: TensorLike): Tensor {
    return choice("where", condition, this, other);
  }
}

function chosen(name: string, a: Variable, selection: Selection): Tensor {
  return differentiable(new Tensor(take(a, selection)), name, [a], [], (g) => [putBack(g, selection)]);
}
