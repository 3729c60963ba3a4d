import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { decode } from "fast-png";
import { expect, it } from "vitest";
import { plot } from "../../lib/chart/plot.js";
import { rasteriser } from "./rasterise.js";

const rasterise = rasteriser((file) => readFile(createRequire(import.meta.url).resolve(file)));

const svg = (content: string, size = 'width="20" height="10"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${size} color="#767676">${content}</svg>`;

it("draws half as many pixels again as the picture is large, transparent where nothing is", async () => {
  const raster = (await rasterise(svg('<rect width="10" height="10" fill="currentColor"/>')))!;
  expect([raster.width, raster.height]).toEqual([20, 10]);
  const { width, height, data, channels } = decode(raster.png);
  expect([width, height, channels]).toEqual([30, 15, 4]);
  expect([...data.slice(0, 4)]).toEqual([0x76, 0x76, 0x76, 255]);
  expect([...data.slice(-4)]).toEqual([0, 0, 0, 0]);
});

it("draws the same chart with the same bytes, letters included", async () => {
  const chart = await plot([1, 2, 4], { title: "Loss λ → ∞, é" }).toSVG();
  const first = (await rasterise(chart))!.png;
  expect((await rasterise(chart))!.png).toEqual(first);
  const untitled = await plot([1, 2, 4], { title: " " }).toSVG();
  expect((await rasterise(untitled))!.png).not.toEqual(first);
  expect(first.length).toBeLessThan(60_000);
});

it("draws the images of a grid, each pixel a square", async () => {
  const grid = await plot
    .images(
      [
        [
          [0, 1],
          [1, 0],
        ],
      ],
      { scale: 20 },
    )
    .toSVG();
  const { width, data } = decode((await rasterise(grid))!.png);
  const grey = (x: number, y: number) => data[4 * (y * width + x)];
  // Margins of 9 pixels; well inside the four squares of 30.
  expect([grey(20, 20), grey(50, 20), grey(20, 50), grey(50, 50)]).toEqual([0, 255, 255, 0]);
});

it("draws a dense line without cutting it into dashes", async () => {
  const line = await plot(Array.from({ length: 100_000 }, (_, i) => Math.sin(i))).toSVG();
  expect(line).not.toContain("stroke-dasharray");
  expect((await rasterise(line))!.png.length).toBeLessThan(60_000);
});

it("is left out where letters would be boxes, and where the picture is huge", async () => {
  expect(await rasterise(svg("<text>损失</text>"))).toBeUndefined();
  expect(await rasterise(svg("<text>👍</text>"))).toBeUndefined();
  expect(await rasterise(svg("", 'width="20000" height="20000"'))).toBeUndefined();
});

it("a picture that cannot be read is an error", async () => {
  await expect(rasterise("<svg")).rejects.toThrow();
});
