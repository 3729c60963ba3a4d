// The classes for losses that ask for a margin between scores, distances or angles.

import type { Tensor, TensorLike } from "../../tensor/tensor.js";
import {
  type CosineEmbeddingLossOptions,
  checkCosineEmbeddingLossOptions,
  cosineEmbeddingLoss,
} from "../cosine-embedding-loss.js";
import {
  checkHingeEmbeddingLossOptions,
  type HingeEmbeddingLossOptions,
  hingeEmbeddingLoss,
} from "../hinge-embedding-loss.js";
import {
  checkMarginRankingLossOptions,
  type MarginRankingLossOptions,
  marginRankingLoss,
} from "../margin-ranking-loss.js";
import {
  checkMultiMarginLossOptions,
  type MultiMarginLossOptions,
  multiMarginLoss,
} from "../multi-margin-loss.js";
import { multilabelMarginLoss } from "../multilabel-margin-loss.js";
import { checkReductionOptions, type ReductionOptions } from "../reduction.js";
import {
  checkTripletMarginLossOptions,
  type TripletMarginLossOptions,
  tripletMarginLoss,
} from "../triplet-margin-loss.js";
import {
  checkTripletMarginWithDistanceLossOptions,
  type TripletMarginWithDistanceLossOptions,
  tripletMarginWithDistanceLoss,
} from "../triplet-margin-with-distance-loss.js";
import { Loss } from "./loss.js";

/**
 * Hinge loss of distances, with its options fixed. See {@link hingeEmbeddingLoss}.
 * @see PyTorch `torch.nn.HingeEmbeddingLoss`
 */
export class HingeEmbeddingLoss extends Loss<HingeEmbeddingLossOptions> {
  constructor(options: HingeEmbeddingLossOptions = {}) {
    super("HingeEmbeddingLoss", options, checkHingeEmbeddingLossOptions);
  }

  /**
   * The loss of distances `input`, for `target` 1 (similar) or −1.
   * @example
   * new nn.HingeEmbeddingLoss({ margin: 2 }).forward([0.25, 0.25], [1, -1])
   * // tensor(1.)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return hingeEmbeddingLoss(input, target, this.options);
  }
}

/**
 * Ranking loss of pairs of scores, with its options fixed. See {@link marginRankingLoss}.
 * @see PyTorch `torch.nn.MarginRankingLoss`
 */
export class MarginRankingLoss extends Loss<MarginRankingLossOptions> {
  constructor(options: MarginRankingLossOptions = {}) {
    super("MarginRankingLoss", options, checkMarginRankingLossOptions);
  }

  /**
   * The loss of scores `input1` and `input2`, for `target` 1 (the first should be larger) or −1.
   * @example
   * new nn.MarginRankingLoss({ margin: 1 }).forward([1, 2], [0.5, 2.5], [1, 1])
   * // tensor(1.)
   */
  forward(input1: TensorLike, input2: TensorLike, target: TensorLike): Tensor {
    return marginRankingLoss(input1, input2, target, this.options);
  }
}

/**
 * Loss of the angle between vectors, with its options fixed. See {@link cosineEmbeddingLoss}.
 * @see PyTorch `torch.nn.CosineEmbeddingLoss`
 */
export class CosineEmbeddingLoss extends Loss<CosineEmbeddingLossOptions> {
  constructor(options: CosineEmbeddingLossOptions = {}) {
    super("CosineEmbeddingLoss", options, checkCosineEmbeddingLossOptions);
  }

  /**
   * The loss of vectors `input1` and `input2`, shape (N, D) or (D), for `target` 1 (similar) or −1.
   * @example
   * new nn.CosineEmbeddingLoss().forward([[3, 4], [3, 4]], [[4, 3], [4, 3]], [1, -1])
   * // tensor(0.5000)
   */
  forward(input1: TensorLike, input2: TensorLike, target: TensorLike): Tensor {
    return cosineEmbeddingLoss(input1, input2, target, this.options);
  }
}

/**
 * Triplet loss, with its options fixed. See {@link tripletMarginLoss}.
 * @see PyTorch `torch.nn.TripletMarginLoss`
 */
export class TripletMarginLoss extends Loss<TripletMarginLossOptions> {
  constructor(options: TripletMarginLossOptions = {}) {
    super("TripletMarginLoss", options, checkTripletMarginLossOptions);
  }

  /**
   * The loss of vectors, shape (N, D) or (D): an anchor, one to be near to and one to be far from.
   * @example
   * new nn.TripletMarginLoss({ p: 1 }).forward([[0, 0]], [[3, 4]], [[0, 5.5]])
   * // tensor(2.5000)
   */
  forward(anchor: TensorLike, positive: TensorLike, negative: TensorLike): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this.options);
  }
}

/**
 * Triplet loss with a distance of your own, with its options fixed. See {@link tripletMarginWithDistanceLoss}.
 * @see PyTorch `torch.nn.TripletMarginWithDistanceLoss`
 */
export class TripletMarginWithDistanceLoss extends Loss<TripletMarginWithDistanceLossOptions> {
  constructor(options: TripletMarginWithDistanceLossOptions = {}) {
    super("TripletMarginWithDistanceLoss", options, checkTripletMarginWithDistanceLossOptions);
  }

  /**
   * The loss of what the distance function takes: an anchor, something to be near to and something to be far from.
   * @example
   * const distanceFunction = (x, y) => x.sub(y).abs().max({ dim: -1 });
   * new nn.TripletMarginWithDistanceLoss({ distanceFunction }).forward([[0, 0]], [[3, 4]], [[0, 4.5]])
   * // tensor(0.5000)
   */
  forward(anchor: TensorLike, positive: TensorLike, negative: TensorLike): Tensor {
    return tripletMarginWithDistanceLoss(anchor, positive, negative, this.options);
  }
}

/**
 * Multi-class hinge loss, with its options fixed. See {@link multiMarginLoss}.
 * @see PyTorch `torch.nn.MultiMarginLoss`
 */
export class MultiMarginLoss extends Loss<MultiMarginLossOptions> {
  constructor(options: MultiMarginLossOptions = {}) {
    super("MultiMarginLoss", options, checkMultiMarginLossOptions);
  }

  /**
   * The loss of scores `input`, shape (N, C) or (C), for class indices `target`.
   * @example
   * new nn.MultiMarginLoss({ p: 2 }).forward([[0.1, 0.2, 0.4, 0.8]], [3])
   * // tensor(0.1525)
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return multiMarginLoss(input, target, this.options);
  }
}

/**
 * Multi-label hinge loss, with its options fixed. See {@link multilabelMarginLoss}.
 * @see PyTorch `torch.nn.MultiLabelMarginLoss`
 */
export class MultiLabelMarginLoss extends Loss<ReductionOptions> {
  constructor(options: ReductionOptions = {}) {
    super("MultiLabelMarginLoss", options, checkReductionOptions);
  }

  /**
   * The loss of scores `input`, shape (N, C) or (C), for lists of class indices `target`, each ended by −1.
   * @example
   * new nn.MultiLabelMarginLoss({ reduction: "none" }).forward([[0.1, 0.2, 0.4, 0.8]], [[3, 0, -1, 1]])
   * // tensor([0.8500])
   */
  forward(input: TensorLike, target: TensorLike): Tensor {
    return multilabelMarginLoss(input, target, this.options);
  }
}
