// The library beside PyTorch on one thread, tfjs's WebAssembly and a plain loop: losses, matrix products, a training. Each contender
// is a process of its own that is asked in turn; what it is asked for is the same for all.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { inTurn, type Measurement, us } from "./measure.js";

/** What a contender calculates, again and again for so many milliseconds; it answers with the median time, or says that it cannot. */
export interface Question {
  readonly what: "crossEntropy" | "crossEntropy, backward" | "softmax" | "logSumExp" | "matmul" | "training";
  /** Rows and classes; of a product its three sizes; of a training the number of images. */
  readonly sizes: readonly number[];
  readonly ms: number;
}

const pytorch = "PyTorch, 1 thread";

const shapes = [
  [32, 10],
  [256, 10],
  [1024, 1000],
  [64, 50257],
  [256, 32000],
] as const;

export function losses(rounds: number, progress: (text: string) => void): Promise<Measurement[]> {
  const functions = ["crossEntropy", "crossEntropy, backward", "softmax", "logSumExp"] as const;
  const questions = shapes.flatMap((sizes) => functions.map((what) => ({ what, sizes, ms: 60 })));
  return asked(questions, rounds, progress);
}

export function products(rounds: number, progress: (text: string) => void): Promise<Measurement[]> {
  const sizes = [
    [256, 784, 10],
    [784, 256, 10],
    [256, 10, 784],
    [512, 512, 512],
    [1, 784, 10],
    [2, 3, 4],
  ];
  return asked(
    sizes.map((sizes) => ({ what: "matmul", sizes, ms: 60 })),
    rounds,
    progress,
  );
}

/** Softmax regression from scratch on as many images as Fashion-MNIST has: notebook 07's loop, ten epochs in all. */
export function training(_: number, progress: (text: string) => void): Promise<Measurement[]> {
  return asked([{ what: "training", sizes: [60000], ms: 0 }], 10, progress);
}

async function asked(
  questions: readonly Question[],
  rounds: number,
  progress: (text: string) => void,
): Promise<Measurement[]> {
  const contenders = startContenders();
  try {
    const measurements: Measurement[] = [];
    for (const question of questions) {
      const what = `${question.what} ${question.sizes.join(" × ")}`;
      const series: Record<string, (number | undefined)[]> = Object.fromEntries(
        contenders.map(({ name }) => [name, []]),
      );
      for (let round = 0; round < rounds; round++) {
        progress(`${what}, round ${round + 1} of ${rounds}`);
        for (const contender of inTurn(contenders, round))
          series[contender.name]!.push(await contender.ask(question));
      }
      for (const [name, values] of Object.entries(series)) {
        if (values.every((value) => value === undefined)) delete series[name];
      }
      measurements.push({ what, unit: "ms", series, against: pytorch in series ? pytorch : undefined });
    }
    return measurements;
  } finally {
    for (const contender of contenders) contender.end();
  }
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

function startContenders(): Contender[] {
  const script = (name: string, flags: readonly string[] = []) =>
    new Contender(name, process.execPath, ["--import", "tsx", ...flags, file("library-contender.ts"), name]);
  const contenders = [
    script(us),
    script("losslab, relaxed SIMD", ["--experimental-wasm-relaxed-simd"]),
    script("losslab without kernels"),
    script("a plain loop"),
  ];
  if (existsSync(file("peers/node_modules/@tensorflow/tfjs-backend-wasm")))
    contenders.push(script("tfjs-wasm"));
  if (spawnSync("/usr/bin/python3", ["-c", "import torch"]).status === 0) {
    contenders.push(new Contender(pytorch, "/usr/bin/python3", [file("library-contender.py")]));
  }
  return contenders;
}

/** A process that answers one line of JSON with another. */
class Contender {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #lines: Interface;

  constructor(name: string, command: string, args: readonly string[]) {
    this.name = name;
    this.#process = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout! });
  }

  /** The time in milliseconds; undefined for what it cannot do. */
  ask(question: Question): Promise<number | undefined> {
    const answer = new Promise<number | undefined>((resolve, reject) => {
      const ended = () => reject(new Error(`${this.name} ended while it was asked for ${question.what}`));
      this.#process.once("exit", ended);
      this.#lines.once("line", (line) => {
        this.#process.off("exit", ended);
        resolve((JSON.parse(line) as { ms?: number }).ms);
      });
    });
    this.#process.stdin!.write(`${JSON.stringify(question)}\n`);
    return answer;
  }

  end(): void {
    this.#process.stdin!.end();
    this.#lines.close();
  }
}
