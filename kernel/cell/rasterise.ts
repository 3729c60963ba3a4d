/**
 * SVG as PNG, for viewers that show no SVG: untrusted notebooks, GitHub, LaTeX. Drawn by resvg in WebAssembly with a font of
 * its own, so that every machine draws the same. Loaded at the first picture. Knows no Node API.
 */
import type { Raster } from "./output.js";

/** Pixels of the picture for one of the screen: nearly sharp on dense screens, and half as many bytes as with two. */
const scale = 1.5;

/** A picture of more pixels is left as SVG alone. */
const maxPixels = 8e6;

/** The files that drawing takes, as packages name them. */
export const rasteriserFiles = [
  "@resvg/resvg-wasm/index_bg.wasm",
  "@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2",
  "@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff2",
] as const;

type ReadFile = (file: (typeof rasteriserFiles)[number]) => Promise<Uint8Array<ArrayBuffer>>;

/** Gives undefined where a PNG would show something else than the SVG: the font has Latin, Greek and Cyrillic letters and signs only. */
export function rasteriser(read: ReadFile): (svg: string) => Promise<Raster | undefined> {
  let drawing: Promise<(svg: string) => Raster | undefined> | undefined;
  return async (svg) => {
    if (!canBeWritten(svg)) return undefined;
    drawing ??= load(read);
    return (await drawing)(svg);
  };
}

const writable =
  /^(?:[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]|(?![\u2c00-\u{10ffff}])[\p{Script=Common}\p{Script=Inherited}])*$/u;

function canBeWritten(svg: string): boolean {
  return writable.test(svg.replace(/<[^>]*>/g, ""));
}

async function load(read: ReadFile): Promise<(svg: string) => Raster | undefined> {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  const [wasm, ...fonts] = await Promise.all(rasteriserFiles.map(read));
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
