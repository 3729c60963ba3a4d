/**
 * SVG as PNG, for viewers that show no SVG: untrusted notebooks, GitHub, LaTeX. Drawn by resvg in WebAssembly with a font of
 * its own, so that every machine draws the same. Loaded at the first picture.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Raster } from "./output.js";

/** Pixels of the picture for one of the screen: nearly sharp on dense screens, and half as many bytes as with two. */
const scale = 1.5;

/** A picture of more pixels is left as SVG alone. */
const maxPixels = 8e6;

const require = createRequire(import.meta.url);

let drawing: Promise<(svg: string) => Raster | undefined> | undefined;

/** Undefined where a PNG would show something else than the SVG: the font has Latin, Greek and Cyrillic letters and signs only. */
export async function rasterise(svg: string): Promise<Raster | undefined> {
  if (!canBeWritten(svg)) return undefined;
  drawing ??= load();
  return (await drawing)(svg);
}

const writable =
  /^(?:[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]|(?![\u2c00-\u{10ffff}])[\p{Script=Common}\p{Script=Inherited}])*$/u;

function canBeWritten(svg: string): boolean {
  return writable.test(svg.replace(/<[^>]*>/g, ""));
}

async function load(): Promise<(svg: string) => Raster | undefined> {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  const font = (weight: number) =>
    require.resolve(`@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff2`);
  const [wasm, ...fonts] = await Promise.all(
    [require.resolve("@resvg/resvg-wasm/index_bg.wasm"), font(400), font(700)].map((path) => readFile(path)),
  );
  await initWasm(wasm!);
  const options = {
    font: {
      fontBuffers: fonts.map((bytes) => new Uint8Array(bytes)),
      sansSerifFamily: "DejaVu Sans",
      defaultFontFamily: "DejaVu Sans",
    },
    // Pixels of an image stay squares. (A style that asks for it is not understood.)
    imageRendering: 1 as const,
    fitTo: { mode: "zoom" as const, value: scale },
  };
  return (svg) => {
    const picture = new Resvg(svg, options);
    try {
      const { width, height } = picture;
      if (width * height * scale ** 2 > maxPixels) return undefined;
      const image = picture.render();
      const png = image.asPng();
      image.free();
      return { png, width: Math.round(width), height: Math.round(height) };
    } finally {
      picture.free();
    }
  };
}
