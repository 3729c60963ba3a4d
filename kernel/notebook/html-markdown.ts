// Markdown cells as HTML: markdown-it for the text, formulas set aside before it and typeset after it, raw HTML sanitised.
// Takes no file and no network for granted: where images and links lead is asked of the caller.
import MarkdownIt from "markdown-it";
import { highlightCode } from "./html-code.js";
import { escapeHtml, type Html, trustedHtml } from "./html-escape.js";
import { type Formula, splitFormulas, type Typesetter } from "./html-math.js";
import { sanitizeHtml } from "./html-sanitize.js";

export interface Heading {
  level: number;
  id: string;
  /** Its text, formulas typeset, links left out. */
  html: Html;
  /** The same as plain text, formulas as their TeX. */
  text: string;
}

export interface Links {
  /** A data: address for an image, or undefined when it is not at hand: then a link stands in its place. */
  image(address: string): string | undefined;
  /** Where a link should lead on the page. */
  link(address: string): string;
}

/** Renders the Markdown of one page; headings of all of it get different ids. */
export class MarkdownRenderer {
  readonly headings: Heading[] = [];
  readonly #typesetter: Typesetter;
  readonly #markdown = new MarkdownIt({ html: true, linkify: true, highlight: highlightCode });
  readonly #ids = new Map<string, number>();

  constructor(typesetter: Typesetter) {
    this.#typesetter = typesetter;
    const { rules } = this.#markdown.renderer;
    rules.table_open = () => '<div class="scroll-x"><table>\n';
    rules.table_close = () => "</table></div>\n";
    const image = rules.image!;
    rules.image = (tokens, index, options, env, self) => {
      const { aside, links } = env as unknown as RenderEnvironment;
      const address = aside.restore(String(tokens[index]!.attrGet("src") ?? ""));
      if (links.image(address) !== undefined) return image(tokens, index, options, env, self);
      const name = self.renderInlineAsText(tokens[index]!.children ?? [], options, env);
      return `<a href="${escapeHtml(address)}">${escapeHtml(name || address)}</a>`;
    };
  }

  render(source: string, links: Links): Html {
    const aside = new FormulasAside(source);
    const env = { links, aside } satisfies RenderEnvironment;
    const tokens = this.#markdown.parse(aside.text, env);

    for (const [i, token] of tokens.entries()) {
      if (token.type !== "heading_open") continue;
      const inline = tokens[i + 1]!;
      const marked = (inline.children ?? [])
        .filter((child) => child.type === "text" || child.type === "code_inline" || child.type === "image")
        .map((child) => child.content)
        .join("");
      const text = aside.restore(marked);
      const id = this.#uniqueId(text);
      token.attrSet("id", id);
      const level = Number(token.tag.slice(1));
      this.headings.push({ level, id, html: aside.typeset(escapeHtml(marked), this.#typesetter), text });
    }

    const rendered = this.#markdown.renderer.render(tokens, this.#markdown.options, env);
    return sanitizeHtml(rendered, {
      text: (escaped, inCode) =>
        // A formula inside <code> is code. What is restored was cut out before anything was escaped.
        inCode ? trustedHtml(aside.restore(escaped, escapeHtml)) : aside.typeset(escaped, this.#typesetter),
      attribute: (value, tag, name) => {
        const restored = aside.restore(value);
        if (tag === "img" && name === "src") return links.image(restored) ?? restored;
        if (tag === "a" && name === "href") return links.link(restored);
        return restored;
      },
    });
  }

  #uniqueId(text: string): string {
    const slug =
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, "-")
        .replace(/^-|-$/g, "") || "section";
    const seen = this.#ids.get(slug) ?? 0;
    this.#ids.set(slug, seen + 1);
    return seen === 0 ? slug : `${slug}-${seen + 1}`;
  }
}

interface RenderEnvironment {
  [key: string]: unknown;
  links: Links;
  aside: FormulasAside;
}

/**
 * The source with each formula replaced by a mark that Markdown, the sanitiser and escaping leave alone: its number between two
 * characters of the private use area. The same characters in the source itself would be mistaken for marks, so they are replaced.
 */
class FormulasAside {
  readonly text: string;
  readonly #formulas: Formula[] = [];

  constructor(source: string) {
    const marksFree = source.replace(/[\uE000\uE001]/g, "\uFFFD");
    this.text = splitFormulas(marksFree, { codeIsMarked: true })
      .map((part) => (typeof part === "string" ? part : `\uE000${this.#formulas.push(part) - 1}\uE001`))
      .join("");
  }

  restore(text: string, change: (source: string) => string = (source) => source): string {
    return text.replace(mark, (_, index: string) => change(this.#formulas[Number(index)]?.source ?? ""));
  }

  typeset(escaped: string, typesetter: Typesetter): Html {
    // The text is escaped; the typesetter answers for the formulas.
    return trustedHtml(
      escaped.replace(mark, (_, index: string) => {
        const formula = this.#formulas[Number(index)];
        return formula === undefined ? "" : typesetter.render(formula);
      }),
    );
  }
}

/** Also as markdown-it writes it into an address. */
const mark = /(?:\uE000|%EE%80%80)(\d+)(?:\uE001|%EE%80%81)/g;

/** The text of the first heading of some Markdown, formulas as their source; undefined when there is none. */
export function firstHeading(source: string): string | undefined {
  const tokens = new MarkdownIt({ html: true }).parse(source, {});
  const open = tokens.findIndex((token) => token.type === "heading_open");
  if (open === -1) return undefined;
  const text = (tokens[open + 1]!.children ?? [])
    .filter((child) => child.type === "text" || child.type === "code_inline")
    .map((child) => child.content)
    .join("");
  return text.trim() || undefined;
}
