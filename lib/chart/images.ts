// Images in a grid, as an SVG that holds each as a PNG of its own pixels. Knows data and words; there is no Vega-Lite
// specification: it would say no more.

import { html } from "../display/html.js";
import { shortNumber } from "../display/number-text.js";
import { count } from "../display/table.js";
import { displayWidth } from "../display/table-text.js";
import { showShape, showValue } from "../tensor/argument.js";
import { rowMajorData } from "../tensor/strided.js";
import type { TensorLike } from "../tensor/tensor.js";
import { checkChartOptions } from "./axis.js";
import { Chart } from "./chart.js";
import { checkNames, readData } from "./data.js";
import { finishedSvg } from "./svg.js";
import { pictureInk } from "./theme.js";
import { heading, listed, notDrawn, rangeInWords } from "./words.js";

/** Options of `plot.images`. */
export interface ImagesOptions {
  /** Stands above the grid. */
  readonly title?: string | undefined;
  /** One name for each image, below which it stands. */
  readonly titles?: readonly (string | number)[] | undefined;
  /** Images side by side. Default: as many as fit. */
  readonly columns?: number | undefined;
  /** Size of a pixel of an image in pixels of the screen. Default: what makes images about 64 wide. */
  readonly scale?: number | undefined;
  /** The values of black and white. Default: the least and the greatest of all images; 0 and 1, or 0 and 255, for colours. */
  readonly range?: readonly [number, number] | undefined;
}

const fn = "plot.images";
const optionNames = ["title", "titles", "columns", "scale", "range"];

/** A grid holds so many images, and so many pixels in all: about 100 kB. */
const maxImages = 64;
const maxPixels = 2 ** 16;

/** Width that a row of images may take on the screen. */
const maxRowWidth = 660;

export function imageGrid(images: TensorLike, options: ImagesOptions = {}): Chart {
  checkChartOptions(fn, options, optionNames);
  const stack = readStack(images);
  const titles = options.titles && checkNames(`${fn}: titles`, options.titles, stack.count, "images");
  for (const name of ["columns", "scale"] as const) {
    const value = options[name];
    if (value !== undefined && !(value > 0 && value <= 1000 && (name === "scale" || Number.isInteger(value))))
      throw new RangeError(
        `${fn}: ${name} is ${showValue(value)}, expected a positive ${name === "scale" ? "number" : "integer"}`,
      );
  }
  const range = options.range ?? rangeOf(stack);
  const shown = Math.min(stack.count, maxImages);
  const step = Math.ceil(Math.sqrt((shown * stack.height * stack.width) / maxPixels));
  const missing = notDrawn(stack.values)?.replace("not drawn", "pixels left empty");
  const notes = [
    ...(missing === undefined ? [] : [missing]),
    ...(shown < stack.count ? [`${shown} of ${stack.count} images shown`] : []),
    ...(step > 1 ? [`one of ${step} pixels drawn in each direction`] : []),
  ];
  const kind = stack.channels === 3 ? "colour image" : "image";
  const words = [
    heading(shown === 1 && stack.count === 1 ? "Image" : "Images", options.title),
    `${count(stack.count, kind)} of ${stack.height} × ${stack.width} pixels${titles ? `: ${listed(titles)}` : ""}`,
    `values ${rangeInWords(stack.values)}; black is ${shortNumber(range[0])}, white is ${shortNumber(range[1])}`,
    ...notes,
  ];
  return new Chart(words.join("\n"), {
    svg: async () => {
      const { encode } = await import("fast-png");
      const pictures = Array.from({ length: shown }, (_, i) => encode(pixels(stack, i, range, step)));
      return gridSvg(pictures, { ...options, titles, notes, heading: words[0]!, size: stack });
    },
  });
}

/** Images of one size, one after the other. */
interface Stack {
  readonly values: ArrayLike<number> & Iterable<number>;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** Distances in `values`. */
  readonly stride: { readonly image: number; readonly pixel: number; readonly channel: number };
}

function readStack(images: TensorLike): Stack {
  const data = readData(`${fn}: images`, images);
  const { shape } = data;
  const values = rowMajorData(data);
  const fail = () => {
    throw new RangeError(
      `${fn}: images has shape ${showShape(shape)}, expected (H, W), (N, H, W), (N, 1, H, W), (N, 3, H, W) or (N, H, W, 3)`,
    );
  };
  if (shape.includes(0)) return fail();
  const stack = (count: number, height: number, width: number, channels: 1 | 3, last: boolean): Stack => {
    const area = height * width;
    const stride = last
      ? { image: area * channels, pixel: channels, channel: 1 }
      : { image: area * channels, pixel: 1, channel: area };
    return { values, count, height, width, channels, stride };
  };
  const [a = 0, b = 0, c = 0, d = 0] = shape;
  if (shape.length === 2) return stack(1, a, b, 1, false);
  if (shape.length === 3) return stack(a, b, c, 1, false);
  if (shape.length !== 4) return fail();
  if (b === 1 || b === 3) return stack(a, c, d, b, false);
  if (d === 1 || d === 3) return stack(a, b, c, d, true);
  return fail();
}

/** Black and white: the least and the greatest value, or for colours, which mean something, what colours are counted in. */
function rangeOf({ values, channels }: Stack): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  if (low > high) return [0, 1];
  if (channels === 3 && low >= 0 && high <= 255) return high <= 1 ? [0, 1] : [0, 255];
  return low === high ? [Math.min(low, 0), Math.max(high, 1)] : [low, high];
}

/** One image with an alpha channel: a pixel that is not a number is empty. */
function pixels(
  { values, height, width, channels, stride }: Stack,
  index: number,
  [black, white]: readonly [number, number],
  step: number,
) {
  const size = { height: Math.ceil(height / step), width: Math.ceil(width / step) };
  const data = new Uint8Array(size.height * size.width * (channels + 1));
  let to = 0;
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const from = index * stride.image + (y * width + x) * stride.pixel;
      let alpha = 255;
      for (let channel = 0; channel < channels; channel++) {
        const value = values[from + channel * stride.channel]!;
        if (!Number.isFinite(value)) alpha = 0;
        const level = Math.round((255 * (value - black)) / (white - black));
        data[to++] = Math.max(0, Math.min(255, level));
      }
      data[to++] = alpha;
    }
  }
  return { ...size, channels: channels + 1, depth: 8 as const, data };
}

interface Grid {
  readonly titles: readonly string[] | undefined;
  readonly title?: string | undefined;
  readonly notes: readonly string[];
  readonly columns?: number | undefined;
  readonly scale?: number | undefined;
  readonly heading: string;
  readonly size: { readonly height: number; readonly width: number };
}

const gap = 6;

function gridSvg(pictures: readonly Uint8Array[], grid: Grid): string {
  const { width, height } = grid.size;
  const scale = grid.scale ?? (width <= 64 ? Math.max(1, Math.round(72 / width)) : Math.min(1, 400 / width));
  const image = { width: round(width * scale), height: round(height * scale) };
  const widest = Math.max(0, ...(grid.titles ?? []).map((title) => displayWidth(title) * 6.2));
  const cell = {
    width: Math.max(image.width, Math.min(150, Math.ceil(widest))) + gap,
    height: image.height + gap + (grid.titles ? 15 : 0),
  };
  const columns = Math.min(
    pictures.length,
    grid.columns ?? Math.max(1, Math.floor(maxRowWidth / cell.width)),
  );
  const lines = [...(grid.title === undefined ? [] : [grid.title]), ...grid.notes];
  const top = lines.length * 17 + gap;
  const total = {
    width: Math.max(columns * cell.width + gap, ...lines.map((line) => displayWidth(line) * 7.5)),
    height: top + Math.ceil(pictures.length / columns) * cell.height,
  };
  const text = (x: number, y: number, size: number, line: string, anchor: "start" | "middle") =>
    html`<text x="${round(x)}" y="${round(y)}" font-family="sans-serif" font-size="${size}" text-anchor="${anchor}" fill="currentColor">${line}</text>`;
  const cells = pictures.map((picture, i) => {
    const x = gap + (i % columns) * cell.width + (cell.width - gap - image.width) / 2;
    const y = top + Math.floor(i / columns) * cell.height;
    const title = grid.titles?.[i];
    const below = y + (title === undefined ? 0 : 15);
    const label = title === undefined ? html`` : text(x + image.width / 2, y + 10, 11, title, "middle");
    // The outline shows white images on white pages.
    return html`${label}<rect x="${round(x)}" y="${round(below)}" width="${image.width}" height="${image.height}" fill="none" stroke="${pictureInk}" stroke-width="1"/><image x="${round(x)}" y="${round(below)}" width="${image.width}" height="${image.height}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,${base64(picture)}"/>`;
  });
  const svg = html`<svg xmlns="http://www.w3.org/2000/svg" width="${round(total.width)}" height="${round(total.height)}" viewBox="0 0 ${round(total.width)} ${round(total.height)}">${lines.map((line, i) => text(gap, 14 + 17 * i, i === 0 && grid.title !== undefined ? 14 : 11, line, "start"))}${cells}</svg>`;
  return finishedSvg(svg.toString(), grid.heading);
}

function round(x: number): number {
  return Math.round(x * 100) / 100;
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
