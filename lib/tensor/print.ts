// How a tensor prints: character for character what PyTorch prints, with `torch.` dropped from dtypes.
// Reads only the elements that are shown, so the time does not depend on the tensor's size.

import { showShape } from "./argument.js";
import { type DType, dtypes } from "./dtype.js";
import { elementCount, type Strided } from "./strided.js";

// PyTorch's default print options.
const precision = 4;
const threshold = 1000;
const edgeItems = 3;
const lineWidth = 80;
const prefix = "tensor(";

/** `note`, if given, stands last: `requires_grad=True`. */
export function print(a: Strided, note?: string): string {
  const suffixes: string[] = [];
  const count = elementCount(a.shape);
  let text = "[]";
  if (count === 0) {
    if (a.shape.length !== 1) suffixes.push(`size=${showShape(a.shape)}`);
  } else {
    const summarise = count > threshold;
    const shown = a.shape.map((size) => shownIndices(size, summarise));
    text = block(a, 0, a.offset, shown, prefix.length, new NumberFormat(a.dtype, gather(a, shown)));
  }
  // Elements show that they are bool; where there are none, the dtype has to be said.
  if (a.dtype !== "float32" && (a.dtype !== "bool" || count === 0)) suffixes.push(`dtype=${a.dtype}`);
  if (note !== undefined) suffixes.push(note);
  return addSuffixes(prefix + text, suffixes);
}

/** Which indices of a dimension are shown; a gap stands where the dots go. */
function shownIndices(size: number, summarise: boolean): number[] {
  if (!summarise || size <= 2 * edgeItems) return Array.from({ length: size }, (_, i) => i);
  const head = Array.from({ length: edgeItems }, (_, i) => i);
  return [...head, ...head.map((i) => size - edgeItems + i)];
}

function gather(a: Strided, shown: readonly number[][]): number[] {
  let positions = [a.offset];
  shown.forEach((indices, d) => {
    positions = positions.flatMap((p) => indices.map((i) => p + i * a.strides[d]!));
  });
  return positions.map((p) => a.storage[p]!);
}

function block(
  a: Strided,
  d: number,
  start: number,
  shown: readonly number[][],
  indent: number,
  format: NumberFormat,
): string {
  if (d === a.shape.length) return format.show(a.storage[start]!);
  const indices = shown[d]!;
  const gap = indices.length < a.shape[d]! ? edgeItems : -1;
  const at = (i: number) => start + i * a.strides[d]!;
  if (d === a.shape.length - 1) {
    const items = indices.map((i) => format.show(a.storage[at(i)]!));
    if (gap >= 0) items.splice(gap, 0, " ...");
    // PyTorch counts the dots as one item of ordinary width, which can make such a line longer or shorter than 80.
    const perLine = Math.max(1, Math.floor((lineWidth - indent) / (format.width + 2)));
    const lines: string[] = [];
    for (let i = 0; i < items.length; i += perLine) lines.push(items.slice(i, i + perLine).join(", "));
    return `[${lines.join(`,\n${" ".repeat(indent + 1)}`)}]`;
  }
  const items = indices.map((i) => block(a, d + 1, at(i), shown, indent + 1, format));
  if (gap >= 0) items.splice(gap, 0, "...");
  const newLines = "\n".repeat(a.shape.length - d - 1);
  return `[${items.join(`,${newLines}${" ".repeat(indent + 1)}`)}]`;
}

function addSuffixes(text: string, suffixes: readonly string[]): string {
  let out = text;
  // PyTorch's own count of the last line, its off-by-two included: it decides when a suffix moves to a new line.
  let lastLine = text.length - text.lastIndexOf("\n") + 1;
  for (const suffix of suffixes) {
    // Lines break where PyTorch's do, so a dtype counts with its `torch.`.
    const length = suffix.length + (suffix.startsWith("dtype=") ? "torch.".length : 0);
    if (lastLine + length + 2 > lineWidth) {
      out += `,\n${" ".repeat(prefix.length)}${suffix}`;
      lastLine = prefix.length + length;
    } else {
      out += `, ${suffix}`;
      lastLine += length + 2;
    }
  }
  return `${out})`;
}

/** One number format for a whole tensor: integers as `1.`, four decimals, or scientific when the range needs it. */
export class NumberFormat {
  readonly width: number;
  readonly #show: (x: number) => string;

  constructor(dtype: DType, values: readonly number[], digits = precision) {
    const kind = dtypes[dtype].kind;
    if (kind !== "float") {
      this.#show = kind === "bool" ? (x) => (x ? "True" : "False") : String;
      this.width = widest(values, this.#show);
      return;
    }
    let min = Number.POSITIVE_INFINITY;
    let max = 0;
    let integers = true;
    const measured: number[] = [];
    for (const x of values) {
      if (!Number.isFinite(x) || x === 0) continue;
      measured.push(x);
      min = Math.min(min, Math.abs(x));
      max = Math.max(max, Math.abs(x));
      integers &&= Number.isInteger(x);
    }
    const scientific = measured.length > 0 && (max / min > 1000 || max > 1e8 || (!integers && min < 1e-4));
    if (scientific) this.#show = (x) => exponential(x, digits);
    else if (integers) this.#show = (x) => (Number.isFinite(x) ? `${fixed(x, 0)}.` : nonFinite(x));
    else this.#show = (x) => fixed(x, digits);
    // Zeros and non-finite values do not widen a column in PyTorch; they may stick out of it.
    this.width = widest(measured, this.#show);
  }

  show(x: number): string {
    return this.#show(x).padStart(this.width);
  }
}

function widest(values: readonly number[], show: (x: number) => string): number {
  let width = 1;
  for (const x of values) width = Math.max(width, show(x).length);
  return width;
}

function nonFinite(x: number): string {
  if (Number.isNaN(x)) return "nan";
  return x > 0 ? "inf" : "-inf";
}

/** C's `%.{digits}f`: correctly rounded with ties to even, where `toFixed` takes ties away from zero. */
export function fixed(x: number, digits: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  const a = Math.abs(x);
  let text = a.toFixed(digits);
  // x·10^digits is an odd number of halves just when x is an odd multiple of 2^-(digits+1).
  if ((a * 2 ** (digits + 1)) % 2 === 1 && isOdd(text)) text = (a - 0.5 * 10 ** -digits).toFixed(digits);
  return sign + text;
}

/** C's `%.{digits}e`: ties to even, and an exponent of at least two digits. */
export function exponential(x: number, digits: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  const a = Math.abs(x);
  let [mantissa, exponent] = a.toExponential(digits).split("e") as [string, string];
  // A tie has exactly one digit more than asked for, a 5; a hundred digits tell it from a near tie.
  const [long] = a.toExponential(100).split("e") as [string];
  if (isOdd(mantissa) && /^50*$/.test(long.slice(digits + 2))) {
    [mantissa, exponent] = [long.slice(0, digits + 2), exponent];
  }
  const power = Number(exponent);
  return `${sign}${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function isOdd(digits: string): boolean {
  return (digits.charCodeAt(digits.length - 1) - 48) % 2 === 1;
}
