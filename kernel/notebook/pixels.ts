// Pictures by what is seen: a PNG's pixels, whatever its compression, palette and comments. Knows nothing of notebooks.
import { createHash } from "node:crypto";
import { convertIndexedToRgb, type DecodedPng, decode } from "fast-png";

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha of each pixel, row by row, from 0 to 65535. */
  readonly pixels: Uint16Array;
}

/** Undefined when the bytes are no PNG that can be read. */
export function readPng(bytes: Uint8Array): Picture | undefined {
  try {
    const png = decode(bytes);
    return { width: png.width, height: png.height, pixels: pixelsOf(png) };
  } catch {
    return undefined;
  }
}

/** Two pictures that are seen the same have the same description. */
export function describePicture({ width, height, pixels }: Picture): string {
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return `${width} × ${height} pixels, sha256 ${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}`;
}

/** Undefined when they are not of the same size. */
export function describeDifference(a: Picture, b: Picture): string | undefined {
  if (a.width !== b.width || a.height !== b.height) return undefined;
  const differs = (at: number) => [0, 1, 2, 3].some((i) => a.pixels[4 * at + i] !== b.pixels[4 * at + i]);
  let [first, count] = [-1, 0];
  for (let at = 0; at < a.width * a.height; at++) {
    if (!differs(at)) continue;
    if (count++ === 0) first = at;
  }
  if (count === 0) return undefined;
  const where = `column ${(first % a.width) + 1}, row ${Math.floor(first / a.width) + 1}`;
  return `${count} of ${a.width * a.height} pixels differ, the first in ${where}: ${colour(a, first)} is now ${colour(b, first)}`;
}

/** `#rrggbbaa`, or twice as long when 8 bits do not hold it. */
function colour({ pixels }: Picture, at: number): string {
  const channels = [...pixels.subarray(4 * at, 4 * at + 4)];
  const short = channels.every((value) => value % 257 === 0);
  return `#${channels.map((value) => (short ? hex(value / 257, 2) : hex(value, 4))).join("")}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function pixelsOf(png: DecodedPng): Uint16Array {
  const pixels = new Uint16Array(4 * png.width * png.height);
  const { samples, channels, scale } = samplesOf(png);
  const opaque = 65535;
  for (let at = 0; at < png.width * png.height; at++) {
    const [a = 0, b = 0, c = 0, d = 0] = Array.from(
      samples.subarray(at * channels, (at + 1) * channels),
      (value) => value * scale,
    );
    const rgba = [
      [a, a, a, opaque],
      [a, a, a, b],
      [a, b, c, opaque],
      [a, b, c, d],
    ][channels - 1]!;
    pixels.set(rgba, 4 * at);
  }
  return pixels;
}

function samplesOf(png: DecodedPng): { samples: Uint8Array | Uint16Array; channels: number; scale: number } {
  if (png.palette !== undefined) {
    const channels = png.palette[0]!.length;
    return { samples: convertIndexedToRgb(png), channels, scale: 257 };
  }
  if (png.depth < 8) return { samples: unpacked(png), channels: 1, scale: 65535 / (2 ** png.depth - 1) };
  return { samples: new Uint16Array(png.data), channels: png.channels, scale: png.depth === 16 ? 1 : 257 };
}

/** Grey of 1, 2 or 4 bits: several pixels a byte, the first in the highest bits, each row from a new byte. */
function unpacked({ data, width, height, depth }: DecodedPng): Uint8Array {
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    const shift = 8 - depth * ((column % perByte) + 1);
    return (data[row * rowBytes + Math.floor(column / perByte)]! >> shift) & (2 ** depth - 1);
  });
}
