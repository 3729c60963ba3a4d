/**
 * Which execution was interrupted. One that waits is over for its reader at once, but its loop would go on when what it waits for
 * comes; whatever of ours it calls then ends it. Knows no Node API.
 */
import { output } from "./output.js";

let interrupted: string | undefined;

export function noteInterrupt(id: string): void {
  interrupted = id;
}

/** Throws when the code that runs belongs to an execution that was interrupted. */
export function stopIfInterrupted(): void {
  if (interrupted === undefined || output().currentId() !== interrupted) return;
  throw Object.assign(new Error("the cell was interrupted"), { name: "Interrupted" });
}
