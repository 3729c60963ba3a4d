// What a tensor can be asked: copies, other dtypes, and its display in a notebook.

import { differentiable } from "../../autograd/graph.js";
import { Variable } from "../../autograd/variable.js";
import { displaySymbol, type MimeBundle } from "../../display/mime-bundle.js";
import { displayTensor } from "../../display/tensor-display.js";
import { checkDType } from "../argument.js";
import { type DType, isFloating } from "../dtype.js";
import { copy, isContiguous } from "../strided.js";
import { Tensor } from "../tensor.js";

/** Methods of {@link Tensor}. */
export abstract class Conversion extends Variable {
  /**
   * A copy with its own storage.
   * @example
   * const a = tensor([1, 2]);
   * a.clone().data === a.data
   * // false
   */
  clone(): Tensor {
    return copied("clone", this, this.dtype);
  }

  /**
   * The tensor itself when its elements lie in row-major order, else a copy in that order.
   * @example
   * tensor([[1, 2], [3, 4]]).T.contiguous().data
   * // Float32Array(4) [ 1, 3, 2, 4 ]
   */
  contiguous(): Tensor {
    return isContiguous(this) ? (this as unknown as Tensor) : copied("contiguous", this, this.dtype);
  }

  /**
   * The tensor in another dtype (itself if it has it already). Float to int32 drops the fraction, as in PyTorch.
   * @example
   * tensor([1.9, -1.9]).to("int32")
   * // tensor([ 1, -1], dtype=int32)
   * @example
   * tensor([0.1, 70000]).to("float16")
   * // tensor([0.1000,    inf], dtype=float16)
   */
  to(dtype: DType): Tensor {
    if (checkDType("to", dtype) === this.dtype) return this as unknown as Tensor;
    return copied("to", this, dtype);
  }

  /** The tensor as a table, for notebooks. */
  [displaySymbol](): MimeBundle {
    return displayTensor(this, this.toString());
  }
}

function copied(name: string, a: Variable, dtype: DType): Tensor {
  const out = new Tensor(copy(a, dtype));
  if (!isFloating(dtype)) return out;
  return differentiable(out, name, [a], [], (g) => [copy(g, a.dtype)]);
}
