// What foreign HTML may be in a page: the lists of tags, attributes, styles and addresses, and the two ways to use them.
// Knows nothing of notebooks. The page's Content-Security-Policy is the second wall, not this file's excuse.
import sanitize from "sanitize-html";
import { type Html, trustedHtml } from "./html-escape.js";

/**
 * Changes a text between tags, given escaped, into markup; `inCode` when its parent is code or pre.
 * The result goes into the page as it is.
 */
export type TextFilter = (escaped: string, inCode: boolean) => Html;
export interface SanitizeOptions {
  text?: TextFilter;
  /** Changes an attribute's value before it is judged. */
  attribute?: (value: string, tag: string, name: string) => string;
}

/** Foreign HTML with everything that is not on the lists taken out. */
export function sanitizeHtml(markup: string, options: SanitizeOptions = {}): Html {
  return clean(markup, options).html;
}

/** The same, or undefined when something with a meaning would be lost. */
export function sanitizeWithoutLoss(markup: string): Html | undefined {
  const { html, lost } = clean(markup, {});
  return lost ? undefined : html;
}

/** What of foreign HTML stays without effect in a sandbox without scripts and without a network. */
export function hasInactiveParts(markup: string): boolean {
  let found = false;
  sanitize(markup, {
    allowedTags: [],
    allowedAttributes: {},
    onOpenTag: (name, attributes) => {
      if (/^(?:script|iframe|frame|object|embed|form|link|base|meta|applet|portal)$/.test(name)) found = true;
      for (const [attribute, value] of Object.entries(attributes)) {
        if (/^on/i.test(attribute) || /^\s*(?:javascript|vbscript):/i.test(value)) found = true;
        if (
          /^(?:src|srcset|poster|background|xlink:href)$/.test(attribute) &&
          /^\s*(?:https?:)?\/\//i.test(value)
        )
          found = true;
      }
    },
  });
  return found || /@import|url\(\s*['"]?(?:https?:)?\/\//i.test(markup);
}

const tags = [
  ..."a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure".split(
    " ",
  ),
  ..."h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre progress q rp rt ruby s samp small span strike strong sub summary sup".split(
    " ",
  ),
  ..."table tbody td tfoot th thead time tr tt u ul var wbr".split(" "),
];

const attributes: Record<string, string[]> = {
  "*": [
    "class",
    "dir",
    "id",
    "lang",
    "style",
    "title",
    "align",
    "valign",
    "aria-label",
    "aria-hidden",
    "role",
  ],
  a: ["href", "name", "rel", "target"],
  img: ["src", "alt", "width", "height"],
  td: ["colspan", "rowspan", "headers", "abbr"],
  th: ["colspan", "rowspan", "headers", "scope", "abbr"],
  col: ["span", "width"],
  colgroup: ["span"],
  table: ["border"],
  ol: ["start", "type", "reversed"],
  li: ["value"],
  progress: ["value", "max"],
  details: ["open"],
  time: ["datetime"],
};

/** No url(), no expressions; nothing that could take an element out of its box (position, z-index, transform are not listed below). */
const plainValue = /^(?!.*(?:url|image|image-set|element|expression|paint)\s*\()[^\\<>{}@]*$/is;
const properties = [
  ..."color background-color background opacity font font-family font-size font-style font-weight font-variant-numeric".split(
    " ",
  ),
  ..."text-align text-decoration text-indent text-transform vertical-align white-space word-break overflow-wrap line-height".split(
    " ",
  ),
  ..."letter-spacing list-style list-style-type caption-side border-collapse border-spacing border-radius display".split(
    " ",
  ),
  ..."width min-width max-width height min-height max-height overflow overflow-x overflow-y table-layout".split(
    " ",
  ),
  ...["", "-top", "-right", "-bottom", "-left"].flatMap((side) => [
    `margin${side}`,
    `padding${side}`,
    `border${side}`,
    `border${side}-color`,
    `border${side}-style`,
    `border${side}-width`,
  ]),
];
const styles = { "*": Object.fromEntries(properties.map((property) => [property, [plainValue]])) };

function clean(markup: string, { text, attribute }: SanitizeOptions): { html: Html; lost: boolean } {
  let lost = false;
  const cleaned = sanitize(markup, {
    allowedTags: tags,
    allowedAttributes: attributes,
    allowedStyles: styles,
    // The page's own classes begin with nb-; taking them would let foreign HTML pose as a part of the page.
    allowedClasses: { "*": [/^(?!nb-|katex|ansi-).*/] },
    allowedSchemes: ["http", "https", "mailto"],
    allowedSchemesByTag: { img: ["data"] },
    allowedSchemesAppliedToAttributes: ["href", "src"],
    allowProtocolRelative: false,
    disallowedTagsMode: "discard",
    enforceHtmlBoundary: false,
    // Without an address and without words an image is only a broken mark.
    exclusiveFilter: ({ tag, attribs }) => tag === "img" && !attribs.src && !attribs.alt,
    transformTags: {
      "*": (tagName, given) => {
        const attribs = Object.fromEntries(
          Object.entries(given).map(([name, value]) => [name, attribute?.(value, tagName, name) ?? value]),
        );
        lost ||= losesSomething(tagName, attribs);
        // A relative address has no scheme to forbid, but nothing is loaded from beside a page that is one file.
        if (tagName === "img" && !dataImage.test(attribs.src ?? "")) delete attribs.src;
        if (tagName === "a" && /^https?:/i.test(attribs.href ?? "")) attribs.rel = "noopener noreferrer";
        return { tagName, attribs };
      },
    },
    ...(text && {
      textFilter: (escaped: string, tag: string) => text(escaped, /^(?:code|pre|kbd|samp|tt)$/.test(tag)),
    }),
  });
  // The output of sanitize-html under the lists above; `text` answers for what it adds.
  return { html: trustedHtml(cleaned), lost };
}

const dataImage = /^data:image\//i;

/** Decides between two safe ways to show the HTML, so a mistake here costs looks, not safety. */
function losesSomething(tag: string, given: Record<string, string>): boolean {
  if (!tags.includes(tag)) return true;
  return Object.entries(given).some(([name, value]) => {
    if (name === "style") return !value.split(";").every(isKeptDeclaration);
    if (name === "class") return /(?:^|\s)(?:nb-|katex|ansi-)/.test(value);
    if (name === "href") return !/^(?:https?:|mailto:|[^:]*$)/i.test(value.trim());
    if (name === "src") return !dataImage.test(value);
    // Data attributes are for scripts; without one they mean nothing.
    if (/^data-|^aria-/.test(name)) return false;
    return !(attributes["*"]!.includes(name) || attributes[tag]?.includes(name));
  });
}

function isKeptDeclaration(declaration: string): boolean {
  const [, property, value] = /^\s*([\w-]+)\s*:(.*)$/s.exec(declaration) ?? [];
  return (
    declaration.trim() === "" ||
    (properties.includes(property?.toLowerCase() ?? "") && plainValue.test(value!))
  );
}
