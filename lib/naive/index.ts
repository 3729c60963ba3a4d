// The namespace `naive`: the textbook's formulas, exactly as written.

export { crossEntropy } from "./cross-entropy.js";
export { ctcLoss } from "./ctc.js";
export { logSoftmax, logSumExp, softmax } from "./softmax.js";
