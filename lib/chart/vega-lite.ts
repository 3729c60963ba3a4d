// The parts that all our Vega-Lite specifications have. Knows no data.

import { displayWidth } from "../display/table-text.js";
import type { ChartOptions } from "./axis.js";
import { config } from "./theme.js";

/** Of the plotting area, in pixels. */
export const defaultSize = { width: 400, height: 250 };

/** What stands around the marks: title, notes, description, size, colours. */
export function frame(words: readonly string[], options: ChartOptions, notes: readonly string[]): object {
  const { title, width, height } = { ...defaultSize, ...options };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    // What screen readers say.
    description: words.join("\n"),
    ...(title === undefined && notes.length === 0 ? {} : { title: titleWithNotes(title, notes) }),
    width,
    height,
    background: "transparent",
    config,
    // As SVG, text keeps the colour of the page when the theme changes.
    usermeta: { embedOptions: { renderer: "svg" } },
  };
}

/** Vega draws no subtitle without a title. */
function titleWithNotes(title: string | undefined, notes: readonly string[]): object {
  if (title === undefined) return { text: notes, fontSize: 11, fontStyle: "italic", fontWeight: "normal" };
  return { text: title, ...(notes.length > 0 ? { subtitle: notes } : {}) };
}

/** Channels that tell series apart, in one legend; a single series needs none. */
export function seriesLegend(
  names: readonly string[],
  channels: Readonly<Record<string, readonly unknown[]>>,
): object {
  return Object.fromEntries(
    Object.entries(channels).map(([channel, range]) => [
      channel,
      {
        field: "series",
        type: "nominal",
        title: null,
        scale: { domain: names, range },
        ...(names.length > 1 ? {} : { legend: null }),
      },
    ]),
  );
}

/** Names below a row of bars or cells: level where they fit, else aslant, and every one of them where a slanted line has room. */
export function nameLabels(
  names: readonly string[],
  width: number,
): { readonly labelAngle: number; readonly labelOverlap: boolean } {
  const room = width / names.length;
  const widest = Math.max(...names.map(displayWidth));
  return { labelAngle: (widest + 1) * 6.2 < room ? 0 : -45, labelOverlap: room < 15 };
}
