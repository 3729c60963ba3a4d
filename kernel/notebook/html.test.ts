import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderAnsi } from "./ansi.js";
import { notebookLanguage, notebookTitle, renderIndexPage, renderNotebookPage } from "./html.js";
import { type Formula, splitFormulas } from "./html-math.js";
import { sanitizeHtml, sanitizeWithoutLoss } from "./html-sanitize.js";
import { pageStyle } from "./html-style.js";
import type { Cell, MimeBundle, Notebook, Output } from "./notebook.js";

function book(cells: Cell[], metadata: Record<string, unknown> = {}): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata, cells };
}
const md = (source: string): Cell => ({ cell_type: "markdown", metadata: {}, source });
const code = (source: string, outputs: Output[] = [], metadata = {}): Cell => ({
  cell_type: "code",
  metadata,
  source,
  execution_count: 1,
  outputs,
});
const shown = (data: MimeBundle, metadata = {}): Output => ({ output_type: "display_data", data, metadata });
function page(cells: Cell[], options: Partial<Parameters<typeof renderNotebookPage>[1]> = {}): string {
  return renderNotebookPage(book(cells), { fallbackTitle: "file-name", language: "en", ...options });
}
/** The page without its head: no style sheet in the way. */
function body(cells: Cell[], options = {}): string {
  return /<main>([\s\S]*)<\/main>/.exec(page(cells, options))![1]!;
}

describe("a page", () => {
  it("needs nothing from the network and allows nothing from it", () => {
    const text = page([md("# T\n\n$x$ and $$\\mathbb{R}$$"), code("1", [shown({ "image/png": "AAAA" })])]);
    const addresses = [...text.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)/g)].map(
      ([, address]) => address!,
    );
    expect(addresses.length).toBeGreaterThan(2);
    expect(addresses.filter((address) => !/^(?:data:|#)/.test(address))).toEqual([]);
    expect(text).toContain(
      'content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:; font-src data:',
    );
  });

  it("holds only the fonts that its formulas use", () => {
    const families = (text: string) =>
      new Set([...text.matchAll(/@font-face\{[^}]*font-family:"?(\w+)/g)].map(([, name]) => name));
    expect(families(page([md("no formula")]))).toEqual(new Set());
    expect(families(page([md("$x$")]))).toEqual(new Set(["KaTeX_Main", "KaTeX_Math"]));
    expect(families(page([md("$\\mathbb{R}$")]))).toContain("KaTeX_AMS");
    expect(page([md("$x$")])).not.toMatch(/url\(fonts/);
  });

  it("is titled by the first heading, else by the file, in its language", () => {
    expect(page([code("1"), md("text\n\n## Über *alles* `x`")])).toContain("<title>Über alles x</title>");
    expect(page([md("no heading")])).toContain("<title>file-name</title>");
    expect(page([], { language: "zh-CN" })).toContain('<html lang="zh-CN">');
  });

  it("is the same twice", () => {
    const cells = [md("# a\n# a\n$\\frac12$"), code("const a = 1", [shown({ "text/html": "<b>x</b>" })])];
    expect(page(cells)).toBe(page(cells));
  });

  it("gives headings of the same text different ids, and lists them", () => {
    const text = page([md("## 梯度 $x$\n## A\n## A\n### B")]);
    expect([...text.matchAll(/<h\d id="([^"]*)"/g)].map(([, id]) => id)).toEqual(["梯度-x", "a", "a-2", "b"]);
    expect(text).toContain('<a href="#a-2">A</a>');
  });

  it("has its contents after its title, and first when it has none", () => {
    const sections = "## A\n## B\n## C";
    const order = (cells: Cell[]) =>
      [...page(cells).matchAll(/<(?:h1|nav|h2|p)\b/g)].map(([tag]) => tag.slice(1)).slice(0, 4);
    expect(order([md(`# Title\n\ntext\n\n${sections}`)])).toEqual(["h1", "nav", "p", "h2"]);
    expect(order([md("# Title"), md(sections)])).toEqual(["h1", "nav", "h2", "h2"]);
    expect(order([md(`text\n\n${sections}`)])).toEqual(["nav", "p", "h2", "h2"]);
    // Nothing is lost where the first cell is cut in two.
    expect(page([md("# Title"), md(sections)])).not.toContain(
      '<section class="nb-cell nb-markdown"></section>',
    );
    const cut = page([md(`# Title\n\ntext\n\n${sections}`)]);
    expect(cut.match(/<section/g)).toHaveLength(cut.match(/<\/section>/g)!.length);
  });

  it("has room for 95 characters of code at desktop width, and the cell's number beside the code, not over it", () => {
    const rem = (pattern: RegExp) => Number(pattern.exec(pageStyle)![1]);
    // In rem; a character of DejaVu Sans Mono, the widest of the fonts named, is 0.602 em wide.
    const column = rem(/--page: ([\d.]+)rem/) - 2 * rem(/padding: 1\.5rem ([\d.]+)rem 4rem/);
    const character = rem(/font: ([\d.]+)rem\/1\.65/) * rem(/\.nb-code pre \{ font-size: ([\d.]+)em/) * 0.602;
    const padding = 2 * rem(/\.nb-source pre \{[^}]*padding: \.75rem ([\d.]+)rem/) + 4 / 16;
    expect((column - padding) / character).toBeGreaterThan(95);
    // Beside the code in a row of its own; out of the row only into the margin left of it.
    expect(pageStyle).toMatch(/\.nb-source \{ display: flex/);
    expect(pageStyle.match(/\.nb-count \{ position: absolute;[^}]*/g)).toEqual([
      expect.stringContaining("right: 100%"),
    ]);
  });

  it("folds what is hidden in JupyterLab or tagged as hidden", () => {
    expect(body([code("1", [], { jupyter: { source_hidden: true } })])).toContain("<details");
    expect(body([code("1", [shown({ "text/plain": "1" })], { tags: ["hide-output"] })])).toContain(
      "<summary>Output</summary>",
    );
    expect(body([code("1")])).not.toContain("<details");
  });
});

describe("the language", () => {
  it.each([
    ["notebooks/zh/01.ipynb", {}, "zh-CN"],
    ["notebooks/en/01.ipynb", {}, "en"],
    ["/home/en/notebooks/zh/01.ipynb", {}, "zh-CN"],
    ["notebooks/en/01.ipynb", { language: "zh" }, "zh-CN"],
    ["01.ipynb", {}, "zh-CN"],
  ])("of %s with %j is %s", (path, metadata, language) => {
    expect(notebookLanguage(book([md("交叉熵损失是什么？")], metadata), path)).toBe(language);
  });
  it("of an English notebook anywhere is English", () => {
    expect(notebookLanguage(book([md("What is 熵, entropy?")]), "01.ipynb")).toBe("en");
  });
});

describe("formulas", () => {
  const found = (text: string) =>
    splitFormulas(text, { codeIsMarked: true })
      .filter((part): part is Formula => typeof part !== "string")
      .map(({ tex, display }) => (display ? `display ${tex}` : tex));
  it.each([
    ["a $x$ b $$y$$ c", ["x", "display y"]],
    ["损失$l$是第$j$个", ["l", "j"]],
    ["| $P(y|x)$ | 2 |", ["P(y|x)"]],
    ["\\\\(a\\\\) and \\\\[b\\\\]", ["a", "display b"]],
    [
      "\\begin{align}a&=b\\\\\\begin{align}c\\end{align}\\end{align}",
      ["display \\begin{align}a&=b\\\\\\begin{align}c\\end{align}\\end{align}"],
    ],
    ["> $$\n> a\n> $$", ["display \na\n"]],
    ["$ spaced $", [" spaced "]],
    ["$\\text{a $b$ c}$", ["\\text{a $b$ c}"]],
    ["from $5 to $10, and $x$", ["x"]],
    ["costs \\$5 and \\$6", []],
    ["`$x$` ``a ` $y$`` $z$", ["z"]],
    ["```js\n$x$\n```\n$y$", ["y"]],
    ["- ~~~\n  $x$\n  ~~~\n- $y$", ["y"]],
    ["```\n$never closed$", []],
    ["an open ` and $x$", ["x"]],
    ["$a\n\nb$", []],
    ["$$", []],
    ["$", []],
    ["\\begin{align} open", []],
  ])("in %j are %j", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it("and the text between them are the whole text", () => {
    const piece = fc.constantFrom(
      "$",
      "$$",
      "`",
      "```",
      "~~~",
      "\\",
      "\\\\(",
      "\\\\)",
      "\\begin{a}",
      "\\end{a}",
      "\n",
      "> ",
      "x",
      " ",
      "5",
      "{",
      "}",
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((parts) => parts.join("")),
        fc.boolean(),
        (text, codeIsMarked) => {
          const parts = splitFormulas(text, { codeIsMarked });
          expect(parts.map((part) => (typeof part === "string" ? part : part.source)).join("")).toBe(text);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("are typeset for eyes and for screen readers, in tables, headings and lists", () => {
    const text = body([md("| a |\n|---|\n| $P(y|x)$ |\n\n# $e^x$\n\n- $y$")]);
    expect(text.match(/<math /g)).toHaveLength(3);
    expect(text).toContain('<td><span class="katex">');
    expect(text).not.toMatch(/[\uE000\uE001$]/);
  });

  it("keep their source in code, in addresses and in titles", () => {
    expect(body([md("<code>$x$</code>")])).toContain("<code>$x$</code>");
    expect(body([md('[a](http://b/$c$d "$e$")')])).toContain('href="http://b/$c$d"');
    expect(body([md('<b title="$x$">y</b>')])).toContain('<b title="$x$">');
  });

  it("that KaTeX cannot read are shown as they are, marked", () => {
    expect(body([md("$\\foo{<b>}$")])).toMatch(
      /<code class="nb-bad-formula" title="KaTeX parse error[^"]*">\\foo\{&lt;b&gt;\}<\/code>/,
    );
  });

  it("share what \\newcommand defines", () => {
    expect(body([md("$\\newcommand{\\vect}[1]{\\mathbf{#1}}$"), md("$\\vect{x}$")])).not.toContain(
      "nb-bad-formula",
    );
  });
});

describe("outputs", () => {
  it("are shown in their richest form that needs no script", () => {
    const all = {
      "application/vnd.vegalite.v5+json": {},
      "text/html": "<b>html</b>",
      "text/markdown": "*markdown*",
      "text/latex": "$latex$",
      "image/svg+xml": "<svg/>",
      "image/png": "AAAA",
      "text/plain": "plain",
    };
    const { "text/html": _html, ...noHtml } = all;
    const { "image/svg+xml": _svg, ...noSvg } = noHtml;
    const { "text/markdown": _markdown, ...noMarkdown } = noSvg;
    const { "text/latex": _latex, ...noLatex } = noMarkdown;
    const { "image/png": _png, ...noPng } = noLatex;
    expect(body([code("", [shown(all)])])).toContain("<b>html</b>");
    expect(body([code("", [shown(noHtml)])])).toContain("data:image/svg+xml;base64,PHN2Zy8+");
    expect(body([code("", [shown(noSvg)])])).toContain("<em>markdown</em>");
    expect(body([code("", [shown(noMarkdown)])])).toContain("katex");
    expect(body([code("", [shown(noLatex)])])).toContain("data:image/png;base64,AAAA");
    expect(body([code("", [shown(noPng)])])).toContain("<pre>plain</pre>");
  });

  it("without such a form are said to be missing", () => {
    expect(body([code("", [shown({ "application/x-b": "", "application/x-a": "" })])])).toContain(
      "(application/x-a, application/x-b)",
    );
  });

  it("in LaTeX that KaTeX cannot read fall back to the next form", () => {
    const text = body([
      code("", [shown({ "text/latex": "\\begin{tabular}{l}a\\end{tabular}", "text/plain": "a table" })]),
    ]);
    expect(text).toContain("<pre>a table</pre>");
  });

  it("keep a tensor's table as it is", () => {
    const table =
      '<table class="losslab"><caption>shape (1, 1)</caption><thead><tr><th scope="col" align="right">0</th></tr></thead><tbody><tr><td align="right" title="0.1" style="color:#888">0.1000</td></tr></tbody></table><details><summary>more</summary>x</details>';
    expect(body([code("", [shown({ "text/html": table })])])).toContain(
      `<div class="nb-html">${table}</div>`,
    );
  });

  it("with more than plain HTML go into a frame that can run and load nothing, and the page says so", () => {
    const text = body([
      code("", [shown({ "text/html": "<style>b{color:red}</style><b>x</b><script>alert(1)</script>" })]),
    ]);
    expect(text).toMatch(
      /<iframe class="nb-frame" sandbox="" [^>]*srcdoc="&lt;!doctype html&gt;[^"]*default-src &#39;none&#39;|<iframe class="nb-frame" sandbox=""/,
    );
    expect(text).not.toContain("<script");
    expect(text).toContain("switched off");
    expect(body([code("", [shown({ "text/html": "<style>b{color:red}</style><b>x</b>" })])])).not.toContain(
      "switched off",
    );
  });

  it("name errors and stderr in words", () => {
    const text = body([
      code("", [
        { output_type: "stream", name: "stderr", text: "careful" },
        { output_type: "error", ename: "TypeError", evalue: "no", traceback: [] },
      ]),
    ]);
    expect(text).toContain('<span class="nb-label">stderr</span><pre>careful</pre>');
    expect(text).toContain('<span class="nb-label">Error</span><pre>TypeError: no</pre>');
  });

  it("that are images say what they show and how large they are", () => {
    const svg = "<svg xmlns='http://www.w3.org/2000/svg'><title>Loss &lt; 1</title></svg>";
    expect(body([code("", [shown({ "image/svg+xml": svg })])])).toContain('alt="Loss &amp;lt; 1"');
    expect(
      body([
        code("", [shown({ "image/png": "AA\nAA", "text/plain": "a plot" }, { "image/png": { width: 30 } })]),
      ]),
    ).toContain('<img src="data:image/png;base64,AAAA" alt="a plot" width="30"');
    expect(body([code("", [shown({ "image/png": '" onerror="x', "text/plain": "p" })])])).toContain(
      "<pre>p</pre>",
    );
  });

  it("give a drawing in currentColor the text's colours, and no paper to stand on", () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" color="#767676"><text fill="currentColor">a</text></svg>';
    const shownSvg = body([code("", [shown({ "image/svg+xml": svg })])]);
    expect(shownSvg).not.toContain("nb-paper");
    const drawn = Buffer.from(/base64,([^"]+)/.exec(shownSvg)![1]!, "base64").toString();
    expect(drawn).toMatch(
      /^<svg [^>]*><style>:root \{ color: #\w+; \} @media \(prefers-color-scheme: dark\) .*<\/style><text/,
    );
  });

  it("say a chart's words, which begin with its title, and another picture's title", () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>Line chart: Loss</title></svg>';
    const alt = (plain: string) =>
      / alt="([^"]*)"/.exec(body([code("", [shown({ "image/svg+xml": svg, "text/plain": plain })])]))![1];
    expect(alt("Line chart: Loss\nx: epoch, from 0 to 9")).toBe("Line chart: Loss\nx: epoch, from 0 to 9");
    expect(alt("[object SVG]")).toBe("Line chart: Loss");
  });
});

describe("images in Markdown", () => {
  it("come from attachments, from the caller, or become a link", () => {
    const cell = {
      ...md("![a](attachment:x%20y.png) ![b](b.png) ![c](c.png)"),
      attachments: { "x y.png": { "image/png": "AAAA" } },
    };
    const text = body([cell as Cell], {
      image: (address: string) => (address === "b.png" ? "data:image/png;base64,BBBB" : undefined),
    });
    expect(text).toContain('src="data:image/png;base64,AAAA" alt="a"');
    expect(text).toContain('src="data:image/png;base64,BBBB" alt="b"');
    expect(text).toContain('<a href="c.png">c</a>');
  });
});

describe("terminal text", () => {
  it.each([
    ["a\x1b[31mb\x1b[0mc", 'a<span class="ansi-fg-1">b</span>c'],
    ["\x1b[1;92mx", '<span class="ansi-fg-10 ansi-bold">x</span>'],
    ["\x1b[38;5;208mx\x1b[39my", '<span style="color:rgb(255,135,0)">x</span>y'],
    ["\x1b[48;2;1;2;300mx", '<span style="background-color:rgb(1,2,255)">x</span>'],
    ["\x1b[7mx", '<span class="ansi-fg-inverse ansi-bg-inverse">x</span>'],
    ["10%\r100%\nab\bc\n", "100%\nac\n"],
    ["long line\r\x1b[Kshort", "short"],
    ["\r\n", "\n"],
    ["\x1b]8;;http://a\x07link\x1b]8;;\x07", "link"],
    ["a\x1b[2Jb\x1b[?25lc", "abc"],
    ["a\x1b[中文 the rest", "a[中文 the rest"],
    ["a\x1b", "a"],
    ["<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"],
  ])("%j becomes %j", (text, expected) => {
    expect(renderAnsi(text)).toBe(expected);
  });
});

describe("the index", () => {
  it("lists pages by language with addresses that work", () => {
    const text = renderIndexPage([
      { title: "Softmax & <b>", language: "en", href: "en/01 softmax#1.html", failed: true },
      { title: "交叉熵", language: "zh-CN", href: "zh/01.html", failed: false },
      { title: "信息论", language: "zh-CN", href: "zh/02.html", failed: false },
    ]);
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).toContain(
      '<a href="en/01%20softmax%231.html">Softmax &amp; &lt;b&gt;</a> <small class="nb-failed">✗ a cell failed</small>',
    );
    expect(text.indexOf("交叉熵")).toBeLessThan(text.indexOf("Softmax"));
  });
});

it("the title of a notebook is its first heading's text, formulas as their source", () => {
  expect(notebookTitle(book([md("a"), md("Title $x$\n===\n# b")]))).toBe("Title $x$");
});

describe("the colours", () => {
  const [light, dark] = pageStyle
    .split("@media screen", 2)
    .map(
      (part) =>
        new Map([...part.matchAll(/--([\w-]+): (#[\da-f]{6})/g)].map(([, name, value]) => [name!, value!])),
    );
  // WCAG 2.1, relative luminance and contrast ratio.
  const luminance = (hex: string) => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const contrast = (a: string, b: string) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high! + 0.05) / (low! + 0.05);
  };
  it.each([
    ["light", light!],
    ["dark", dark!],
  ])("of text stand out by 4.5 to 1 from every ground they are on, %s", (_, colours) => {
    const text = [...colours.keys()].filter((name) => /^(?:text|muted|link|warn|bad|c\d+|h-\w+)$/.test(name));
    expect(text.length).toBe(27);
    for (const name of text) {
      const grounds = /^(?:text|c\d+)$/.test(name)
        ? ["ground", "sunk", "warn-ground", "bad-ground"]
        : ["ground", "sunk"];
      for (const ground of [...grounds, ...(name === "warn" || name === "bad" ? [`${name}-ground`] : [])]) {
        expect(
          contrast(colours.get(name)!, colours.get(ground)!),
          `${name} on ${ground}`,
        ).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

// ---- hostile input -------------------------------------------------------------------------------------------------------------

const attacks = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)><script>alert(1)</script></svg>",
  "<a href='javascript:alert(1)'>x</a>",
  "[x](javascript:alert(1))",
  "![x](javascript:alert(1))",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  "<style>@import 'http://evil/';</style>",
  "<b style='background:url(http://evil/)'>x</b>",
  "<meta http-equiv=refresh content='0;url=http://evil/'>",
  "<base href=http://evil/>",
  "<form action=http://evil/><button>x</button></form>",
  "</style></pre></div></main></body><script>alert(1)</script>",
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  "<!--><script>alert(1)</script>-->",
  "$\\href{javascript:alert(1)}{x}$",
  "$\\htmlStyle{x}{y}\\includegraphics{http://evil/}$",
  "$\\text{<script>alert(1)</script>}$",
  "\uE0000\uE001$<script>alert(1)</script>$",
  "<a title='$\"onmouseover=alert(1) x=$'>x</a>",
  "`$<script>$` $`</script>`$",
  "<details open ontoggle=alert(1)><summary>x</summary></details>",
  "<object data=http://evil/></object><embed src=http://evil/>",
  "\x1b[31m<script>alert(1)</script>\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07",
  "<xmp><script>alert(1)</script></xmp>",
  "<noscript><p title='</noscript><script>alert(1)</script>'>",
  "<div class='nb-page'>posing</div>",
];
const hostile = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: "binary", maxLength: 8 })), {
      maxLength: 4,
    })
    .map((parts) => parts.join("")),
  fc
    .array(
      fc.constantFrom(
        "<",
        ">",
        '"',
        "'",
        "/",
        "=",
        "$",
        "`",
        "\\",
        "&lt;",
        "script",
        "on",
        "img ",
        "src",
        " ",
        "\n",
        "\uE000",
        "\uE001",
        "0",
        "<!--",
        "-->",
        "|",
        "[",
        "](",
        ")",
        "javascript:",
        "x",
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join("")),
);

/** Tags and attributes that a browser would see, frames' srcdoc left out: the sandbox is what holds there. */
function dangers(markup: string): string[] {
  const found: string[] = [];
  for (const [tag, name, attributes] of markup.matchAll(
    /<([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g,
  )) {
    if (
      /^(?:script|style|object|embed|form|input|button|meta|base|link|svg|xmp|noscript|textarea|template|portal|frame|applet)$/i.test(
        name!,
      )
    )
      found.push(tag!);
    if (/^iframe$/i.test(name!) && !/^ class="nb-frame" sandbox=""/.test(attributes!)) found.push(tag!);
    for (const [, attribute, value = ""] of attributes!.matchAll(/\s([^\s=/>"']+)(?:="([^"]*)")?/g)) {
      if (/^on/i.test(attribute!) || /^(?:srcset|action|formaction|poster|xlink:href)$/i.test(attribute!))
        found.push(tag!);
      if (/^src$/i.test(attribute!) && !value.startsWith("data:image/")) found.push(tag!);
      if (/^href$/i.test(attribute!) && /^\s*(?:javascript|data|vbscript)/i.test(value)) found.push(tag!);
      if (/^style$/i.test(attribute!) && /url\(/i.test(value)) found.push(tag!);
    }
  }
  return found;
}

describe("hostile notebooks", () => {
  it("the check itself sees what it looks for", () => {
    for (const markup of [
      "<script>",
      "<img src=x onerror=alert(1)>",
      '<a href="javascript:x">',
      "<iframe src=x>",
      '<b style="background:url(x)">',
    ]) {
      expect(dangers(markup)).not.toEqual([]);
    }
  });

  it("get no script, no handler and no address of theirs into a page, wherever the text stands", {
    timeout: 120_000,
  }, () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const cells: Cell[] = [
          md(`# ${a}\n\n${b}`),
          md(`| ${a} |\n|---|\n| ${b} |\n\n> ${a}\n\n- ${b}\n\n![${a}](${b})`),
          code(a, [
            { output_type: "stream", name: a, text: b },
            { output_type: "error", ename: a, evalue: b, traceback: b === "" ? [] : [a, b] },
            shown({ "text/html": a + b }),
            shown({ "text/markdown": b }),
            shown({ "text/latex": a }),
            shown({ "image/svg+xml": a, "text/plain": b }, { "image/svg+xml": { width: a, alt: b } }),
            shown({ "image/png": a, "text/plain": b }),
            shown({ [a]: b }),
            shown({ "application/json": { [a]: b } }),
          ]),
        ];
        const text = page(cells, { fallbackTitle: a });
        const [head, rest] = [
          text.slice(0, text.indexOf("<style>")),
          text.slice(text.indexOf("</style>") + 8),
        ];
        expect(dangers(head.replaceAll(/<meta [^>]*>/g, ""))).toEqual([]);
        expect(dangers(rest)).toEqual([]);
        // Its own structure is still there, once.
        expect(rest.match(/<main>|<\/main>|<footer|<\/body>/g)).toEqual([
          "<main>",
          "</main>",
          "<footer",
          "</body>",
        ]);
        expect(rest.match(/class="nb-page"/g)).toHaveLength(1);
      }),
      { numRuns: 1500 },
    );
  });

  it.each(attacks)("sanitising %j twice gives what once gives", (attack) => {
    const once = sanitizeHtml(attack);
    expect(sanitizeHtml(once)).toBe(once);
    expect(dangers(once)).toEqual([]);
  });

  it("lose nothing silently: what is inlined is what was given", () => {
    for (const markup of [
      "<script>x</script>",
      "<b onclick=x>y</b>",
      "<video src=x></video>",
      "<img src='http://a/b.png'>",
      "<b style='position:fixed'>x</b>",
      "<style>b{}</style>",
    ]) {
      expect(sanitizeWithoutLoss(markup)).toBeUndefined();
    }
    expect(sanitizeWithoutLoss("<b style='color:red'>y</b> <a href='#x'>z</a>")).toBe(
      '<b style="color:red">y</b> <a href="#x">z</a>',
    );
  });
});
