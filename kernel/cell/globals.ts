/**
 * What every cell can call without an import, beside the library. Its types are what completion and
 * inspection show, so every export is public. Knows no Node API.
 */

import { type Comm, type CommTarget, openComm, registerTarget } from "./comms.js";
import type { MimeBundle } from "./content.js";
import { type Constructor, DISPLAY, type Displayable, type Predicate, registerFormatter } from "./display.js";
import { DisplayHandle, nextDisplayId, show } from "./display-handle.js";
import { requestInput } from "./input.js";
import { output } from "./output.js";
import { type PictureOptions, pictureBundle } from "./picture.js";
import { type ProgressOptions, progress } from "./progress.js";

export { type LivePlot, type LiveValues, liveplot } from "./live-plot.js";
export { DisplayHandle, type ProgressOptions };

/**
 * Displays a value below the cell, as often as you like.
 *
 * @param value anything; a tensor becomes a table
 * @param options `id` names the display, so that a later call of `jupyter.display` can update it
 * @returns a handle whose `update(value)` replaces what is shown
 * @example
 * const shown = await display("training…");
 * await shown.update("done");
 */
export async function display(
  value: unknown,
  options: { readonly id?: string } = {},
): Promise<DisplayHandle> {
  const id = options.id ?? nextDisplayId();
  await show(value, id, false);
  return new DisplayHandle(id);
}

/**
 * Text as HTML. Interpolated values are escaped, except other `html` values.
 *
 * @example
 * html`<b>${"1 < 2"}</b>` // shows 1 < 2 in bold
 */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Displayable {
  const source = fill(strings, values, (value) =>
    value instanceof HtmlText ? value.source : escapeHtml(String(value)),
  );
  return new HtmlText(source);
}

/**
 * Text as Markdown, formulas in `$…$` included. Interpolated values are escaped.
 *
 * @example
 * md`The loss is **${0.25}**.`
 */
export function md(strings: TemplateStringsArray, ...values: readonly unknown[]): Displayable {
  return bundle({ "text/markdown": fill(strings, values, (value) => escapeMarkdown(String(value))) });
}

/**
 * An SVG picture. Interpolated values are escaped.
 *
 * @example
 * svg`<svg viewBox="0 0 10 10" width="40"><circle cx="5" cy="5" r="${4}"/></svg>`
 */
export function svg(strings: TemplateStringsArray, ...values: readonly unknown[]): Displayable {
  const source = fill(strings, values, (value) => escapeHtml(String(value)));
  return bundle({ "image/svg+xml": source, "text/plain": "[SVG picture]" });
}

/**
 * A formula in LaTeX, set on a line of its own. Backslashes are kept as you type them.
 *
 * @example
 * tex`\hat y = \frac{e^{o_j}}{\sum_k e^{o_k}}`
 */
export function tex(strings: TemplateStringsArray, ...values: readonly unknown[]): Displayable {
  const source = String.raw(strings, ...values.map(String)).trim();
  return bundle({ "text/latex": `$$${source}$$`, "text/plain": source });
}

/**
 * Asks the reader for a line of text and waits for it.
 *
 * @param message what to ask
 * @param defaultValue what an empty answer stands for
 * @returns the answer; `null` when nothing was entered and there is no default
 * @throws StdinNotImplementedError where nobody can be asked, as in an automatic run
 */
export function prompt(message = "", defaultValue?: string): string | null {
  const answer = requestInput(message === "" ? "" : `${message} `, false);
  return answer === "" ? (defaultValue ?? null) : answer;
}

/**
 * Asks the reader a question to be answered by yes or no and waits for the answer.
 *
 * @returns true for `y` or `yes`
 * @throws StdinNotImplementedError where nobody can be asked, as in an automatic run
 */
export function confirm(message = ""): boolean {
  return /^y(es)?$/i.test(requestInput(`${message} [y/N] `, false).trim());
}

/** The kernel's own functions. */
export const jupyter = {
  /**
   * Displays a value; with `update`, changes what was displayed under `id` before.
   *
   * @example
   * await jupyter.display("step 1", { id: "progress" });
   * await jupyter.display("step 2", { id: "progress", update: true });
   */
  async display(
    value: unknown,
    options: { readonly id?: string; readonly update?: boolean } = {},
  ): Promise<void> {
    const { id, update = false } = options;
    if (update && id === undefined) {
      throw new TypeError(
        'jupyter.display: update needs the id of the display to change, e.g. { id: "a", update: true }',
      );
    }
    await show(value, id, update);
  },

  /**
   * A displayable made of ready representations, one for each MIME type.
   *
   * @example
   * jupyter.mime({ "text/html": "<i>hello</i>", "text/plain": "hello" })
   */
  mime(representations: MimeBundle): Displayable {
    return bundle(representations);
  },

  /**
   * A picture: PNG, JPEG, GIF, WebP or SVG, as bytes or as a file's path, from the notebook's folder.
   *
   * @param options `alt` says in words what is to be seen, for those who cannot see it
   * @throws TypeError if the bytes are none of these pictures
   * @example
   * jupyter.image("figures/loss.png", { alt: "The loss falls for 10 epochs, then rises." })
   */
  image(bytesOrPath: Uint8Array | string, options: PictureOptions = {}): Displayable {
    return bundle(pictureBundle("jupyter.image", bytesOrPath, options));
  },

  /**
   * Says how the instances of a class are displayed, or the values for which a function is true.
   *
   * @example
   * jupyter.registerDisplay(Date, (date) => ({ "text/plain": date.toISOString() }))
   * @example
   * const isColour = (value: unknown): value is number[] => Array.isArray(value) && value.length === 3;
   * jupyter.registerDisplay(isColour, ([r, g, b]) => ({ "text/plain": `red ${r}, green ${g}, blue ${b}` }))
   */
  registerDisplay<T>(
    kind: Constructor<T> | Predicate<T>,
    format: (value: T) => MimeBundle | Promise<MimeBundle>,
  ): void {
    registerFormatter(kind, format);
  },

  /**
   * Asks the reader for a line of text and waits for it; with `password`, what is typed is not shown.
   *
   * @throws StdinNotImplementedError where nobody can be asked, as in an automatic run
   * @example
   * const name = jupyter.input("name? ")
   */
  input(prompt = "", options: { readonly password?: boolean } = {}): string {
    return requestInput(prompt, options.password ?? false);
  },

  /** Channels of one's own between a cell and the front end: what widgets are made of. */
  comms: {
    /** Opens a comm to a target that the front end has registered. */
    open(target: string, data: Record<string, unknown> = {}, buffers: readonly Uint8Array[] = []): Comm {
      return openComm(target, data, buffers);
    },
    /** Says what to do when the front end opens a comm to `name`. */
    registerTarget(name: string, onOpen: CommTarget): void {
      registerTarget(name, onOpen);
    },
  },

  /**
   * A loop with a progress bar: over a number of steps, an array, or whatever can be looped over with `for … of` or
   * `for await … of`.
   *
   * @param options `label` stands before the bar; `total` says how many items there will be, where the iterable does not
   * @example
   * for (const epoch of jupyter.progress(10, { label: "epoch" })) train(epoch);
   */
  progress,

  /**
   * Clears the cell's output; with `wait`, only when the next output comes, so that nothing flickers.
   */
  clearOutput(options: { readonly wait?: boolean } = {}): void {
    output().send({ type: "clear_output", id: output().currentId(), wait: options.wait ?? false });
  },
} as const;

export type { Comm, CommTarget, Displayable, MimeBundle };

class HtmlText implements Displayable {
  constructor(readonly source: string) {}

  [DISPLAY](): MimeBundle {
    return { "text/html": this.source, "text/plain": textOf(this.source) };
  }
}

function bundle(representations: MimeBundle): Displayable {
  return { [DISPLAY]: () => representations };
}

function fill(
  strings: TemplateStringsArray,
  values: readonly unknown[],
  escaped: (value: unknown) => string,
): string {
  return strings.reduce((text, part, i) => text + escaped(values[i - 1]) + part);
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

function escapeMarkdown(text: string): string {
  // In this order: the # of &#39; is none of the text's.
  return escapeHtml(text.replace(/[\\`*_{}[\]()#+!|$~]/g, "\\$&"));
}

/** What HTML says without its tags. */
function textOf(source: string): string {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return source
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!)
    .trim();
}
