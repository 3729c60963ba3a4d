/**
 * A value as a MIME bundle: its own `Symbol.for("Jupyter.display")` method (the convention of Deno's
 * kernel), a registered formatter, else text. Knows no Node API.
 */

import type { DisplayContent, MimeBundle } from "./messages.js";
import { output } from "./output.js";

export const DISPLAY = Symbol.for("Jupyter.display");

/** A value that says how it is displayed. */
export interface Displayable {
  [DISPLAY](): MimeBundle | Promise<MimeBundle>;
}

export type Constructor<T> = abstract new (...args: never[]) => T;
type Formatter = (value: unknown) => MimeBundle | Promise<MimeBundle>;

const formatters = new Map<Constructor<unknown>, Formatter>();

export function registerFormatter<T>(
  type: Constructor<T>,
  format: (value: T) => MimeBundle | Promise<MimeBundle>,
): void {
  formatters.set(type, format as Formatter);
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
  return { data, metadata: {} };
}

function formatterOf(value: unknown): (() => MimeBundle | Promise<MimeBundle>) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  try {
    const own = (value as Partial<Displayable>)[DISPLAY];
    if (typeof own === "function") return () => own.call(value as Displayable);
    for (let p = Object.getPrototypeOf(value); p !== null; p = Object.getPrototypeOf(p)) {
      const format = formatters.get(p.constructor);
      if (format) return () => format(value);
    }
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
