/** Pictures by the signatures with which their bytes begin. Knows no Node API. */

import type { MimeBundle } from "./content.js";
import { output } from "./output.js";

/** Options of `jupyter.image`. */
export interface PictureOptions {
  /** What is to be seen, in words. */
  readonly alt?: string;
}

/** The MIME types of pictures that notebooks show, each with its name and the bytes that it begins with; a dot is any byte. */
const signatures = [
  ["image/png", "PNG", "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", "JPEG", "\xff\xd8\xff"],
  ["image/gif", "GIF", "GIF8"],
  ["image/webp", "WebP", "RIFF....WEBP"],
] as const;

/** Whether these are the bytes of a picture. */
export function isPicture(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && typeOf(value) !== undefined;
}

/** A picture as a notebook shows it. `where` names the caller for the error message. */
export function pictureBundle(
  where: string,
  bytesOrPath: Uint8Array | string,
  { alt }: PictureOptions = {},
): MimeBundle {
  if (typeof bytesOrPath !== "string" && !(bytesOrPath instanceof Uint8Array)) {
    throw new TypeError(
      `${where}: expected the bytes of a picture or a file's path, but got ${typeof bytesOrPath}`,
    );
  }
  const bytes = typeof bytesOrPath === "string" ? output().readFile(bytesOrPath) : bytesOrPath;
  const found = typeOf(bytes);
  if (found !== undefined) {
    return { [found.mime]: bytes, "text/plain": alt ?? `[${found.name} picture, ${bytes.length} bytes]` };
  }
  const text = new TextDecoder().decode(bytes);
  if (/^\s*<[?!s]/.test(text) && /<svg[\s>]/i.test(text)) {
    return { "image/svg+xml": text, "text/plain": alt ?? "[SVG picture]" };
  }
  const what = typeof bytesOrPath === "string" ? bytesOrPath : `${bytes.length} bytes`;
  throw new TypeError(`${where}: ${what} is not a picture that notebooks show: PNG, JPEG, GIF, WebP or SVG`);
}

function typeOf(bytes: Uint8Array): { mime: string; name: string } | undefined {
  for (const [mime, name, signature] of signatures) {
    if (bytes.length < signature.length) continue;
    if ([...signature].every((c, i) => c === "." || bytes[i] === c.charCodeAt(0))) return { mime, name };
  }
  return undefined;
}
