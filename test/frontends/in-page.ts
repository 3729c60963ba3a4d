/**
 * What runs in a page: looks at its outputs and says what is wrong, as lines for an assertion. `examine.ts` bundles it. Knows the
 * page's elements and styles, not which front end made them.
 */

import { blend, type Color, parse, rgb, wcagContrast } from "culori";
import { ranScript } from "./acceptance-notebook.js";

/** Where outputs are in a front end. */
export interface Place {
  /** Every output. */
  readonly output: string;
  /** Those of them that are HTML of ours, not Markdown. */
  readonly html: string;
  /** What scrolls the document; the page itself if nothing is said. */
  readonly scroller?: string;
  /** Outputs whose look is not ours. */
  readonly foreign?: string;
  /** The front end has no style sheet: nothing scrolls but the page. */
  readonly unstyled?: boolean;
}

/** WCAG 2.2, level AA. */
const readable = 4.5;

export function faultsOf({ output, html, scroller, foreign, unstyled = false }: Place): string[] {
  const page = scroller === undefined ? document.documentElement : document.querySelector(scroller)!;
  const outputs = [...document.querySelectorAll(output)];
  const faults = [
    ...(page.scrollWidth > page.clientWidth && !unstyled
      ? [`the page is ${page.scrollWidth - page.clientWidth} px too wide`]
      : []),
    ...[...document.querySelectorAll(html)].flatMap((element) => faultsOfMarkup(element)),
    ...outputs.flatMap((element) => [...faintTexts(element, foreign), ...(unstyled ? [] : cutOff(element))]),
  ];
  // An output in an output is looked at twice.
  return [...new Set(faults.map((fault) => fault.replace(/\s+/g, " ")))];
}

function faultsOfMarkup(element: Element): string[] {
  const faults: string[] = [];
  for (const table of element.querySelectorAll("table")) {
    const caption = table.caption?.textContent?.trim() ?? "";
    const name = `table ${JSON.stringify(caption.slice(0, 40))}`;
    if (caption === "") faults.push(`${name} has no caption: ${table.textContent!.slice(0, 60)}`);
    for (const th of table.querySelectorAll("th")) {
      if (th.scope === "") faults.push(`${name}: header ${th.textContent} has no scope`);
    }
  }
  for (const image of element.querySelectorAll("img"))
    if (image.alt.trim() === "") faults.push("an image without words");
  for (const script of element.querySelectorAll("script:not([type^='math/'])")) {
    if (!script.textContent!.includes(ranScript)) faults.push("a script in an output");
  }
  return faults;
}

/** Texts that are hard to read on what lies under them. */
function faintTexts(element: Element, foreign = "never"): string[] {
  const faults: string[] = [];
  for (const owner of textOwners(element)) {
    if (owner.closest(foreign)) continue;
    const style = getComputedStyle(owner);
    const drawn = owner.closest("svg") !== null;
    const ground = groundUnder(owner);
    const ink = over(ground, withOpacity(parse(drawn ? style.fill : style.color), opacityOf(owner)));
    const contrast = wcagContrast(ink, ground);
    if (contrast < readable) {
      const where = owner.closest("[class]")?.getAttribute("class") ?? "";
      faults.push(
        `contrast ${contrast.toFixed(2)} in <${owner.localName}> of "${where}": ${owner.textContent!.trim().slice(0, 40)}`,
      );
    }
  }
  return faults;
}

function textOwners(element: Element): Set<Element> {
  const owners = new Set<Element>();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const owner = walker.currentNode.parentElement!;
    if (walker.currentNode.nodeValue!.trim() === "" || !owner.checkVisibility({ visibilityProperty: true }))
      continue;
    // What is there for screen readers alone has no size to speak of, or is not drawn.
    if (
      owner.closest(
        "style, script, title, desc, math, .katex-mathml, .MJX_Assistive_MathML, mjx-assistive-mml",
      )
    )
      continue;
    owners.add(owner);
  }
  return owners;
}

/** The colour of the ground: every translucent layer under the element over those under it. */
function groundUnder(element: Element): Color {
  const layers: Color[] = [];
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const colour = parse(getComputedStyle(at).backgroundColor);
    if (colour === undefined || colour.alpha === 0) continue;
    layers.unshift(colour);
    if ((colour.alpha ?? 1) === 1) break;
  }
  const canvas = matchMedia("(prefers-color-scheme: dark)").matches && isDarkCanvas() ? "#121212" : "#ffffff";
  return layers.reduce(over, parse(canvas)!);
}

function isDarkCanvas(): boolean {
  return getComputedStyle(document.documentElement).colorScheme.includes("dark");
}

function opacityOf(element: Element): number {
  let opacity = 1;
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    opacity *= Number(getComputedStyle(at).opacity);
  }
  return opacity;
}

function withOpacity(colour: Color | undefined, opacity: number): Color {
  if (colour === undefined) throw new Error("a text without a colour");
  return { ...colour, alpha: (colour.alpha ?? 1) * opacity };
}

function over(ground: Color, layer: Color): Color {
  return rgb(blend([ground, layer]))!;
}

/** What a reader cannot get to: wider than the window, in nothing that scrolls. */
function cutOff(element: Element): string[] {
  const faults: string[] = [];
  for (const wide of element.querySelectorAll(
    "table, pre, img, svg, .katex-display, mjx-container, .MathJax_Display",
  )) {
    const box = wide.getBoundingClientRect();
    if (box.width === 0 || box.right <= document.documentElement.clientWidth + 1) continue;
    let at: Element | null = wide;
    while (at !== null && !scrolls(at)) at = at.parentElement;
    if (at === null) {
      faults.push(
        `<${wide.localName}> ends ${Math.round(box.right - document.documentElement.clientWidth)} px beyond the window: ${wide.textContent!.slice(0, 40)}`,
      );
    }
  }
  return faults;
}

function scrolls(element: Element): boolean {
  return /auto|scroll/.test(getComputedStyle(element).overflowX) && element.clientWidth > 0;
}
