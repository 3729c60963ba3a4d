/** Showing a value below the cell, and changing what was shown. Knows no Node API. */

import type { MimeBundle } from "./content.js";
import { render } from "./display.js";
import { output } from "./output.js";

/** A displayed output that can be changed afterwards. As the last value of a cell it shows nothing more. */
export class DisplayHandle {
  constructor(
    /** The display's id: other cells may update it by this name. */
    readonly id: string,
  ) {}

  /** Shows `value` in place of what was displayed. */
  update(value: unknown): Promise<void> {
    return show(value, this.id, true);
  }
}

/** Shows a value, or changes what is shown under `displayId`. */
export async function show(value: unknown, displayId: string | undefined, update: boolean): Promise<void> {
  const id = output().currentId();
  const content = await render(await value);
  output().send({
    type: "display",
    id,
    update,
    ...content,
    ...(displayId === undefined ? {} : { displayId }),
  });
}

/** Shows a ready bundle without waiting: also from a loop that never lets go. */
export function showNow(data: MimeBundle, displayId: string, update: boolean): void {
  output().send({ type: "display", id: output().currentId(), update, data, metadata: {}, displayId });
}

let displays = 0;

/** Counted, not random: two runs of a notebook say the same. */
export function nextDisplayId(): string {
  displays += 1;
  return `losslab-display-${displays}`;
}
