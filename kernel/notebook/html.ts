// An executed notebook as one HTML file that needs nothing else: no script, no network, formulas and fonts inside.
// Knows neither files nor kernels: images beside the notebook and links to other pages are asked of the caller.
import { highlightCode } from "./html-code.js";
import { escapeHtml, type Html, html, joinHtml, trustedHtml } from "./html-escape.js";
import { firstHeading, type Heading, MarkdownRenderer } from "./html-markdown.js";
import { Typesetter } from "./html-math.js";
import { contentSecurityPolicy, type OutputContext, renderOutput } from "./html-outputs.js";
import { indexStyle, pageStyle } from "./html-style.js";
import { type Language, type Words, words } from "./html-words.js";
import type { Cell, CodeCell, MarkdownCell, Notebook } from "./notebook.js";

export type { Language } from "./html-words.js";

export interface PageOptions {
  /** Used when the notebook has no heading: its file name, say. */
  fallbackTitle: string;
  language: Language;
  /** A data: address for an image that a Markdown cell names by a relative path; undefined when there is none. */
  image?: (address: string) => string | undefined;
  /** Where a link of a Markdown cell leads on the page. */
  link?: (address: string) => string;
  /** The site that the page is part of, if it is. */
  site?: SiteLinks;
}

/** Where a site has what a page alone has not. */
export interface SiteLinks {
  /** The notebook, to be run. */
  live: string;
  /** The notebook's file. */
  notebook: string;
  /** The site's first page. */
  index: string;
  /** A module that the page loads. */
  script: string;
}

/** The whole file. */
export function renderNotebookPage(notebook: Notebook, options: PageOptions): string {
  const typesetter = new Typesetter();
  const markdown = new MarkdownRenderer(typesetter);
  const language = codeLanguage(notebook);
  const cells = notebook.cells.map((cell) => {
    const context: OutputContext = {
      words: words[options.language],
      markdown,
      typesetter,
      links: {
        image: (address) => attachment(cell, address) ?? dataImage(address) ?? options.image?.(address),
        link: options.link ?? ((address) => address),
      },
    };
    if (cell.cell_type === "markdown") return renderMarkdownCell(cell, context);
    if (cell.cell_type === "code") return renderCodeCell(cell, language, context);
    // Raw cells are meant for another converter (LaTeX, reStructuredText), as in nbconvert.
    return html``;
  });
  const title = notebookTitle(notebook) ?? options.fallbackTitle;
  const headings = markdown.headings.filter(({ level }) => level === 2 || level === 3);
  const list = contents(headings, words[options.language]);
  return page({
    title,
    language: options.language,
    style: pageStyle + typesetter.styleSheet(),
    script: options.site?.script,
    body: html`<main>
${afterTitle(cells, joinHtml([options.site ? siteLinks(options.site, words[options.language]) : html``, list]))}</main>
<footer class="nb-footer">${escapeHtml(words[options.language].madeBy(recordedVersions(notebook)))}</footer>`,
  });
}

/** The text of the first heading in the notebook. */
export function notebookTitle(notebook: Notebook): string | undefined {
  for (const cell of notebook.cells) {
    const heading = cell.cell_type === "markdown" ? firstHeading(cell.source) : undefined;
    if (heading !== undefined) return heading;
  }
  return undefined;
}

/** What the metadata says, else the folder it is in (…/zh/…), else the script most of its text is in. */
export function notebookLanguage(notebook: Notebook, path: string): Language {
  const stated = notebook.metadata.language ?? notebook.metadata.lang;
  const named = path.split(/[\\/]/).findLast((part) => /^(?:zh|en)(?:[-_]\w+)?$/i.test(part));
  const code = typeof stated === "string" ? stated : named;
  if (code !== undefined) return /^zh/i.test(code) ? "zh-CN" : "en";
  const text = notebook.cells.map((cell) => (cell.cell_type === "markdown" ? cell.source : "")).join("");
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han * 5 > text.length ? "zh-CN" : "en";
}

export interface IndexEntry {
  title: string;
  language: Language;
  /** Relative to the index, with "/" between folders. */
  href: string;
  failed: boolean;
  /** Where it is run, relative to the index. */
  live?: string;
  /** Its file, where it does not lie beside its page. */
  notebook?: string;
}

export interface IndexOptions {
  /** A module that the page loads, where it is part of a site. */
  script?: string;
  /** The licences of what the site is put together from. */
  licences?: string;
}

/** A page that lists pages, by language. Its own words are in the language that most pages are in. */
export function renderIndexPage(entries: IndexEntry[], { script, licences }: IndexOptions = {}): string {
  const groups = (["zh-CN", "en"] as const)
    .map((language) => ({ language, entries: entries.filter((entry) => entry.language === language) }))
    .filter((group) => group.entries.length > 0);
  const main = [...groups].sort((a, b) => b.entries.length - a.entries.length)[0]?.language ?? "en";
  return page({
    title: words[main].notebooks,
    language: main,
    style: pageStyle + indexStyle,
    script,
    body: html`<main><h1>${escapeHtml(words[main].notebooks)}</h1>
${groups.map(
  (
    group,
  ) => html`<section lang="${escapeHtml(group.language)}"><h2>${escapeHtml(words[main].languages[group.language])}</h2>
<ul class="nb-index">${group.entries.map(indexItem)}</ul></section>
`,
)}</main>${
      licences === undefined
        ? html``
        : html`
<footer class="nb-footer"><a href="${escapeHtml(licences)}">${escapeHtml(words[main].licences)}</a></footer>`
    }`,
  });
}

/** What to do with a notebook that is read on a site. */
function siteLinks(
  { live, notebook, index }: SiteLinks,
  { course, download, live: run, liveNote }: Words,
): Html {
  return html`<nav class="nb-site"><a class="nb-live" href="${escapeHtml(live)}">${escapeHtml(run)}</a><span>${escapeHtml(liveNote)}</span><a href="${escapeHtml(notebook)}" download>${escapeHtml(download)}</a><a href="${escapeHtml(index)}">${escapeHtml(course)}</a></nav>
`;
}

function indexItem({ title, href, language, failed, live, notebook }: IndexEntry): Html {
  const address = href.split("/").map(encodeURIComponent).join("/");
  const file = notebook ?? address.replace(/\.html$/, ".ipynb");
  const run =
    live === undefined
      ? html``
      : html`<a class="nb-live" href="${escapeHtml(live)}" aria-label="${escapeHtml(`${words[language].live}: ${title}`)}">${escapeHtml(words[language].live)}</a>`;
  const note = failed
    ? html` <small class="nb-failed">✗ ${escapeHtml(words[language].failed)}</small>`
    : html``;
  return html`<li><a href="${escapeHtml(address)}">${escapeHtml(title)}</a>${note}${run}<small><a href="${escapeHtml(file)}" download>${escapeHtml(href.replace(/\.html$/, ".ipynb"))}</a></small></li>
`;
}

function page({
  title,
  language,
  style,
  script,
  body,
}: {
  title: string;
  language: Language;
  style: string;
  script: string | undefined;
  body: Html;
}): string {
  const policy = script === undefined ? contentSecurityPolicy : `${contentSecurityPolicy}; script-src 'self'`;
  const module =
    script === undefined ? html`` : html`<script type="module" src="${escapeHtml(script)}"></script>\n`;
  // The style sheet is ours and KaTeX's; what a notebook says never gets into it.
  return html`<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${trustedHtml(style)}</style>
${module}</head>
<body>
<div class="nb-page">
${body}
</div>
</body>
</html>
`;
}

function contents(headings: Heading[], { contents: title }: Words): Html {
  if (headings.length < 3) return html``;
  return html`<nav class="nb-contents" aria-label="${escapeHtml(title)}"><strong>${escapeHtml(title)}</strong><ol>
${headings.map((heading) => html`<li class="nb-level-${heading.level}"><a href="#${escapeHtml(encodeURIComponent(heading.id))}">${heading.html}</a></li>\n`)}</ol></nav>
`;
}

/** The title first, then the contents: a reader has to know what it is that has them. Without a title they stand first. */
function afterTitle(cells: readonly Html[], list: Html): Html {
  const text = joinHtml(cells);
  const [opening, title] = /^<section class="nb-cell nb-markdown">(<h1\b.*?<\/h1>\n?)/s.exec(text) ?? [];
  if (opening === undefined || list === "") return html`${list}${text}`;
  // Parts of what was rendered, cut between elements.
  const heading = trustedHtml(title!);
  const rest = trustedHtml(
    `<section class="nb-cell nb-markdown">${text.slice(opening.length)}`.replace(
      /^<section[^>]*><\/section>\n/,
      "",
    ),
  );
  return html`<header class="nb-markdown">${heading}</header>
${list}${rest}`;
}

function renderMarkdownCell(cell: MarkdownCell, { markdown, links }: OutputContext): Html {
  return html`<section class="nb-cell nb-markdown">${markdown.render(cell.source, links)}</section>
`;
}

function renderCodeCell(cell: CodeCell, language: string, context: OutputContext): Html {
  if (cell.source.trim() === "" && cell.outputs.length === 0) return html``;
  const count =
    cell.execution_count === null
      ? html``
      : html`<span class="nb-count" aria-hidden="true">[${cell.execution_count}]</span>`;
  const source = html`<div class="nb-source">${count}<pre><code>${highlightCode(cell.source, language)}</code></pre></div>`;
  const outputs =
    cell.outputs.length === 0
      ? html``
      : html`<div class="nb-outputs">
${cell.outputs.map((output) => renderOutput(output, context))}</div>`;
  return html`<section class="nb-cell nb-code">${joinHtml([
    isHidden(cell, "source", "hide-input") ? folded(context.words.code, source) : source,
    isHidden(cell, "outputs", "hide-output") && cell.outputs.length > 0
      ? folded(context.words.output, outputs)
      : outputs,
  ])}</section>
`;
}

function folded(title: string, content: Html): Html {
  return html`<details class="nb-folded"><summary>${escapeHtml(title)}</summary>${content}</details>`;
}

/** Folded in JupyterLab, or tagged as Jupyter Book does. */
function isHidden(cell: CodeCell, part: "source" | "outputs", tag: string): boolean {
  const { jupyter, tags } = cell.metadata as { jupyter?: Record<string, unknown>; tags?: unknown };
  return (
    jupyter?.[`${part}_hidden`] === true ||
    (Array.isArray(tags) && (tags.includes(tag) || tags.includes("hide-cell")))
  );
}

function codeLanguage(notebook: Notebook): string {
  const info = notebook.metadata.language_info as { name?: unknown } | undefined;
  return typeof info?.name === "string" ? info.name : "typescript";
}

function recordedVersions(notebook: Notebook): string {
  const { kernel, node } = (notebook.metadata.losslab ?? {}) as { kernel?: unknown; node?: unknown };
  return [kernel, node && `Node ${String(node)}`]
    .filter((part) => typeof part === "string" && part !== "")
    .map((part) => ` ${part}`)
    .join(",");
}

function attachment(cell: Cell, address: string): string | undefined {
  if (!address.startsWith("attachment:")) return undefined;
  const name = address.slice("attachment:".length);
  const bundle = cell.attachments?.[name] ?? cell.attachments?.[safeDecode(name)];
  const [mime, content] = Object.entries(bundle ?? {}).find(([type]) => /^image\/[\w.+-]+$/.test(type)) ?? [];
  if (mime === undefined || typeof content !== "string") return undefined;
  const base64 =
    mime === "image/svg+xml" && content.includes("<")
      ? Buffer.from(content).toString("base64")
      : content.replace(/\s+/g, "");
  return `data:${mime};base64,${base64}`;
}

function dataImage(address: string): string | undefined {
  return /^data:image\//i.test(address) ? address : undefined;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
