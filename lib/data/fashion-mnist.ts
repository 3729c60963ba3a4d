// Fashion-MNIST, from wherever it is to be had. What the files hold is fashion-mnist-files.ts's business.

import { checkOptions, showValue } from "../tensor/argument.js";
import { rowMajorData } from "../tensor/strided.js";
import { asTensor, type TensorLike } from "../tensor/tensor.js";
import { type DownloadProgress, download, progressPrinter, reason } from "./download.js";
import {
  type FileName,
  type FileSet,
  fileNames,
  isGenuine,
  type LabelledImages,
  readFiles,
} from "./fashion-mnist-files.js";
import { type Host, thisHost } from "./host.js";

/** Options of {@link fashionMnist}. */
export interface FashionMnistOptions {
  /** Folder with the four IDX files, compressed or not; if they are not there, or damaged, that is an error. */
  readonly path?: string | undefined;
  /** Take the subset that comes with the library, even if all of Fashion-MNIST is at hand. Default false. */
  readonly subset?: boolean | undefined;
  /** Whether the files may be downloaded, 31 MB, if they are nowhere on the machine. Default true. */
  readonly download?: boolean | undefined;
  /** Called as a download goes on. Default: prints how far it is. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** Names of classes: that of class 3 is at index 3. */
export interface ClassNames {
  /** English. */
  readonly en: readonly string[];
  /** Chinese. */
  readonly zh: readonly string[];
}

/** The names of the ten classes, as d2l has them. */
const classes: ClassNames = {
  en: ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"],
  zh: ["T恤", "裤子", "套衫", "连衣裙", "外套", "凉鞋", "衬衫", "运动鞋", "包", "短靴"],
};

/** Where Debian's package dataset-fashion-mnist puts its files. */
const debianFolder = "/usr/share/datasets/fashion-mnist";

/** Zalando's own: its repository, then the store that its README names. */
const mirrors = [
  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
];

/**
 * Fashion-MNIST: 60,000 and 10,000 pictures of clothes, 28 × 28 pixels, in ten classes, by Zalando Research (MIT licence).
 *
 * They come from the first of these that has them: the folder `path`; Debian's package `dataset-fashion-mnist`; what an earlier
 * call downloaded; the network (checked, and kept in the platform's cache folder); the subset that comes with the library, the
 * first 600 and 100 of each class. `source` says which it was, and printing the result as well.
 *
 * ```ts
 * const { train, test } = await data.fashionMnist();
 * train.images.shape                                  // [ 60000, 1, 28, 28 ]
 * for (const [X, y] of data.batches(train, { batchSize: 256, shuffle: true })) { … }
 * ```
 *
 * @param options `path`, `subset`, `download`, `onProgress`.
 * @throws Error if `path` was given and the files are not there, are damaged or do not fit together.
 * @see d2l "The Image Classification Dataset"; https://github.com/zalandoresearch/fashion-mnist
 */
export async function fashionMnist(options: FashionMnistOptions = {}): Promise<FashionMnist> {
  checkOptions("fashionMnist", options, ["path", "subset", "download", "onProgress"]);
  return loadFashionMnist(options, thisHost());
}

/** Fashion-MNIST, made by {@link fashionMnist}. */
export class FashionMnist {
  /** What to learn from. */
  readonly train: LabelledImages;
  /** What nothing is learned from, to see how good a model is. */
  readonly test: LabelledImages;
  /** The names of the ten classes. */
  readonly classes: ClassNames = classes;
  /** Where the files came from. */
  readonly source: string;
  /** Where all of Fashion-MNIST was looked for before that, and why it could not be had there. */
  readonly missed: readonly string[];

  /** @internal */
  constructor(
    parts: { readonly train: LabelledImages; readonly test: LabelledImages },
    source: string,
    missed: readonly string[],
  ) {
    this.train = parts.train;
    this.test = parts.test;
    this.source = source;
    this.missed = missed;
  }

  /**
   * What labels stand for: `names(y)` below pictures.
   *
   * ```ts
   * (await data.fashionMnist()).names([9, 0])           // [ "ankle boot", "t-shirt" ]
   * ```
   * @param labels Classes 0 to 9.
   * @param language `"en"` or `"zh"`; default English, as in d2l.
   * @throws RangeError if a label is none of the classes.
   * @see d2l "The Image Classification Dataset", `get_fashion_mnist_labels`
   */
  names(labels: TensorLike, language: "en" | "zh" = "en"): string[] {
    return Array.from(rowMajorData(asTensor(labels, "names", "labels")), (label) => {
      const name = this.classes[language][label];
      if (name === undefined)
        throw new RangeError(`names: label is ${showValue(label)}, expected a class from 0 to 9`);
      return name;
    });
  }

  /** How much there is of it, and where it comes from. */
  toString(): string {
    const [train, test] = [this.train, this.test].map(({ images }) => images.shape[0]!.toLocaleString("en"));
    return [
      `Fashion-MNIST: ${train} images for training, ${test} for testing, 28 × 28 pixels in 10 classes`,
      `from ${this.source}`,
      ...this.missed.map((why) => `not from ${why}`),
    ].join("\n");
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** @internal The work of {@link fashionMnist}, in any host. */
export async function loadFashionMnist(options: FashionMnistOptions, host: Host): Promise<FashionMnist> {
  const { path } = options;
  if (path !== undefined) {
    const parts = await inFolder(host, path)
      .then(readFiles)
      .catch((error: unknown) => {
        throw new Error(`fashionMnist: path is ${showValue(path)}, but ${reason(error)}`);
      });
    return new FashionMnist(parts, path, []);
  }
  const missed: string[] = [];
  for (const { name, files } of options.subset ? [] : places(options, host)) {
    try {
      return new FashionMnist(await readFiles(await files()), name, []);
    } catch (error) {
      missed.push(`${name}: ${reason(error)}`);
    }
  }
  const parts = await readFiles(await shippedSubset(host));
  return new FashionMnist(parts, "the subset that comes with losslab", missed);
}

/** A place that may have all four files. */
interface Place {
  readonly name: string;
  /** Rejects with the reason why they cannot be had there. */
  readonly files: () => Promise<FileSet>;
}

/** Where to look for all of Fashion-MNIST, in this order. */
function places(options: FashionMnistOptions, host: Host): Place[] {
  const cache = host.cache === undefined ? undefined : `${host.cache}/fashion-mnist`;
  const onProgress = options.onProgress ?? progressPrinter();
  const folders = [
    { name: `Debian's package dataset-fashion-mnist, ${debianFolder}`, folder: debianFolder },
    ...(cache === undefined ? [] : [{ name: `the cache, ${cache}`, folder: cache }]),
  ];
  return [
    ...(host.files ? folders : []).map(({ name, folder }) => ({ name, files: () => inFolder(host, folder) })),
    ...(options.download === false ? [] : mirrors).map((mirror) => ({
      name: mirror,
      files: () => downloaded(host, mirror, cache, onProgress),
    })),
  ];
}

async function fileSet(read: (name: FileName) => Promise<Uint8Array<ArrayBuffer>>): Promise<FileSet> {
  const files: [FileName, Uint8Array<ArrayBuffer>][] = [];
  for (const name of fileNames) files.push([name, await read(name)]);
  return Object.fromEntries(files) as FileSet;
}

/** A folder of the machine; where there are no files, as in a page, of the server. */
async function inFolder({ files, fetch }: Host, folder: string): Promise<FileSet> {
  if (!files) return fileSet((name) => download(fetch, `${folder}/${name}`));
  return fileSet(async (name) => {
    const plainName = name.slice(0, -".gz".length);
    const bytes = (await files.read(`${folder}/${name}`)) ?? (await files.read(`${folder}/${plainName}`));
    if (!bytes) throw new Error(`there is no ${name}`);
    return bytes;
  });
}

/** What was not yet downloaded is, and kept in the folder `cache`. */
async function downloaded(
  { files, fetch }: Host,
  mirror: string,
  cache: string | undefined,
  onProgress: (progress: DownloadProgress) => void,
): Promise<FileSet> {
  return fileSet(async (name) => {
    const kept = await files?.read(`${cache}/${name}`);
    if (kept && (await isGenuine(name, kept))) return kept;
    const bytes = await download(fetch, `${mirror}/${name}`, onProgress);
    if (!(await isGenuine(name, bytes)))
      throw new Error(`${name} is not the genuine file: its checksum is wrong`);
    await files?.write(`${cache}/${name}`, bytes).catch((error: unknown) => {
      console.warn(`fashionMnist: ${name} is not kept for the next time: ${reason(error)}`);
    });
    return bytes;
  });
}

async function shippedSubset({ files, fetch }: Host): Promise<FileSet> {
  const { fashionMnistSubset } = await import("./shipped.js");
  return fileSet(async (name) => {
    const url = fashionMnistSubset[name];
    const bytes = url.protocol === "file:" && files ? await files.read(url) : await download(fetch, url.href);
    if (bytes) return bytes;
    throw new Error(`fashionMnist: ${url.href}, which belongs to losslab, is missing; install losslab again`);
  });
}
