// Where faster ways are put of calculating what the library also calculates in plain JavaScript. They are looked up when they
// would be used, so that a program that calls one loss does not carry them; `wasm/accelerate.ts` puts them here.

import type { FusedCrossEntropy } from "../losses/fused-cross-entropy.js";
import type { Storage } from "./dtype.js";

/**
 * Of rows of numbers the largest of each, and the sum of exp(number − largest) over the others; see `ShiftedRow`. The arrays may be longer
 * than there are rows, and are good until a kernel is called again: making them anew would take as long as a hundred rows.
 */
export interface ShiftedRows {
  readonly max: Float64Array;
  readonly rest: Float64Array;
  /** log(1 + rest), where that was asked for. */
  readonly logSum: Float64Array;
}

/** Each of them may decline: where the platform does not have what it needs, or the operands are too few to be worth it. */
export interface Kernels {
  /**
   * Of float32 rows that lie one after the other. If `out` is given, it is filled with their softmax, each row's times its
   * element of `scale`.
   */
  readonly shiftRows: (
    data: Storage,
    rows: number,
    length: number,
    logarithms: boolean,
    out?: Storage,
    scale?: Float64Array,
  ) => ShiftedRows | undefined;
  readonly crossEntropy: FusedCrossEntropy;
  /** The product of a float32 n × k matrix with a k × m matrix, each with its strides, row by row into `out`. */
  readonly product: (a: KernelMatrix, b: KernelMatrix, out: Storage) => boolean;
}

/** A matrix within a storage. */
export interface KernelMatrix {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

let installed: Kernels | undefined;

/** What is installed, if anything is. */
export function kernels(): Kernels | undefined {
  return installed;
}

export function installKernels(what: Kernels | undefined): void {
  installed = what;
}
