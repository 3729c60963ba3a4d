// What the connectionist temporal classification loss is calculated from, read and checked: for each sample its frames, and the
// classes that an alignment goes through. Shared by the float, exact and textbook versions; knows nothing of their arithmetic.

import { checkOptions, showShape, showValue } from "../tensor/argument.js";
import { rowMajorData } from "../tensor/strided.js";
import { asTensor, type Tensor, type TensorLike } from "../tensor/tensor.js";
import { isClass, notAClass } from "./class-target.js";
import { floatInput, place } from "./operands.js";
import { checkBoolean } from "./options.js";
import { checkReduction, type Reduction } from "./reduction.js";

/** Options of {@link ctcLoss} and `nn.CTCLoss`. */
export interface CTCLossOptions {
  /** The class that stands for "no label here". Default 0. */
  readonly blank?: number | undefined;
  /** Default `"mean"`, which divides each loss by its target length, then by the number of samples. */
  readonly reduction?: Reduction | undefined;
  /** Whether a sample that no alignment fits counts 0, with gradient 0, instead of ∞. Default false. */
  readonly zeroInfinity?: boolean | undefined;
}

/** The options with PyTorch's defaults; throws for one that is wrong. */
export function checkCTCLossOptions(fn: string, options: CTCLossOptions) {
  checkOptions(fn, options, ["blank", "reduction", "zeroInfinity"]);
  const { blank = 0, reduction = "mean", zeroInfinity = false } = options;
  if (!isClass(blank, Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${fn}: blank is ${showValue(blank)}, expected a class index, an integer ≥ 0`);
  }
  return {
    blank,
    reduction: checkReduction(fn, reduction),
    zeroInfinity: checkBoolean(fn, "zeroInfinity", zeroInfinity),
  };
}

/** One sample of a batch. */
export interface AlignedSample {
  /** Number of frames that count. */
  readonly frames: number;
  /** Where the first frame lies in the row-major log-probabilities, and how far apart frames are. */
  readonly start: number;
  readonly step: number;
  /** Classes in the order in which an alignment goes through them: the target with a blank before, between and after its labels. */
  readonly states: Int32Array;
  /** What a mean divides the loss by: the number of labels, at least 1. */
  readonly divisor: number;
}

export interface AlignedBatch {
  readonly logProbs: Tensor;
  readonly classes: number;
  readonly samples: readonly AlignedSample[];
  /** Shape of one loss per sample: (N), or () for a single sample without batch dimension. */
  readonly shape: readonly number[];
}

export function readAlignments(
  fn: string,
  logProbs: TensorLike,
  targets: TensorLike,
  inputLengths: TensorLike,
  targetLengths: TensorLike,
  blank: number,
): AlignedBatch {
  const logp = floatInput(fn, logProbs, "logProbs");
  if (logp.ndim !== 2 && logp.ndim !== 3) {
    throw new RangeError(
      `${fn}: logProbs has shape ${showShape(logp.shape)}, expected (T, N, C), or (T, C) for a single sample`,
    );
  }
  const [frames, batch, classes] = logp.ndim === 3 ? logp.shape : [logp.shape[0], 1, logp.shape[1]];
  const [T, N, C] = [frames!, batch!, classes!];
  if (!isClass(blank, C)) throw notAClass(fn, "blank", blank, C, "logProbs");
  const inputs = readLengths(fn, "inputLengths", inputLengths, N);
  inputs.forEach((length, n) => {
    if (length > T)
      throw new RangeError(`${fn}: inputLengths[${n}] is ${length}, but logProbs has ${T} frames`);
  });
  const labels = readLabels(fn, targets, readLengths(fn, "targetLengths", targetLengths, N), blank, C);
  const samples = labels.map((own, n): AlignedSample => {
    const states = new Int32Array(2 * own.length + 1).fill(blank);
    own.forEach((label, i) => {
      states[2 * i + 1] = label;
    });
    return { frames: inputs[n]!, start: n * C, step: N * C, states, divisor: Math.max(own.length, 1) };
  });
  return { logProbs: logp, classes: C, samples, shape: logp.ndim === 3 ? [N] : [] };
}

function readLengths(fn: string, name: string, lengths: TensorLike, batch: number): number[] {
  const given = asTensor(lengths, fn, name);
  const single = batch === 1 && given.ndim === 0;
  if (!single && (given.ndim !== 1 || given.shape[0] !== batch)) {
    throw new RangeError(
      `${fn}: ${name} has shape ${showShape(given.shape)}, expected (${batch},): one length for each sample`,
    );
  }
  const values = Array.from(rowMajorData(given));
  values.forEach((length, n) => {
    if (isClass(length, Number.POSITIVE_INFINITY)) return;
    throw new RangeError(`${fn}: ${name}[${n}] is ${showValue(length)}, expected an integer ≥ 0`);
  });
  return values;
}

/** The labels of each sample, from targets of shape (N, S) or all one after the other. */
function readLabels(
  fn: string,
  targets: TensorLike,
  lengths: readonly number[],
  blank: number,
  classes: number,
): number[][] {
  const y = asTensor(targets, fn, "targets");
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
  const [rows, width] = y.shape;
  const padded = y.ndim === 2;
  const fits = padded ? rows === lengths.length && width! >= longest : y.ndim === 1 && rows === total;
  if (!fits) {
    throw new RangeError(
      `${fn}: targets has shape ${showShape(y.shape)}, expected (${lengths.length}, ${longest}) or longer rows, ` +
        `or (${total},): as many labels as targetLengths says`,
    );
  }
  const all = rowMajorData(y);
  let next = 0;
  return lengths.map((length, n) => {
    const start = padded ? n * width! : next;
    next += length;
    return Array.from({ length }, (_, i) => {
      const label = all[start + i]!;
      const where = () => `targets${place(start + i, y.shape)}`;
      if (!isClass(label, classes)) throw notAClass(fn, where(), label, classes, "logProbs");
      if (label === blank)
        throw new RangeError(`${fn}: ${where()} is ${label}, which is the blank, expected a label`);
      return label;
    });
  });
}
