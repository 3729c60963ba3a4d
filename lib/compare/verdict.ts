// A verdict in words on one computed value: how good it is, or what went wrong and why. Knows numbers and exact values, and
// asks for causes only where something is wrong; not tensors.

import type { BigNumber } from "../exact/big-number.js";
import { bigNumbers, digits, fromDouble } from "../exact/big-number.js";
import { type DType, dtypes } from "../tensor/dtype.js";
import type { Causes } from "./causes.js";
import { ulpError } from "./ulp.js";

/** What `compare` says about one value. */
export interface Assessment {
  /** The value itself. */
  readonly value: number;
  /** |value − exact|; undefined without an exact value or where one of them is not finite. */
  readonly absoluteError?: number;
  /** |value − exact| / |exact|; ∞ where only the exact value is 0. */
  readonly relativeError?: number;
  /** The error in units in the last place of the result's dtype: up to 0.5 is the best there is. ∞ for a wrong inf or NaN. */
  readonly ulps?: number;
  /** In words: `overflow → NaN`, `gradual underflow, 3 digits left`, `exact to 1 ulp`. */
  readonly verdict: string;
}

/** Up to this error a value counts as exact. */
export const goodUlps = 16;

export function assess(
  value: number,
  exact: BigNumber | undefined,
  dtype: DType,
  causes: Causes,
): Assessment {
  if (!exact) return { value, verdict: withoutExact(value, causes) };
  const ulps = ulpError(value, exact, dtype);
  const nearest = dtypes[dtype].round(exact.toNumber());
  if (!Number.isFinite(value) || !exact.isFinite()) {
    return { value, ulps, verdict: notFinite(value, exact, nearest, dtype, causes) };
  }
  const error = fromDouble(bigNumbers(digits), value).minus(exact).abs();
  const relative = exact.isZero()
    ? error.isZero()
      ? 0
      : Number.POSITIVE_INFINITY
    : error.div(exact.abs()).toNumber();
  return {
    value,
    absoluteError: error.toNumber(),
    relativeError: relative,
    ulps,
    verdict: finite(value, exact, nearest, ulps, error.toNumber(), relative, dtype, causes),
  };
}

function notFinite(value: number, exact: BigNumber, nearest: number, dtype: DType, causes: Causes): string {
  if (Number.isNaN(value)) return exact.isNaN() ? "NaN, as it has to be" : arrow(causes.nan(), "NaN");
  if (exact.isNaN()) return `${shown(value)} where there is no value`;
  if (value === nearest) return exact.isFinite() ? `beyond ${dtype}, so ${shown(value)} is right` : "exact";
  if (Number.isFinite(value)) return `${value} instead of ${shown(nearest)}`;
  return arrow(causes.infinity(), shown(value));
}

function finite(
  value: number,
  exact: BigNumber,
  nearest: number,
  ulps: number,
  absolute: number,
  relative: number,
  dtype: DType,
  causes: Causes,
): string {
  if (!Number.isFinite(nearest)) return `${value} instead of ${shown(nearest)}`;
  if (exact.isZero()) return value === 0 ? "exact" : `${value} instead of 0`;
  if (value === 0 && nearest === 0) return `below ${dtype}, so 0 is right`;
  if (value === 0) return arrow(causes.zero()?.words ?? "no digits left", "0");
  if (ulps === 0) return "exact";
  // A correctly rounded value can be half a unit off, a unit being measured at the rounded value.
  if (value === nearest) return "exact to ½ ulp";
  if (ulps <= goodUlps) return `exact to ${Math.ceil(ulps)} ulp`;
  const left = Math.floor(-Math.log10(relative));
  const digitsLeft = `${left < 1 ? "no digits" : left === 1 ? "1 digit" : `${left} digits`} left`;
  const cause = causes.lostDigits(absolute);
  return cause === undefined ? digitsLeft : `${cause}, ${digitsLeft}`;
}

/** Without an exact value a 0 or a lost digit may be as it has to be: only what cannot be right is said. */
function withoutExact(value: number, causes: Causes): string {
  if (Number.isNaN(value)) return arrow(causes.nan(), "NaN");
  if (!Number.isFinite(value)) return arrow(causes.infinity(), shown(value));
  if (value !== 0) return "";
  const zero = causes.zero();
  return zero?.kind === "underflow" || zero?.kind === "overflow" ? arrow(zero.words, "0") : "";
}

function arrow(cause: string | undefined, result: string): string {
  return cause === undefined ? result : `${cause} → ${result}`;
}

function shown(x: number): string {
  return Number.isNaN(x) ? "NaN" : x > 0 ? "inf" : "-inf";
}
