/**
 * Asking the reader for input, which blocks the cell as in Python. How the answer comes back while the thread
 * is blocked is the host's affair. Knows no Node API.
 */
import { output } from "./output.js";

/** Nobody can be asked: the cell runs without a reader. */
export class StdinNotImplementedError extends Error {
  override name = "StdinNotImplementedError";
}

/** Blocks until the reader has answered. */
export type AskReader = (prompt: string, password: boolean) => string;

let ask: AskReader | undefined;

/** `undefined` when the running cell was sent by a front end that takes no questions. */
export function allowInput(reader: AskReader | undefined): void {
  ask = reader;
}

export function requestInput(prompt: string, password: boolean): string {
  if (!ask) {
    throw new StdinNotImplementedError(
      `input was asked for (${output().inspect(prompt)}), but this front end takes no questions: the notebook runs without a reader`,
    );
  }
  return ask(prompt, password);
}
