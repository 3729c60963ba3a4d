// What a tensor can be asked: comparison with another tensor, or a number, and logic with the results.

import { Variable } from "../../autograd/variable.js";
import { comparison } from "../comparison.js";
import { binary, unary } from "../elementwise.js";
import { mathematics } from "../mathematics.js";
import type { Tensor, TensorLike } from "../tensor.js";

/** Methods of {@link Tensor}. */
export abstract class ComparisonMethods extends Variable {
  /**
   * Elementwise `this == other` as a bool tensor, with broadcasting. PyTorch: `torch.eq`.
   * @example
   * tensor([0, 1, 2]).eq([0, 2, 2])
   * // tensor([ True, False,  True])
   */
  eq(other: TensorLike): Tensor {
    return binary(comparison.eq, this, other);
  }

  /**
   * Elementwise `this != other` as a bool tensor, with broadcasting; NaN differs from itself. PyTorch: `torch.ne`.
   * @example
   * tensor([0, NaN]).ne([0, NaN])
   * // tensor([False,  True])
   */
  ne(other: TensorLike): Tensor {
    return binary(comparison.ne, this, other);
  }

  /**
   * Elementwise `this < other` as a bool tensor, with broadcasting. PyTorch: `torch.lt`.
   * @example
   * tensor([1, 2, 3]).lt(2)
   * // tensor([ True, False, False])
   */
  lt(other: TensorLike): Tensor {
    return binary(comparison.lt, this, other);
  }

  /**
   * Elementwise `this <= other` as a bool tensor, with broadcasting. PyTorch: `torch.le`.
   * @example
   * tensor([1, 2, 3]).le(2)
   * // tensor([ True,  True, False])
   */
  le(other: TensorLike): Tensor {
    return binary(comparison.le, this, other);
  }

  /**
   * Elementwise `this > other` as a bool tensor, with broadcasting. PyTorch: `torch.gt`.
   * @example
   * tensor([1, 2, 3]).gt(2)
   * // tensor([False, False,  True])
   */
  gt(other: TensorLike): Tensor {
    return binary(comparison.gt, this, other);
  }

  /**
   * Elementwise `this >= other` as a bool tensor, with broadcasting. PyTorch: `torch.ge`.
   * @example
   * tensor([1, 2, 3]).ge(2)
   * // tensor([False,  True,  True])
   */
  ge(other: TensorLike): Tensor {
    return binary(comparison.ge, this, other);
  }

  /**
   * Whether both are true (not 0), element by element, with broadcasting. PyTorch: `torch.logical_and`.
   * @example
   * tensor([true, true]).logicalAnd([true, false])
   * // tensor([ True, False])
   */
  logicalAnd(other: TensorLike): Tensor {
    return binary(comparison.logicalAnd, this, other);
  }

  /**
   * Whether either is true (not 0), element by element, with broadcasting. PyTorch: `torch.logical_or`.
   * @example
   * tensor([true, false]).logicalOr([false, false])
   * // tensor([ True, False])
   */
  logicalOr(other: TensorLike): Tensor {
    return binary(comparison.logicalOr, this, other);
  }

  /**
   * Whether each element is false (0). PyTorch: `torch.logical_not`.
   * @example
   * tensor([true, false]).logicalNot()
   * // tensor([False,  True])
   */
  logicalNot(): Tensor {
    return unary(mathematics.logicalNot, this);
  }

  /**
   * Whether each element is NaN. PyTorch: `torch.isnan`.
   * @example
   * tensor([1, NaN]).isnan()
   * // tensor([False,  True])
   */
  isnan(): Tensor {
    return unary(mathematics.isnan, this);
  }

  /**
   * Whether each element is ∞ or −∞. PyTorch: `torch.isinf`.
   * @example
   * tensor([1, -Infinity]).isinf()
   * // tensor([False,  True])
   */
  isinf(): Tensor {
    return unary(mathematics.isinf, this);
  }

  /**
   * Whether each element is neither infinite nor NaN. PyTorch: `torch.isfinite`.
   * @example
   * tensor([1, NaN]).isfinite()
   * // tensor([ True, False])
   */
  isfinite(): Tensor {
    return unary(mathematics.isfinite, this);
  }
}
