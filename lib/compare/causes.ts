// Why a computed value is wrong: walks back from it along the recorded operations to the one that did the damage. Knows
// floating-point arithmetic and operations, not what the compared functions are, nor how a cause is put into a verdict.

import { shortNumber } from "../display/number-text.js";
import { arithmetic } from "../tensor/arithmetic.js";
import { dtypes, type Storage } from "../tensor/dtype.js";
import type { Slope, UnaryOperation } from "../tensor/elementwise.js";
import { mathematics } from "../tensor/mathematics.js";
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

/** How many steps are followed where each may branch: a loop in the compared function can make any number of them. */
const maxDepth = 500;

/** The history of one call. `inputs` are the storages of its arguments, which count as exact. */
export class History {
  readonly #operations: Operations;
  readonly #inputs: ReadonlySet<Storage>;
  readonly #exact = new Map<Storage, Map<number, boolean>>();
  readonly #steps = new Map<Storage, Map<number, Step>>();
  readonly #anywhere = new Map<(x: number) => boolean, { readonly cause: string | undefined }>();

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
        const kind = (history.#zero(b) ?? history.#zero(a))?.kind;
        return kind === "underflow" || kind === "overflow" ? kind : "0 / 0";
      }
      return outsideDomain.get(name);
    }
  }

  #infinity(element: Element): string | undefined {
    const origin = this.#origin(element, isInfinite);
    if (origin === "input") return "inf in the input";
    return origin === undefined ? this.#unanimous(isInfinite, madeInfinity) : madeInfinity(this, origin);

    function madeInfinity(_: History, { operation: { name }, operands }: Origin): string {
      if (/^log(?:1p|2|10)?$/.test(name)) return "log 0";
      const divisor =
        name === "div" ? operands[1]! : /^(?:reciprocal|rsqrt)$/.test(name) ? operands[0]! : undefined;
      return divisor !== undefined && numberAt(divisor) === 0 ? "division by 0" : "overflow";
    }
  }

  #zero(element: Element, depth = 0): ZeroCause | undefined {
    const operation = this.#operations.get(element.storage);
    if (operation === undefined || depth > maxDepth || this.#isExact(element)) return undefined;
    const operands = operation.operands(element.index);
    const values = operands.map(numberAt);
    const ofZeros = () => first(operands, (x) => (numberAt(x) === 0 ? this.#zero(x, depth + 1) : undefined));
    const underflow: ZeroCause = { kind: "underflow", words: "underflow" };
    const cancellation: ZeroCause = { kind: "cancellation", words: "cancellation, no digits left" };
    switch (operation.name) {
      case "exp":
      case "sigmoid":
        return Number.isFinite(values[0]!) ? underflow : undefined;
      case "square":
      case "expm1":
      case "log1p":
      case "abs":
      case "sqrt":
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
   * account for the error. Everything is in units in the last place, so that nothing overflows where the numbers are tiny.
   */
  #lostDigits(element: Element, absoluteError: number): LostDigits | undefined {
    const contributions = new Map<LostDigits | undefined, number>();
    const contribute = (units: number, { slope }: Reach, cause: LostDigits | undefined) => {
      contributions.set(cause, (contributions.get(cause) ?? 0) + Math.abs(slope) * units);
    };
    const reached = new Map<Storage, Map<number, Reach>>();
    const reach = (at: Element, slope: number, worst: Amplifier) => {
      if (Number.isNaN(slope)) return;
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
      const { storage } = operation.out;
      for (const [index, to] of reached.get(storage) ?? []) {
        const { rounding, underflow, inputs } = this.#step(operation, index);
        if (rounding > 0) contribute(rounding, to, underflow ?? to.worst.cause);
        const cause = amplifiers[operation.name];
        for (const { element: operand, slope, factor } of inputs) {
          reach(operand, to.slope * slope, factor > to.worst.factor ? { factor, cause } : to.worst);
        }
      }
      reached.delete(storage);
    }
    // What is left was made by steps that are not recorded: taken as correctly rounded.
    for (const elements of reached.values()) {
      for (const to of elements.values()) contribute(0.5, to, to.worst.cause);
    }
    const [cause, size] = [...contributions].reduce((a, b) => (b[1] > a[1] ? b : a), [undefined, 0]);
    return size >= absoluteError / this.#measured(element).unit / 4 ? cause : undefined;
  }

  /** One operation as the error analysis sees it; operands that are exact carry no error and are left out. */
  #step(operation: Operation, index: number): Step {
    const { storage } = operation.out;
    const steps = this.#steps.get(storage) ?? new Map<number, Step>();
    this.#steps.set(storage, steps);
    let step = steps.get(index);
    if (step === undefined) {
      const y = this.#measured({ storage, index });
      const operands = operation.operands(index);
      const x = operands.map((operand) => this.#measured(operand));
      const exact = isExactStep(operation, y.value, operands.map(numberAt));
      const inputs = operands.map((element, i) => {
        const slope = slopeOf(operation.name, y, x, i);
        const factor = Math.abs((slope * (x[i]!.value / x[i]!.unit)) / (y.value / y.unit));
        return { element, slope, factor };
      });
      step = {
        rounding: exact ? 0 : roundingOf(operation),
        underflow: underflowOf(operation, y.value),
        inputs: inputs.filter(({ element, slope }) => slope !== 0 && !this.#isExact(element)),
      };
      steps.set(index, step);
    }
    return step;
  }

  #measured(element: Element): Measured {
    const known = this.#operations.get(element.storage)?.out.dtype;
    const dtype = known ?? (element.storage instanceof Float64Array ? "float64" : "float32");
    const value = numberAt(element);
    return { value, unit: unitInLastPlace(value, dtype) };
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
    const known = this.#anywhere.get(is);
    if (known !== undefined) return known.cause;
    const found = new Set<string | undefined>();
    for (const operation of this.#operations.values()) {
      operation.out.storage.forEach((y: number, i: number) => {
        if (!is(y)) return;
        const operands = operation.operands(i);
        if (!operands.some((x) => is(numberAt(x)))) found.add(made(this, { operation, operands }));
      });
    }
    const cause = found.size === 1 ? [...found][0] : undefined;
    this.#anywhere.set(is, { cause });
    return cause;
  }

  /** Whether an element is an input, or came from inputs by steps that rounded nothing; of too many steps no. */
  #isExact(element: Element, depth = 0): boolean {
    const operation = this.#operations.get(element.storage);
    if (operation === undefined) return this.#inputs.has(element.storage);
    if (depth > maxDepth) return false;
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
        operands.every((x) => this.#isExact(x, depth + 1));
      known.set(element.index, exact);
    }
    return exact;
  }
}

interface Origin {
  readonly operation: Operation;
  readonly operands: readonly Element[];
}

interface Step {
  /** Its own rounding error, in units of its result. */
  readonly rounding: number;
  readonly underflow: LostDigits | undefined;
  /** Operands with {@link slopeOf} and the factor by which a relative error of theirs grows. */
  readonly inputs: readonly { readonly element: Element; readonly slope: number; readonly factor: number }[];
}

/** A number with the distance to its neighbours. */
interface Measured {
  readonly value: number;
  readonly unit: number;
}

/** The step on a path that made a relative error larger by the largest factor. */
interface Amplifier {
  readonly factor: number;
  readonly cause: LostDigits | undefined;
}

/** How many of its units the result changes by when an element changes by one, and the worst step between the two. */
interface Reach {
  readonly slope: number;
  readonly worst: Amplifier;
}

/** What is said of an operation that made a NaN out of finite numbers. */
const outsideDomain: ReadonlyMap<string, string> = new Map([
  ...["log", "log1p", "log2", "log10"].map((name) => [name, "log of a negative number"] as const),
  ...["sqrt", "rsqrt"].map((name) => [name, "root of a negative number"] as const),
  ["pow", "power of a negative number"],
]);

/** The derivatives of the operations that go element by element. */
const slopes: ReadonlyMap<string, readonly (Slope | number)[]> = new Map<string, readonly (Slope | number)[]>(
  [
    ...Object.values<UnaryOperation>(mathematics).map(({ name, slope = 0 }) => [name, [slope]] as const),
    ...Object.values(arithmetic).map(({ name, slopes = [] }) => [name, slopes] as const),
  ],
);

const amplifiers: Record<string, LostDigits> = {
  add: "cancellation",
  sub: "cancellation",
  sum: "cancellation",
  mean: "cancellation",
  log: "log near 1",
  log2: "log near 1",
  log10: "log near 1",
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

/** How many units in its last place y changes by, when its operand i changes by one of its own. */
function slopeOf(name: string, y: Measured, x: readonly Measured[], i: number): number {
  const { value, unit } = x[i]!;
  switch (name) {
    case "sum":
    case "copy":
      return unit / y.unit;
    case "mean":
      return unit / y.unit / x.length;
    case "max":
    case "min":
      return i === x.findIndex((each) => each.value === y.value) ? 1 : 0;
    case "mul":
      return (unit / y.unit) * x[1 - i]!.value;
    case "div":
      return i === 0 ? unit / x[1]!.value / y.unit : -(y.value / y.unit) * (unit / value);
    case "exp":
      return (y.value / y.unit) * unit;
    case "log":
      return unit / value / y.unit;
    default:
      return (slopeAt(slopes.get(name)?.[i] ?? 0, y, x) * unit) / y.unit;
  }
}

function slopeAt(slope: Slope | number, y: Measured, x: readonly Measured[]): number {
  return typeof slope === "number" ? slope : slope.at(x[0]!.value, x[1]?.value ?? 0, y.value);
}

/** Whether y is what the operation gives without rounding. In doubt it is not. */
function isExactStep(operation: Operation, y: number, x: readonly number[]): boolean {
  const {
    name,
    out: { dtype },
  } = operation;
  const [a, b] = x as [number, number];
  // A product of two float32 numbers has 48 bits, so a double calculates it exactly.
  const double = dtype === "float64";
  switch (name) {
    case "neg":
    case "abs":
    case "sign":
    case "relu":
    case "clamp":
    case "max":
    case "min":
    case "maximum":
    case "minimum":
      return true;
    case "copy":
      return y === a;
    case "add":
      return isExactSum(a, b, y);
    case "sub":
      return isExactSum(a, -b, y);
    case "square":
      return isExactStep({ ...operation, name: "mul" }, y, [a, a]);
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
  if (!small || !/^(?:exp|sigmoid|mul|square|div|copy)$/.test(name)) return undefined;
  return y === 0 ? "underflow" : "gradual underflow";
}

/** How wrong an operation itself may be, in units. In float32 a function is calculated in double, then rounded once. */
function roundingOf({ name, out: { dtype } }: Operation): number {
  return dtype === "float64" && name in mathematics ? 1 : 0.5;
}
