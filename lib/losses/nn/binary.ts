// The classes for losses of binary targets: one label, or several that do not exclude each other.

import type { Tensor, TensorLike } from "../../tensor/tensor.js";
import { binaryCrossEntropy } from "../binary-cross-entropy.js";
import {
  type BinaryCrossEntropyWithLogitsOptions,
  binaryCrossEntropyWithLogits,
  checkBinaryCrossEntropyWithLogitsOptions,
} from "../binary-cross-entropy-with-logits.js";
import { multilabelSoftMarginLoss } from "../multilabel-soft-margin-loss.js";
import { checkReductionOptions, type ReductionOptions } from "../reduction.js";
import { softMarginLoss } from "../soft-margin-loss.js";
import { checkWeightOptions, type WeightOptions } from "../weighted-operands.js";
import { Loss } from "./loss.js";

/**
 * Binary cross-entropy of probabilities, with its options fixed: l = −w (y log x + (1 − y) log(1 − x)).
 * See {@link binaryCrossEntropy}.
 * @see PyTorch `torch.nn.BCELoss`
 */
export class BCELoss extends Loss<WeightOptions> {
  constructor(options: WeightOptions = {}) {
    super("BCELoss", options, checkWeightOptions);
  }

  /**
   * The loss of probabilities `input` for targets `target` of the same shape.
   * @example
   * new nn.BCELoss().forward([0.9, 0.2, 0.6], [1, 0, 0])
   * // tensor(0.4149)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return binaryCrossEntropy(input, target, this.options);
  }
}

/**
 * Binary cross-entropy of logits, with its options fixed: l = −w (p y log σ(x) + (1 − y) log(1 − σ(x))).
 * See {@link binaryCrossEntropyWithLogits}.
 * @see PyTorch `torch.nn.BCEWithLogitsLoss`
 */
export class BCEWithLogitsLoss extends Loss<BinaryCrossEntropyWithLogitsOptions> {
  constructor(options: BinaryCrossEntropyWithLogitsOptions = {}) {
    super("BCEWithLogitsLoss", options, checkBinaryCrossEntropyWithLogitsOptions);
  }

  /**
   * The loss of logits `input` for targets `target` of the same shape.
   * @example
   * new nn.BCEWithLogitsLoss().forward([2, -1, 0.5], [1, 0, 0])
   * // tensor(0.4714)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return binaryCrossEntropyWithLogits(input, target, this.options);
  }
}

/**
 * Logistic loss of scores and labels −1 or 1, with its options fixed: l = log(1 + exp(−xy)). See {@link softMarginLoss}.
 * @see PyTorch `torch.nn.SoftMarginLoss`
 */
export class SoftMarginLoss extends Loss<ReductionOptions> {
  constructor(options: ReductionOptions = {}) {
    super("SoftMarginLoss", options, checkReductionOptions);
  }

  /**
   * The loss of scores `input` for labels `target` of the same shape.
   * @example
   * new nn.SoftMarginLoss().forward([2, -1, 0.5], [1, -1, -1])
   * // tensor(0.4714)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return softMarginLoss(input, target, this.options);
  }
}

/**
 * Binary cross-entropy of the logits of several labels, averaged over the labels, with its options fixed.
 * See {@link multilabelSoftMarginLoss}.
 * @see PyTorch `torch.nn.MultiLabelSoftMarginLoss`
 */
export class MultiLabelSoftMarginLoss extends Loss<WeightOptions> {
  constructor(options: WeightOptions = {}) {
    super("MultiLabelSoftMarginLoss", options, checkWeightOptions);
  }

  /**
   * The loss of logits `input`, shape (C) or (N, C), for targets `target` of the same shape.
   * @example
   * new nn.MultiLabelSoftMarginLoss().forward([[2, -1, 0.5], [0, 0, 0]], [[1, 0, 0], [1, 1, 0]])
   * // tensor(0.5823)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return multilabelSoftMarginLoss(input, target, this.options);
  }
}
