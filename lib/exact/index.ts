// The namespace `exact`: the library's functions at 64 digits, of the float inputs taken as exact binary numbers.

export {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  logSigmoid,
  multilabelSoftMarginLoss,
  sigmoid,
  sigmoidFocalLoss,
  softMarginLoss,
  softplus,
} from "./binary.js";
export { crossEntropy, crossEntropyOfProbabilities, nllLoss, softmaxFocalLoss } from "./cross-entropy.js";
export { ctcLoss } from "./ctc.js";
export { entr, klDiv, relEntr, xlog1py, xlogy } from "./entropy.js";
export { cosineEmbeddingLoss, tripletMarginLoss } from "./margin.js";
export { load } from "./mathjs.js";
export { gaussianNllLoss, mseLoss, poissonNllLoss } from "./regression.js";
export { logSoftmax, logSumExp, softmax, softmin } from "./softmax.js";
