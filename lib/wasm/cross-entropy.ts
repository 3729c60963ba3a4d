// Cross-entropy with class indices from shifted rows, its gradient calculated along with the losses where one is to be expected.

import type { FusedCrossEntropy, Upstream } from "../losses/fused-cross-entropy.js";
import type { Storage } from "../tensor/dtype.js";
import type { Kernels, ShiftedRows } from "../tensor/kernels.js";
import { allocateUnset, rowMajorData, type Strided } from "../tensor/strided.js";

/** Class indices, and what they count. */
interface Targets {
  readonly of: ArrayLike<number>;
  readonly weights: ArrayLike<number> | undefined;
  readonly ignoreIndex: number;
}

export function crossEntropyWith(shiftRows: Kernels["shiftRows"]): FusedCrossEntropy {
  return (o, { classes, inner, samples }, indices, weights, ignoreIndex, expected) => {
    if (o.dtype !== "float32" || inner !== 1) return undefined;
    const data = rowMajorData(o);
    const targets = { of: indices, weights, ignoreIndex };
    let ahead: Strided | undefined;
    const rows =
      expected === undefined
        ? shiftRows(data, samples, classes, true)
        : calculate(scales(targets, samples, expected));
    if (rows === undefined) return undefined;
    return {
      losses: lossesOf(data, samples, classes, targets, rows),
      gradient(upstream) {
        if (!ahead || upstream !== expected) calculate(scales(targets, samples, upstream));
        const given = ahead!;
        // It is given away once: whoever asks again gets another.
        ahead = undefined;
        return given;
      },
    };

    function calculate(scale: Float64Array): ShiftedRows | undefined {
      const out = allocateUnset(o.shape);
      const rows = shiftRows(data, samples, classes, true, out.storage, scale);
      if (rows) {
        atTargets(out.storage, data, classes, targets, rows, scale);
        ahead = { ...out, fresh: true };
      }
      return rows;
    }
  };
}

/** They take the logarithms' place. */
function lossesOf(
  data: Storage,
  samples: number,
  classes: number,
  { of, weights, ignoreIndex }: Targets,
  { max, logSum }: ShiftedRows,
): Float64Array {
  for (let i = 0; i < samples; i++) {
    const t = of[i]!;
    if (t === ignoreIndex) {
      logSum[i] = 0;
      continue;
    }
    const nll = logSum[i]! - (data[i * classes + t]! - max[i]!);
    logSum[i] = weights ? nll * weights[t]! : nll;
  }
  return logSum.subarray(0, samples);
}

/** What each row's softmax is multiplied by; the array is used again for the next rows. */
function scales({ of, weights, ignoreIndex }: Targets, samples: number, upstream: Upstream): Float64Array {
  if (samples > reused.length) reused = new Float64Array(samples);
  const scale = reused.subarray(0, samples);
  for (let i = 0; i < samples; i++) {
    const t = of[i]!;
    if (t === ignoreIndex) {
      scale[i] = 0;
      continue;
    }
    const g = typeof upstream === "number" ? upstream : upstream(i);
    scale[i] = weights ? g * weights[t]! : g;
  }
  return scale;
}

let reused = new Float64Array(0);

/** Minus the others' softmax at the target, and nothing at all in a row that is ignored. */
function atTargets(
  out: Storage,
  data: Storage,
  classes: number,
  { of, ignoreIndex }: Targets,
  { max, rest }: ShiftedRows,
  scale: Float64Array,
): void {
  for (let i = 0; i < scale.length; i++) {
    const t = of[i]!;
    if (t === ignoreIndex) {
      out.fill(0, i * classes, (i + 1) * classes);
      continue;
    }
    const at = i * classes + t;
    const others = rest[i]!;
    const difference = data[at]! - max[i]!;
    // 1 − softmax; where the target is the largest, the sum of the others itself.
    const complement = difference === 0 ? others / (1 + others) : 1 - Math.exp(difference) / (1 + others);
    out[at] = -scale[i]! * complement;
  }
}
