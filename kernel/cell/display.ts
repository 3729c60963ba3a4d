/**
 * A value as a MIME bundle: its own `Symbol.for("Jupyter.display")` method (the convention of Deno's
 * kernel), a registered formatter, that of a known foreign value, else text. Knows no Node API.
 */

import type { DisplayContent, MimeBundle } from "./content.js";
import { output } from "./output.js";

export const DISPLAY = Symbol.for("Jupyter.display");

/** A value that says how it is displayed. */
export interface Displayable {
  [DISPLAY](): MimeBundle | Promise<MimeBundle>;
}

export type Constructor<T> = abstract new (...args: never[]) => T;
/** Says whether a value is one of those that a formatter is for. */
export type Predicate<T> = ((value: unknown) => value is T) | ((value: unknown) => boolean);
type Format<T> = (value: T) => MimeBundle | Promise<MimeBundle>;

/** Formatters by class, and by predicate for what has no class of its own. */
class Formatters {
  private readonly classes = new Map<unknown, Format<unknown>>();
  private readonly predicates: { readonly is: Predicate<unknown>; readonly format: Format<unknown> }[] = [];

  add<T>(kind: Constructor<T> | Predicate<T>, format: Format<T>): void {
    if (isClass(kind)) this.classes.set(kind, format as Format<unknown>);
    else this.predicates.unshift({ is: kind as Predicate<unknown>, format: format as Format<unknown> });
  }

  /** That of the nearest class, else that of the newest predicate. */
  find(value: object): Format<unknown> | undefined {
    for (let p = Object.getPrototypeOf(value); p !== null; p = Object.getPrototypeOf(p)) {
      const format = this.classes.get(p.constructor);
      if (format) return format;
    }
    return this.predicates.find(({ is }) => holds(is, value))?.format;
  }
}

/** A predicate that throws says no: it looked for something that this value does not have. */
function holds(is: Predicate<unknown>, value: unknown): boolean {
  try {
    return is(value);
  } catch {
    return false;
  }
}

/** A plain function may be a class of old; then it has methods or a superclass, and a predicate has neither. */
function isClass(kind: Constructor<unknown> | Predicate<unknown>): kind is Constructor<unknown> {
  if (kind.prototype === undefined) return false;
  if (/^class\b|\[native code\]/.test(Function.prototype.toString.call(kind))) return true;
  return (
    Reflect.ownKeys(kind.prototype).length > 1 || Object.getPrototypeOf(kind.prototype) !== Object.prototype
  );
}

/** What a cell registered, before what is known of itself. */
const registered = new Formatters();
const known = new Formatters();

export function registerFormatter<T>(kind: Constructor<T> | Predicate<T>, format: Format<T>): void {
  registered.add(kind, format);
}

/** For the kernel's own use: a cell's formatters come first. */
export function registerKnown<T>(kind: Constructor<T> | Predicate<T>, format: Format<T>): void {
  known.add(kind, format);
}

/** Never throws: a renderer that fails is reported, and the value is shown as text. */
export async function render(value: unknown): Promise<DisplayContent> {
  let bundle: MimeBundle = {};
  const format = formatterOf(value);
  if (format) {
    try {
      bundle = checked(await format());
    } catch (error) {
      warn(`The display of this ${typeName(value)} failed, so it is shown as text: ${messageOf(error)}\n`);
      bundle = {};
    }
  }
  const data: MimeBundle = {};
  for (const [type, content] of Object.entries(bundle)) data[type] = transportable(content);
  if (typeof data["text/plain"] !== "string") data["text/plain"] = plainText(value, data);
  return { data, metadata: await addPng(data) };
}

/**
 * A picture in SVG gets a PNG beside it: viewers that do not trust a notebook show no SVG. And it gets Markdown that is this
 * picture: nbconvert 6.5 takes every shape out of an SVG and would show an empty frame. Returns the metadata with the PNG's
 * size. HTML comes before all of these, so there none is needed.
 */
async function addPng(data: MimeBundle): Promise<Record<string, unknown>> {
  const svg = data["image/svg+xml"];
  if (typeof svg !== "string" || "image/png" in data || "text/html" in data) return {};
  try {
    const raster = await output().rasterise(svg);
    if (!raster) {
      data["text/markdown"] ??= markdownImage(data, "image/svg+xml", new TextEncoder().encode(svg));
      return {};
    }
    data["image/png"] = transportable(raster.png);
    data["text/markdown"] ??= markdownImage(data, "image/png", raster.png, ` width="${raster.width}"`);
    return { "image/png": { width: raster.width, height: raster.height } };
  } catch {
    // A cell's own SVG may be anything; who can show it shows it.
    return {};
  }
}

function markdownImage(data: MimeBundle, mime: string, bytes: Uint8Array, size = ""): string {
  const [alt = ""] = String(data["text/plain"]).split("\n", 1);
  return `<img alt="${alt.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`)}"${size} src="data:${mime};base64,${transportable(bytes)}">`;
}

function formatterOf(value: unknown): (() => MimeBundle | Promise<MimeBundle>) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  try {
    const own = (value as Partial<Displayable>)[DISPLAY];
    if (typeof own === "function") return () => own.call(value as Displayable);
    const format = registered.find(value) ?? known.find(value);
    if (format) return () => format(value);
  } catch {
    // A proxy or getter that throws has no display of its own.
  }
  return undefined;
}

function checked(bundle: unknown): MimeBundle {
  if (typeof bundle === "object" && bundle !== null && !Array.isArray(bundle)) return bundle as MimeBundle;
  throw new TypeError(
    `its Jupyter.display method must return an object from MIME types to content, but returned ${
      bundle === null ? "null" : Array.isArray(bundle) ? "an array" : typeof bundle
    }`,
  );
}

/** Bytes travel as base64, as the specification asks. */
function transportable(content: unknown): unknown {
  if (!(content instanceof Uint8Array)) return content;
  let binary = "";
  for (let i = 0; i < content.length; i += 0x8000) {
    binary += String.fromCharCode(...content.subarray(i, i + 0x8000));
  }
  return btoa(binary);
}

function plainText(value: unknown, data: MimeBundle): string {
  const text = data["text/markdown"] ?? data["text/latex"];
  if (typeof text === "string") return text;
  try {
    return output().inspect(value);
  } catch (error) {
    return `[${typeName(value)}: cannot be shown, ${messageOf(error)}]`;
  }
}

function warn(text: string): void {
  output().send({ type: "stream", id: output().currentId(), name: "stderr", text });
}

function typeName(value: unknown): string {
  try {
    return (value as object | null)?.constructor?.name || typeof value;
  } catch {
    return typeof value;
  }
}

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "it threw something that cannot be read";
  }
}
