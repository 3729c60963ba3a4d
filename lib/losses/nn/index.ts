// The namespace `nn`: PyTorch's loss classes.

export { CrossEntropyLoss, NLLLoss } from "./classification.js";
export { CTCLoss } from "./sequence.js";
