// What is said in both languages of the course. Knows nothing of exercises.

/** A language of the course. */
export type ExerciseLanguage = "en" | "zh";

/** The same in each language. Formulas stand in `$…$`. */
export type Bilingual = Readonly<Record<ExerciseLanguage, string>>;

export const languages: readonly ExerciseLanguage[] = ["en", "zh"];

/** The languages filled in from one another: `both((lang) => words[lang].right)`. */
export function both(say: (lang: ExerciseLanguage) => string): Bilingual {
  return { en: say("en"), zh: say("zh") };
}
