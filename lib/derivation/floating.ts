// A line in floating point: calculated in each dtype as it is written, rounding after every operation, and judged against 64
// digits in the words of `compare`. Knows lines and points, not how they are shown.

import { History } from "../compare/causes.js";
import { type Assessment, assess } from "../compare/verdict.js";
import type { BigNumber } from "../exact/big-number.js";
import type { MathNode } from "../exact/mathjs.js";
import { dtypes } from "../tensor/dtype.js";
import { elementAt, recordOperations } from "../tensor/operations.js";
import { exactValue } from "./decimal-arithmetic.js";
import type { Language } from "./expression.js";
import type { Point } from "./given.js";
import { TensorArithmetic, tensorEvaluator } from "./tensor-arithmetic.js";

/** A floating dtype. */
export type FloatDType = "float64" | "float32" | "float16" | "bfloat16";

/** The dtypes in which lines are calculated. */
export const floats: readonly FloatDType[] = ["float64", "float32", "float16", "bfloat16"];

/** What a line is worth at the given point. */
export interface FloatingValues {
  /** To 64 digits, of the point's doubles. */
  readonly exact: BigNumber;
  /** In each dtype: the value, its errors and a verdict. */
  readonly values: Readonly<Record<FloatDType, Assessment>>;
}

export function floatingValues(line: MathNode, language: Language, point: Point): FloatingValues {
  const known = new Map<string, BigNumber>();
  const exactAt = (rounded: Point) => {
    const key = [...rounded.values].join();
    const value = known.get(key) ?? exactValue(line, language, rounded);
    known.set(key, value);
    return value;
  };
  const inDType = (dtype: FloatDType): Assessment => {
    // What the dtype cannot hold of the input is not the formula's fault.
    const rounded = roundedPoint(point, dtype, language);
    const arithmetic = new TensorArithmetic(dtype);
    const { result, operations } = recordOperations(() =>
      tensorEvaluator(arithmetic, language, rounded).line(line),
    );
    const history = new History(
      operations,
      arithmetic.inputs.map((input) => input.storage),
    );
    return assess(result.item(), exactAt(rounded), dtype, history.causesOf(elementAt(result, 0)));
  };
  return {
    exact: exactAt(point),
    values: {
      float64: inDType("float64"),
      float32: inDType("float32"),
      float16: inDType("float16"),
      bfloat16: inDType("bfloat16"),
    },
  };
}

function roundedPoint(point: Point, dtype: FloatDType, { given }: Language): Point {
  const { round } = dtypes[dtype];
  const values = new Map<string, number | readonly number[]>();
  for (const [letter, value] of point.values) {
    const kind = given.get(letter);
    if (typeof value !== "number") values.set(letter, value.map(round));
    else values.set(letter, kind === "index" || kind === "length" ? value : round(value));
  }
  return { ...point, values };
}
