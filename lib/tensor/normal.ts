// Filling an array with numbers of the standard normal distribution, in PyTorch's order and PyTorch's roundings.
// Knows typed arrays and dtypes, not shapes.

import { type DType, dtypes, type Storage } from "./dtype.js";
import type { Generator } from "./generator.js";

const block = 16;

/** As `torch.Tensor.normal_` on a CPU: fewer than 16 numbers one after the other, more in blocks of 16. */
export function fillNormal(out: Storage, dtype: DType, generator: Generator): void {
  const { precision, round } = dtypes[dtype];
  if (out.length < block) {
    for (let i = 0; i < out.length; i++) out[i] = round(generator.normal());
    return;
  }
  generator.fillUniform(out, precision);
  for (let start = 0; start + block <= out.length; start += block) transform(out, start, dtype);
  if (out.length % block === 0) return;
  // The last 16 are drawn anew, although the first of them were already done.
  const start = out.length - block;
  generator.fillUniform(out.subarray(start), precision);
  transform(out, start, dtype);
}

/** Box–Muller over 16 uniform numbers: the first 8 make radii, the last 8 angles. */
function transform(out: Storage, start: number, dtype: DType): void {
  const { round } = dtypes[dtype];
  // Of the halves PyTorch has functions such as log for bfloat16 alone, rounded; for float16 it takes float32's.
  const step = dtype === "float16" ? Math.fround : round;
  // PyTorch's vectorised float32 code has 2π in float32; the general code of the other dtypes has it in double.
  const turn = dtype === "float32" ? Math.fround(2 * Math.PI) : 2 * Math.PI;
  for (let i = start; i < start + block / 2; i++) {
    const radius = round(Math.sqrt(-2 * step(Math.log(1 - out[i]!))));
    const angle = round(turn * out[i + block / 2]!);
    out[i] = round(radius * step(Math.cos(angle)));
    out[i + block / 2] = round(radius * step(Math.sin(angle)));
  }
}
