/**
 * What notebooks written for the tslab kernel import: `import * as tslab from "tslab"`. The same functions, their
 * output going to the cell that calls them. https://github.com/yunabe/tslab describes them.
 */

import { LOSSLAB_VERSION, TYPESCRIPT_VERSION } from "../version.js";
import type { MimeBundle } from "./content.js";
import { output } from "./output.js";

/** One display: every call shows its content, or changes it where the display was made by `newDisplay`. */
export class Display {
  private shown = false;

  /** @internal */
  constructor(private readonly id?: string) {}

  /** Shows JavaScript to be run by the front end. */
  javascript(js: string): void {
    this.show({ "application/javascript": js, "text/plain": "[JavaScript]" });
  }

  /** Shows HTML. */
  html(html: string): void {
    this.show({ "text/html": html, "text/plain": html });
  }

  /** Shows Markdown. */
  markdown(md: string): void {
    this.show({ "text/markdown": md, "text/plain": md });
  }

  /** Shows a formula in LaTeX. */
  latex(latex: string): void {
    this.show({ "text/latex": latex, "text/plain": latex });
  }

  /** Shows an SVG picture. */
  svg(svg: string): void {
    this.show({ "image/svg+xml": svg, "text/plain": "[SVG picture]" });
  }

  /** Shows a PNG picture. */
  png(png: Uint8Array): void {
    this.bytes("image/png", png);
  }

  /** Shows a JPEG picture. */
  jpeg(jpeg: Uint8Array): void {
    this.bytes("image/jpeg", jpeg);
  }

  /** Shows a GIF picture. */
  gif(gif: Uint8Array): void {
    this.bytes("image/gif", gif);
  }

  /** Shows a PDF. */
  pdf(pdf: Uint8Array): void {
    this.bytes("application/pdf", pdf);
  }

  /** Shows plain text. */
  text(text: string): void {
    this.show({ "text/plain": text });
  }

  /** Shows content of any MIME type. */
  raw(contentType: string, content: string | Uint8Array): void {
    if (typeof content === "string") this.show({ "text/plain": `[${contentType}]`, [contentType]: content });
    else this.bytes(contentType, content);
  }

  private bytes(type: string, bytes: Uint8Array): void {
    this.show({
      [type]: Buffer.from(bytes).toString("base64"),
      "text/plain": `[${type}, ${bytes.length} bytes]`,
    });
  }

  private show(data: MimeBundle): void {
    const update = this.shown && this.id !== undefined;
    this.shown = true;
    const displayId = this.id === undefined ? {} : { displayId: this.id };
    output().send({ type: "display", id: output().currentId(), update, data, metadata: {}, ...displayId });
  }
}

/** The versions of the kernel and of what it runs on. */
export const versions = {
  tslab: `losslab ${LOSSLAB_VERSION}`,
  typescript: TYPESCRIPT_VERSION,
  node: process.versions.node,
};

/** Shows content below the cell. */
export const display = new Display();

let displays = 0;

/** A display whose content each call replaces. */
export function newDisplay(): Display {
  displays += 1;
  return new Display(`tslab-display-${displays}`);
}
