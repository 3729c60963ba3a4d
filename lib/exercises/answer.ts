// What every kind of answer has in common: numbers are read from whatever holds them and compared with a tolerance; a wrong answer is
// held against typical mistakes, and the one it equals gives the hint. Knows no exercise.

import { escapeMarkdown } from "../display/markdown.js";
import { showShape, showValue } from "../tensor/argument.js";
import { tensor } from "../tensor/creation.js";
import type { TensorLike } from "../tensor/tensor.js";
import { type Bilingual, both } from "./bilingual.js";

/** What an exercise takes for an answer, and how it is checked. */
export interface Answer {
  /** What is to be given, and with which tolerance. */
  readonly expects: Bilingual;
  /** Judges an answer. Never throws: an answer that cannot be read is a wrong one. */
  check(answer: unknown): Finding;
}

/** What came of checking an answer. */
export interface Finding {
  /** From 0 to 1. */
  readonly points: number;
  /** What was found, and what to try. */
  readonly remark: Bilingual;
}

/** What somebody gets who makes a typical mistake, and what helps. */
export interface Mistake<Value> {
  readonly value: Value;
  readonly hint: Bilingual;
}

/** How far an answer may be from the right one: |answer − right| ≤ absolute + relative · |right|. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Numbers in row-major order. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The numbers of a tensor, a nested array, a typed array or a matrix; a mathjs number or a tensor of one element is a number. */
export function numbersOf(value: unknown): Numbers | undefined {
  if (hasToNumber(value)) return { shape: [], values: [value.toNumber()] };
  try {
    const read = tensor(value as TensorLike, { dtype: "float64" });
    return { shape: read.shape, values: [...(read.data as Float64Array)] };
  } catch {
    return undefined;
  }
}

function hasToNumber(value: unknown): value is { toNumber(): number } {
  return (
    typeof value === "object" && value !== null && "toNumber" in value && typeof value.toNumber === "function"
  );
}

export function isClose(answer: Numbers, right: Numbers, { relative, absolute }: Tolerance): boolean {
  const close = (a: number, x: number) =>
    a === x || (Number.isFinite(x) && Math.abs(a - x) <= absolute + relative * Math.abs(x));
  return sameShape(answer, right) && right.values.every((x, i) => close(answer.values[i]!, x));
}

export function sameShape(a: Numbers, b: Numbers): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, i) => size === b.shape[i]);
}

export function negated({ shape, values }: Numbers): Numbers {
  return { shape, values: values.map((x) => -x) };
}

/** `relative tolerance 0.0001`. */
export function toleranceWords({ relative, absolute }: Tolerance): Bilingual {
  const parts = (rel: string, abs: string) => [
    ...(relative > 0 ? [`${rel} ${relative}`] : []),
    ...(absolute > 0 ? [`${abs} ${absolute}`] : []),
  ];
  return {
    en: parts("relative tolerance", "absolute tolerance").join(", ") || "exactly",
    zh: parts("相对误差不超过", "绝对误差不超过").join("，") || "须完全相等",
  };
}

/** An answer as Markdown, short enough for a verdict. */
export function showAnswer(answer: unknown): string {
  const read = numbersOf(answer);
  return read === undefined ? escapeMarkdown(showValue(answer)) : showNumbers(read);
}

export function showNumbers({ shape, values }: Numbers): string {
  return values.length > 12 ? `a tensor of shape ${showShape(shape)}` : nested(values, shape);
}

function nested(values: readonly number[], [size, ...rest]: readonly number[]): string {
  if (size === undefined) return short(values[0]!);
  const step = values.length / Math.max(size, 1);
  const rows = Array.from({ length: size }, (_, i) => nested(values.slice(i * step, (i + 1) * step), rest));
  return `[${rows.join(", ")}]`;
}

function short(x: number): string {
  return String(Number(x.toPrecision(7)));
}

export const right: Finding = { points: 1, remark: { en: "Right.", zh: "正确。" } };

export function wrong(remark: Bilingual): Finding {
  return { points: 0, remark };
}

/** What was given, and the hint; without one, that it is not right. */
export function gave(answer: unknown, hint: Bilingual = noHint): Bilingual {
  const given = showAnswer(answer);
  return both((lang) =>
    lang === "en" ? `Not yet: you gave ${given}. ${hint.en}` : `还不对：你的答案是 ${given}。${hint.zh}`,
  );
}

const noHint: Bilingual = {
  en: "Go through the steps once more, with small numbers on paper.",
  zh: "用几个小数字在纸上把各步再算一遍。",
};

export const wrongSign: Bilingual = {
  en: "The size is right, the sign is not: is there a minus in the formula?",
  zh: "数值对了，符号不对：公式里是不是少了或多了一个负号？",
};
