// Shades: text stays readable on the strongest of them in the themes of the usual front ends, and colours mean what is said.

import { describe, expect, it } from "vitest";
import { table, tensor } from "../index.js";
import { displaySymbol } from "./mime-bundle.js";

type Rgb = readonly [number, number, number];

/** Background and text colour of cells: what the front ends' own style sheets say. */
const themes: Readonly<Record<string, { readonly background: Rgb; readonly text: Rgb }>> = {
  "JupyterLab light": { background: [255, 255, 255], text: [33, 33, 33] },
  "JupyterLab light, every other row": { background: [245, 245, 245], text: [33, 33, 33] },
  "JupyterLab dark": { background: [17, 17, 17], text: [255, 255, 255] },
  "JupyterLab dark, every other row": { background: [33, 33, 33], text: [255, 255, 255] },
  "classic notebook": { background: [255, 255, 255], text: [0, 0, 0] },
  "VS Code light": { background: [255, 255, 255], text: [59, 59, 59] },
  "VS Code dark": { background: [31, 31, 31], text: [204, 204, 204] },
};

/** WCAG 2: relative luminance and contrast ratio. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((c) =>
    c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

type Shade = { readonly rgb: Rgb; readonly opacity: number };

function shadesOf(...values: number[]): (Shade | undefined)[] {
  const html = String(table(tensor(values), { shade: true })[displaySymbol]()["text/html"]);
  return [...html.matchAll(/<td [^>]*style="([^"]*)"/g)].map(([, style]) => {
    const found = /rgba\((\d+),(\d+),(\d+),([\d.]+)\)/.exec(style!);
    if (!found) return undefined;
    const [r, g, b, opacity] = found.slice(1).map(Number);
    return { rgb: [r!, g!, b!], opacity: opacity! };
  });
}

const legend = (...values: number[]) => String(table(tensor(values), { shade: true })).split("\n")[2];

describe("shading", () => {
  it.each(Object.entries(themes))(
    "leaves a contrast of 4.5 at full strength: %s",
    (_, { background, text }) => {
      for (const shade of shadesOf(-1, 1)) {
        const { rgb, opacity } = shade!;
        const mixed = rgb.map((c, i) => opacity * c + (1 - opacity) * background[i]!) as unknown as Rgb;
        expect(contrast(mixed, text)).toBeGreaterThan(4.5);
        // And it is seen at all.
        expect(Math.max(...mixed.map((c, i) => Math.abs(c - background[i]!)))).toBeGreaterThan(60);
      }
    },
  );

  it("diverges from 0 where numbers have both signs, with one scale for both", () => {
    const [negative, zero, half, full] = shadesOf(-2, 0, 2, 4);
    expect(zero).toBeUndefined();
    expect(full!.opacity).toBe(2 * half!.opacity);
    expect(negative!.opacity).toBe(half!.opacity);
    expect(negative!.rgb).not.toEqual(half!.rgb);
    expect(legend(-2, 0, 2, 4)).toBe("shaded blue above 0 and orange below, strongest at 4 and -4");
  });

  it("goes from the one nearest to 0 to the farthest where they have one sign", () => {
    expect(shadesOf(1, 2, 3).map((shade) => shade?.opacity)).toEqual([undefined, 0.25, 0.5]);
    expect(legend(1, 2, 3)).toBe("shaded blue, from none at 1 to strongest at 3");
    expect(shadesOf(-1, -2, -3).map((shade) => shade?.opacity)).toEqual([undefined, 0.25, 0.5]);
    expect(legend(-1, -2, -3)).toBe("shaded orange, from none at -1 to strongest at -3");
  });

  it("takes infinities for the strongest, NaN for nothing, and says when there is nothing to see", () => {
    const infinity = Number.POSITIVE_INFINITY;
    expect(shadesOf(infinity, -infinity, Number.NaN, 1, -2).map((shade) => shade?.opacity)).toEqual([
      0.5,
      0.5,
      undefined,
      0.25,
      0.5,
    ]);
    expect(shadesOf(1, 1)).toEqual([undefined, undefined]);
    expect(legend(1, 1)).toBe("not shaded: the finite values are all the same");
    expect(legend(Number.NaN)).toBe("not shaded: the finite values are all the same");
  });
});
