/**
 * Displays that lag behind what they have to show, because they change more often than anyone can look. Before a cell is
 * reported done they catch up: what a notebook stores is their last state, however fast the cell was. Knows no Node API.
 */

export interface Unfinished {
  /** Shows the last state whole. */
  finish(): Promise<void>;
  /** Shows what can be shown of it without waiting. */
  catchUp(): void;
}

const unfinished = new Set<Unfinished>();

/** Says that a display has something to show before the cell ends. */
export function markUnfinished(display: Unfinished): void {
  unfinished.add(display);
}

/** At the end of a cell. */
export async function finishDisplays(): Promise<void> {
  for (const display of taken()) await display.finish();
}

/** Where a cell ends at once, by an interrupt: never fails. */
export function catchUpDisplays(): void {
  for (const display of taken()) {
    try {
      display.catchUp();
    } catch {
      // What is shown stays.
    }
  }
}

function taken(): Unfinished[] {
  const all = [...unfinished];
  unfinished.clear();
  return all;
}
