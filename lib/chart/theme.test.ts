import {
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  parse,
  wcagContrast,
} from "culori";
import { describe, expect, it } from "vitest";
import { plot } from "./plot.js";
import { pictureInk, seriesColours, seriesDashes, seriesShapes } from "./theme.js";

/** White, and the page of JupyterLab's dark theme. */
const pages = ["#ffffff", "#111111"];

describe("colours", () => {
  it.each(seriesColours)("%s has 3:1 on white and on dark pages (WCAG 2.2, 1.4.11)", (colour) => {
    for (const page of pages) expect(wcagContrast(colour, page)).toBeGreaterThanOrEqual(3);
  });

  it("of text has 4.5:1 on white and, where no colour has that on both, more than 4:1 on dark pages", () => {
    expect(wcagContrast(pictureInk, "#ffffff")).toBeGreaterThanOrEqual(4.5);
    expect(wcagContrast(pictureInk, "#111111")).toBeGreaterThan(4);
    // The contrasts of one colour on both pages multiply to theirs with each other.
    expect(wcagContrast("#ffffff", "#111111")).toBeLessThan(4.5 * 4.5);
  });

  it.each([
    ["full sight", (colour: string) => parse(colour)!],
    ["protanopia", (colour: string) => filterDeficiencyProt(1)(parse(colour)!)],
    ["deuteranopia", (colour: string) => filterDeficiencyDeuter(1)(parse(colour)!)],
    ["tritanopia", (colour: string) => filterDeficiencyTrit(1)(parse(colour)!)],
  ])("are told apart with %s: CIEDE2000 over 10", (_, seen) => {
    const difference = differenceCiede2000();
    seriesColours.forEach((a, i) => {
      for (const b of seriesColours.slice(i + 1)) expect(difference(seen(a), seen(b))).toBeGreaterThan(10);
    });
  });

  it("are never the only sign: neighbours differ in dash and shape too", () => {
    expect(new Set(seriesDashes.map(String)).size).toBe(seriesDashes.length);
    expect(new Set(seriesShapes).size).toBe(seriesShapes.length);
  });
});

describe("values written on a heat map", () => {
  /** Each written value's ink and the colour of the cell below it. */
  async function cells(matrix: number[][]): Promise<[string, string][]> {
    const svg = await plot.heatmap(matrix, { values: true }).toSVG();
    const fills = [...svg.matchAll(/<path d="M[^"]*Z" fill="(rgb[^"]*)"/g)].map(([, fill]) => fill!);
    const inks = [...svg.matchAll(/<text [^>]*fill="(#000|#fff)"/g)].map(([, ink]) => ink!);
    expect(inks).toHaveLength(matrix.flat().length);
    return inks.map((ink, i) => [ink, fills[i]!]);
  }

  it.each([
    ["from dark to light", [Array.from({ length: 20 }, (_, i) => i)]],
    ["on both sides of 0", [Array.from({ length: 21 }, (_, i) => i - 10)]],
  ])("read %s: 4.5:1, or 4:1 where colours are between", async (_, matrix) => {
    for (const [ink, fill] of await cells(matrix)) expect(wcagContrast(ink, fill)).toBeGreaterThan(4);
  });
});
