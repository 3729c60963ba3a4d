// Answers that are one of a few given ones. Knows no exercise.

import { type Answer, gave, right, wrong } from "./answer.js";
import { type Bilingual, both } from "./bilingual.js";

interface Choice {
  readonly says: Bilingual;
  /** Undefined for the right one. */
  readonly hint?: Bilingual;
}

/** One of "a", "b", "c" …, in the order given. A hash of the right letter would hide nothing: there are only a few to try. */
export function aChoice(choices: readonly Choice[]): Answer {
  const letters = choices.map((_, i) => String.fromCharCode(97 + i));
  const names = letters.map((letter) => `"${letter}"`).join(", ");
  const list = both((lang) => choices.map(({ says }, i) => `(${letters[i]}) ${says[lang]}`).join("; "));
  const oneOf: Bilingual = { en: `One of ${names} is expected.`, zh: `应为 ${names} 之一。` };
  return {
    expects: { en: `one of ${names}: ${list.en}`, zh: `${names} 之一：${list.zh}` },
    check(answer) {
      const chosen = choices[letters.indexOf(String(answer).trim().toLowerCase())];
      if (chosen === undefined) return wrong(gave(answer, oneOf));
      return chosen.hint === undefined ? right : wrong(gave(answer, chosen.hint));
    },
  };
}
