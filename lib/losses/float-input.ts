// The floating tensor that a loss starts from. Knows tensors, not losses.

import { isFloating } from "../tensor/dtype.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor/tensor.js";

export function floatInput(fn: string, input: TensorLike, name = "input"): Tensor {
  const t = asTensor(input, fn, name);
  if (isFloating(t.dtype)) return t;
  throw new TypeError(
    `${fn}: ${name} is ${t.dtype}, expected float32 or float64; convert it first, with .to("float32")`,
  );
}
