// What a product loses when it is rounded. Knows numbers only.

/** 2^27 + 1 splits a double into two halves of 26 bits. */
const splitter = 134217729;

/** x·y − fl(x·y), exactly, where nothing over- or underflows, else 0 (Dekker's product). */
export function productError(x: number, y: number): number {
  const [xHigh, xLow] = halves(x);
  const [yHigh, yLow] = halves(y);
  const error = xLow * yLow - (x * y - xHigh * yHigh - xLow * yHigh - xHigh * yLow);
  return Number.isFinite(error) ? error : 0;
}

function halves(x: number): readonly [high: number, low: number] {
  const scaled = splitter * x;
  const high = scaled - (scaled - x);
  return [high, x - high];
}
