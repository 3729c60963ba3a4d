// PyTorch's loss classes: options given once, `forward` called many times. Each is a thin front of the function beside it.

import { checkOptions } from "../tensor/argument.js";
import type { Tensor, TensorLike } from "../tensor/tensor.js";
import {
  type CrossEntropyOptions,
  checkLabelSmoothing,
  crossEntropy,
  crossEntropyOptions,
} from "./cross-entropy.js";
import { type NLLLossOptions, nllLoss, nllLossOptions } from "./nll-loss.js";
import { checkReduction } from "./reduction.js";

/**
 * Cross-entropy of logits, with its options fixed: lₙ = −w[yₙ] log(exp(xₙ,yₙ) / Σ_c exp(xₙ,c)) · 1{yₙ ≠ ignoreIndex}.
 * See {@link crossEntropy}.
 * @example
 * const loss = new nn.CrossEntropyLoss({ reduction: "none" });
 * loss.forward([[2, 1, 0.1], [0.5, 2.5, 0.3]], [0, 1])
 * // tensor([0.4170, 0.2200])
 * @see PyTorch `torch.nn.CrossEntropyLoss`
 */
export class CrossEntropyLoss {
  /** The options given, as `forward` uses them. */
  readonly options: CrossEntropyOptions;

  constructor(options: CrossEntropyOptions = {}) {
    checkOptions("CrossEntropyLoss", options, crossEntropyOptions);
    if (options.reduction !== undefined) checkReduction("CrossEntropyLoss", options.reduction);
    if (options.labelSmoothing !== undefined) checkLabelSmoothing(options.labelSmoothing);
    this.options = { ...options };
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
export class NLLLoss {
  /** The options given, as `forward` uses them. */
  readonly options: NLLLossOptions;

  constructor(options: NLLLossOptions = {}) {
    checkOptions("NLLLoss", options, nllLossOptions);
    if (options.reduction !== undefined) checkReduction("NLLLoss", options.reduction);
    this.options = { ...options };
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
