// The library's public names, and nothing else but what they calculate with by default.

import "./wasm/accelerated.js";

export { noGrad } from "./autograd/grad-mode.js";
export { type GradcheckOptions, gradcheck } from "./autograd/gradcheck.js";
export type { AxisScale, NumberAxisOptions } from "./chart/axis.js";
export type { BarOptions } from "./chart/bars.js";
export { Chart, type VegaLiteSpec } from "./chart/chart.js";
export type { NamedData } from "./chart/data.js";
export type { HeatmapOptions } from "./chart/heatmap.js";
export type { ImagesOptions } from "./chart/images.js";
export type { PlotOptions, SeriesData } from "./chart/lines.js";
export { type Plot, plot } from "./chart/plot.js";
export { type CompareOptions, compare } from "./compare/compare.js";
export { type ComparedInput, Comparison, type ComparisonRow } from "./compare/comparison.js";
export type { AnyFunction } from "./compare/counterparts.js";
export { type Precision, PrecisionTable, precisionTable } from "./compare/precision-table.js";
export { type SweepOptions, type SweptFunction, sweep } from "./compare/sweep.js";
export { Sweep, SweepBreak, type SweepPoint } from "./compare/sweep-result.js";
export type { Assessment } from "./compare/verdict.js";
export * as data from "./data/index.js";
export type { Counterexample, DerivativeCheck } from "./derivation/check.js";
export {
  Derivation,
  type DerivationLine,
  type DerivationOptions,
  type DerivationStep,
  derivation,
  type LineDerivative,
  type Notation,
} from "./derivation/derivation.js";
export type { FloatDType, FloatingValues } from "./derivation/floating.js";
export type { Quantity } from "./derivation/given.js";
export type { ReadyMadeOptions } from "./derivation/ready-made.js";
export * as derivations from "./derivation/ready-made.js";
export type { DerivationLanguage } from "./derivation/words.js";
export type { MimeBundle } from "./display/mime-bundle.js";
export type { DataRecord } from "./display/records-table.js";
export { DisplayedTable, type TableLike, type TableOptions, table } from "./display/table-of.js";
export type { BigNumber } from "./exact/big-number.js";
export { ExactTensor, type NestedBigNumbers } from "./exact/exact-tensor.js";
export * as exact from "./exact/index.js";
export type { ExerciseLanguage } from "./exercises/bilingual.js";
export { type ExerciseOptions, exercise } from "./exercises/exercise.js";
export { ExerciseError, Verdict } from "./exercises/verdict.js";
export { accuracy } from "./losses/accuracy.js";
export { binaryCrossEntropy } from "./losses/binary-cross-entropy.js";
export {
  type BinaryCrossEntropyWithLogitsOptions,
  binaryCrossEntropyWithLogits,
} from "./losses/binary-cross-entropy-with-logits.js";
export { type CosineEmbeddingLossOptions, cosineEmbeddingLoss } from "./losses/cosine-embedding-loss.js";
export { type CrossEntropyOptions, crossEntropy } from "./losses/cross-entropy.js";
export type { CTCLossOptions } from "./losses/ctc-alignments.js";
export { ctcLoss } from "./losses/ctc-loss.js";
export { entr, relEntr, xlog1py, xlogy } from "./losses/entropy.js";
export { type GaussianNLLLossOptions, gaussianNllLoss } from "./losses/gaussian-nll-loss.js";
export { type HingeEmbeddingLossOptions, hingeEmbeddingLoss } from "./losses/hinge-embedding-loss.js";
export { type HuberLossOptions, huberLoss } from "./losses/huber-loss.js";
export { type KLDivOptions, type KLDivReduction, klDiv } from "./losses/kl-div.js";
export { l1Loss } from "./losses/l1-loss.js";
export { type LogSumExpOptions, logSumExp } from "./losses/log-sum-exp.js";
export { type MarginRankingLossOptions, marginRankingLoss } from "./losses/margin-ranking-loss.js";
export { mseLoss } from "./losses/mse-loss.js";
export { type MultiMarginLossOptions, multiMarginLoss } from "./losses/multi-margin-loss.js";
export { multilabelMarginLoss } from "./losses/multilabel-margin-loss.js";
export { multilabelSoftMarginLoss } from "./losses/multilabel-soft-margin-loss.js";
export { type NLLLossOptions, nllLoss } from "./losses/nll-loss.js";
export * as nn from "./losses/nn/index.js";
export { type OneHotOptions, oneHot } from "./losses/one-hot.js";
export type { MarginOptions } from "./losses/options.js";
export { type PoissonNLLLossOptions, poissonNllLoss } from "./losses/poisson-nll-loss.js";
export type { Reduction, ReductionOptions } from "./losses/reduction.js";
export { logSigmoid, sigmoid } from "./losses/sigmoid.js";
export { type SigmoidFocalLossOptions, sigmoidFocalLoss } from "./losses/sigmoid-focal-loss.js";
export { type SmoothL1LossOptions, smoothL1Loss } from "./losses/smooth-l1-loss.js";
export { softMarginLoss } from "./losses/soft-margin-loss.js";
export { logSoftmax, type SoftmaxOptions, softmax, softmin } from "./losses/softmax.js";
export { type SoftmaxFocalLossOptions, softmaxFocalLoss } from "./losses/softmax-focal-loss.js";
export { type SoftplusOptions, softplus } from "./losses/softplus.js";
export type { TripletOptions } from "./losses/triplet.js";
export { type TripletMarginLossOptions, tripletMarginLoss } from "./losses/triplet-margin-loss.js";
export {
  type DistanceFunction,
  type TripletMarginWithDistanceLossOptions,
  tripletMarginWithDistanceLoss,
} from "./losses/triplet-margin-with-distance-loss.js";
export type { WeightOptions } from "./losses/weighted-operands.js";
export * as naive from "./naive/index.js";
export { cat, type JoinOptions, stack, where } from "./tensor/choice.js";
export type { ClampOptions } from "./tensor/clamp.js";
export {
  arange,
  eye,
  full,
  linspace,
  ones,
  onesLike,
  type TensorOptions,
  tensor,
  zeros,
  zerosLike,
} from "./tensor/creation.js";
export type { DType, Storage } from "./tensor/dtype.js";
export type { ArgReduceOptions } from "./tensor/methods/reductions.js";
export type { NestedArray, NumericTypedArray } from "./tensor/nested-array.js";
export { type RandomOptions, rand, randint, randn, randperm, seed } from "./tensor/random.js";
export type { ReduceOptions, VarianceOptions } from "./tensor/reduction.js";
export type { ShapeArguments } from "./tensor/shape-argument.js";
export { type BackwardOptions, type MatrixLike, Tensor, type TensorLike } from "./tensor/tensor.js";
export type { SliceRange } from "./tensor/view.js";
export { type AccelerateOptions, type Acceleration, accelerate } from "./wasm/accelerate.js";
