// The library's public names, and nothing else.

export { type CompareOptions, compare } from "./compare/compare.js";
export { type ComparedInput, Comparison, type ComparisonRow } from "./compare/comparison.js";
export type { Assessment } from "./compare/verdict.js";
export type { MimeBundle } from "./display/mime-bundle.js";
export type { BigNumber } from "./exact/big-number.js";
export { ExactTensor, type NestedBigNumbers } from "./exact/exact-tensor.js";
export * as exact from "./exact/index.js";
export { type CrossEntropyOptions, crossEntropy } from "./losses/cross-entropy.js";
export { type LogSumExpOptions, logSumExp } from "./losses/log-sum-exp.js";
export { type NLLLossOptions, nllLoss } from "./losses/nll-loss.js";
export * as nn from "./losses/nn.js";
export type { Reduction } from "./losses/reduction.js";
export { logSoftmax, type SoftmaxOptions, softmax } from "./losses/softmax.js";
export * as naive from "./naive/index.js";
export type { NestedArray, NumericTypedArray } from "./tensor/creation.js";
export type { DType } from "./tensor/dtype.js";
export type { ReduceOptions } from "./tensor/reduction.js";
export { Tensor, type TensorLike, type TensorOptions, tensor } from "./tensor/tensor.js";
export type { SliceRange } from "./tensor/view.js";
