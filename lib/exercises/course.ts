// All exercises of the course, by id.
//
// An id is a section and a number: "3.4.2" is the second exercise here about section 3.4. Sections are numbered as in the Chinese
// second edition and the English 0.17, which have the same: 3.1 linear regression, 3.4 softmax regression, 3.5 the image data set,
// 3.6 softmax regression from scratch, 3.7 concise; the appendix, which only the English has, is chapter 18: 18.7 maximum likelihood,
// 18.11 information theory. In English 1.0 these are 3.1, 4.1, 4.2, 4.4, 4.5, 22.7 and 22.11. The last number is our own count, because
// the editions' exercises differ; `origin` says which one it is in the book.
//
// Answers live in these files, not in notebooks: whoever reads a notebook does not see them, whoever reads the library's source can.
// Where an answer is compared with a tolerance no hash could stand in for it.

import type { Answer } from "./answer.js";
import type { Bilingual } from "./bilingual.js";
import { informationTheory } from "./information-theory.js";
import { linearRegression } from "./linear-regression.js";
import { maximumLikelihood } from "./maximum-likelihood.js";
import { softmaxInCode } from "./softmax-in-code.js";
import { softmaxRegression } from "./softmax-regression.js";

/** An exercise: what is asked, and how an answer is checked. */
export interface Exercise {
  readonly id: string;
  readonly question: Bilingual;
  readonly answer: Answer;
  /** Where it is from: the book's exercise, its text, or a checklist of what the course covers. Not shown: it may hold the answer. */
  readonly origin: string;
}

export function courseExercises(): readonly Exercise[] {
  return [
    ...linearRegression(),
    ...softmaxRegression(),
    ...softmaxInCode(),
    ...maximumLikelihood(),
    ...informationTheory(),
  ];
}
