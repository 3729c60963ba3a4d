/**
 * Values of others that are displayed without anybody's asking: each is registered as a cell registers its own with
 * `jupyter.registerDisplay`. Knows no Node API.
 */

import { displayVegaLite, isVegaLiteSpec } from "../../lib/chart/foreign-spec.js";
import { foreignValues } from "../../lib/display/foreign-values.js";
import { registerKnown } from "./display.js";
import { isPicture, pictureBundle } from "./picture.js";

export function registerKnownValues(): void {
  for (const { is, display } of foreignValues) registerKnown(is, (value) => ({ ...display(value) }));
  registerKnown(isVegaLiteSpec, async (spec) => ({ ...(await displayVegaLite(spec)) }));
  // After the typed arrays: the newest one that is true is taken.
  registerKnown(
    (value) => isPicture(value),
    (bytes) => pictureBundle("display", bytes),
  );
}
