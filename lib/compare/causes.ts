// Why a computed value is wrong: walks back from it along the recorded operations to the one that did the damage. Knows
// floating-point arithmetic and operations, not what the compared functions are, nor how a cause is put into a verdict.

import { shortNumber } from "../display/number-text.js";
import { type DType, dtypes, type Storage } from "../tensor/dtype.js";
import type { Element, Operation, Operations } from "../tensor/operations.js";
import { unitInLastPlace } from "./ulp.js";

/** Answers about one element. Undefined where the cause is not known: then nothing is blamed. */
export interface Causes {
  /** Where a NaN comes from: `overflow`, `underflow`, `0 · log 0`. */
  nan(): string | undefined;
  /** Where an infinity comes from: `overflow`, `log 0`, `division by 0`. */
  infinity(): string | undefined;
  /** Where a zero comes from that should not be one. */
  zero(): ZeroCause | undefined;
  /** Which step cost a value the digits that are wrong, given its absolute error. */
  lostDigits(absoluteError: number): LostDigits | undefined;
}

export interface ZeroCause {
  readonly kind: "underflow" | "overflow" | "division" | "cancellation" | "log 1";
  /** Stands before `→ 0`: `underflow`, `overflow: 1 / inf`. */
  readonly words: string;
}

export type LostDigits = "underflow" | "gradual underflow" | "cancellation" | "log near 1";

/** A step that makes a relative error larger by less is not what costs digits. */
const leastAmplification = 8;

/** The history of one call. `inputs` are the storages of its arguments, which count as exact. */
export class History {
  readonly #operations: Operations;
  readonly #inputs: ReadonlySet<Storage>;
  readonly #exact = new Map<Storage, Map<number, boolean>>();

  constructor(operations: Operations, inputs: readonly Storage[]) {
    this.#operations = operations;
    this.#inputs = new Set(inputs);
  }

  causesOf(element: Element): Causes {
    return {
      nan: () => this.#nan(element),
      infinity: () => this.#infinity(element),
      zero: () => this.#zero(element),
      lostDigits: (absoluteError) => this.#lostDigits(element, absoluteError),
    };
  }

  #nan(element: Element): string | undefined {
    const origin = this.#origin(element, Number.isNaN);
    if (origin === "input") return "NaN in the input";
    return origin === undefined ? this.#unanimous(Number.isNaN, madeNaN) : madeNaN(this, origin);

    function madeNaN(history: History, { operation: { name }, operands }: Origin): string | undefined {
      const infinite = operands.find((x) => !Number.isFinite(numberAt(x)));
      if (infinite !== undefined) {
        const cause = history.#infinity(infinite);
        return name === "mul" && cause === "log 0" ? "0 · log 0" : (cause ?? `${name} of inf`);
      }
      if (name === "div") {
        const [a, b] = operands as [Element, Element];
        return (history.#zero(b) ?? history.#zero(a))?.kind ?? "0 / 0";
      }
      return name === "log" ? "log of a negative number" : undefined;
    }
  }

  #infinity(element: Element): string | undefined {
    const origin = this.#origin(element, isInfinite);
    if (origin === "input") return "inf in the input";
    return origin === undefined ? this.#unanimous(isInfinite, madeInfinity) : madeInfinity(this, origin);

    function madeInfinity(_: History, { operation: { name }, operands }: Origin): string {
      if (name === "log") return "log 0";
      return name === "div" && numberAt(operands[1]!) === 0 ? "division by 0" : "overflow";
    }
  }

  #zero(element: Element): ZeroCause | undefined {
    const operation = this.#operations.get(element.storage);
    if (operation === undefined || this.#isExact(element)) return undefined;
    const operands = operation.operands(element.index);
    const values = operands.map(numberAt);
    const ofZeros = () => first(operands, (x) => (numberAt(x) === 0 ? this.#zero(x) : undefined));
    const underflow: ZeroCause = { kind: "underflow", words: "underflow" };
    const cancellation: ZeroCause = { kind: "cancellation", words: "cancellation, no digits left" };
    switch (operation.name) {
      case "exp":
        return Number.isFinite(values[0]!) ? underflow : undefined;
      case "neg":
      case "copy":
      case "mul":
        return values.includes(0) ? ofZeros() : underflow;
      case "div": {
        const [a, b] = values as [number, number];
        if (a === 0) return ofZeros();
        if (Number.isFinite(b)) return underflow;
        const cause = this.#infinity(operands[1]!);
        const words = `${cause === undefined ? "" : `${cause}: `}${shortNumber(a)} / ${b < 0 ? "-inf" : "inf"}`;
        return { kind: cause === "overflow" ? "overflow" : "division", words };
      }
      case "log":
        return { kind: "log 1", words: "rounded to 1, log 1" };
      case "add":
      case "sub":
      case "sum":
      case "mean":
        return values.every((x) => x === 0) ? ofZeros() : cancellation;
      case "max":
        return ofZeros();
      default:
        return undefined;
    }
  }

  /**
   * First-order error analysis, backwards as gradients are: an operation's own rounding error, times how much the result
   * changes with that operation's result, is what it contributes. The kind that contributes most is the cause, if it can
   * account for the error.
   */
  #lostDigits(element: Element, absoluteError: number): LostDigits | undefined {
    const contributions = new Map<LostDigits | undefined, number>();
    const contribute = (at: Element, dtype: DType, units: number, { slope }: Reach, cause?: LostDigits) => {
      const error = Math.abs(slope) * units * (unitInLastPlace(numberAt(at), dtype) / 2);
      if (error > 0) contributions.set(cause, (contributions.get(cause) ?? 0) + error);
    };
    const reached = new Map<Storage, Map<number, Reach>>();
    const reach = (at: Element, slope: number, worst: Amplifier) => {
      if (!(slope !== 0) || Number.isNaN(slope) || this.#isExact(at)) return;
      const elements = reached.get(at.storage) ?? new Map<number, Reach>();
      reached.set(at.storage, elements);
      const known = elements.get(at.index);
      elements.set(at.index, {
        slope: slope + (known?.slope ?? 0),
        worst: known !== undefined && known.worst.factor > worst.factor ? known.worst : worst,
      });
    };
    reach(element, 1, { factor: leastAmplification, cause: undefined });
    // Latest first: by then all that an operation's result went into has been seen.
    for (const operation of [...this.#operations.values()].reverse()) {
      const { storage, dtype } = operation.out;
      for (const [index, to] of reached.get(storage) ?? []) {
        const at = { storage, index };
        const y = numberAt(at);
        const operands = operation.operands(index);
        const values = operands.map(numberAt);
        if (!isExactStep(operation, y, values)) {
          const units = roundsTwice(operation) ? 2 : 1;
          contribute(at, dtype, units, to, underflowOf(operation, y) ?? to.worst.cause);
        }
        operands.forEach((operand, i) => {
          const slope = slopeOf(operation.name, y, values, i);
          const factor = Math.abs((slope * values[i]!) / y);
          const cause = amplifiers[operation.name];
          reach(operand, to.slope * slope, factor > to.worst.factor ? { factor, cause } : to.worst);
        });
      }
      reached.delete(storage);
    }
    // What is left was made by steps that are not recorded: taken as correctly rounded.
    for (const [storage, elements] of reached) {
      const dtype = storage instanceof Float64Array ? "float64" : "float32";
      for (const [index, to] of elements) contribute({ storage, index }, dtype, 1, to, to.worst.cause);
    }
    const [cause, size] = [...contributions].reduce((x, y) => (y[1] > x[1] ? y : x), [undefined, 0]);
    return size >= absoluteError / 4 ? cause : undefined;
  }

  /** The operation that made an infinity or a NaN out of operands that were none. */
  #origin(element: Element, is: (x: number) => boolean): Origin | "input" | undefined {
    let at = element;
    while (true) {
      const operation = this.#operations.get(at.storage);
      if (operation === undefined) return this.#inputs.has(at.storage) ? "input" : undefined;
      const operands = operation.operands(at.index);
      const next = operands.find((x) => is(numberAt(x)));
      if (next === undefined) return { operation, operands };
      at = next;
    }
  }

  /**
   * For a value whose history is torn, because a function took numbers out of tensors and made a new one of them: what made
   * such values anywhere in the call, if it was the same cause each time.
   */
  #unanimous(
    is: (x: number) => boolean,
    made: (history: History, origin: Origin) => string | undefined,
  ): string | undefined {
    const found = new Set<string | undefined>();
    for (const operation of this.#operations.values()) {
      operation.out.storage.forEach((y: number, i: number) => {
        if (!is(y)) return;
        const operands = operation.operands(i);
        if (!operands.some((x) => is(numberAt(x)))) found.add(made(this, { operation, operands }));
      });
    }
    return found.size === 1 ? [...found][0] : undefined;
  }

  /** Whether an element is an input, or came from inputs by steps that rounded nothing. */
  #isExact(element: Element): boolean {
    const operation = this.#operations.get(element.storage);
    if (operation === undefined) return this.#inputs.has(element.storage);
    let known = this.#exact.get(element.storage);
    if (known === undefined) {
      known = new Map();
      this.#exact.set(element.storage, known);
    }
    let exact = known.get(element.index);
    if (exact === undefined) {
      const operands = operation.operands(element.index);
      exact =
        isExactStep(operation, numberAt(element), operands.map(numberAt)) &&
        operands.every((x) => this.#isExact(x));
      known.set(element.index, exact);
    }
    return exact;
  }
}

interface Origin {
  readonly operation: Operation;
  readonly operands: readonly Element[];
}

/** The step on a path that made a relative error larger by the largest factor. */
interface Amplifier {
  readonly factor: number;
  readonly cause: LostDigits | undefined;
}

/** What an element contributes by: how much the result changes with it, and the worst step on the way to the result. */
interface Reach {
  readonly slope: number;
  readonly worst: Amplifier;
}

const amplifiers: Record<string, LostDigits> = {
  add: "cancellation",
  sub: "cancellation",
  sum: "cancellation",
  mean: "cancellation",
  log: "log near 1",
};

function numberAt({ storage, index }: Element): number {
  return storage[index]!;
}

function isInfinite(x: number): boolean {
  return x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY;
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How much y changes with its operand i. */
function slopeOf(name: string, y: number, x: readonly number[], i: number): number {
  switch (name) {
    case "neg":
      return -1;
    case "sub":
      return i === 0 ? 1 : -1;
    case "mul":
      return x[1 - i]!;
    case "div":
      return i === 0 ? 1 / x[1]! : -y / x[1]!;
    case "exp":
      return y;
    case "log":
      return 1 / x[0]!;
    case "mean":
      return 1 / x.length;
    case "max":
      return i === x.indexOf(y) ? 1 : 0;
    case "add":
    case "sum":
    case "copy":
      return 1;
    default:
      return 0;
  }
}

/** Whether y is what the operation gives without rounding. In doubt it is not. */
function isExactStep({ name, out: { dtype } }: Operation, y: number, x: readonly number[]): boolean {
  const [a, b] = x as [number, number];
  // A product of two float32 numbers has 48 bits, so a double calculates it exactly.
  const double = dtype === "float64";
  switch (name) {
    case "neg":
    case "max":
      return true;
    case "copy":
      return y === a;
    case "add":
      return isExactSum(a, b, y);
    case "sub":
      return isExactSum(a, -b, y);
    case "mul":
      return y === a * b && (!double || isPowerOf2(a) || isPowerOf2(b)) && isKept(y, a, b);
    case "div":
      return !Number.isFinite(b) || (y * b === a && (!double || isPowerOf2(b) || a === 0));
    case "exp":
      return a === 0 || !Number.isFinite(a);
    case "log":
      return a === 1;
    case "sum":
      return x.filter((each) => each !== 0).length < 2;
    case "mean":
      return x.length === 1;
    default:
      return dtypes[dtype].kind !== "float";
  }
}

/** Knuth's two-sum: a + b is y without remainder. */
function isExactSum(a: number, b: number, y: number): boolean {
  const sum = a + b;
  const back = sum - a;
  return sum === y && a - (sum - back) + (b - back) === 0;
}

function isPowerOf2(x: number): boolean {
  return x === 0 || Number.isInteger(Math.log2(Math.abs(x)));
}

/** Even a product with a power of 2 loses digits when it is subnormal. */
function isKept(y: number, a: number, b: number): boolean {
  return a === 0 || b === 0 || y / b === a;
}

function underflowOf({ name, out: { dtype } }: Operation, y: number): LostDigits | undefined {
  const { precision, minExponent } = dtypes[dtype];
  const small = Math.abs(y) < 2 ** (minExponent + precision - 1);
  if (!small || !/^(?:exp|mul|div|copy)$/.test(name)) return undefined;
  return y === 0 ? "underflow" : "gradual underflow";
}

/** JavaScript's exp and log are good to one unit; in float32 they are calculated in double and then rounded once. */
function roundsTwice({ name, out: { dtype } }: Operation): boolean {
  return dtype === "float64" && (name === "exp" || name === "log");
}
