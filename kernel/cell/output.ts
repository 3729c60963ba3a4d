/**
 * Where the output of the code that runs now goes, and what making it takes of the machine. The cell process connects
 * it to its pipe; code that displays something needs nothing else. Knows no Node API.
 */
import type { FromCell } from "./messages.js";

export interface Output {
  send(message: FromCell): void;
  /** The execution that caused the code now running, also from a timer or promise that outlives it. */
  currentId(): string;
  /** Any value as text, when nothing better is known. */
  inspect(value: unknown): string;
  /** A file's content; a relative path begins at the notebook's folder. */
  readFile(path: string): Uint8Array;
  /** An SVG as PNG; undefined when it cannot be drawn faithfully. */
  rasterise(svg: string): Promise<Raster | undefined>;
}

/** A picture of pixels, with the size at which it is meant to be seen. */
export interface Raster {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

let connected: Output | undefined;

export function connectOutput(output: Output): void {
  connected = output;
}

export function output(): Output {
  if (!connected) throw new Error("There is no front end to display in: this code runs outside a kernel.");
  return connected;
}
