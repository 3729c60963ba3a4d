// What a plot function returns: a picture with its words, which front ends show as a Vega-Lite chart, SVG or text. Knows
// nothing of data and marks; how a specification is drawn is vega.ts's business.

import { displaySymbol, type MimeBundle } from "../display/mime-bundle.js";
import { loadDrawer, loadedDrawer } from "./vega.js";

/** A Vega-Lite specification, version 5: what JupyterLab 4 draws. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** MIME type of {@link VegaLiteSpec}. JupyterLab 4.6 has no renderer for version 6. */
export const vegaLiteMime = "application/vnd.vegalite.v5+json";

/**
 * A picture of data: displayed as an interactive chart, as SVG, or in words, whatever the front end can show.
 *
 * Made by {@link plot} and its like.
 */
export class Chart {
  /** What the chart shows, in words: axes, and of each series its range and what could not be drawn. */
  readonly description: string;
  /** The chart as a Vega-Lite specification, to change or to use elsewhere; a grid of images has none. */
  readonly spec: VegaLiteSpec | undefined;
  readonly #svg: (() => Promise<string>) | undefined;

  /** @internal */
  constructor(
    description: string,
    drawing: { readonly spec: VegaLiteSpec } | { readonly svg: () => Promise<string> },
  ) {
    this.description = description;
    if ("svg" in drawing) this.#svg = drawing.svg;
    else this.spec = drawing.spec;
  }

  /**
   * The chart as an SVG picture. The same chart gives the same text.
   * @example
   * (await plot([1, 2, 4]).toSVG()).slice(0, 4)
   * // <svg
   */
  async toSVG(): Promise<string> {
    return this.#svg ? this.#svg() : (await loadDrawer())(this.spec!, this.#title);
  }

  /**
   * The chart in words.
   * @example
   * plot([1, 2, 4], { yLabel: "loss" }).toString().split("\n")[2]
   * // y: loss, from 1 to 4
   */
  toString(): string {
    return this.description;
  }

  /** The chart for notebooks. The kernel adds a PNG to the SVG. */
  async [displaySymbol](): Promise<MimeBundle> {
    return this.#bundle(await this.toSVG());
  }

  /**
   * What can be shown without waiting: the SVG is missing until Vega has been loaded.
   * @internal For displays that change while a program runs.
   */
  displayNow(): MimeBundle {
    return this.#bundle(this.spec && loadedDrawer()?.(this.spec, this.#title));
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.description;
  }

  get #title(): string {
    return this.description.split("\n", 1)[0]!;
  }

  #bundle(svg: string | undefined): MimeBundle {
    return {
      ...(this.spec === undefined ? {} : { [vegaLiteMime]: this.spec }),
      ...(svg === undefined ? {} : { "image/svg+xml": svg }),
      "text/plain": this.description,
    };
  }
}
