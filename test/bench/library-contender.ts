// One contender of library.ts that is written in JavaScript: reads what to calculate, line by line, and answers with the median time.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import type * as Losslab from "../../lib/index.js";
import type { Question } from "./library.js";
import { median } from "./measure.js";

type Calculation = (() => unknown) | undefined;
type Contender = (question: Question) => Calculation | Promise<Calculation>;

const normal = (n: number) => {
  let seed = 7;
  const next = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  return Float32Array.from({ length: n }, () => (next() + next() + next() + next() - 2) * 3.46);
};

const classesOf = (rows: number, classes: number) =>
  Int32Array.from({ length: rows }, (_, i) => (i * 7919) % classes);

const contenders: Readonly<Record<string, Contender>> = {
  losslab: losslab("wasm"),
  "losslab, relaxed SIMD": losslab("relaxed"),
  "losslab without kernels": losslab("none"),
  "a plain loop": plainLoop,
  "tfjs-wasm": tfjs,
};

function losslab(kind: Losslab.Acceleration): Contender {
  return async ({ what, sizes }) => {
    // The build, as an application imports it.
    const library: typeof Losslab = await import(new URL("../../dist/lib/index.js", import.meta.url).href);
    if (library.accelerate({ with: kind }) !== kind) return undefined;
    const { crossEntropy, logSumExp, softmax, tensor } = library;
    if (what === "training") return trainingEpoch(library, sizes[0]!);
    if (what === "matmul") {
      const [n, k, m] = sizes as [number, number, number];
      const [a, b] = [tensor(normal(n * k)).reshape([n, k]), tensor(normal(k * m)).reshape([k, m])];
      return () => a.matmul(b);
    }
    const [rows, classes] = sizes as [number, number];
    const x = tensor(normal(rows * classes)).reshape([rows, classes]);
    const y = tensor(classesOf(rows, classes));
    if (what === "softmax") return () => softmax(x);
    if (what === "logSumExp") return () => logSumExp(x);
    if (what === "crossEntropy") return () => crossEntropy(x, y).item();
    x.requiresGrad_();
    return () => {
      x.grad = null;
      crossEntropy(x, y).backward();
    };
  };
}

/** Notebook 07's loop, an epoch at each call. */
function trainingEpoch(library: typeof Losslab, count: number): () => void {
  const { accuracy, arange, data, noGrad, randn, seed, tensor, zeros } = library;
  seed(42);
  const W = randn([784, 10]).mul(0.01).requiresGrad_();
  const b = zeros([10]).requiresGrad_();
  const images = tensor(normal(count * 784)).reshape([count, 1, 28, 28]);
  const batches = data.batches(
    { images, labels: tensor(classesOf(count, 10)) },
    { batchSize: 256, shuffle: true },
  );
  return () => {
    let [loss, right] = [0, 0];
    for (const [X, y] of batches) {
      const e = X.reshape(-1, 784).matmul(W).add(b).exp();
      const yHat = e.div(e.sum({ dim: 1, keepdim: true }));
      const l = yHat
        .index(arange(y.numel, { dtype: "int32" }), y)
        .log()
        .neg()
        .sum();
      l.backward();
      noGrad(() => {
        for (const parameter of [W, b]) {
          parameter.sub_(parameter.grad!.mul(0.1 / y.numel));
          parameter.grad!.zero_();
        }
      });
      loss += l.item();
      right += accuracy(yHat, y, { reduction: "sum" }).item();
    }
    if (Number.isNaN(loss + right)) throw new Error("the training went wrong");
  };
}

/** What a careful programmer writes for the one case: the shift, no tensors, no checks. */
function plainLoop({ what, sizes }: Question): Calculation {
  if (what !== "crossEntropy") return undefined;
  const [rows, classes] = sizes as [number, number];
  const data = normal(rows * classes);
  const target = classesOf(rows, classes);
  return () => {
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const start = row * classes;
      let max = -Infinity;
      for (let i = start; i < start + classes; i++) max = Math.max(max, data[i]!);
      let sum = 0;
      for (let i = start; i < start + classes; i++) sum += Math.exp(data[i]! - max);
      total += Math.log(sum) + max - data[start + target[row]!]!;
    }
    return total / rows;
  };
}

interface TfTensor {
  dataSync(): Float32Array;
}

/** Of tfjs what is called here. */
interface Tf {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tidy<T>(calculate: () => T): T;
  tensor2d(values: Float32Array, shape: readonly number[]): TfTensor;
  oneHot(indices: Int32Array, depth: number): TfTensor;
  cast(x: TfTensor, dtype: string): TfTensor;
  softmax(x: TfTensor): TfTensor;
  logSumExp(x: TfTensor, axis: number): TfTensor;
  matMul(a: TfTensor, b: TfTensor): TfTensor;
  losses: { softmaxCrossEntropy(labels: TfTensor, logits: TfTensor): TfTensor };
  valueAndGrad(f: (x: TfTensor) => TfTensor): (x: TfTensor) => { value: TfTensor; grad: TfTensor };
}

async function tfjs({ what, sizes }: Question): Promise<Calculation> {
  const require = createRequire(new URL("peers/package.json", import.meta.url));
  const tf: Tf = require("@tensorflow/tfjs");
  require("@tensorflow/tfjs-backend-wasm");
  await tf.setBackend("wasm");
  await tf.ready();
  const run = (calculate: () => TfTensor) => () => tf.tidy(() => calculate().dataSync()[0]);
  if (what === "training") return undefined;
  if (what === "matmul") {
    const [n, k, m] = sizes as [number, number, number];
    const [a, b] = [tf.tensor2d(normal(n * k), [n, k]), tf.tensor2d(normal(k * m), [k, m])];
    return run(() => tf.matMul(a, b));
  }
  const [rows, classes] = sizes as [number, number];
  const x = tf.tensor2d(normal(rows * classes), [rows, classes]);
  const y = tf.cast(tf.oneHot(classesOf(rows, classes), classes), "float32");
  if (what === "softmax") return run(() => tf.softmax(x));
  if (what === "logSumExp") return run(() => tf.logSumExp(x, -1));
  if (what === "crossEntropy") return run(() => tf.losses.softmaxCrossEntropy(y, x));
  const both = tf.valueAndGrad((logits) => tf.losses.softmaxCrossEntropy(y, logits));
  return run(() => {
    const { value, grad } = both(x);
    grad.dataSync();
    return value;
  });
}

/** Calls take turns with the clock: so many at a time that it is read every 50 µs or so. */
function time(calculate: () => unknown, ms: number): number | undefined {
  const start = performance.now();
  calculate();
  const first = performance.now() - start;
  if (ms === 0) return first;
  const calls = Math.max(1, Math.min(2000, Math.ceil(0.05 / Math.max(first, 1e-4))));
  const times: number[] = [];
  for (const end = performance.now() + ms; performance.now() < end; ) {
    const from = performance.now();
    for (let i = 0; i < calls; i++) calculate();
    times.push((performance.now() - from) / calls);
  }
  return median(times);
}

const contender = contenders[process.argv[2]!]!;
let last: { key: string; calculate: Calculation } | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line) as Question;
  const key = `${question.what} ${question.sizes}`;
  if (last?.key !== key) {
    last = { key, calculate: await contender(question) };
    // The compiler takes its time with what is called often: that does not count.
    if (last.calculate && question.ms > 0) time(last.calculate, question.ms);
  }
  const { calculate } = last;
  process.stdout.write(`${JSON.stringify({ ms: calculate && time(calculate, question.ms) })}\n`);
}
