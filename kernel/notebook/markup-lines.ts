// HTML and SVG as lines that are equal when the content is: one element a line, indented; attributes, classes and style properties
// sorted; white space that no reader sees left out. Knows nothing of notebooks.
import { DomHandler, DomUtils, Parser } from "htmlparser2";

type ChildNode = DomHandler["root"]["childNodes"][number];
type Element = Extract<ChildNode, { attribs: unknown }>;
const { isTag, isText } = DomUtils;

export interface MarkupOptions {
  /** SVG and other XML: names are case-sensitive, `<g/>` is closed. */
  readonly xml: boolean;
  /** A picture in an address, said shorter. */
  readonly describeAddress?: (address: string) => string;
}

export function markupLines(markup: string, options: MarkupOptions): string[] {
  const lines: string[] = [];
  const content = new Content();
  new Parser(content, { xmlMode: options.xml }).end(markup);
  writeAll(content.root.childNodes, "", false, lines, options);
  return lines;
}

/** Comments, declarations and processing instructions are no content. */
class Content extends DomHandler {
  override oncomment(): void {}
  override onprocessinginstruction(): void {}
}

function writeAll(
  nodes: readonly ChildNode[],
  indent: string,
  verbatim: boolean,
  lines: string[],
  options: MarkupOptions,
): void {
  for (const node of nodes) {
    if (isText(node)) {
      const shown = verbatim ? node.data.split(/\r?\n/) : visibleText(node.data, node);
      for (const line of shown) lines.push(indent + line);
    } else if (isTag(node)) {
      writeElement(node, indent, verbatim, lines, options);
    } else if ("childNodes" in node) {
      writeAll(node.childNodes, indent, verbatim, lines, options);
    }
  }
}

function writeElement(
  element: Element,
  indent: string,
  verbatim: boolean,
  lines: string[],
  options: MarkupOptions,
): void {
  const keeps = verbatim || ["pre", "textarea"].includes(element.name);
  const inner: string[] = [];
  writeAll(element.childNodes, "", keeps, inner, options);
  const open = `<${element.name}${attributes(element, options)}>`;
  const close = `</${element.name}>`;
  if (inner.length === 0) lines.push(`${indent}${open}`);
  else if (inner.length === 1 && element.childNodes.every(isText))
    lines.push(indent + open + inner[0] + close);
  else lines.push(indent + open, ...inner.map((line) => `${indent} ${line}`), indent + close);
}

function attributes(element: Element, { describeAddress }: MarkupOptions): string {
  return Object.entries(element.attribs)
    .map(([name, value]): [string, string] => {
      if (name === "class") return [name, [...new Set(words(value))].sort().join(" ")];
      if (name === "style") return [name, styleText(value)];
      if (/^data:/i.test(value) && describeAddress !== undefined) return [name, describeAddress(value)];
      return [name, value];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ` ${name}="${value.replaceAll('"', "&quot;")}"`)
    .join("");
}

function styleText(style: string): string {
  return style
    .split(/;(?![^(]*\))/)
    .map((declaration) => {
      const [property, ...value] = declaration.split(":");
      return [property!.trim().toLowerCase(), words(value.join(":")).join(" ")];
    })
    .filter(([property]) => property !== "")
    .sort(([a], [b]) => (a === b ? 0 : a! < b! ? -1 : 1))
    .map(([property, value]) => `${property}: ${value}`)
    .join("; ");
}

/** Runs of white space are one space, which is seen only beside text or an element that stands in a line with text. */
function visibleText(text: string, node: ChildNode): string[] {
  const [before, after] = [standsInLine(node.prev), standsInLine(node.next)];
  const shown = words(text).join(" ");
  if (shown === "") return before && after && text !== "" ? ["␣"] : [];
  const start = before && /^\s/.test(text) ? "␣" : "";
  const end = after && /\s$/.test(text) ? "␣" : "";
  return [start + shown + end];
}

const inline = new Set(
  "a abbr b bdi bdo br cite code data del dfn em i img input ins kbd label mark q s samp select small span strong sub sup svg time u var math tspan".split(
    " ",
  ),
);

function standsInLine(node: ChildNode | null): boolean {
  return node !== null && (isText(node) || (isTag(node) && inline.has(node.name)));
}

/** Without HTML's white space, which a no-break space is not. */
function words(text: string): string[] {
  return text.split(/[ \t\n\r\f]+/).filter((word) => word !== "");
}
