// The classes for losses of class indices or class probabilities.

import type { Tensor, TensorLike } from "../../tensor/tensor.js";
import { type CrossEntropyOptions, checkCrossEntropyOptions, crossEntropy } from "../cross-entropy.js";
import { checkNLLLossOptions, type NLLLossOptions, nllLoss } from "../nll-loss.js";
import { Loss } from "./loss.js";

/**
 * Cross-entropy of logits, with its options fixed: lₙ = −w[yₙ] log(exp(xₙ,yₙ) / Σ_c exp(xₙ,c)) · 1{yₙ ≠ ignoreIndex}.
 * See {@link crossEntropy}.
 * @example
 * const loss = new nn.CrossEntropyLoss({ reduction: "none" });
 * loss.forward([[2, 1, 0.1], [0.5, 2.5, 0.3]], [0, 1])
 * // tensor([0.4170, 0.2200])
 * @see PyTorch `torch.nn.CrossEntropyLoss`
 */
export class CrossEntropyLoss extends Loss<CrossEntropyOptions> {
  constructor(options: CrossEntropyOptions = {}) {
    super("CrossEntropyLoss", options, checkCrossEntropyOptions);
  }

  /**
   * The loss of logits `input`, shape (C), (N, C) or (N, C, d1, …), for class indices or probabilities `target`.
   * @example
   * new nn.CrossEntropyLoss().forward([[2, 1, 0.1], [0.5, 2.5, 0.3]], [0, 1])
   * // tensor(0.3185)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return crossEntropy(input, target, this.options);
  }
}

/**
 * Negative log-likelihood of log-probabilities, with its options fixed. See {@link nllLoss}.
 * @example
 * new nn.NLLLoss().forward(logSoftmax([[2, 1, 0.1], [0.5, 2.5, 0.3]]), [0, 1])
 * // tensor(0.3185)
 * @see PyTorch `torch.nn.NLLLoss`
 */
export class NLLLoss extends Loss<NLLLossOptions> {
  constructor(options: NLLLossOptions = {}) {
    super("NLLLoss", options, checkNLLLossOptions);
  }

  /**
   * The loss of log-probabilities `input`, shape (C), (N, C) or (N, C, d1, …), for class indices `target`.
   * @example
   * new nn.NLLLoss({ reduction: "none" }).forward([[-1, -2], [-3, -4]], [0, 1])
   * // tensor([1., 4.])
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return nllLoss(input, target, this.options);
  }
}
