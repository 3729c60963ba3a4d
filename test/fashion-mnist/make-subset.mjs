/**
 * Makes the subset of Fashion-MNIST that comes with the library, in lib/data/fashion-mnist/, from all of it: of each class the
 * first 600 images for training and the first 100 for testing, in their order. The same files each time.
 *
 *     node test/fashion-mnist/make-subset.mjs [FOLDER]     # by default that of Debian's package dataset-fashion-mnist
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

const from = process.argv[2] ?? "/usr/share/datasets/fashion-mnist";
const to = new URL("../../lib/data/fashion-mnist/", import.meta.url);

/** Bytes before the first value: the magic number and one size, or three. */
const header = { labels: 8, images: 16 };
const imageSize = 28 * 28;

makePart("train", 600);
makePart("t10k", 100);

function makePart(part, perClass) {
  const names = { labels: `${part}-labels-idx1-ubyte.gz`, images: `${part}-images-idx3-ubyte.gz` };
  const labels = gunzipSync(readFileSync(join(from, names.labels)));
  const images = gunzipSync(readFileSync(join(from, names.images)));
  const taken = new Array(10).fill(0);
  const chosen = [...labels.subarray(header.labels).keys()].filter((i) => {
    const label = labels[header.labels + i];
    return taken[label]++ < perClass;
  });
  write(
    names.labels,
    labels.subarray(0, header.labels),
    chosen.map((i) => values(labels, header.labels, i, 1)),
  );
  write(
    names.images,
    images.subarray(0, header.images),
    chosen.map((i) => values(images, header.images, i, imageSize)),
  );
}

function values(file, start, i, length) {
  return file.subarray(start + i * length, start + (i + 1) * length);
}

function write(name, header, samples) {
  const file = Buffer.concat([header, ...samples]);
  file.writeUInt32BE(samples.length, 4);
  writeFileSync(new URL(name, to), gzipSync(file, { level: 9 }));
}
