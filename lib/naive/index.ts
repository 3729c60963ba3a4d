// The namespace `naive`: the textbook's formulas, exactly as written.

export {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  logSigmoid,
  sigmoid,
  sigmoidFocalLoss,
  softMarginLoss,
  softplus,
} from "./binary.js";
export { crossEntropy } from "./cross-entropy.js";
export { ctcLoss } from "./ctc.js";
export { softmaxFocalLoss } from "./focal.js";
export { klDiv } from "./kl-div.js";
export { gaussianNllLoss, mseLoss, poissonNllLoss } from "./regression.js";
export { logSoftmax, logSumExp, softmax } from "./softmax.js";
