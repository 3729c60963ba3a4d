// A verdict in words on one computed value: how good it is, or what went wrong and why. Knows numbers, exact values and the
// floating-point events of the calculation; not tensors.

import type { BigNumber } from "../exact/big-number.js";
import { bigNumbers, digits, fromDouble } from "../exact/big-number.js";
import { type DType, dtypes } from "../tensor/dtype.js";
import type { FloatingEventKind } from "../tensor/floating-events.js";
import { ulpError } from "./ulp.js";

/** What `compare` says about one value. */
export interface Assessment {
  readonly value: number;
  /** |value − exact|; undefined without an exact value or where one of them is not finite. */
  readonly absoluteError?: number;
  /** |value − exact| / |exact|; ∞ where only the exact value is 0. */
  readonly relativeError?: number;
  /** The error in units in the last place of the result's dtype: up to 0.5 is the best there is. ∞ for a wrong inf or NaN. */
  readonly ulps?: number;
  /** In words: `overflow → NaN`, `cancellation, 3 digits left`, `exact to 1 ulp`. */
  readonly verdict: string;
}

/** Events that can have reached the element in question. */
export type Causes = ReadonlySet<FloatingEventKind | "inf in NaN" | "0 in NaN">;

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
    verdict: finite(value, exact, nearest, ulps, relative, dtype, causes),
  };
}

function notFinite(value: number, exact: BigNumber, nearest: number, dtype: DType, causes: Causes): string {
  if (Number.isNaN(value)) return exact.isNaN() ? "NaN, as it has to be" : `${causeOfNaN(causes)} → NaN`;
  if (exact.isNaN()) return `${shown(value)} where there is no value`;
  if (value === nearest) return exact.isFinite() ? `beyond ${dtype}, so ${shown(value)} is right` : "exact";
  if (Number.isFinite(value)) return `${value} instead of ${shown(nearest)}`;
  return `${causeOfInfinity(causes)} → ${shown(value)}`;
}

function finite(
  value: number,
  exact: BigNumber,
  nearest: number,
  ulps: number,
  relative: number,
  dtype: DType,
  causes: Causes,
): string {
  if (!Number.isFinite(nearest)) return `${value} instead of ${shown(nearest)}`;
  if (exact.isZero()) return value === 0 ? "exact" : `${value} instead of 0`;
  if (value === 0 && nearest === 0) return `below ${dtype}, so 0 is right`;
  const { precision, minExponent } = dtypes[dtype];
  const smallestNormal = 2 ** (minExponent + precision - 1);
  if (value === 0) {
    const tiny = Math.abs(nearest) < smallestNormal;
    return tiny || causes.has("underflow") ? "underflow → 0" : "cancellation, no digits left → 0";
  }
  if (ulps === 0) return "exact";
  // A correctly rounded value can be half a unit off, a unit being measured at the rounded value.
  if (value === nearest) return "exact to ½ ulp";
  if (ulps <= 16) return `exact to ${Math.ceil(ulps)} ulp`;
  const left = Math.floor(-Math.log10(relative));
  const cause = Math.abs(value) < smallestNormal || causes.has("underflow") ? "underflow" : "cancellation";
  return `${cause}, ${left < 1 ? "no digits" : left === 1 ? "1 digit" : `${left} digits`} left`;
}

function withoutExact(value: number, causes: Causes): string {
  if (Number.isNaN(value)) return `${causeOfNaN(causes)} → NaN`;
  if (!Number.isFinite(value)) return `${causeOfInfinity(causes)} → ${shown(value)}`;
  if (value === 0 && causes.has("underflow")) return "underflow → 0";
  return "";
}

function causeOfNaN(causes: Causes): string {
  // ∞ / ∞ and ∞ − ∞ come from overflow; 0 / 0 from underflow. What the operation met decides before what else happened.
  if (causes.has("inf in NaN")) return "overflow";
  if (causes.has("0 in NaN")) return "underflow";
  if (causes.has("overflow")) return "overflow";
  if (causes.has("underflow")) return "underflow";
  if (causes.has("undefined")) return "undefined operation";
  return "no value";
}

function causeOfInfinity(causes: Causes): string {
  if (causes.has("log 0")) return "log 0";
  if (causes.has("division by 0")) return "division by 0";
  return "overflow";
}

function shown(x: number): string {
  return Number.isNaN(x) ? "NaN" : x > 0 ? "inf" : "-inf";
}
