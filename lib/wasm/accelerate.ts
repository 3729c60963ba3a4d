// Which kernels the library calculates with. Knows all of them; no loss knows this file.

import { checkOptions, showValue } from "../tensor/argument.js";
import { installKernels, type Kernels } from "../tensor/kernels.js";
import { crossEntropyWith } from "./cross-entropy.js";
import { WasmInstance } from "./instance.js";
import { type ProductExports, productWith } from "./matrix-product.js";
import { doubleModule, relaxedModule, singleModule } from "./modules.generated.js";
import { type NarrowExports, shiftRowsWith, type WideExports } from "./shift-rows.js";

/** `"wasm"`: WebAssembly; `"relaxed"`: the same with fused multiplication and addition; `"none"`: JavaScript alone. */
export type Acceleration = "wasm" | "relaxed" | "none";

const double = /* @__PURE__ */ new WasmInstance<NarrowExports & ProductExports>(doubleModule);
const single = /* @__PURE__ */ new WasmInstance<WideExports>(singleModule);
const relaxed = /* @__PURE__ */ new WasmInstance<WideExports>(relaxedModule);

/** Options of {@link accelerate}. */
export interface AccelerateOptions {
  /** Default `"wasm"`. */
  readonly with?: Acceleration | undefined;
}

/**
 * Chooses what float32 softmax, logSoftmax, logSumExp, crossEntropy and matmul calculate with: WebAssembly kernels, or JavaScript
 * alone. In Node, and wherever the library is loaded as it is, the kernels are there from the start; an application whose bundler
 * leaves them out gets them by calling this.
 *
 * Matrix products have the same bits either way, and so, but for a rare last bit, have rows of fewer than 64 numbers, which the kernels
 * calculate in double as JavaScript does. Longer rows they calculate in single precision, within 4 ulp (the worst seen is 2.8).
 * With `"wasm"` every Node and every browser gives the same bits. `"relaxed"`, where there is relaxed SIMD (Node 22, or 20 with
 * `--experimental-wasm-relaxed-simd`), takes a quarter less time for long rows and gives other last bits, which may depend on the
 * processor: choose it where no result has to be repeated to the bit.
 *
 * @param options `with`: `"wasm"`, `"relaxed"` or `"none"`.
 * @returns What it calculates with from now on: what was asked for, or the next that the platform has.
 * @throws RangeError for another name.
 * @example
 * accelerate()
 * // wasm
 */
export function accelerate(options: AccelerateOptions = {}): Acceleration {
  checkOptions("accelerate", options, ["with"]);
  const wanted = options.with ?? "wasm";
  if (!["wasm", "relaxed", "none"].includes(wanted)) {
    throw new RangeError(`accelerate: with is ${showValue(wanted)}, expected "wasm", "relaxed" or "none"`);
  }
  if (wanted === "none" || double.reserve(0) === undefined) {
    installKernels(undefined);
    return "none";
  }
  const fused = wanted === "relaxed" && relaxed.reserve(0) !== undefined;
  installKernels(kernelsWith(fused ? relaxed : single));
  return fused ? "relaxed" : "wasm";
}

/** What the library starts with: nothing is compiled before it is used. */
export function accelerateWhenUsed(): void {
  installKernels(kernelsWith(single));
}

function kernelsWith(wide: WasmInstance<WideExports>): Kernels {
  const shiftRows = shiftRowsWith(double, wide);
  return { shiftRows, crossEntropy: crossEntropyWith(shiftRows), product: productWith(double) };
}
