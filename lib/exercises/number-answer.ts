// Answers that are one number.

import {
  type Answer,
  gave,
  isClose,
  type Mistake,
  type Numbers,
  negated,
  numbersOf,
  right,
  type Tolerance,
  toleranceWords,
  wrong,
  wrongSign,
} from "./answer.js";
import { type Bilingual, both } from "./bilingual.js";

interface NumberAnswer extends Partial<Tolerance> {
  /** Calculated when an answer is checked, not before. */
  readonly value: () => number;
  /** The right unit, where the answer is a logarithm: the other units are typical mistakes. */
  readonly unit?: "bits" | "nats";
  readonly mistakes?: readonly Mistake<number>[];
}

/** One number; a tensor of one element will do. Relative tolerance 0.0001 unless said otherwise: four digits are enough. */
export function aNumber(options: NumberAnswer): Answer {
  const { value, unit, mistakes = [], relative = 1e-4, absolute = 0 } = options;
  const tolerance = { relative, absolute };
  const within = toleranceWords(tolerance);
  return {
    expects: { en: `a number (${within.en})`, zh: `一个数（${within.zh}）` },
    check(answer) {
      const given = scalarOf(answer);
      if (given === undefined) return wrong(gave(answer, notOneNumber));
      const expected = value();
      if (isClose(given, scalar(expected), tolerance)) return right;
      const known = [...mistakes, ...(unit ? otherUnits(expected, unit) : [])];
      const made = known.find((mistake) => isClose(given, scalar(mistake.value), tolerance));
      if (made) return wrong(gave(answer, made.hint));
      return wrong(
        gave(answer, isClose(negated(given), scalar(expected), tolerance) ? wrongSign : undefined),
      );
    },
  };
}

function scalar(value: number): Numbers {
  return { shape: [], values: [value] };
}

function scalarOf(answer: unknown): Numbers | undefined {
  const read = numbersOf(answer);
  return read?.values.length === 1 ? scalar(read.values[0]!) : undefined;
}

function otherUnits(expected: number, unit: "bits" | "nats"): Mistake<number>[] {
  const nats = unit === "bits" ? expected * Math.LN2 : expected;
  const bits = nats / Math.LN2;
  return [
    { value: unit === "bits" ? nats : bits, hint: unit === "bits" ? useBits : useNats },
    {
      value: nats / Math.LN10,
      hint: both((lang) => `${base10[lang]}${(unit === "bits" ? useBits : useNats)[lang]}`),
    },
  ];
}

const notOneNumber: Bilingual = { en: "One number is expected.", zh: "应给出一个数。" };
const base10: Bilingual = { en: "This is a logarithm to base 10. ", zh: "这是以 10 为底的对数。" };

export const useBits: Bilingual = {
  en: "Bits are asked for: logarithms to base 2, `Math.log2`; `Math.log` is the natural one and gives nats.",
  zh: "要求的单位是比特（bit）：取以 2 为底的对数 `Math.log2`；`Math.log` 是自然对数，得到的单位是纳特（nat）。",
};
export const useNats: Bilingual = {
  en: "Nats are asked for: the natural logarithm, `Math.log`; base 2 gives bits.",
  zh: "要求的单位是纳特（nat）：取自然对数 `Math.log`；以 2 为底得到的是比特。",
};
