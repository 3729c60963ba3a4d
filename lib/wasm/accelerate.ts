// Which kernels the library calculates with. Knows all of them; no loss knows this file.

import { checkOptions, showValue } from "../tensor/argument.js";
import { installKernels } from "../tensor/kernels.js";
import { crossEntropyWith } from "./cross-entropy.js";
import { WasmInstance, type WasmModule } from "./instance.js";
import { type ProductExports, productWith } from "./matrix-product.js";
import { doubleModule, relaxedDoubleModule, relaxedSingleModule, singleModule } from "./modules.generated.js";
import { type NarrowExports, shiftRowsWith, type WideExports } from "./shift-rows.js";

/** `"relaxed"`: WebAssembly with fused multiplication and addition; `"wasm"`: without; `"none"`: JavaScript alone. */
export type Acceleration = "relaxed" | "wasm" | "none";

type DoubleExports = NarrowExports & ProductExports;

const double = /* @__PURE__ */ new WasmInstance<DoubleExports>(doubleModule);
const relaxedDouble = /* @__PURE__ */ new WasmInstance<DoubleExports>(relaxedDoubleModule);
const single = /* @__PURE__ */ new WasmInstance<WideExports>(singleModule);
const relaxedSingle = /* @__PURE__ */ new WasmInstance<WideExports>(relaxedSingleModule);

// The faster of two, which is found out when it is first needed.
const fastestDouble: WasmModule<DoubleExports> = {
  reserve: (bytes) => (isFused() ? relaxedDouble : double).reserve(bytes),
};
const fastestSingle: WasmModule<WideExports> = {
  reserve: (bytes) => (isFused() ? relaxedSingle : single).reserve(bytes),
};

/** Options of {@link accelerate}. */
export interface AccelerateOptions {
  /** Default `"relaxed"`. */
  readonly with?: Acceleration | undefined;
}

/**
 * Chooses what float32 softmax, logSoftmax, logSumExp, crossEntropy and matmul calculate with: WebAssembly kernels, or JavaScript
 * alone. In Node, and wherever the library is loaded as it is, the fastest kernels that the platform has are there from the start; an
 * application whose bundler leaves them out gets them by calling this. In the cells of a notebook `"wasm"` is chosen.
 *
 * - `"relaxed"`: multiplications and additions are fused in rows of 64 numbers or more, which takes a quarter less time. The last bits may
 *   depend on the processor, and on whether the platform has relaxed SIMD (Node 22, or 20 with `--experimental-wasm-relaxed-simd`).
 * - `"wasm"`: every Node and every browser gives the same bits.
 * - `"none"`: what the kernels do in double, rows of fewer than 64 numbers and matrix products, has the same bits without them (in rows but for a
 *   rare last bit). Longer rows the kernels calculate in single precision, within 4 ulp (the worst seen is 2.8).
 *
 * @param options `with`: `"relaxed"`, `"wasm"` or `"none"`.
 * @returns What it calculates with from now on: what was asked for, or the next that the platform has.
 * @throws RangeError for another name.
 * @example
 * accelerate({ with: "wasm" })
 * // wasm
 */
export function accelerate(options: AccelerateOptions = {}): Acceleration {
  checkOptions("accelerate", options, ["with"]);
  const wanted = options.with ?? "relaxed";
  if (!["relaxed", "wasm", "none"].includes(wanted)) {
    throw new RangeError(`accelerate: with is ${showValue(wanted)}, expected "relaxed", "wasm" or "none"`);
  }
  if (wanted === "none" || double.reserve(0) === undefined) {
    installKernels(undefined);
    return "none";
  }
  accelerateWhenUsed(wanted);
  return wanted === "relaxed" && isFused() ? "relaxed" : "wasm";
}

/** The same, but nothing is compiled before it is used. So the library starts, and so do the cells of a notebook. */
export function accelerateWhenUsed(wanted: "relaxed" | "wasm"): void {
  const [narrow, wide] = wanted === "relaxed" ? [fastestDouble, fastestSingle] : [double, single];
  const shiftRows = shiftRowsWith(narrow, wide);
  installKernels({ shiftRows, crossEntropy: crossEntropyWith(shiftRows), product: productWith(narrow) });
}

/** A number whose square has more digits than a float32. */
const halfDigits = 1 + 2 ** -12;

let fused: boolean | undefined;

/** Whether there is relaxed SIMD, and the processor fuses. */
function isFused(): boolean {
  fused ??= relaxedSingle.reserve(0)?.exports.fused(halfDigits) === 1;
  return fused;
}
