// The class for the divergence of distributions.

import type { Tensor, TensorLike } from "../../tensor/tensor.js";
import { checkKLDivOptions, type KLDivOptions, klDiv } from "../kl-div.js";
import { Loss } from "./loss.js";

/**
 * Kullback–Leibler divergence, with its options fixed: l = p (log p − log q). See {@link klDiv}.
 * @see PyTorch `torch.nn.KLDivLoss`
 */
export class KLDivLoss extends Loss<KLDivOptions> {
  constructor(options: KLDivOptions = {}) {
    super("KLDivLoss", options, checkKLDivOptions);
  }

  /**
   * The divergence of probabilities `target` from log-probabilities `input`.
   * @example
   * new nn.KLDivLoss({ reduction: "sum" }).forward([-1, -2], [0.5, 0.5])
   * // tensor(0.8069)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return klDiv(input, target, this.options);
  }
}
