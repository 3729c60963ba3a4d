// What the benchmarks print: a Markdown table for each group, and how the ratios stand to the stored ones.
import { markdownTable } from "markdown-table";
import { type Measurement, medians, ratio, us } from "./measure.js";

/** Ratios by group and row, as baseline.json holds them. */
export type Baseline = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function groupTable(group: string, measurements: readonly Measurement[], baseline: Baseline): string {
  const others = [...new Set(measurements.flatMap(({ series }) => Object.keys(series)))].filter(
    (name) => name !== us,
  );
  const stored = baseline[group] ?? {};
  const rows = measurements.map((each) => {
    const found = medians(each);
    const now = ratio(each);
    return [
      `${each.what}, ${each.unit}`,
      ...[us, ...others].map((name) => shown(found[name])),
      now === undefined ? "–" : `${shown(now)} × ${each.against}`,
      stored[each.what] === undefined ? "–" : `${shown(stored[each.what])}`,
    ];
  });
  const header = [group, us, ...others, "ratio", "ratio stored"];
  return markdownTable([header, ...rows], { align: ["l", ...header.slice(1).map(() => "r")] });
}

/** Rows whose ratio is worse than the stored one by more than a busy machine makes it. */
export function worse(group: string, measurements: readonly Measurement[], baseline: Baseline): string[] {
  return measurements.flatMap((each) => {
    const [now, before] = [ratio(each), baseline[group]?.[each.what]];
    if (now === undefined || before === undefined || now <= before * tolerance) return [];
    return `${group}: ${each.what}: ${shown(now)} × ${each.against}, stored ${shown(before)}`;
  });
}

/** Ratios within one run still differ by this much from run to run on a machine that others use as well. */
const tolerance = 1.3;

export function ratios(groups: Readonly<Record<string, readonly Measurement[]>>): Baseline {
  return Object.fromEntries(
    Object.entries(groups).map(([group, measurements]) => [
      group,
      Object.fromEntries(
        measurements.flatMap((each) => {
          const value = ratio(each);
          return value === undefined ? [] : [[each.what, Number(value.toPrecision(3))]];
        }),
      ),
    ]),
  );
}

function shown(value: number | undefined): string {
  if (value === undefined) return "–";
  return value >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
