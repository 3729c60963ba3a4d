// Colours, dashes and shapes of charts, and Vega-Lite's configuration. Everything must read on white and on JupyterLab's dark
// #111111, because a stored picture does not know which page it will stand on. Knows nothing of data.

/**
 * Text, axes and grid. Where a chart stands in a page it has the page's own text colour; where it is a picture of its own,
 * {@link pictureInk}.
 */
export const ink = "currentColor";

/** 4.5:1 on white and 4.2:1 on #111111. (No colour has 4.5:1 on both: the two are 18.9:1 apart, and √18.9 is 4.3.) */
export const pictureInk = "#767676";

/** Those of Okabe and Ito's colours that have 3:1 on white and on #111111: told apart with each kind of colour blindness. */
export const seriesColours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"] as const;

/**
 * Colour is not the only sign of a series. As many dashes as colours would repeat the pairs too early. The first is a line
 * without dashes: as a dash without gaps, `[1, 0]`, a long line takes seconds to draw as PNG.
 */
export const seriesDashes = [[], [8, 4], [2, 4], [10, 4, 2, 4], [5, 3]] as const;

export const seriesShapes = ["circle", "square", "triangle-up", "diamond", "cross"] as const;

/** After so many series, colour and dash repeat. */
export const maxSeries = seriesColours.length * seriesDashes.length;

/** How full the bars of a series are; their outline is always there. */
const fullness = ["FF", "1A", "99", "4D", "CC"] as const;

/** Colours with fullness, as many as there are series. */
export const barFills = Array.from(
  { length: maxSeries },
  (_, i) => seriesColours[i % seriesColours.length]! + fullness[i % fullness.length]!,
);

/** Perceptually even, and even for the colour-blind: dark is low. */
export const sequentialScheme = "viridis";

/** For values on both sides of 0, which is light: blue below, orange above. */
export const divergingScheme = "blueorange";

/** As many values as there are series, starting over when they are used up. */
export function cycled<T>(values: readonly T[], length: number): T[] {
  return Array.from({ length }, (_, i) => values[i % values.length]!);
}

const text = { labelColor: ink, titleColor: ink, labelFontSize: 11, titleFontSize: 12 };

export const config = {
  // A group of marks without a description of its own is not announced: the chart's description says it all.
  aria: false,
  axis: {
    ...text,
    domainColor: ink,
    tickColor: ink,
    gridColor: ink,
    gridOpacity: 0.2,
    labelOverlap: true,
    labelSeparation: 6,
  },
  legend: { ...text, labelLimit: 240, symbolStrokeWidth: 2, symbolSize: 140 },
  title: {
    color: ink,
    subtitleColor: ink,
    fontSize: 14,
    subtitleFontSize: 11,
    subtitleFontStyle: "italic",
    anchor: "start",
  },
  view: { stroke: ink, strokeOpacity: 0.2 },
};
