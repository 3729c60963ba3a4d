// The classes for losses of predicted numbers.

import type { Tensor, TensorLike } from "../../tensor/tensor.js";
import {
  checkGaussianNLLLossOptions,
  type GaussianNLLLossOptions,
  gaussianNllLoss,
} from "../gaussian-nll-loss.js";
import { checkHuberLossOptions, type HuberLossOptions, huberLoss } from "../huber-loss.js";
import { l1Loss } from "../l1-loss.js";
import { mseLoss } from "../mse-loss.js";
import {
  checkPoissonNLLLossOptions,
  type PoissonNLLLossOptions,
  poissonNllLoss,
} from "../poisson-nll-loss.js";
import { checkReductionOptions, type ReductionOptions } from "../reduction.js";
import { checkSmoothL1LossOptions, type SmoothL1LossOptions, smoothL1Loss } from "../smooth-l1-loss.js";
import { Loss } from "./loss.js";

/**
 * Mean squared error, with its options fixed: l = (input − target)². See {@link mseLoss}.
 * @see PyTorch `torch.nn.MSELoss`; d2l "Concise Implementation of Linear Regression", defining the loss function
 */
export class MSELoss extends Loss<ReductionOptions> {
  constructor(options: ReductionOptions = {}) {
    super("MSELoss", options, checkReductionOptions);
  }

  /**
   * The loss of predictions `input` and true values `target`, of any shape.
   * @example
   * new nn.MSELoss({ reduction: "sum" }).forward([2.5, 0, 2], [3, -0.5, 2])
   * // tensor(0.5000)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return mseLoss(input, target, this.options);
  }
}

/**
 * Mean absolute error, with its options fixed: l = |input − target|. See {@link l1Loss}.
 * @see PyTorch `torch.nn.L1Loss`
 */
export class L1Loss extends Loss<ReductionOptions> {
  constructor(options: ReductionOptions = {}) {
    super("L1Loss", options, checkReductionOptions);
  }

  /**
   * The loss of predictions `input` and true values `target`, of any shape.
   * @example
   * new nn.L1Loss({ reduction: "sum" }).forward([2.5, 0, 2], [3, -0.5, 2])
   * // tensor(1.)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return l1Loss(input, target, this.options);
  }
}

/**
 * Smooth absolute error, with its options fixed: quadratic up to `beta`, then linear with slope 1. See {@link smoothL1Loss}.
 * @see PyTorch `torch.nn.SmoothL1Loss`
 */
export class SmoothL1Loss extends Loss<SmoothL1LossOptions> {
  constructor(options: SmoothL1LossOptions = {}) {
    super("SmoothL1Loss", options, checkSmoothL1LossOptions);
  }

  /**
   * The loss of predictions `input` and true values `target`, of any shape.
   * @example
   * new nn.SmoothL1Loss({ beta: 0.5 }).forward([0.5, 3], [0, 0])
   * // tensor(1.5000)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return smoothL1Loss(input, target, this.options);
  }
}

/**
 * Huber loss, with its options fixed: quadratic up to `delta`, then linear with slope `delta`. See {@link huberLoss}.
 * @see PyTorch `torch.nn.HuberLoss`
 */
export class HuberLoss extends Loss<HuberLossOptions> {
  constructor(options: HuberLossOptions = {}) {
    super("HuberLoss", options, checkHuberLossOptions);
  }

  /**
   * The loss of predictions `input` and true values `target`, of any shape.
   * @example
   * new nn.HuberLoss().forward([0.5, 3], [0, 0])
   * // tensor(1.3125)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return huberLoss(input, target, this.options);
  }
}

/**
 * Negative log-likelihood under normal distributions, with its options fixed. See {@link gaussianNllLoss}.
 * @see PyTorch `torch.nn.GaussianNLLLoss`
 */
export class GaussianNLLLoss extends Loss<GaussianNLLLossOptions> {
  constructor(options: GaussianNLLLossOptions = {}) {
    super("GaussianNLLLoss", options, checkGaussianNLLLossOptions);
  }

  /**
   * The loss of expected values `input`, true values `target` and variances, one for each element or for each row.
   * @example
   * new nn.GaussianNLLLoss({ full: true }).forward([1, 2], [1.5, 0], [0.25, 4])
   * // tensor(1.4189)
   */
  forward(input: TensorLike, target: TensorLike, variance: TensorLike): Tensor {
    return gaussianNllLoss(input, target, variance, this.options);
  }
}

/**
 * Negative log-likelihood under Poisson distributions, with its options fixed. See {@link poissonNllLoss}.
 * @see PyTorch `torch.nn.PoissonNLLLoss`
 */
export class PoissonNLLLoss extends Loss<PoissonNLLLossOptions> {
  constructor(options: PoissonNLLLossOptions = {}) {
    super("PoissonNLLLoss", options, checkPoissonNLLLossOptions);
  }

  /**
   * The loss of expected counts, or of their logarithms, `input` and counts `target`, of any shape.
   * @example
   * new nn.PoissonNLLLoss({ logInput: false }).forward([1, 2], [1, 3])
   * // tensor(0.4603)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return poissonNllLoss(input, target, this.options);
  }
}
