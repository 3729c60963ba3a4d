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
const single = /* @__PURE__ */ new WasmInstance<WideExports>(singleModule);
const relaxedDouble = /* @__PURE__ */ new WasmInstance<DoubleExports & Fusing>(relaxedDoubleModule);
const relaxedSingle = /* @__PURE__ */ new WasmInstance<WideExports & Fusing>(relaxedSingleModule);

/** Numbers whose squares have more digits than a double, and than a float32. */
const [moreThanDouble, moreThanSingle] = [1 + 2 ** -27, 1 + 2 ** -12];

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
 * - `"relaxed"`: multiplications and additions are fused, which takes a quarter less time. The last bits of rows of 64 numbers or more may
 *   depend on the processor, and on whether the platform has relaxed SIMD (Node 22, or 20 with `--experimental-wasm-relaxed-simd`).
 * - `"wasm"`: every Node and every browser gives the same bits.
 * - `"none"`: what the kernels do in double, rows of fewer than 64 numbers and matrix products, has the same bits without them (in rows but for a
 *   rare last bit). Longer rows the kernels calculate in single precision, within 4 ulp (the worst seen is 2.85).
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
  return wanted === "relaxed" && fuses(relaxedDouble, moreThanDouble) ? "relaxed" : "wasm";
}

/** The same, but nothing is compiled before it is used. So the library starts, and so do the cells of a notebook. */
export function accelerateWhenUsed(wanted: "relaxed" | "wasm"): void {
  const [narrow, wide] =
    wanted === "relaxed"
      ? [faster(relaxedDouble, moreThanDouble, double), faster(relaxedSingle, moreThanSingle, single)]
      : [double, single];
  const shiftRows = shiftRowsWith(narrow, wide);
  installKernels({ shiftRows, crossEntropy: crossEntropyWith(shiftRows), product: productWith(narrow) });
}

interface Fusing {
  fused(x: number): number;
}

/** Whether there is relaxed SIMD, and the processor fuses. */
function fuses(module: WasmModule<Fusing>, x: number): boolean {
  return module.reserve(0)?.exports.fused(x) === 1;
}

/** The faster of two, which is found out when it is first needed. */
function faster<Exports extends object>(
  relaxed: WasmInstance<Exports & Fusing>,
  x: number,
  other: WasmInstance<Exports>,
): WasmModule<Exports> {
  let chosen: WasmModule<Exports> | undefined;
  return {
    reserve(bytes) {
      chosen ??= fuses(relaxed, x) ? relaxed : other;
      return chosen.reserve(bytes);
    },
  };
}
