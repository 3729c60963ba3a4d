// Cross-entropy with class indices from shifted rows, its gradient calculated along with the losses where one is to be expected.

import type { FusedCrossEntropy } from "../losses/fused-cross-entropy.js";
import type { Kernels } from "../tensor/kernels.js";
import { allocate, rowMajorData, type Strided } from "../tensor/strided.js";

export function crossEntropyWith(shiftRows: Kernels["shiftRows"]): FusedCrossEntropy {
  return (o, { classes, inner, samples }, targets, weights, ignoreIndex, expected) => {
    if (o.dtype !== "float32" || inner !== 1) return undefined;
    const data = rowMajorData(o);

    const calculate = (upstream: ((sample: number) => number) | undefined) => {
      const out = upstream && allocate(o.shape, "float32");
      const scale = upstream && new Float64Array(samples);
      if (upstream && scale) {
        for (let i = 0; i < samples; i++) {
          const t = targets[i]!;
          if (t !== ignoreIndex) scale[i] = upstream(i) * (weights ? weights[t]! : 1);
        }
      }
      const rows = shiftRows(data, samples, classes, out?.storage, scale);
      if (rows === undefined) return undefined;
      const losses = new Float64Array(samples);
      for (let i = 0; i < samples; i++) {
        const t = targets[i]!;
        if (t === ignoreIndex) {
          out?.storage.fill(0, i * classes, (i + 1) * classes);
          continue;
        }
        const at = i * classes + t;
        const difference = data[at]! - rows.max[i]!;
        const rest = rows.rest[i]!;
        losses[i] = -(difference - Math.log1p(rest)) * (weights ? weights[t]! : 1);
        if (out && scale) out.storage[at] = -scale[i]! * others(difference, rest);
      }
      return { losses, gradient: out && { ...out, fresh: true } };
    };

    const first = calculate(expected === undefined ? undefined : () => expected);
    if (first === undefined) return undefined;
    let ahead: Strided | undefined = first.gradient;
    const isExpected = (upstream: (sample: number) => number) => {
      for (let i = 0; i < samples; i++) if (upstream(i) !== expected) return false;
      return true;
    };
    return {
      losses: first.losses,
      gradient(upstream) {
        const given = ahead && isExpected(upstream) ? ahead : calculate(upstream)!.gradient!;
        // It is given away once: whoever asks again gets another.
        if (given === ahead) ahead = undefined;
        return given;
      },
    };
  };
}

/** 1 − softmax of a number that is `difference` above the largest: the sum of the others, where it is the largest itself. */
function others(difference: number, rest: number): number {
  return difference === 0 ? rest / (1 + rest) : 1 - Math.exp(difference) / (1 + rest);
}
