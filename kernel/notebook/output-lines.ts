// A cell's outputs as lines that are equal when what a reader sees is: text as it is, markup, JSON and pictures by their content.
// Two lists of such lines make a readable diff. Knows nothing of tolerances.
import { createHash } from "node:crypto";
import { stripVTControlCharacters } from "node:util";
import { markupLines } from "./markup-lines.js";
import { isJsonMime, type MimeBundle, type Output } from "./notebook.js";
import { describePicture, type Picture, readPng } from "./pixels.js";

export interface OutputLine {
  /** Which output it is of: `stdout`, `result, text/html`. */
  readonly section: string;
  /** From 1, in its section; 0 is its heading. */
  readonly number: number;
  readonly text: string;
  /** When the line stands for a picture. */
  readonly picture?: Picture | undefined;
}

type Line = Pick<OutputLine, "text" | "picture">;

export function outputLines(outputs: readonly Output[]): OutputLine[] {
  return joinStreams(outputs).flatMap((output) => {
    if (output.output_type === "stream") return section(output.name, streamLines(output.text));
    if (output.output_type === "error") {
      // How a traceback is coloured says nothing.
      const traceback = stripVTControlCharacters(output.traceback.join("\n"));
      return section("error", textLines(`${output.ename}: ${output.evalue}\n${traceback}`));
    }
    const name = output.output_type === "execute_result" ? "result" : "display";
    return [...bundleSections(name, output.data), ...metadataSection(name, output.metadata)];
  });
}

/** Front ends cut a stream as it came, which depends on timing. */
function joinStreams(outputs: readonly Output[]): Output[] {
  const joined: Output[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    } else joined.push(output);
  }
  return joined;
}

function section(name: string, lines: readonly Line[]): OutputLine[] {
  const heading = { section: name, number: 0, text: `[${name}]` };
  return [heading, ...lines.map((line, i) => ({ ...line, section: name, number: i + 1 }))];
}

function bundleSections(name: string, data: MimeBundle): OutputLine[] {
  return Object.keys(data)
    .sort()
    .flatMap((mime) => section(`${name}, ${mime}`, contentLines(mime, data[mime])));
}

function metadataSection(name: string, metadata: Record<string, unknown>): OutputLine[] {
  return Object.keys(metadata).length === 0 ? [] : section(`${name}, metadata`, jsonLines(metadata));
}

function contentLines(mime: string, value: unknown): Line[] {
  if (isJsonMime(mime) || typeof value !== "string") return jsonLines(value);
  if (mime === "text/html") return asLines(markupLines(value, { xml: false, describeAddress }));
  if (mime === "image/svg+xml") return asLines(markupLines(value, { xml: true, describeAddress }));
  if (/^(image|audio|video)\/|^application\/(pdf|octet-stream)$/.test(mime)) return [bytesLine(mime, value)];
  // Markdown holds pictures as HTML does, in addresses.
  return textLines(mime === "text/markdown" ? value.replace(/data:[^\s"')>]+/gi, describeAddress) : value);
}

function bytesLine(mime: string, base64: string): Line {
  const bytes = Buffer.from(base64, "base64");
  const picture = mime === "image/png" ? readPng(bytes) : undefined;
  if (picture !== undefined) return { text: describePicture(picture), picture };
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  return { text: `${bytes.length} bytes, sha256 ${hash}` };
}

/** Of a `data:` address: what is in it. */
function describeAddress(address: string): string {
  const [, mime, base64] = /^data:([^;,]+);base64,(.*)$/is.exec(address) ?? [];
  if (mime !== undefined && base64 !== undefined)
    return `data:${mime} (${bytesLine(mime.toLowerCase(), base64).text})`;
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Keys sorted, as the order of an object's keys says nothing. */
function jsonLines(value: unknown): Line[] {
  const sorted = (_key: string, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item;
  return textLines(JSON.stringify(value, sorted, 1));
}

function streamLines(text: string): Line[] {
  return text.endsWith("\n") ? textLines(text.slice(0, -1)) : textLines(`${text}\n(no newline at the end)`);
}

function textLines(text: string): Line[] {
  return asLines(text.split("\n"));
}

function asLines(lines: readonly string[]): Line[] {
  return lines.map((text) => ({ text }));
}
