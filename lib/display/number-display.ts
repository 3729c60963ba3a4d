// How a single number is displayed: as it would stand in a table, without the table.

import { html } from "./html.js";
import { escapeLatex } from "./latex.js";
import type { MimeBundle } from "./mime-bundle.js";
import type { Cell } from "./table.js";

export function displayNumber(text: string, { text: shown, full = shown }: Cell): MimeBundle {
  return {
    "text/plain": text,
    "text/html": html`<span title="${full}">${shown}</span>`.toString(),
    "text/latex": escapeLatex(shown),
  };
}
