// The sigmoid and its logarithm, element by element. Knows tensors and the logistic function.

import { loopOf, type UnaryOperation, unary } from "../tensor/elementwise.js";
import { logistic, mathematics } from "../tensor/mathematics.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import { logOnePlusExp } from "./logistic.js";
import { floatInput } from "./operands.js";

const logSigmoidOperation: UnaryOperation = {
  name: "logSigmoid",
  // 0 − for PyTorch's 0 where the result underflows, not −0.
  loop: loopOf((x) => 0 - logOnePlusExp(-x)),
  slope: { reads: [0], at: (x) => logistic(-x) },
};

/**
 * The logistic function, elementwise: σ(x) = 1 / (1 + exp(−x)), in (0, 1).
 *
 * For negative x it is exp(x) / (1 + exp(x)), so that no exponential overflows and small results keep their digits.
 *
 * @param input Numbers x, any shape.
 * @returns Same shape and dtype; σ(−∞) is 0 and σ(∞) is 1.
 * @throws TypeError if the input is not floating.
 * @example
 * sigmoid([0, 2, -50])
 * // tensor([5.0000e-01, 8.8080e-01, 1.9287e-22])
 * @see PyTorch `torch.sigmoid`; d2l "Multilayer Perceptrons", sigmoid function
 */
export function sigmoid(input: TensorLike): Tensor {
  return unary(mathematics.sigmoid, floatInput("sigmoid", input));
}

/**
 * Logarithm of the {@link sigmoid}, elementwise, calculated directly: log σ(x) = −log(1 + exp(−x)) = min(x, 0) − log1p(exp(−|x|)).
 *
 * The logarithm of a sigmoid is −∞ where that underflows, and 0 where it rounds to 1; this is neither.
 *
 * @param input Numbers x, any shape.
 * @returns Same shape and dtype, all ≤ 0.
 * @throws TypeError if the input is not floating.
 * @example
 * logSigmoid([0, 50, -1000])
 * // tensor([-6.9315e-01, -1.9287e-22, -1.0000e+03])
 * @see PyTorch `torch.nn.functional.logsigmoid`
 */
export function logSigmoid(input: TensorLike): Tensor {
  return unary(logSigmoidOperation, floatInput("logSigmoid", input));
}
