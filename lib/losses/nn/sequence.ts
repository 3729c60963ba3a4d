// The class for the loss of sequences without alignment.

import type { Tensor, TensorLike } from "../../tensor/tensor.js";
import { type CTCLossOptions, checkCTCLossOptions } from "../ctc-alignments.js";
import { ctcLoss } from "../ctc-loss.js";
import { Loss } from "./loss.js";

/**
 * Connectionist temporal classification, with its options fixed: l = −log Σ_π Πₜ p(πₜ), over all alignments π of the target.
 * See {@link ctcLoss}.
 * @example
 * new nn.CTCLoss({ blank: 2 }).forward(logSoftmax([[2, 1, 0.1], [0.5, 2.5, 0.3]]), [0, 1], 2, 2)
 * // tensor(0.3185)
 * @see PyTorch `torch.nn.CTCLoss`
 */
export class CTCLoss extends Loss<CTCLossOptions> {
  constructor(options: CTCLossOptions = {}) {
    super("CTCLoss", options, checkCTCLossOptions);
  }

  /**
   * The loss of log-probabilities `logProbs`, shape (T, N, C) or (T, C), for the labels `targets`.
   * @example
   * new nn.CTCLoss({ reduction: "sum" }).forward(logSoftmax([[[2, 1, 0.1]], [[0.5, 2.5, 0.3]]]), [[1]], [2], [1])
   * // tensor(0.2881)
   */
  forward(
    logProbs: TensorLike,
    targets: TensorLike,
    inputLengths: TensorLike,
    targetLengths: TensorLike,
  ): Tensor {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, this.options);
  }
}
