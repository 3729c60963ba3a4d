// What of a string can be shown at all. Every back end passes every string through this before it escapes what is special to it.

/**
 * The text without what no display has a sign for: control characters (a terminal would obey some of them) and halves of
 * surrogate pairs (a notebook with one cannot be saved) become U+FFFD; tabs and line breaks become spaces.
 */
export function printable(text: string): string {
  return text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " ").replace(/[\p{Cc}\p{Cs}]/gu, "\ufffd");
}
