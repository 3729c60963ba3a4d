import {
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  parse,
  wcagContrast,
} from "culori";
import { describe, expect, it } from "vitest";
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
