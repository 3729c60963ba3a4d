// Heat-map shading: one colour behind each number, the stronger the larger the number is. Colours are translucent, so that the
// page's own background shines through and its own text colour stays readable, in a light theme and in a dark one. Blue and
// vermilion of Okabe and Ito's palette, which colour-blind readers tell apart. Knows numbers only.

import { shortNumber } from "./number-text.js";
import type { Cell } from "./table.js";

/** Red, green, blue. */
const blue = [0, 114, 178];
const orange = [213, 94, 0];
/** The opacity of the strongest shade. */
export const strongest = 0.5;

interface Scale {
  /** The colour behind a number; undefined for none. */
  readonly shade: (x: number) => string | undefined;
  /** What the colours mean, in words. */
  readonly legend: string;
}

/** The cells of these numbers with colours behind them, and what the colours mean. */
export function shading(
  values: readonly number[],
  cells: readonly Cell[],
): { shaded: readonly Cell[]; legend: string } {
  const { shade, legend } = scaleOf(values);
  const shaded = cells.map((cell, i) => {
    const colour = shade(values[i]!);
    return colour === undefined ? cell : { ...cell, shade: colour };
  });
  return { shaded, legend };
}

/** A scale for these numbers: diverging from 0 where they have both signs, else from the one nearest to 0 to the farthest. */
function scaleOf(values: readonly number[]): Scale {
  const finite = values.filter(Number.isFinite);
  const min = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const max = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (min < 0 && max > 0) {
    const end = Math.max(-min, max);
    return {
      shade: (x) => colour(x < 0 ? orange : blue, Math.abs(x) / end),
      legend: `shaded blue above 0 and orange below, strongest at ${shortNumber(end)} and ${shortNumber(-end)}`,
    };
  }
  const negative = min < 0;
  const [near, far] = negative ? [max, min] : [min, max];
  const from = Math.abs(near);
  const range = Math.abs(far) - from;
  if (!(range > 0))
    return { shade: () => undefined, legend: "not shaded: the finite values are all the same" };
  return {
    shade: (x) => colour(negative ? orange : blue, (Math.abs(x) - from) / range),
    legend: `shaded ${negative ? "orange" : "blue"}, from none at ${shortNumber(near)} to strongest at ${shortNumber(far)}`,
  };
}

function colour(rgb: readonly number[], strength: number): string | undefined {
  if (Number.isNaN(strength)) return undefined;
  const opacity = Math.round(100 * strongest * Math.min(strength, 1)) / 100;
  return opacity > 0 ? `rgba(${rgb.join(",")},${opacity})` : undefined;
}
