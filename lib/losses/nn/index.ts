// The namespace `nn`: PyTorch's loss classes.

export { BCELoss, BCEWithLogitsLoss, MultiLabelSoftMarginLoss, SoftMarginLoss } from "./binary.js";
export { CrossEntropyLoss, NLLLoss } from "./classification.js";
export { KLDivLoss } from "./divergence.js";
export { SigmoidFocalLoss, SoftmaxFocalLoss } from "./focal.js";
export {
  CosineEmbeddingLoss,
  HingeEmbeddingLoss,
  MarginRankingLoss,
  MultiLabelMarginLoss,
  MultiMarginLoss,
  TripletMarginLoss,
  TripletMarginWithDistanceLoss,
} from "./margin.js";
export { GaussianNLLLoss, HuberLoss, L1Loss, MSELoss, PoissonNLLLoss, SmoothL1Loss } from "./regression.js";
export { CTCLoss } from "./sequence.js";
