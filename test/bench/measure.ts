// Times of several contenders taken in turn, so that a busy moment of the machine meets all of them, and what is made of them: the
// median of each, and its ratio to the first within the same round. Knows nothing of what is measured.

/** Numbers of one contender, in the order of the rounds; a round without an answer is `undefined`. */
export type Series = readonly (number | undefined)[];

export interface Measurement {
  /** What was measured: a row's name, the same from run to run. */
  readonly what: string;
  readonly unit: "ms" | "MB" | "bytes";
  /** What each contender gave, losslab among them. */
  readonly series: Readonly<Record<string, Series>>;
  /** The contender that the ratio is to. */
  readonly against: string | undefined;
}

export const us = "losslab";

/** The median of the rounds of each contender. */
export function medians({ series }: Measurement): Record<string, number> {
  const entries = Object.entries(series).map(([name, values]) => [name, median(values)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

/** The median of the ratios within each round: losslab to whom it is measured against; below 1 is better. */
export function ratio({ series, against }: Measurement): number | undefined {
  const ours = series[us];
  const theirs = against === undefined ? undefined : series[against];
  if (ours === undefined || theirs === undefined) return undefined;
  return median(
    ours.map((value, i) => (value === undefined || theirs[i] === undefined ? undefined : value / theirs[i])),
  );
}

export function median(values: Series): number | undefined {
  const sorted = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The order of a round: each contender is first in turn. */
export function inTurn<T>(contenders: readonly T[], round: number): T[] {
  const first = round % Math.max(1, contenders.length);
  return [...contenders.slice(first), ...contenders.slice(0, first)];
}
