// Which floating-point events can have reached which element of a result. Knows shapes and events, not what they mean.

import type { FloatingEvent } from "../tensor/floating-events.js";
import { elementCount } from "../tensor/strided.js";
import type { Causes } from "./verdict.js";

/** For each element of a result of this shape, the events in its past as far as the shapes tell. */
export function causesOf(
  shape: readonly number[],
  events: readonly FloatingEvent[],
): (position: number) => Causes {
  return (position) => {
    const causes = new Set<FloatingEvent["kind"] | "inf in NaN" | "0 in NaN">();
    for (const event of events) {
      if (!reaches(event, shape, position)) continue;
      causes.add(event.kind);
      if (event.kind === "undefined" && event.what.includes("inf")) causes.add("inf in NaN");
      else if (event.kind === "undefined" && event.what.includes("0")) causes.add("0 in NaN");
    }
    return causes;
  };
}

/**
 * An event of the result's own shape reaches the same element; one whose shape continues the result's (the rows that were
 * reduced to it) reaches the element of its row; any other may have reached every element.
 */
function reaches(event: FloatingEvent, shape: readonly number[], position: number): boolean {
  if (!shape.every((size, d) => event.shape[d] === size)) return true;
  const run = elementCount(event.shape.slice(shape.length));
  for (let i = 0; i < run; i++) if (event.positions.has(position * run + i)) return true;
  return false;
}
