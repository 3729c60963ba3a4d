// Makes an SVG picture fit to stand in any page: named, in a colour of its own for what takes the page's, and with ids that
// do not meet those of another picture in the same page. Knows nothing of charts.

import { html } from "../display/html.js";
import { pictureInk } from "./theme.js";

/** `svg` with a title, `currentColor` defined, short numbers, and ids made of its content: the same picture, the same text. */
export function finishedSvg(svg: string, title: string): string {
  const tag = /^<svg\b[^>]*>/.exec(svg)![0];
  const named = `${tag.slice(0, -1)} color="${pictureInk}" role="img">${html`<title>${title}</title>`}${svg.slice(tag.length)}`;
  return withOwnIds(named.replace(/<[^>]*>/g, shortened));
}

/** Thousandths of a pixel are enough, and the last digits of a double would differ from one machine to another; a line without dashes says nothing of them. */
function shortened(tag: string): string {
  return tag
    .replace(/-?\d+\.\d{4,}/g, (number) => String(Math.round(Number(number) * 1000) / 1000))
    .replace(' stroke-dasharray=""', "");
}

/**
 * Vega counts its ids on from one picture to the next, and starts again in another session: a notebook's page would have the
 * same id in several pictures, and the browser would take the first.
 */
function withOwnIds(svg: string): string {
  const ids = new Map<string, number>();
  for (const [, id] of svg.matchAll(/<[^>]* id="([^"]*)"/g)) ids.set(id!, ids.size + 1);
  if (ids.size === 0) return svg;
  const replaced = (prefix: string) =>
    svg.replace(/<[^>]*>/g, (tag) =>
      tag.replace(/( id="|url\(#|href="#)([^")]*)/g, (whole, before: string, id: string) =>
        ids.has(id) ? `${before}${prefix}${ids.get(id)}` : whole,
      ),
    );
  return replaced(`p${hash(replaced(""))}-`);
}

/** FNV-1a: tells pictures apart, nothing more. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16).padStart(8, "0");
}
