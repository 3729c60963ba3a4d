// Fewer points for a picture: of each short stretch of a line the lowest and the highest stay, so that no peak is lost; of a
// cloud, an even sample. Knows points only.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** At most about `limit` of the points, in their order; gaps stay gaps. */
export function thinned(points: readonly Point[], limit: number): readonly Point[] {
  if (points.length <= limit) return points;
  const stretch = Math.ceil((3 * points.length) / limit);
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += stretch) {
    const end = Math.min(start + stretch, points.length);
    let low = -1;
    let high = -1;
    let gap = -1;
    for (let i = start; i < end; i++) {
      const { y } = points[i]!;
      if (!Number.isFinite(y)) gap = i;
      else {
        if (low < 0 || y < points[low]!.y) low = i;
        if (high < 0 || y > points[high]!.y) high = i;
      }
    }
    const stay = new Set([low, high, gap].filter((i) => i >= 0).sort((a, b) => a - b));
    for (const i of stay) kept.push(points[i]!);
  }
  return kept;
}

/** At most `limit` of the points, evenly by their position, in their order. */
export function sampled(points: readonly Point[], limit: number): readonly Point[] {
  if (points.length <= limit) return points;
  return Array.from({ length: limit }, (_, i) => points[Math.floor((i * points.length) / limit)]!);
}
