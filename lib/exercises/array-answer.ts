// Answers that are several numbers in a given shape.

import { showShape } from "../tensor/argument.js";
import type { NestedArray } from "../tensor/nested-array.js";
import {
  type Answer,
  gave,
  isClose,
  type Mistake,
  numbersOf,
  right,
  sameShape,
  type Tolerance,
  toleranceWords,
  wrong,
} from "./answer.js";
import type { Bilingual } from "./bilingual.js";

interface ArrayAnswer extends Partial<Tolerance> {
  readonly value: () => NestedArray;
  readonly mistakes?: readonly Mistake<NestedArray>[];
}

/** A tensor, or nested arrays. Relative tolerance 0.0001 unless said otherwise. */
export function anArray(options: ArrayAnswer): Answer {
  const { value, mistakes = [], relative = 1e-4, absolute = 0 } = options;
  const tolerance = { relative, absolute };
  const within = toleranceWords(tolerance);
  return {
    expects: { en: `a tensor or an array (${within.en})`, zh: `一个张量或数组（${within.zh}）` },
    check(answer) {
      const given = numbersOf(answer);
      if (given === undefined) return wrong(gave(answer, notNumbers));
      const expected = numbersOf(value())!;
      if (isClose(given, expected, tolerance)) return right;
      const made = mistakes.find((mistake) => isClose(given, numbersOf(mistake.value)!, tolerance));
      const hint =
        made?.hint ?? (sameShape(given, expected) ? undefined : shapeHint(given.shape, expected.shape));
      return wrong(gave(answer, hint));
    },
  };
}

export function shapeHint(given: readonly number[], expected: readonly number[]): Bilingual {
  return {
    en: `Its shape is ${showShape(given)}, expected ${showShape(expected)}.`,
    zh: `它的形状是 ${showShape(given)}，应为 ${showShape(expected)}。`,
  };
}

const notNumbers: Bilingual = { en: "A tensor or an array is expected.", zh: "应给出一个张量或数组。" };
