// HTML that cannot be built by accident: markup is a type of its own, and every string that enters it is escaped.
// Knows nothing of tables.

import { printable } from "./printable.js";

/** Escaped markup. Only the `html` tag makes it, so a plain string where markup is expected is a type error. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  /** Markup with interpolated values: strings and numbers are escaped, Html and lists of Html go in as they are. */
  static tag(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
    let out = strings[0]!;
    values.forEach((value, i) => {
      out += markupOf(value) + strings[i + 1]!;
    });
    return new Html(out);
  }

  toString(): string {
    return this.#markup;
  }
}

export type HtmlValue = Html | string | number | readonly Html[];

export const html = Html.tag;

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.join("");
  return escapeText(String(value));
}

function escapeText(text: string): string {
  return printable(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}
