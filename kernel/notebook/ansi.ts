// Terminal text as HTML: SGR colours and styles as classes (ansi.css is in html-style.ts), carriage returns and backspaces as a
// terminal shows them, every other control sequence dropped. Text is never lost, also after a sequence that is cut off.
import { escapeHtml, type Html, joinHtml, trustedHtml } from "./html-escape.js";

export function renderAnsi(text: string): Html {
  const parts: Html[] = [];
  const style: Style = {};
  let from = 0;
  const flush = (to: number) => {
    if (to > from) parts.push(styled(text.slice(from, to), style));
  };
  text = overwriteLines(text);
  for (const match of text.matchAll(controlSequence)) {
    flush(match.index);
    from = match.index + match[0].length;
    if (match[1] !== undefined) applySgr(style, match[1]);
  }
  flush(text.length);
  return joinHtml(parts);
}

/** SGR (captured parameters), any other CSI, OSC up to its terminator, shorter escapes; a lone ESC as the last resort. */
const controlSequence = new RegExp(
  [
    String.raw`\x1b\[([\d;:]*)m`,
    String.raw`\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]`,
    String.raw`\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)`,
    String.raw`\x1b[\x20-\x2f]+[\x30-\x7e]`,
    String.raw`\x1b[\x40-\x5a\x5c\x5e-\x7e]?`,
  ].join("|"),
  "g",
);

/**
 * "50%\r100%" shows 100%, "ab\bc" shows ac. What is overwritten is replaced up to the length of what comes, as on a terminal; the
 * sequences themselves take no room there and are kept where they stand.
 */
function overwriteLines(text: string): string {
  if (!/[\r\b]/.test(text)) return text;
  return text
    .replace(/\r+\n/g, "\n")
    .split("\n")
    .map((line) => (/[\r\b]/.test(line) ? overwriteLine(line) : line))
    .join("\n");
}

function overwriteLine(line: string): string {
  const columns: string[] = [];
  let at = 0;
  let pending = "";
  for (const [token] of line.matchAll(columnOrSequence)) {
    if (token === "\r") at = 0;
    else if (token === "\b") at = Math.max(0, at - 1);
    else if (eraseInLine.test(token)) {
      // Erase to the end of the line, or all of it: what progress bars send before they write anew.
      if (token.includes("2")) columns.fill(" ");
      else columns.length = Math.min(columns.length, at);
    } else if (token.length > 1 && token.startsWith("\x1b")) pending += token;
    else {
      columns[at++] = pending + token;
      pending = "";
    }
  }
  return columns.join("") + pending;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences begin with ESC
const columnOrSequence = /\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|[\s\S]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences begin with ESC
const eraseInLine = /^\x1b\[[02]?K$/;

interface Style {
  foreground?: string | undefined;
  background?: string | undefined;
  bold?: boolean;
  faint?: boolean;
  italic?: boolean;
  underline?: boolean;
  inverse?: boolean;
  struck?: boolean;
}

function styled(text: string, style: Style): Html {
  const [foreground, background] = style.inverse
    ? [style.background ?? "inverse", style.foreground ?? "inverse"]
    : [style.foreground, style.background];
  const classes: string[] = [];
  const colours: string[] = [];
  for (const [colour, property, prefix] of [
    [foreground, "color", "ansi-fg-"],
    [background, "background-color", "ansi-bg-"],
  ] as const) {
    if (colour === undefined) continue;
    if (colour.startsWith("rgb(")) colours.push(`${property}:${colour}`);
    else classes.push(prefix + colour);
  }
  for (const flag of ["bold", "faint", "italic", "underline", "struck"] as const) {
    if (style[flag]) classes.push(`ansi-${flag}`);
  }
  const escaped = escapeHtml(text);
  if (classes.length === 0 && colours.length === 0) return escaped;
  const attributes =
    (classes.length > 0 ? ` class="${classes.join(" ")}"` : "") +
    (colours.length > 0 ? ` style="${colours.join(";")}"` : "");
  // Class names are literals or small numbers, colours are three numbers each; the text is escaped.
  return trustedHtml(`<span${attributes}>${escaped}</span>`);
}

/** ECMA-48 SGR; the eight colours and their bright versions are classes 0 to 15, so that the page's theme decides their look. */
function applySgr(style: Style, parameters: string): void {
  const codes = parameters.split(/[;:]/).map(Number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) for (const key of Object.keys(style) as (keyof Style)[]) delete style[key];
    else if (code === 1) style.bold = true;
    else if (code === 2) style.faint = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 7) style.inverse = true;
    else if (code === 9) style.struck = true;
    else if (code === 22) style.bold = style.faint = false;
    else if (code === 23) style.italic = false;
    else if (code === 24) style.underline = false;
    else if (code === 27) style.inverse = false;
    else if (code === 29) style.struck = false;
    else if (code >= 30 && code <= 37) style.foreground = String(code - 30);
    else if (code >= 90 && code <= 97) style.foreground = String(code - 90 + 8);
    else if (code === 39) style.foreground = undefined;
    else if (code >= 40 && code <= 47) style.background = String(code - 40);
    else if (code >= 100 && code <= 107) style.background = String(code - 100 + 8);
    else if (code === 49) style.background = undefined;
    else if (code === 38 || code === 48) {
      const extended = extendedColour(codes.slice(i + 1));
      i += extended.used;
      style[code === 38 ? "foreground" : "background"] = extended.colour;
    }
  }
}

/** `5;n` is one of 256 colours (16 named, a 6×6×6 cube, 24 greys), `2;r;g;b` any. */
function extendedColour([kind, ...rest]: number[]): { colour: string | undefined; used: number } {
  const byte = (value: number | undefined) => Math.min(255, Math.max(0, Math.trunc(value ?? 0) || 0));
  if (kind === 2) return { colour: `rgb(${byte(rest[0])},${byte(rest[1])},${byte(rest[2])})`, used: 4 };
  if (kind !== 5) return { colour: undefined, used: 0 };
  const n = byte(rest[0]);
  if (n < 16) return { colour: String(n), used: 2 };
  if (n >= 232) {
    const grey = 8 + (n - 232) * 10;
    return { colour: `rgb(${grey},${grey},${grey})`, used: 2 };
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const [r, g, b] = [Math.floor((n - 16) / 36), Math.floor((n - 16) / 6) % 6, (n - 16) % 6];
  return { colour: `rgb(${level(r!)},${level(g!)},${level(b!)})`, used: 2 };
}
