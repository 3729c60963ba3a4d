// What `exercise` gives: the verdict on an answer, or the question where none was given. Data first; in a notebook Markdown, so that
// formulas are typeset.

import { displaySymbol, type MimeBundle } from "../display/mime-bundle.js";
import { type Bilingual, type ExerciseLanguage, languages } from "./bilingual.js";

/** A verdict as data, beside what is shown: by it `losslab grade` knows the points of a cell that ends with a verdict. */
export const verdictMime = "application/vnd.losslab.verdict+json";

/** Thrown by {@link Verdict.assert}. */
export class ExerciseError extends Error {
  /** Tells it from other errors. */
  override readonly name = "ExerciseError";
}

/** The verdict on an answer; see {@link exercise}. */
export class Verdict {
  /** The exercise. */
  readonly id: string;
  /** Whether the answer is right. */
  readonly correct: boolean;
  /** From 0 to 1; between them for a function that is right for some of its inputs. */
  readonly points: number;
  /** What is said, in one language or both, without formulas' dollar signs. */
  readonly message: string;
  readonly #paragraphs: readonly string[];

  /** @internal Use {@link exercise}. */
  constructor(id: string, points: number, says: Bilingual, lang: ExerciseLanguage | undefined) {
    this.id = id;
    this.points = points;
    this.correct = points === 1;
    this.#paragraphs = lang === undefined ? languages.map((each) => says[each]) : [says[lang]];
    this.message = plain(this.#paragraphs.join("\n"));
  }

  /**
   * Throws unless the answer is right: the end of a test cell, so that a wrong answer fails the cell, for `losslab grade` and nbgrader.
   *
   * @returns The verdict itself, to be shown.
   * @throws ExerciseError with the message.
   * @example
   * exercise("3.4.6", 15, { lang: "en" }).assert().correct
   * // true
   */
  assert(): this {
    if (!this.correct) throw new ExerciseError(this.message);
    return this;
  }

  /**
   * The message.
   * @example
   * exercise("3.4.6", 15, { lang: "en" }).toString()
   * // ✓ 3.4.6 Right.
   */
  toString(): string {
    return this.message;
  }

  /** Text with formulas, for notebooks. */
  [displaySymbol](): MimeBundle {
    const { id, correct, points } = this;
    return {
      "text/plain": this.message,
      "text/markdown": this.#paragraphs.join("\n\n"),
      [verdictMime]: { id, correct, points },
    };
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.message;
  }
}

/** Formulas without the dollar signs around them, code and strong text without their marks, nothing escaped. */
function plain(markdown: string): string {
  return markdown
    .replace(/(?<!\\)\$(.+?)(?<!\\)\$/g, "$1")
    .replace(/(?<!\\)(?:`|\*\*)/g, "")
    .replace(/\\([\\`*_{}[\]#+!|$~<>&])/g, "$1");
}
