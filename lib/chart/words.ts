// Charts in words: for terminals, for who cannot see the picture, and for what the picture cannot show. Knows nothing of marks.

import { shortNumber } from "../display/number-text.js";
import { count } from "../display/table.js";

/** "from 0.1 to 2.3", of the finite numbers; "nothing to draw" without any. */
export function rangeInWords(values: Iterable<number>): string {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  if (low > high) return "nothing to draw";
  return low === high ? `always ${shortNumber(low)}` : `from ${shortNumber(low)} to ${shortNumber(high)}`;
}

/** "1 NaN, 2 inf not drawn"; undefined when all numbers can be drawn. */
export function notDrawn(values: Iterable<number>, { positive = false } = {}): string | undefined {
  const counts = { NaN: 0, inf: 0, "-inf": 0 };
  let unfit = 0;
  for (const x of values) {
    if (Number.isNaN(x)) counts.NaN++;
    else if (x === Number.POSITIVE_INFINITY) counts.inf++;
    else if (x === Number.NEGATIVE_INFINITY) counts["-inf"]++;
    else if (positive && x <= 0) unfit++;
  }
  const parts = Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([what, n]) => `${n} ${what}`);
  if (unfit > 0) parts.push(`${count(unfit, "value")} ≤ 0, which a log scale does not have,`);
  return parts.length > 0 ? `${parts.join(", ")} not drawn` : undefined;
}

/** "Line chart: Training". */
export function heading(kind: string, title: string | undefined): string {
  return title === undefined ? kind : `${kind}: ${title}`;
}

/** "a, b, c": the first twenty, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(", ");
  return names.length <= 20 ? shown : `${shown} and ${names.length - 20} more`;
}
