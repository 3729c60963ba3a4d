// Strings that would like to be markup: as names, labels and data of tables. None becomes a tag, a command or a line of its own.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { table, tensor } from "../index.js";
import { escapeLatex } from "./latex.js";
import { displaySymbol, type MimeBundle } from "./mime-bundle.js";

/** Each has two or three strings, in several places of the table: more than 10,000 in all. */
const tables = 4_000;

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(..."<>&\"'`/\\{}$%#_^~[]*-,?!|\n\r\t\0\x1b\u2028\ud800\udc00 a1=") }),
  fc.constantFrom(
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "'><svg/onload=alert(1)>",
    "]]><!--",
    "&lt;script&gt;",
    "\\input{/etc/passwd}",
    "\\write18{id}",
    "^^5cinput{x}",
    "\\end{tabular}\\begin{verbatim}",
    "} \\\\ [2cm] & $x$ % rest",
    "\x1b[2J\x1b]0;title\x07",
    "__proto__",
    "constructor",
    "toString",
  ),
);

/** A tag of ours: a known element with known attributes, whose values have no quotes and no angle brackets. */
const ourTag =
  /^<\/?(?:table|caption|colgroup|thead|tbody|tr|th|td|br|small)(?: (?:align|scope|span|colspan|title|style)="[^"<>]*")*>$/;

/** What escaped text may be made of: one plain character, one escaped character, one sign as a formula of ours. */
const escapedLatex =
  /^(?:[^\\{}$&#%_^~[*]|\\[{}$&#%_]|\\(?:text[a-z]+|ldots)\{\}|\{[[*]\}|\{\}|\$(?:-|\^[2x]|\\frac12|\\[a-z]+)\$)*$/;

function expectHarmless(bundle: MimeBundle, rows: number): void {
  const html = String(bundle["text/html"]);
  for (const [tag] of html.matchAll(/<[^>]*>?/g)) expect(tag).toMatch(ourTag);
  expect(html.replace(/&(?:amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  const unprintable = /[\0-\x08\x0b-\x1f\x7f-\x9f\p{Cs}]/u;
  for (const type of ["text/plain", "text/html", "text/latex"]) expect(bundle[type]).not.toMatch(unprintable);

  const latex = String(bundle["text/latex"]);
  expect(latex.match(/\\begin\{\w+\}/g)).toEqual([
    "\\begin{flushleft}",
    "\\begin{adjustbox}",
    "\\begin{tabular}",
  ]);
  const body = latex.slice(latex.indexOf("\\hline"), latex.lastIndexOf("\\hline"));
  // A line for the header, one for each row and one between them, as many cells in each.
  const lines = body
    .trim()
    .split("\n")
    .filter((line) => line !== "\\hline");
  expect(lines).toHaveLength(1 + rows);
  for (const line of lines) {
    expect(line).toMatch(/ \\\\$/);
    const cells = line.slice(0, -3).split(/(?<!\\) ?& /);
    expect(cells).toHaveLength(lines[0]!.slice(0, -3).split(/(?<!\\) ?& /).length);
    for (const cell of cells) expect(cell).toMatch(escapedLatex);
  }
  expect(JSON.parse(JSON.stringify(bundle))).toEqual(bundle);
}

describe("hostile strings stay strings", () => {
  it("as names of rows, columns and dimensions, and as a title", () => {
    const t = tensor([[1, Number.NaN]]);
    fc.assert(
      fc.property(hostile, hostile, hostile, (a, b, c) => {
        const shown = table(t, { rows: [a], columns: [b, c], axes: [b, a], title: c })[displaySymbol]();
        expectHarmless(shown, 1);
        expect(String(shown["text/plain"]).split("\n")).toHaveLength(6);
      }),
      { numRuns: tables },
    );
  });

  it("as fields and values of records", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (field, one, two) => {
        const record = Object.fromEntries([[field, one]]);
        expectHarmless(table([record, { other: [two, { [two]: 1 }] }])[displaySymbol](), 2);
      }),
      { numRuns: tables },
    );
  });

  it("as keys and values of a Map", () => {
    fc.assert(
      fc.property(hostile, hostile, (key, value) => {
        const shown = table(new Map([[key, value]]))[displaySymbol]();
        expectHarmless(shown, 1);
        const { data } = shown["application/vnd.dataresource+json"] as { data: object[] };
        expect(data).toHaveLength(1);
      }),
      { numRuns: tables },
    );
  });

  it("in LaTeX, where each says what it said", () => {
    const signs: Readonly<Record<string, string>> = {
      textbackslash: "\\",
      textasciicircum: "^",
      textasciitilde: "~",
      textless: "<",
      textgreater: ">",
      textbar: "|",
      textasciigrave: "`",
      textquotesingle: "'",
      textquotedbl: '"',
    };
    fc.assert(
      fc.property(fc.string(), (text) => {
        const latex = escapeLatex(text);
        expect(latex).toMatch(escapedLatex);
        const read = latex
          .replace(/\$-\$/g, "-")
          .replace(/\\(text[a-z]+)\{\}|\\([{}$&#%_])|\{([[*])\}|\{\}/g, (_, name, escaped, braced) =>
            name === undefined ? (escaped ?? braced ?? "") : signs[name]!,
          );
        expect(read).toBe(text);
      }),
      { numRuns: 10_000 },
    );
  });
});
