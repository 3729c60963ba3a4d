// The classes for focal losses, which PyTorch has as functions only.

import type { Tensor, TensorLike } from "../../tensor/tensor.js";
import {
  checkSigmoidFocalLossOptions,
  type SigmoidFocalLossOptions,
  sigmoidFocalLoss,
} from "../sigmoid-focal-loss.js";
import {
  checkSoftmaxFocalLossOptions,
  type SoftmaxFocalLossOptions,
  softmaxFocalLoss,
} from "../softmax-focal-loss.js";
import { Loss } from "./loss.js";

/** Focal loss of binary logits, with its options fixed: l = −α_t (1 − p_t)^γ log p_t. See {@link sigmoidFocalLoss}. */
export class SigmoidFocalLoss extends Loss<SigmoidFocalLossOptions> {
  constructor(options: SigmoidFocalLossOptions = {}) {
    super("SigmoidFocalLoss", options, checkSigmoidFocalLossOptions);
  }

  /**
   * The loss of logits `input` for targets `target` of the same shape.
   * @example
   * new nn.SigmoidFocalLoss({ alpha: -1 }).forward([2, -1, 0.5], [1, 0, 0])
   * // tensor([0.0018, 0.0227, 0.3774])
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return sigmoidFocalLoss(input, target, this.options);
  }
}

/** Focal loss of logits for class indices, with its options fixed: l = −w (1 − p)^γ log p. See {@link softmaxFocalLoss}. */
export class SoftmaxFocalLoss extends Loss<SoftmaxFocalLossOptions> {
  constructor(options: SoftmaxFocalLossOptions = {}) {
    super("SoftmaxFocalLoss", options, checkSoftmaxFocalLossOptions);
  }

  /**
   * The loss of logits `input`, shape (C), (N, C) or (N, C, d1, …), for class indices `target`.
   * @example
   * new nn.SoftmaxFocalLoss({ gamma: 0 }).forward([[2, 1, 0.1], [0.5, 2.5, 0.3]], [0, 1])
   * // tensor(0.3185)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return softmaxFocalLoss(input, target, this.options);
  }
}
