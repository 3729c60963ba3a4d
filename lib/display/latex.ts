// Strings in LaTeX, outside formulas. Knows nothing of tables.

import { printable } from "./printable.js";

/** What LaTeX does not take for itself: each a letter's sign, as a command where it has none of its own. */
const commands: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  "`": "\\textasciigrave{}",
  "'": "\\textquotesingle{}",
  '"': "\\textquotedbl{}",
  // At the beginning of a row these would be an option of the line break before it.
  "[": "{[}",
  "*": "{*}",
  // Of what the library itself writes, what the usual fonts lack.
  "\ufffd": "?",
  "…": "\\ldots{}",
  "→": "$\\rightarrow$",
  "−": "$-$",
  "×": "$\\times$",
  "·": "$\\cdot$",
  "≈": "$\\approx$",
  "≤": "$\\leq$",
  "≥": "$\\geq$",
  "≠": "$\\neq$",
  "±": "$\\pm$",
  "∞": "$\\infty$",
  "½": "$\\frac12$",
  "✓": "$\\checkmark$",
  "✗": "$\\times$",
  "²": "$^2$",
  ˣ: "$^x$",
};

const special = new RegExp(
  `[${Object.keys(commands)
    .join("")
    .replace(/[\\\]^]/g, "\\$&")}]|-+`,
  "gu",
);

/** The text as LaTeX sets it: nothing in it is a command, and a minus before a number is a minus. */
export function escapeLatex(text: string): string {
  return printable(text).replace(special, (found, at: number, whole: string) => {
    const command = commands[found];
    if (command !== undefined) return command;
    const sign = /^-(?:[\d.]|inf)/.test(whole.slice(at)) && !/[\p{L}\d]/u.test(whole.charAt(at - 1));
    // Two hyphens would become a dash, two commas a quotation mark.
    return sign ? "$-$" : [...found].join("{}");
  });
}
