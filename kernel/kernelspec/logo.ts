// The kernel's logo, a point rolling into the minimum of a loss: one geometry, written as SVG and rasterised to PNG, so the files
// cannot differ from each other and none has to be kept as a binary. Knows nothing of Jupyter.
import { encodePng } from "./png.js";

const size = 64;
const tile = { radius: 14, colour: "#2b3a8f" };
/** A cubic Bézier curve: start, two control points, end. */
const curve = {
  points: [
    [11, 13],
    [19, 69],
    [43, 69],
    [53, 22],
  ] as const,
  width: 5,
  colour: "#ffffff",
};
const point = { x: 20.5, y: 28.5, radius: 7.5, colour: "#ffb454" };

export const logoSvg = svg();

/** `pixels` wide and high. */
export function logoPng(pixels: number): Uint8Array {
  const rgba = new Uint8Array(pixels * pixels * 4);
  const path = Array.from({ length: 201 }, (_, i) => bezier(i / 200));
  const scale = size / pixels;
  for (let row = 0; row < pixels; row++) {
    for (let column = 0; column < pixels; column++) {
      const x = (column + 0.5) * scale;
      const y = (row + 0.5) * scale;
      const toCurve = Math.min(...path.map(([px, py]) => Math.hypot(x - px, y - py)));
      const shapes: [distance: number, colour: string][] = [
        [distanceToTile(x, y), tile.colour],
        [toCurve - curve.width / 2, curve.colour],
        [Math.hypot(x - point.x, y - point.y) - point.radius, point.colour],
      ];
      rgba.set(
        blend(shapes.map(([distance, colour]) => [coverage(distance / scale), colour])),
        (row * pixels + column) * 4,
      );
    }
  }
  return encodePng(pixels, pixels, rgba);
}

function svg(): string {
  const [start, ...controls] = curve.points.map(([x, y]) => `${x} ${y}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img">
<title>losslab</title>
<rect width="${size}" height="${size}" rx="${tile.radius}" fill="${tile.colour}"/>
<path d="M${start} C${controls.join(" ")}" fill="none" stroke="${curve.colour}" stroke-width="${curve.width}" stroke-linecap="round"/>
<circle cx="${point.x}" cy="${point.y}" r="${point.radius}" fill="${point.colour}"/>
</svg>
`;
}

function bezier(t: number): [number, number] {
  const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
  const along = (axis: 0 | 1) => curve.points.reduce((sum, p, i) => sum + p[axis] * weights[i]!, 0);
  return [along(0), along(1)];
}

/** Negative inside, as for every distance here. */
function distanceToTile(x: number, y: number): number {
  const inset = size / 2 - tile.radius;
  const dx = Math.abs(x - size / 2) - inset;
  const dy = Math.abs(y - size / 2) - inset;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - tile.radius;
}

/** How much of a pixel a shape covers whose edge is `distance` pixels away: smooth edges. */
function coverage(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance));
}

/** Shapes from back to front; only the first, the tile, shows through to nothing. */
function blend(shapes: [coverage: number, colour: string][]): number[] {
  let colour = [0, 0, 0];
  for (const [i, [amount, hex]] of shapes.entries()) {
    const next = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    colour = i === 0 ? next : colour.map((value, channel) => value + (next[channel]! - value) * amount);
  }
  return [...colour.map(Math.round), Math.round(shapes[0]![0] * 255)];
}
