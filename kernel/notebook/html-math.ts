// Formulas: finds them in a text as Jupyter does, typesets them with KaTeX (HTML to see, MathML for screen readers), and gives the
// style sheet with just the fonts that a page uses. Knows nothing of Markdown except where code is, because a "$" in code is no formula.
//
// Own search instead of a markdown-it plugin: Jupyter takes formulas out before it reads Markdown, so that $P(y|x)$ in a table and
// 损失$l$是 beside a letter are formulas; a plugin that comes after Markdown's own rules sees neither.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import katex from "katex";
import { escapeHtml, type Html, html, trustedHtml } from "./html-escape.js";

export interface Formula {
  tex: string;
  display: boolean;
  /** As it stands in the text, delimiters included. */
  source: string;
}

/** The text in order, cut into formulas and what lies between them. Nothing is lost: joined again it is the text. */
export function splitFormulas(
  text: string,
  { codeIsMarked }: { codeIsMarked: boolean },
): (string | Formula)[] {
  const parts: (string | Formula)[] = [];
  let from = 0;
  let at = 0;
  while (at < text.length) {
    interesting.lastIndex = at;
    const next = interesting.exec(text);
    if (next === null) break;
    at = next.index;
    const codeEnd = codeIsMarked ? endOfCode(text, at) : undefined;
    if (codeEnd !== undefined) {
      at = codeEnd;
      continue;
    }
    const found = formulaAt(text, at);
    if (found === undefined) {
      // A backslash takes the next character with it: \$ is a dollar sign.
      at += text[at] === "\\" ? 2 : text.startsWith("$$", at) ? 2 : 1;
      continue;
    }
    parts.push(text.slice(from, at), { ...found.formula, source: text.slice(at, found.end) });
    at = from = found.end;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

/** Typesets formulas of one page: what \newcommand defines in one is known in the next, as in Jupyter. */
export class Typesetter {
  readonly #macros: Record<string, string> = {};
  readonly #classes = new Set<string>();

  /** A formula that KaTeX cannot read is shown as its source, marked, with KaTeX's reason as a title. */
  render(formula: Pick<Formula, "tex" | "display">): Html {
    try {
      return this.renderStrictly(formula);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return html`<code class="nb-bad-formula" title="${escapeHtml(reason)}">${escapeHtml(formula.tex)}</code>`;
    }
  }

  /** Throws when KaTeX cannot read the formula. */
  renderStrictly({ tex, display }: Pick<Formula, "tex" | "display">): Html {
    const markup = withoutWarnings(() =>
      katex.renderToString(tex, {
        displayMode: display,
        output: "htmlAndMathml",
        throwOnError: true,
        // \href, \includegraphics and \htmlStyle stay off, and no formula can fill the page or take for ever.
        trust: false,
        maxSize: 20,
        maxExpand: 1000,
        strict: "ignore",
        macros: this.#macros,
        globalGroup: true,
      }),
    );
    for (const [, classes] of markup.matchAll(/ class="([^"]*)"/g)) {
      for (const name of classes!.split(" ")) this.#classes.add(name);
    }
    // KaTeX escapes what it takes from the formula; with trust off it makes no link, image, style or class of the author's.
    return trustedHtml(markup);
  }

  /** Empty when no formula was typeset. */
  styleSheet(): string {
    return this.#classes.size === 0 ? "" : katexStyleSheet(this.#classes);
  }
}

/**
 * KaTeX says on the console that it guesses the width of a character it has no metrics for (①, 😀), and has no option for that.
 * The page is right all the same, and a run's output is not the place to say it.
 */
function withoutWarnings<T>(render: () => T): T {
  const { warn } = console;
  console.warn = () => {};
  try {
    return render();
  } finally {
    console.warn = warn;
  }
}

// ---- finding -------------------------------------------------------------------------------------------------------------------

const interesting = /[`~$\\]/g;

/** Where code that starts at `at` ends: a fence runs to its closing fence or to the end, a code span to as many backticks. */
function endOfCode(text: string, at: number): number | undefined {
  const run = /^(`+|~{3,})/.exec(text.slice(at, at + 64))?.[0];
  if (run === undefined) return undefined;
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const opensLine = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*$/.test(text.slice(lineStart, at));
  if (run.length >= 3 && opensLine) {
    const closing = new RegExp(`\\n[ \\t>]*${run[0]}{${run.length},}[ \\t]*(?=\\n|$)`, "g");
    closing.lastIndex = at;
    return closing.exec(text) === null ? text.length : closing.lastIndex;
  }
  if (run.startsWith("~")) return at + run.length;
  const closing = new RegExp(`(?<!\`)\`{${run.length}}(?!\`)`, "g");
  closing.lastIndex = at + run.length;
  const match = closing.exec(text);
  // Unclosed, the backticks are only characters.
  return match === null || /\n[ \t]*\n/.test(text.slice(at, match.index))
    ? at + run.length
    : closing.lastIndex;
}

function formulaAt(text: string, at: number): { formula: Omit<Formula, "source">; end: number } | undefined {
  for (const { open, close, display } of delimiters) {
    if (!text.startsWith(open, at)) continue;
    const start = at + open.length;
    const end = open === "$" ? endOfInline(text, start) : text.indexOf(close, start);
    if (end === undefined || end === -1) continue;
    const tex = text.slice(start, end);
    if (tex.trim() === "" || blankLine.test(tex)) continue;
    return { formula: { tex: unquoted(tex, text, at), display }, end: end + close.length };
  }
  const environment = /^\\begin\{([a-zA-Z]+\*?)\}/.exec(text.slice(at, at + 40));
  if (environment === null) return undefined;
  const end = endOfEnvironment(text, at, environment[1]!);
  if (end === undefined) return undefined;
  return { formula: { tex: unquoted(text.slice(at, end), text, at), display: true }, end };
}

/** In Markdown "\\(" is a backslash and a bracket; "\(" is only a bracket. */
const delimiters = [
  { open: "$$", close: "$$", display: true },
  { open: "$", close: "$", display: false },
  { open: "\\\\[", close: "\\\\]", display: true },
  { open: "\\\\(", close: "\\\\)", display: false },
];

const blankLine = /\n[ \t>]*\n/;

/**
 * Prose about money is no formula: as in Pandoc a "$" before a digit closes nothing, and neither does one after a space, unless the
 * formula also begins with a space, which Jupyter's users write.
 */
function endOfInline(text: string, start: number): number | undefined {
  const mayEndInSpace = /\s/.test(text[start] ?? "");
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if (char === "{") depth++;
    else if (char === "}") depth--;
    else if (char === "\n" && blankLineHere.test(text.slice(at, at + 200))) return undefined;
    else if (char === "$" && depth <= 0) {
      const closes = !/\d/.test(text[at + 1] ?? "") && (mayEndInSpace || !/\s/.test(text[at - 1]!));
      return closes ? at : undefined;
    }
  }
  return undefined;
}

const blankLineHere = /^\n[ \t>]*\n/;

function endOfEnvironment(text: string, at: number, name: string): number | undefined {
  const escaped = name.replace("*", "\\*");
  const edges = new RegExp(`\\\\(begin|end)\\{${escaped}\\}`, "g");
  edges.lastIndex = at;
  let depth = 0;
  for (let match = edges.exec(text); match !== null; match = edges.exec(text)) {
    depth += match[1] === "begin" ? 1 : -1;
    if (depth === 0) return edges.lastIndex;
  }
  return undefined;
}

/** Inside a quotation each line of a formula starts with ">", which is no part of it. */
function unquoted(tex: string, text: string, at: number): string {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  return /^\s*>/.test(text.slice(lineStart, at)) ? tex.replace(/\n[ \t]*(?:>[ \t]?)+/g, "\n") : tex;
}

// ---- fonts ---------------------------------------------------------------------------------------------------------------------

/** KaTeX's own sheet with the fonts in it (woff2 alone: every browser of the last eight years reads it), unused families left out. */
function katexStyleSheet(classes: ReadonlySet<string>): string {
  const folder = join(dirname(createRequire(import.meta.url).resolve("katex")));
  const sheet = readFileSync(join(folder, "katex.min.css"), "utf8");
  const used = usedFamilies(sheet, classes);
  return sheet.replace(/@font-face\{[^}]*\}/g, (face) => {
    const family = /font-family:"?(KaTeX_\w+)/.exec(face)?.[1];
    const file = /url\((fonts\/[\w-]+\.woff2)\)/.exec(face)?.[1];
    if (family === undefined || file === undefined || !used.has(family)) return "";
    const font = readFileSync(join(folder, file)).toString("base64");
    return face.replace(/src:[^}]*/, `src:url(data:font/woff2;base64,${font}) format("woff2")`);
  });
}

/** A family is used when a rule sets it and the page has every class of one of the rule's selectors. Errs towards too many. */
function usedFamilies(sheet: string, classes: ReadonlySet<string>): Set<string> {
  const used = new Set<string>();
  for (const [, selectors, body] of sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (selectors!.startsWith("@")) continue;
    const families = [...body!.matchAll(/KaTeX_\w+/g)].map(([family]) => family);
    if (families.length === 0) continue;
    const matches = selectors!
      .split(",")
      .some((selector) => [...selector.matchAll(/\.([\w-]+)/g)].every(([, name]) => classes.has(name!)));
    if (matches) for (const family of families) used.add(family);
  }
  return used;
}
