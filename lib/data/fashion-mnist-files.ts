// The four files of Fashion-MNIST: their names, their checksums, and how they become tensors. Knows nothing of where files
// come from.

import { showShape } from "../tensor/argument.js";
import { withMethods } from "../tensor/methods.js";
import { fromStorage } from "../tensor/strided.js";
import type { Tensor } from "../tensor/tensor.js";
import { gunzip } from "./gunzip.js";
import { type IdxArray, readIdx } from "./idx.js";

/** Images and what they show. */
export interface LabelledImages {
  /** Shape (N, 1, 28, 28), float32 from 0, the background, to 1. */
  readonly images: Tensor;
  /** Classes 0 to 9, shape (N,), int32. */
  readonly labels: Tensor;
}

/** Smallest first: a download that is impossible ends soon. */
export const fileNames = [
  "t10k-labels-idx1-ubyte.gz",
  "train-labels-idx1-ubyte.gz",
  "t10k-images-idx3-ubyte.gz",
  "train-images-idx3-ubyte.gz",
] as const;

export type FileName = (typeof fileNames)[number];

/** The files' bytes, compressed or not. */
export type FileSet = Readonly<Record<FileName, Uint8Array<ArrayBuffer>>>;

/**
 * SHA-256 of what the files hold once uncompressed. (Compressed, Debian's differ from Zalando's by the names noted in them. The
 * contents here are those of Zalando's files, whose MD5 its README lists.)
 */
const checksums: Readonly<Record<FileName, string>> = {
  "t10k-labels-idx1-ubyte.gz": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
  "train-labels-idx1-ubyte.gz": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  "t10k-images-idx3-ubyte.gz": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
  "train-images-idx3-ubyte.gz": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
};

/** Whether these bytes are Fashion-MNIST's file of that name. */
export async function isGenuine(name: FileName, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const content = await gunzip(bytes).catch(() => undefined);
  if (!content) return false;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === checksums[name];
}

/** @throws Error if a file is damaged, or images and labels do not belong together. */
export async function readFiles(files: FileSet): Promise<{ train: LabelledImages; test: LabelledImages }> {
  const read = async (name: FileName) => {
    const bytes = await gunzip(files[name]).catch(() => {
      throw new Error(`${name} cannot be uncompressed: it is damaged or cut off`);
    });
    return readIdx(bytes, name);
  };
  const labelled = async (part: "train" | "t10k"): Promise<LabelledImages> => {
    const images = await read(`${part}-images-idx3-ubyte.gz`);
    const labels = await read(`${part}-labels-idx1-ubyte.gz`);
    checkParts(part, images, labels);
    return { images: imageTensor(images), labels: labelTensor(labels) };
  };
  return { train: await labelled("train"), test: await labelled("t10k") };
}

function checkParts(part: string, images: IdxArray, labels: IdxArray): void {
  const [count, height, width] = images.shape;
  if (images.shape.length !== 3 || height !== 28 || width !== 28) {
    throw new Error(`${part}-images has shape ${showShape(images.shape)}, expected (N, 28, 28)`);
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new Error(
      `${part}-labels has shape ${showShape(labels.shape)}, expected (${count},): one label for each image`,
    );
  }
  const wrong = labels.values.findIndex((label) => label > 9);
  if (wrong >= 0) {
    throw new Error(`${part}-labels[${wrong}] is ${labels.values[wrong]}, expected a class from 0 to 9`);
  }
}

/** Bytes 0 to 255 as 0 to 1, with a dimension for the one channel, as torchvision's `ToTensor` makes them. */
function imageTensor({ shape: [count], values }: IdxArray): Tensor {
  const greys = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
  const storage = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) storage[i] = greys[values[i]!]!;
  return withMethods(fromStorage(storage, [count!, 1, 28, 28], "float32"));
}

function labelTensor({ shape, values }: IdxArray): Tensor {
  return withMethods(fromStorage(Int32Array.from(values), shape, "int32"));
}
