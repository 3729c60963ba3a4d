// What a tensor can be asked: to change its own numbers. The names end in `_`, as in PyTorch.

import { noGrad } from "../../autograd/grad-mode.js";
import { Variable } from "../../autograd/variable.js";
import { arithmetic } from "../arithmetic.js";
import { type BinaryOperation, binary } from "../elementwise.js";
import { checkUnrecorded, overwrite } from "../in-place.js";
import { scalar } from "../nested-array.js";
import { cast } from "../strided.js";
import { asTensor, Tensor, type TensorLike } from "../tensor.js";

/** Methods of {@link Tensor}. */
export abstract class InPlace extends Variable {
  /**
   * Adds `other` to this tensor, in place, and returns it. PyTorch: `Tensor.add_`.
   * @throws Error if gradients are being recorded for it: use `noGrad`. RangeError if the result does not fit its shape.
   * @example
   * tensor([1, 2]).add_([10, 20])
   * // tensor([11., 22.])
   */
  add_(other: TensorLike): this {
    return changed(this, "add_", arithmetic.add, other);
  }

  /**
   * Subtracts `other` from this tensor, in place, and returns it: the step of gradient descent. PyTorch: `Tensor.sub_`.
   * @throws Error if gradients are being recorded for it: use `noGrad`. RangeError if the result does not fit its shape.
   * @example
   * tensor([1, 2]).sub_(0.5)
   * // tensor([0.5000, 1.5000])
   */
  sub_(other: TensorLike): this {
    return changed(this, "sub_", arithmetic.sub, other);
  }

  /**
   * Multiplies this tensor by `other`, in place, and returns it. PyTorch: `Tensor.mul_`.
   * @throws Error if gradients are being recorded for it: use `noGrad`. RangeError if the result does not fit its shape.
   * @example
   * tensor([1, 2]).mul_(3)
   * // tensor([3., 6.])
   */
  mul_(other: TensorLike): this {
    return changed(this, "mul_", arithmetic.mul, other);
  }

  /**
   * Divides this tensor by `other`, in place, and returns it. PyTorch: `Tensor.div_`.
   * @throws Error if gradients are being recorded for it: use `noGrad`. RangeError if the result does not fit its shape.
   * @example
   * tensor([1, 2]).div_(4)
   * // tensor([0.2500, 0.5000])
   */
  div_(other: TensorLike): this {
    return changed(this, "div_", arithmetic.div, other);
  }

  /**
   * Sets every element to `value`, in place, and returns the tensor. PyTorch: `Tensor.fill_`.
   * @example
   * tensor([1, 2]).fill_(7)
   * // tensor([7., 7.])
   */
  fill_(value: number): this {
    checkUnrecorded("fill_", this);
    overwrite("fill_", this, scalar(value, this.dtype));
    return this;
  }

  /**
   * Sets every element to 0, in place, and returns the tensor: `w.grad?.zero_()`. PyTorch: `Tensor.zero_`.
   * @example
   * tensor([1, 2]).zero_()
   * // tensor([0., 0.])
   */
  zero_(): this {
    checkUnrecorded("zero_", this);
    overwrite("zero_", this, scalar(0, this.dtype));
    return this;
  }

  /**
   * Copies the elements of `source`, broadcast and converted to this tensor's dtype, and returns the tensor.
   * PyTorch: `Tensor.copy_`.
   * @example
   * tensor([1, 2]).copy_([3, 4])
   * // tensor([3., 4.])
   */
  copy_(source: TensorLike): this {
    const from = asTensor(source, "copy_", "source");
    checkUnrecorded("copy_", this, from);
    overwrite("copy_", this, cast(from, this.dtype));
    return this;
  }
}

function changed<T extends Variable>(
  target: T,
  fn: string,
  operation: BinaryOperation,
  other: TensorLike,
): T {
  checkUnrecorded(fn, target, other instanceof Tensor ? other : undefined);
  overwrite(
    fn,
    target,
    noGrad(() => binary(operation, target, other)),
  );
  return target;
}
