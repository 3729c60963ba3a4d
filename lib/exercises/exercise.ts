// `exercise`: looks an exercise up by its id and says what came of an answer. Knows how it is said, not what is asked.

import { checkOptions, showValue } from "../tensor/argument.js";
import { type Bilingual, both, type ExerciseLanguage } from "./bilingual.js";
import { courseExercises, type Exercise } from "./course.js";
import { Verdict } from "./verdict.js";

/** Options of {@link exercise}. */
export interface ExerciseOptions {
  /** The language of what is said. Both, unless given: a notebook's code cells are the same in every language. */
  readonly lang?: ExerciseLanguage | undefined;
}

/**
 * Checks an answer to an exercise of the course, by its value, and gives a verdict with a hint. Without an answer it asks the question.
 *
 * Numbers, tensors and nested arrays are compared with the tolerance that the question states; functions are tried on inputs that are the
 * same every time; of several choices the letter is given.
 *
 * Ids are the book's section and a number: sections as in the Chinese second edition and the English 0.17 (3.4 softmax regression, 18.11
 * information theory; 4.1 and 22.11 in English 1.0); the number is the course's own count in that section.
 *
 * @param id `"3.4.2"`.
 * @param answer A number, a tensor, an array, a function or a letter: the question says which.
 * @param options `lang`: `"en"` or `"zh"`; both unless given.
 * @returns A {@link Verdict}: shown in a notebook, and data: `id`, `correct`, `points` from 0 to 1, `message`.
 * @throws RangeError if there is no such exercise; it names those near to it. A wrong answer throws nothing; `.assert()` does.
 * @example
 * exercise("18.11.2", Math.log(52), { lang: "en" }).message
 * // ✗ 18.11.2 Not yet: you gave 3.951244. Bits are asked for: logarithms to base 2, Math.log2; Math.log is the natural one and gives nats.
 * @see Dive into Deep Learning, the exercises at the end of each section
 */
export function exercise(id: string, answer?: unknown, options?: ExerciseOptions): Verdict {
  checkOptions("exercise", options, ["lang"]);
  const lang = options?.lang;
  if (lang !== undefined && lang !== "en" && lang !== "zh") {
    throw new TypeError(`exercise: lang is ${showValue(lang)}, expected "en" or "zh"`);
  }
  const found = find(id);
  if (answer === undefined) return new Verdict(id, 0, asked(found), lang);
  const { points, remark } = found.answer.check(answer);
  const mark = points === 1 ? "✓" : "✗";
  return new Verdict(
    id,
    points,
    both((each) => `${mark} **${id}** ${remark[each]}`),
    lang,
  );
}

function asked({ id, question, answer }: Exercise): Bilingual {
  return {
    en: `? **${id}** ${question.en} Answer: ${answer.expects.en}.`,
    zh: `? **${id}** ${question.zh}答案：${answer.expects.zh}。`,
  };
}

function find(id: unknown): Exercise {
  if (typeof id !== "string") {
    throw new TypeError(`exercise: id is ${showValue(id)}, expected a text such as "3.4.1"`);
  }
  const all = courseExercises();
  const found = all.find((each) => each.id === id);
  if (found !== undefined) return found;
  const section = id.split(".").slice(0, 2).join(".");
  const inSection = sections[section] ?? section;
  const near = all.filter((each) => each.id.startsWith(`${inSection}.`));
  const known =
    near.length > 0
      ? near.map((each) => each.id)
      : [...new Set(all.map((each) => each.id.replace(/\d+$/, "*")))];
  throw new RangeError(
    `exercise: there is no exercise ${showValue(id)}; there ${known.length === 1 ? "is" : "are"} ${known.join(", ")}`,
  );
}

/** Where the sections of English 1.0 are in our numbering. */
const sections: Readonly<Record<string, string>> = {
  "4.1": "3.4",
  "4.2": "3.5",
  "4.4": "3.6",
  "4.5": "3.7",
  "22.7": "18.7",
  "22.11": "18.11",
};
