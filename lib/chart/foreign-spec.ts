// Vega-Lite specifications that somebody else wrote, displayed as a chart. Knows nothing of how they are drawn.

import { displaySymbol, type MimeBundle } from "../display/mime-bundle.js";
import { Chart, type VegaLiteSpec, vegaLiteMime } from "./chart.js";
import { isNamed } from "./data.js";
import { heading } from "./words.js";

/** Whether `value` says of itself that it is a Vega-Lite specification. */
export function isVegaLiteSpec(value: unknown): value is VegaLiteSpec {
  return (
    isNamed(value) &&
    /^https?:\/\/vega\.github\.io\/schema\/vega-lite\/v\d/.test(String((value as VegaLiteSpec).$schema))
  );
}

/** A specification as a chart. One with data at an address is left to the front end: nothing is loaded here. */
export async function displayVegaLite(spec: VegaLiteSpec): Promise<MimeBundle> {
  const { title, description } = spec;
  const text = isNamed(title) ? (title as { text?: unknown }).text : title;
  const words = [heading("Vega-Lite chart", typeof text === "string" ? text : undefined)];
  if (typeof description === "string") words.push(description);
  const inWords = words.join("\n");
  if (JSON.stringify(spec).includes('"url":')) return { [vegaLiteMime]: spec, "text/plain": inWords };
  return new Chart(inWords, { spec })[displaySymbol]();
}
