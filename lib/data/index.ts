// The namespace `data`: data sets, and going through them in minibatches.

export { Batches, type BatchOptions, batches, type ImageSamples, type Samples } from "./batches.js";
export type { DownloadProgress } from "./download.js";
export { type ClassNames, FashionMnist, type FashionMnistOptions, fashionMnist } from "./fashion-mnist.js";
export type { LabelledImages } from "./fashion-mnist-files.js";
export { type SyntheticData, type SyntheticOptions, synthetic } from "./synthetic.js";
