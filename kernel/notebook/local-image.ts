// An image file beside a notebook as a data: address. Only files that are images by their first bytes, so that a page never takes in
// another file of the author's machine because a notebook names it.
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";

/** Undefined for an address with a scheme, a file that is not there, is no image, or is above 20 MB. */
export function readLocalImage(folder: string, address: string): string | undefined {
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(address)) return undefined;
  try {
    const path = resolve(folder, decodeURIComponent(address.replace(/[?#].*$/s, "")));
    const info = statSync(path);
    if (!info.isFile() || info.size > 20e6) return undefined;
    const content = readFileSync(path);
    const mime = imageType(content);
    return mime === undefined ? undefined : `data:${mime};base64,${content.toString("base64")}`;
  } catch {
    return undefined;
  }
}

function imageType(content: Buffer): string | undefined {
  const start = content.subarray(0, 12).toString("latin1");
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (start.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(start)) return "image/gif";
  if (/^RIFF....WEBP/s.test(start)) return "image/webp";
  const text = content
    .subarray(0, 4096)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  return /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/i.test(text)
    ? "image/svg+xml"
    : undefined;
}
