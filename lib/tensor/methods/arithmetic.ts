// What a tensor can be asked: arithmetic with another tensor, or a number, and the matrix product.

import { Variable } from "../../autograd/variable.js";
import { arithmetic } from "../arithmetic.js";
import { isFloating } from "../dtype.js";
import { binary } from "../elementwise.js";
import { matrixProduct } from "../matmul.js";
import { rowMajorData } from "../strided.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor.js";

/** Methods of {@link Tensor}. */
export abstract class Arithmetic extends Variable {
  /**
   * Elementwise `this + other`, with broadcasting. PyTorch: `torch.add`.
   * @example
   * tensor([[1, 2], [3, 4]]).add([10, 20])
   * // tensor([[11., 22.],
   * //         [13., 24.]])
   */
  add(other: TensorLike): Tensor {
    return binary(arithmetic.add, this, other);
  }

  /**
   * Elementwise `this - other`, with broadcasting. PyTorch: `torch.sub`.
   * @example
   * tensor([5, 3]).sub(1)
   * // tensor([4., 2.])
   */
  sub(other: TensorLike): Tensor {
    return binary(arithmetic.sub, this, other);
  }

  /**
   * Elementwise `this * other`, with broadcasting; the matrix product is {@link matmul}. PyTorch: `torch.mul`.
   * @example
   * tensor([1, 2, 3]).mul([10, 0, -1])
   * // tensor([10.,  0., -3.])
   */
  mul(other: TensorLike): Tensor {
    return binary(arithmetic.mul, this, other);
  }

  /**
   * Elementwise `this / other`, with broadcasting; integers give float32. PyTorch: `torch.div`.
   * @example
   * tensor([1, 2, 0]).div([4, 0, 0])
   * // tensor([0.2500,    inf,    nan])
   */
  div(other: TensorLike): Tensor {
    return binary(arithmetic.div, this, other);
  }

  /**
   * Elementwise `this` to the power of `other`, with broadcasting. PyTorch: `torch.pow`.
   * @throws RangeError for an integer tensor to a negative power, which has no integer result.
   * @example
   * tensor([1, 2, 3]).pow(2)
   * // tensor([1., 4., 9.])
   */
  pow(other: TensorLike): Tensor {
    const exponent = asTensor(other, "pow", "other");
    if (!isFloating(this.dtype) && !isFloating(exponent.dtype)) checkWholePower(exponent);
    return binary(arithmetic.pow, this, other);
  }

  /**
   * The larger of two elements, with broadcasting; NaN wins. PyTorch: `torch.maximum`.
   * @example
   * tensor([1, 5]).maximum([3, 4])
   * // tensor([3., 5.])
   */
  maximum(other: TensorLike): Tensor {
    return binary(arithmetic.maximum, this, other);
  }

  /**
   * The smaller of two elements, with broadcasting; NaN wins. PyTorch: `torch.minimum`.
   * @example
   * tensor([1, 5]).minimum([3, 4])
   * // tensor([1., 4.])
   */
  minimum(other: TensorLike): Tensor {
    return binary(arithmetic.minimum, this, other);
  }

  /**
   * Matrix product; 1-D operands are vectors, leading dimensions are batches and broadcast. PyTorch: `torch.matmul`.
   * @throws RangeError if the inner sizes differ.
   * @example
   * tensor([[1, 2], [3, 4]]).matmul([1, 1])
   * // tensor([3., 7.])
   */
  matmul(other: TensorLike): Tensor {
    return matrixProduct(this, asTensor(other, "matmul", "other"));
  }
}

function checkWholePower(exponent: Tensor): void {
  const negative = rowMajorData(exponent).find((x: number) => x < 0);
  if (negative === undefined) return;
  throw new RangeError(
    `pow: other holds ${negative}, and an integer to a negative power is no integer; convert the tensor first, with .to("float32")`,
  );
}
