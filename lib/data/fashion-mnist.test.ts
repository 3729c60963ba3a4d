// Where Fashion-MNIST comes from, and what happens when it is not there, damaged, or the network fails: with real files in a
// folder that stands for the machine, and a real server in place of the mirrors.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { data, type Tensor } from "../index.js";
import { loadFashionMnist } from "./fashion-mnist.js";
import { fileNames } from "./fashion-mnist-files.js";
import { type Host, thisHost } from "./host.js";

const debian = "/usr/share/datasets/fashion-mnist";
const everything = existsSync(debian);
const shipped = new URL("./fashion-mnist/", import.meta.url);
const trainImages = "train-images-idx3-ubyte.gz";

let machine: string;
let server: Server | undefined;

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "losslab-machine-"));
});
afterEach(() => {
  rmSync(machine, { recursive: true });
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** The subset's files in a folder of the machine, some of them changed. */
function put(folder: string, changed: Partial<Record<string, Uint8Array>> = {}): void {
  mkdirSync(join(machine, folder), { recursive: true });
  for (const name of fileNames) cpSync(new URL(name, shipped), join(machine, folder, name));
  for (const [name, bytes] of Object.entries(changed)) writeFileSync(join(machine, folder, name), bytes!);
}

/** A machine that has a network if there is a server. */
function host(): Host {
  const files = thisHost().files!;
  const inMachine = (path: string | URL) => (typeof path === "string" ? join(machine, path) : path);
  return {
    files: {
      read: (path) => files.read(inMachine(path)),
      write: (path, bytes) => files.write(inMachine(path) as string, bytes),
    },
    cache: "/cache/losslab",
    fetch: async (url, options) => {
      if (!server) throw new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") });
      const { port } = server.address() as AddressInfo;
      return fetch(String(url).replace(/^https?:\/\/[^/]+/, `http://127.0.0.1:${port}`), options);
    },
  };
}

async function serve(answer: RequestListener): Promise<void> {
  server = createServer(answer);
  await new Promise<void>((listening) => server!.listen(0, "127.0.0.1", listening));
}

const fileOf = (url = "") => url.slice(url.lastIndexOf("/") + 1);
const quiet = { onProgress: () => {} };

describe("the subset that comes with the library", () => {
  it("is what there is when there is nothing else, and says where all of it was looked for", async () => {
    const fashion = await loadFashionMnist(quiet, host());
    expect(String(fashion).split("\n")).toEqual([
      "Fashion-MNIST: 6,000 images for training, 1,000 for testing, 28 × 28 pixels in 10 classes",
      "from the subset that comes with losslab",
      `not from Debian's package dataset-fashion-mnist, ${debian}: there is no t10k-labels-idx1-ubyte.gz`,
      "not from the cache, /cache/losslab/fashion-mnist: there is no t10k-labels-idx1-ubyte.gz",
      "not from https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion: " +
        "t10k-labels-idx1-ubyte.gz: fetch failed (getaddrinfo ENOTFOUND)",
      "not from http://fashion-mnist.s3-website.eu-central-1.amazonaws.com: " +
        "t10k-labels-idx1-ubyte.gz: fetch failed (getaddrinfo ENOTFOUND)",
    ]);
  });

  it("has 600 and 100 images of each class, from 0 to 1, under 5 MB", async () => {
    const { train, test } = await data.fashionMnist({ subset: true });
    expect([train.images.shape, train.labels.shape]).toEqual([[6000, 1, 28, 28], [6000]]);
    expect([test.images.shape, test.labels.shape]).toEqual([[1000, 1, 28, 28], [1000]]);
    expect([train.images.dtype, train.labels.dtype]).toEqual(["float32", "int32"]);
    const counts = (labels: Tensor) => Array.from({ length: 10 }, (_, c) => labels.eq(c).sum().item());
    expect(counts(train.labels)).toEqual(new Array(10).fill(600));
    expect(counts(test.labels)).toEqual(new Array(10).fill(100));
    expect([train.images.min().item(), train.images.max().item()]).toEqual([0, 1]);
    const bytes = fileNames.map((name) => statSync(new URL(name, shipped)).size);
    expect(bytes.reduce((a, b) => a + b)).toBeLessThan(5e6);
  });

  it("is read from the server in a page, also when the server or the browser uncompresses it", async () => {
    for (const uncompressed of [false, true]) {
      const fetched: string[] = [];
      const page: Host = {
        fetch: async (url) => {
          fetched.push(fileOf(String(url)));
          if (!String(url).startsWith(shipped.href)) throw new TypeError("Failed to fetch");
          const bytes = readFileSync(new URL(String(url)));
          return new Response(uncompressed ? gunzipSync(bytes) : bytes);
        },
      };
      const fashion = await loadFashionMnist({ ...quiet, download: false }, page);
      expect([fashion.source, fashion.missed]).toEqual(["the subset that comes with losslab", []]);
      expect(fashion.test.labels.numel).toBe(1000);
      expect(fetched).toEqual([...fileNames]);
    }
  });

  it.runIf(everything)("is the first of each class in all of Fashion-MNIST, in its order", async () => {
    const subset = await data.fashionMnist({ subset: true });
    const all = await data.fashionMnist({ path: debian });
    for (const [part, perClass] of [
      ["train", 600],
      ["test", 100],
    ] as const) {
      const taken = new Array<number>(10).fill(0);
      const chosen = [...all[part].labels.data.entries()].filter(([, label]) => taken[label]!++ < perClass);
      const positions = chosen.map(([i]) => i);
      expect(subset[part].labels.data).toEqual(all[part].labels.indexSelect(0, positions).data);
      expect(subset[part].images.sub(all[part].images.indexSelect(0, positions)).abs().max().item()).toBe(0);
    }
  });
});

describe("data.fashionMnist looks in this order:", () => {
  it("the folder given, compressed or not", async () => {
    put("given");
    put(debian);
    const name = "t10k-labels-idx1-ubyte";
    writeFileSync(join(machine, "given", name), gunzipSync(readFileSync(new URL(`${name}.gz`, shipped))));
    rmSync(join(machine, "given", `${name}.gz`));
    const fashion = await loadFashionMnist({ path: "/given" }, host());
    expect([fashion.source, fashion.missed]).toEqual(["/given", []]);
  });

  it("Debian's package", async () => {
    put(debian);
    put("cache/losslab/fashion-mnist");
    const { source } = await loadFashionMnist(quiet, host());
    expect(source).toBe(`Debian's package dataset-fashion-mnist, ${debian}`);
  });

  it("the cache", async () => {
    put("cache/losslab/fashion-mnist");
    const { source } = await loadFashionMnist(quiet, host());
    expect(source).toBe("the cache, /cache/losslab/fashion-mnist");
  });

  it.runIf(everything)("the network; what came from there is in the cache the next time", async () => {
    const asked: string[] = [];
    await serve((request, response) => {
      asked.push(fileOf(request.url));
      const bytes = readFileSync(join(debian, fileOf(request.url)));
      response.writeHead(200, { "content-length": bytes.length }).end(bytes);
    });
    const progress = new Map<string, data.DownloadProgress[]>();
    const onProgress = (step: data.DownloadProgress) => {
      progress.set(step.url, [...(progress.get(step.url) ?? []), step]);
    };
    const fashion = await loadFashionMnist({ onProgress }, host());
    expect(fashion.source).toMatch(/^https:\/\/raw\.githubusercontent\.com\/zalandoresearch\//);
    expect([fashion.train.labels.numel, fashion.test.labels.numel]).toEqual([60000, 10000]);
    expect(asked).toEqual([...fileNames]);
    for (const steps of progress.values()) {
      const done = steps.map((step) => step.done);
      expect(done[0]).toBe(0);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(done.at(-1)).toBe(steps[0]!.total);
    }
    const again = await loadFashionMnist({ onProgress }, host());
    expect(again.source).toBe("the cache, /cache/losslab/fashion-mnist");
    expect(asked.length).toBe(4);
    // A file that was damaged meanwhile is downloaded again, that one alone.
    const path = join(machine, "cache/losslab/fashion-mnist", "t10k-images-idx3-ubyte.gz");
    writeFileSync(path, readFileSync(path).subarray(0, 100_000));
    const third = await loadFashionMnist({ onProgress }, host());
    expect(third.source).toBe(fashion.source);
    expect(asked.slice(4)).toEqual(["t10k-images-idx3-ubyte.gz"]);
  });
});

describe("a download that fails leaves the subset, and the reason:", () => {
  const reasonOf = async () => {
    const fashion = await loadFashionMnist(quiet, host());
    expect(fashion.source).toBe("the subset that comes with losslab");
    expect(existsSync(join(machine, "cache"))).toBe(false);
    return fashion.missed.slice(2);
  };

  it("other files than Zalando's", async () => {
    await serve((request, response) => {
      response.end(readFileSync(new URL(fileOf(request.url), shipped)));
    });
    const wrong = expect.stringMatching(
      /: t10k-labels-idx1-ubyte\.gz is not the genuine file: its checksum is wrong$/,
    );
    expect(await reasonOf()).toEqual([wrong, wrong]);
  });

  it("a server that does not have them", async () => {
    await serve((_, response) => response.writeHead(404).end("no such file"));
    const refused = expect.stringMatching(/: t10k-labels-idx1-ubyte\.gz: the server answered 404 Not Found$/);
    expect(await reasonOf()).toEqual([refused, refused]);
  });

  it("a transfer that breaks off", async () => {
    await serve((_, response) => {
      response.writeHead(200, { "content-length": 5125 }).write("x".repeat(1000), () => response.destroy());
    });
    const broken = expect.stringMatching(/: t10k-labels-idx1-ubyte\.gz: terminated/);
    expect(await reasonOf()).toEqual([broken, broken]);
  });

  it("a server that falls silent", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await serve((_, response) => response.writeHead(200, { "content-length": 5125 }).write("x"));
      const reasons = reasonOf();
      const passing = setInterval(() => vi.advanceTimersByTime(1000), 5);
      const silent = expect.stringMatching(/: t10k-labels-idx1-ubyte\.gz: nothing came for 10 s$/);
      expect(await reasons.finally(() => clearInterval(passing))).toEqual([silent, silent]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("nothing is asked of the network with download: false", async () => {
    let asked = 0;
    await serve((_, response) => {
      asked++;
      response.end();
    });
    const fashion = await loadFashionMnist({ download: false }, host());
    expect([asked, fashion.missed.length]).toEqual([0, 2]);
  });
});

describe("a folder that was given is read, or it is an error:", () => {
  const load = () => loadFashionMnist({ path: "/given" }, host());
  const original = (name: string) => readFileSync(new URL(name, shipped));

  it("nothing there", async () => {
    await expect(load()).rejects.toThrow(
      'fashionMnist: path is "/given", but there is no t10k-labels-idx1-ubyte.gz',
    );
  });

  it("a compressed file cut off", async () => {
    put("given", { [trainImages]: original(trainImages).subarray(0, 1_000_000) });
    await expect(load()).rejects.toThrow(
      `but ${trainImages} cannot be uncompressed: it is damaged or cut off`,
    );
  });

  it("a compressed file with a wrong byte", async () => {
    const damaged = original(trainImages);
    damaged[damaged.length - 6]! ^= 1;
    put("given", { [trainImages]: damaged });
    await expect(load()).rejects.toThrow(`but ${trainImages} cannot be uncompressed`);
  });

  it("an uncompressed file cut off", async () => {
    put("given", { [trainImages]: gunzipSync(original(trainImages)).subarray(0, 16 + 784) });
    await expect(load()).rejects.toThrow(
      `but ${trainImages} is cut off: 784 values after the header, expected 4704000 for shape (6000, 28, 28)`,
    );
  });

  it("labels of other images", async () => {
    put("given", { "train-labels-idx1-ubyte.gz": original("t10k-labels-idx1-ubyte.gz") });
    await expect(load()).rejects.toThrow(
      "but train-labels has shape (1000,), expected (6000,): one label for each image",
    );
  });

  it("images in place of labels", async () => {
    put("given", { [trainImages]: original("train-labels-idx1-ubyte.gz") });
    await expect(load()).rejects.toThrow("but train-images has shape (6000,), expected (N, 28, 28)");
  });

  it("a label that is no class", async () => {
    const labels = gunzipSync(original("t10k-labels-idx1-ubyte.gz"));
    labels[8 + 17] = 10;
    put("given", { "t10k-labels-idx1-ubyte.gz": labels });
    await expect(load()).rejects.toThrow("but t10k-labels[17] is 10, expected a class from 0 to 9");
  });

  it("an option that does not exist", async () => {
    await expect(data.fashionMnist({ Path: "/given" } as data.FashionMnistOptions)).rejects.toThrow(
      "did you mean path?",
    );
  });
});

describe("the names of the classes", () => {
  // d2l "The Image Classification Dataset", in English and in Chinese.
  it("are d2l's", async () => {
    const fashion = await data.fashionMnist({ subset: true });
    expect(fashion.classes.en.join(", ")).toBe(
      "t-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot",
    );
    expect(fashion.classes.zh.join("、")).toBe("T恤、裤子、套衫、连衣裙、外套、凉鞋、衬衫、运动鞋、包、短靴");
    expect(fashion.names([9, 0])).toEqual(["ankle boot", "t-shirt"]);
    expect(fashion.names(fashion.train.labels.slice([0, 2]), "zh")).toEqual(["短靴", "T恤"]);
    expect(() => fashion.names([10])).toThrow("names: label is 10, expected a class from 0 to 9");
  });
});
