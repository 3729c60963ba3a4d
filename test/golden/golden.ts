// Reads the golden data: its types, and its tensors as ours. Knows nothing of what is compared with it.
// GOLDEN_DIR names another directory of the same files, such as one made with another seed.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Tensor, tensor } from "../../lib/index.js";

export type GoldenNumber = number | "NaN" | "Infinity" | "-Infinity" | "-0";

export interface GoldenTensor {
  readonly dtype: "float64" | "float32" | "int64";
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: readonly GoldenNumber[];
}

export interface GoldenCase {
  readonly id: string;
  /** The function of `torch.nn.functional`. */
  readonly fn: string;
  readonly dtype: "float64" | "float32";
  /** What is special about the inputs. */
  readonly tag?: string;
  /** Keyword arguments as PyTorch names them. */
  readonly args: Readonly<Record<string, unknown>>;
  /** In PyTorch's order. */
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly output: GoldenTensor;
  /** The gradient of the output that the backward pass starts from; missing for a scalar output, where it is 1. */
  readonly gradOutput?: GoldenTensor;
  /** null where PyTorch gives none. */
  readonly grads?: Readonly<Record<string, GoldenTensor | null>>;
}

const here = fileURLToPath(new URL(".", import.meta.url));
const chosen = process.env.GOLDEN_DIR;

/** Where the data is read from. */
export const goldenDirectory = chosen ? resolve(chosen) : here;

/** Whether it is the repository's own data, whose cases a test may know. */
export const isOwnData = resolve(goldenDirectory) === resolve(here);

export function goldenFile(family: string): Record<string, unknown> {
  return JSON.parse(readFileSync(resolve(goldenDirectory, `${family}.json`), "utf8"));
}

export function goldenCases(family: string): GoldenCase[] {
  return goldenFile(family).cases as GoldenCase[];
}

/** A case for people: its id, its function, what is special about it. */
export function title({ id, fn, tag }: Pick<GoldenCase, "id" | "fn" | "tag">): string {
  return [id, fn, tag].filter((part) => part !== undefined).join(" ");
}

/** The numbers of a golden tensor, as they are stored in its dtype. */
export function goldenNumbers(t: GoldenTensor): number[] {
  const round = t.dtype === "float32" ? Math.fround : (x: number) => x;
  return t.data.map((x) => round(Number(x)));
}

/** A golden tensor as one of ours; int64 becomes int32. */
export function fromGolden(t: GoldenTensor): Tensor {
  const dtype = t.dtype === "int64" ? "int32" : t.dtype;
  return tensor(Float64Array.from(t.data, Number), { dtype }).reshape([...t.shape]);
}

/** `label_smoothing` → `labelSmoothing`: our name of a function or an option of PyTorch's. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
