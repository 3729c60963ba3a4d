// A code cell's outputs as HTML: of each MIME bundle the richest form that needs no script, foreign HTML inlined only when that
// loses nothing, else in a sandboxed frame. Everything in an output is untrusted.
import { renderAnsi } from "./ansi.js";
import { escapeHtml, type Html, html, joinHtml, trustedHtml } from "./html-escape.js";
import type { Links, MarkdownRenderer } from "./html-markdown.js";
import { splitFormulas, type Typesetter } from "./html-math.js";
import { hasInactiveParts, sanitizeWithoutLoss } from "./html-sanitize.js";
import { inkStyle } from "./html-style.js";
import type { Words } from "./html-words.js";
import type { Metadata, MimeBundle, Output } from "./notebook.js";

export interface OutputContext {
  words: Words;
  markdown: MarkdownRenderer;
  typesetter: Typesetter;
  links: Links;
}

export function renderOutput(output: Output, context: OutputContext): Html {
  switch (output.output_type) {
    case "stream":
      // That it is stderr must not be told by colour alone.
      return output.name === "stderr"
        ? html`<div class="nb-stream nb-stderr"><span class="nb-label">${escapeHtml(context.words.warning)}</span><pre>${renderAnsi(output.text)}</pre></div>\n`
        : html`<div class="nb-stream"><pre>${renderAnsi(output.text)}</pre></div>\n`;
    case "error":
      return html`<div class="nb-error" role="group"><span class="nb-label">${escapeHtml(context.words.error)}</span><pre>${renderAnsi(tracebackText(output))}</pre></div>\n`;
    default:
      return html`<div class="nb-display">${renderBundle(output.data, output.metadata, context)}</div>\n`;
  }
}

function tracebackText({ ename, evalue, traceback }: Extract<Output, { output_type: "error" }>): string {
  return traceback.length > 0 ? traceback.join("\n") : `${ename}: ${evalue}`;
}

type Renderer = (
  text: string,
  mime: string,
  bundle: MimeBundle,
  metadata: Metadata,
  context: OutputContext,
) => Html | undefined;

/** JupyterLab's order without what needs scripts (../../docs: a chart's bundle has svg and png beside vega-lite). */
const renderers: [mime: string, render: Renderer][] = [
  ["text/html", renderForeignHtml],
  // Before Markdown: a chart's Markdown is only this picture, for viewers that do not show SVG.
  ["image/svg+xml", renderImage],
  [
    "text/markdown",
    (text, _, __, ___, { markdown, links }) =>
      html`<div class="nb-markdown">${markdown.render(text, links)}</div>`,
  ],
  ["text/latex", (text, _, __, ___, { typesetter }) => renderLatex(text, typesetter)],
  ["image/png", renderImage],
  ["image/jpeg", renderImage],
  ["image/gif", renderImage],
  ["image/webp", renderImage],
  ["text/plain", (text) => html`<pre>${renderAnsi(text)}</pre>`],
];

function renderBundle(bundle: MimeBundle, metadata: Metadata, context: OutputContext): Html {
  for (const [mime, render] of renderers) {
    const value = bundle[mime];
    const rendered = typeof value === "string" ? render(value, mime, bundle, metadata, context) : undefined;
    if (rendered !== undefined) return rendered;
  }
  const json = bundle["application/json"];
  if (json !== undefined) return html`<pre>${escapeHtml(JSON.stringify(json, null, 2))}</pre>`;
  return html`<p class="nb-note">${escapeHtml(context.words.notShown(Object.keys(bundle).sort().join(", ")))}</p>`;
}

function renderForeignHtml(
  markup: string,
  _mime: string,
  _bundle: MimeBundle,
  _metadata: Metadata,
  { words }: OutputContext,
): Html {
  const inline = sanitizeWithoutLoss(markup);
  if (inline !== undefined) return html`<div class="nb-html">${inline}</div>`;
  // Without allow-scripts and allow-same-origin the frame can run nothing and reach nothing; it inherits the page's
  // Content-Security-Policy and has its own, for a reader who saves the frame. Foreign styles expect black on white.
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}"><style>:root{color-scheme:light;background:#fff}body{margin:8px;font:15px system-ui,sans-serif}</style>${markup}`;
  const note = hasInactiveParts(markup) ? `${words.framed} ${words.inactive}` : words.framed;
  return html`<iframe class="nb-frame" sandbox="" title="${escapeHtml(words.frameTitle)}" style="height:${estimatedHeight(markup)}px" srcdoc="${escapeHtml(page)}"></iframe><p class="nb-note">${escapeHtml(note)}</p>`;
}

/** Of this page and of the frames in it: styles and fonts that are in the file, images that are in the file, nothing else. */
export const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'";

/** Without a script a frame cannot follow its content's height. A guess from what makes lines; the reader can drag its edge. */
function estimatedHeight(markup: string): number {
  const lines = markup.match(/<(?:tr|p|li|br|div|h[1-6]|pre|hr|dt|dd)\b/gi)?.length ?? 0;
  const graphics = /<(?:svg|img|canvas|video|iframe)\b/i.test(markup) ? 320 : 0;
  return Math.min(640, Math.max(96, 40 + lines * 26 + graphics));
}

/** LaTeX as notebooks have it: formulas with or without text around; undefined when KaTeX cannot read one (a tabular, say). */
function renderLatex(text: string, typesetter: Typesetter): Html | undefined {
  try {
    const trimmed = text.trim();
    const parts = splitFormulas(trimmed, { codeIsMarked: false });
    if (parts.every((part) => typeof part === "string")) {
      // \[…\] and \(…\) are written with one backslash here: this is LaTeX, not Markdown.
      const bare = /^\\\[(.*)\\\]$|^\\\((.*)\\\)$/s.exec(trimmed);
      const tex = bare?.[1] ?? bare?.[2] ?? trimmed;
      return html`<div class="nb-latex">${typesetter.renderStrictly({ tex, display: bare?.[2] === undefined })}</div>`;
    }
    return html`<div class="nb-latex">${joinHtml(
      parts.map((part) => (typeof part === "string" ? escapeHtml(part) : typesetter.renderStrictly(part))),
    )}</div>`;
  } catch {
    return undefined;
  }
}

/** As an image, an SVG can run no script, load nothing and style nothing around it. */
function renderImage(
  text: string,
  mime: string,
  bundle: MimeBundle,
  metadata: Metadata,
  { words }: OutputContext,
): Html | undefined {
  const base64 =
    mime === "image/svg+xml"
      ? Buffer.from(inPageInk(text), "utf8").toString("base64")
      : text.replace(/\s+/g, "");
  if (!/^[A-Za-z\d+/]+={0,2}$/.test(base64)) return undefined;
  const own = metadata[mime];
  const { width, height, alt } = {
    ...metadata,
    ...(typeof own === "object" && own !== null ? own : {}),
  } as Metadata;
  const size = joinHtml([pixels("width", width), pixels("height", height)]);
  // What stands on nothing was mostly drawn for white paper; a picture that says it knows dark pages is left alone.
  const background =
    mime === "image/svg+xml" && /prefers-color-scheme|currentColor/.test(text)
      ? html``
      : html` class="nb-paper"`;
  const description = typeof alt === "string" ? alt : describeImage(text, mime, bundle) || words.image;
  return html`<img src="data:${trustedHtml(mime)};base64,${trustedHtml(base64)}" alt="${escapeHtml(description)}"${size}${background}>`;
}

/** A drawing in `currentColor` has the colour of the text around it. As an image it has none around it, so it is told. */
function inPageInk(svg: string): string {
  if (!svg.includes("currentColor")) return svg;
  return svg.replace(/<svg\b[^>]*>/, (tag) => `${tag}<style>${inkStyle}</style>`);
}

function pixels(attribute: "width" | "height", value: unknown): Html {
  const size = Number(value);
  // The names are literals and the value is a number.
  return trustedHtml(
    Number.isFinite(size) && size > 0 && size < 10_000 ? ` ${attribute}="${Math.round(size)}"` : "",
  );
}

function describeImage(text: string, mime: string, bundle: MimeBundle): string {
  const title = mime === "image/svg+xml" ? /<title[^>]*>([^<]*)<\/title>/.exec(text)?.[1] : undefined;
  const plain = bundle["text/plain"];
  const words = typeof plain === "string" ? plain : "";
  // What a chart says in words begins as its title does, and goes on.
  const titleOnly = title !== undefined && !words.startsWith(title);
  return (titleOnly ? title : words).trim().slice(0, 300);
}
