// The display convention shared with notebook front ends: an object that has a method under this symbol says how it looks.
// It is the convention of Deno's Jupyter kernel, so our objects display there too.

/** Method under which an object returns its MIME bundle. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display");

/** Representations of one value by MIME type; a front end picks the richest it knows. `text/plain` is always there. */
export interface MimeBundle {
  /** What a terminal shows. */
  readonly "text/plain": string;
  readonly [mime: string]: unknown;
}
