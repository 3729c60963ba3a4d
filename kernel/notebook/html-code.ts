// Source code as highlighted HTML. The classes are highlight.js's; their colours are in html-style.ts.
import hljs from "highlight.js/lib/common";
import { escapeHtml, type Html, trustedHtml } from "./html-escape.js";

/** Languages that are not known are only escaped. */
export function highlightCode(code: string, language: string): Html {
  if (hljs.getLanguage(language) === undefined) return escapeHtml(code);
  // highlight.js escapes the code it is given and adds only spans with class names of its own grammars.
  return trustedHtml(hljs.highlight(code, { language, ignoreIllegals: true }).value);
}
