// Where the data lie that come with the library: beside this file. The bundle for Node leaves this file out and loads it from
// its place, because only from there is the way right; other bundlers know what `new URL(…, import.meta.url)` stands for.

import type { FileName } from "./fashion-mnist-files.js";

/** The files of Fashion-MNIST's subset. */
export const fashionMnistSubset: Readonly<Record<FileName, URL>> = {
  "train-images-idx3-ubyte.gz": new URL("./fashion-mnist/train-images-idx3-ubyte.gz", import.meta.url),
  "train-labels-idx1-ubyte.gz": new URL("./fashion-mnist/train-labels-idx1-ubyte.gz", import.meta.url),
  "t10k-images-idx3-ubyte.gz": new URL("./fashion-mnist/t10k-images-idx3-ubyte.gz", import.meta.url),
  "t10k-labels-idx1-ubyte.gz": new URL("./fashion-mnist/t10k-labels-idx1-ubyte.gz", import.meta.url),
};
