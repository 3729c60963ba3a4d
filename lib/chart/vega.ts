// Vega-Lite specifications as SVG, by Vega itself. It is loaded at the first drawing: it takes a third of a second and 30 MB.
// The same specification gives the same text, whatever was drawn before and whether there is a canvas to measure text with.

import { displayWidth } from "../display/table-text.js";
import type { VegaLiteSpec } from "./chart.js";
import { finishedSvg } from "./svg.js";

/** Draws a specification as SVG; `title` names the picture for who cannot see it. */
export type Drawer = (spec: VegaLiteSpec, title: string) => string;

let loading: Promise<Drawer> | undefined;
let loaded: Drawer | undefined;

/** What draws, loaded when first asked for. */
export async function loadDrawer(): Promise<Drawer> {
  loading ??= load();
  loaded = await loading;
  return loaded;
}

/** What draws, where it is already loaded: for who cannot wait. */
export function loadedDrawer(): Drawer | undefined {
  return loaded;
}

async function load(): Promise<Drawer> {
  const [vega, { compile }] = await Promise.all([
    import("vega") as Promise<unknown> as Promise<Vega>,
    import("vega-lite"),
  ]);
  return (spec, title) => {
    const measured = vega.textMetrics.width;
    vega.textMetrics.width = textWidth;
    try {
      // A copy: Vega marks the data as its own.
      const { spec: marks } = compile(structuredClone(spec) as unknown as Parameters<typeof compile>[0]);
      const view = new vega.View(vega.parse(marks), { renderer: "none" }).run();
      const { left, right, top, bottom } = view.padding();
      const [x, y] = view.origin();
      const svg = new vega.SVGStringRenderer()
        .initialize(null, view._viewWidth + left + right, view._viewHeight + top + bottom, [
          left + x,
          top + y,
        ])
        .render(view.scenegraph().root)
        .svg();
      view.finalize();
      return finishedSvg(svg, title);
    } finally {
      vega.textMetrics.width = measured;
    }
  };
}

/** What is used of Vega. Its own declarations leave out what draws at once; `View.toSVG` would let others measure text meanwhile. */
interface Vega {
  readonly textMetrics: { width: TextWidth };
  parse(spec: unknown): unknown;
  readonly View: new (runtime: unknown, options: { renderer: "none" }) => View;
  readonly SVGStringRenderer: new () => Renderer;
}

interface View {
  readonly _viewWidth: number;
  readonly _viewHeight: number;
  run(): View;
  padding(): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  origin(): readonly [number, number];
  scenegraph(): { readonly root: unknown };
  finalize(): void;
}

interface Renderer {
  initialize(element: null, width: number, height: number, origin: readonly [number, number]): Renderer;
  render(scene: unknown): Renderer;
  svg(): string;
}

type TextWidth = (item: { readonly fontSize?: number }, text: unknown) => number;

/** The average width of a sans-serif font's characters, in its size. Which font will be used, nobody knows here. */
const characterWidth = 0.56;

const textWidth: TextWidth = (item, text) =>
  characterWidth * (item.fontSize ?? 11) * displayWidth(String(text));
