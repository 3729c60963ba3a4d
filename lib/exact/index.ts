// The namespace `exact`: the library's functions at 64 digits, of the float inputs taken as exact binary numbers.

export { load } from "./big-number.js";
export { crossEntropy, crossEntropyOfProbabilities, nllLoss } from "./cross-entropy.js";
export { ctcLoss } from "./ctc.js";
export { logSoftmax, logSumExp, softmax } from "./softmax.js";
