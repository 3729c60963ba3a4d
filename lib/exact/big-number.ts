// BigNumbers: decimal numbers of any length, as mathjs has them. Knows nothing of tensors, nor how mathjs is loaded.

import { digits, mathjs } from "./mathjs.js";

/** What the library uses of a mathjs BigNumber (a decimal floating-point number of any length). */
export interface BigNumber {
  /** Exponent of the leading digit. */
  readonly e: number;
  /** 1 or −1, NaN for NaN. */
  readonly s: number;
  /** The sum. */
  plus(other: BigNumber | number): BigNumber;
  /** The difference. */
  minus(other: BigNumber | number): BigNumber;
  /** The product. */
  times(other: BigNumber | number): BigNumber;
  /** The quotient. */
  div(other: BigNumber | number): BigNumber;
  /** The negative. */
  neg(): BigNumber;
  /** The absolute value. */
  abs(): BigNumber;
  /** e to this power. */
  exp(): BigNumber;
  /** The natural logarithm. */
  ln(): BigNumber;
  /** The square root. */
  sqrt(): BigNumber;
  /** This power. */
  pow(exponent: BigNumber | number): BigNumber;
  /** −1, 0 or 1: smaller than the other, equal, larger. NaN if either is. */
  cmp(other: BigNumber | number): number;
  /** Whether it is 0 or −0. */
  isZero(): boolean;
  /** Whether it is neither infinite nor NaN. */
  isFinite(): boolean;
  /** Whether it is NaN. */
  isNaN(): boolean;
  /** The nearest double. */
  toNumber(): number;
  /** All digits. */
  toString(): string;
  /** As `1.25e+2`, with that many digits after the point. */
  toExponential(digits?: number): string;
  /** That many significant digits. */
  toPrecision(digits: number): string;
  /** Rounded to that many significant digits. */
  toSignificantDigits(digits: number): BigNumber;
}

/** A BigNumber class: results of its numbers' arithmetic are rounded to its precision; construction does not round. */
export interface BigNumberClass {
  new (value: string | number | BigNumber): BigNumber;
  readonly precision: number;
  clone(options: { precision: number }): BigNumberClass;
  /** The angle with this cosine: π for −1. */
  acos(x: number): BigNumber;
}

export { digits };

const classes = new Map<number, BigNumberClass>();

/** The BigNumber class of a precision. Loads mathjs where that can be done synchronously. */
export function bigNumbers(precision: number): BigNumberClass {
  let found = classes.get(precision);
  if (!found) {
    const base = mathjs().BigNumber;
    found = precision === base.precision ? base : base.clone({ precision });
    classes.set(precision, found);
  }
  return found;
}

/** A double as the number it is exactly: 0.1 becomes 0.1000000000000000055511151231257827021181583404541015625. */
export function fromDouble(Class: BigNumberClass, x: number): BigNumber {
  // Integers below 2^53 and non-finite values are written exactly by JavaScript itself.
  if (!Number.isFinite(x) || Number.isSafeInteger(x)) return new Class(x);
  let exponent = 0;
  let significand = Math.abs(x);
  while (!Number.isSafeInteger(significand)) {
    const up = significand < 2 ** 52;
    significand = up ? significand * 2 : significand / 2;
    exponent += up ? -1 : 1;
  }
  const sign = x < 0 ? "-" : "";
  // m·2^-k = m·5^k / 10^k: a finite decimal.
  if (exponent < 0) return new Class(`${sign}${BigInt(significand) * 5n ** BigInt(-exponent)}e${exponent}`);
  return new Class(`${sign}${BigInt(significand) << BigInt(exponent)}`);
}
