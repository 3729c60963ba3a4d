// Strings in Markdown, where Jupyter's front ends look for formulas first. Knows nothing of tables.

import { printable } from "./printable.js";

/** The text as Markdown sets it: nothing in it is markup, a formula or HTML. */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]#+!|$~<>&]/g, "\\$&")
    .replace(/\s+/g, " ");
}
