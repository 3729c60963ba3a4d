/**
 * Positions in the messages count code points, strings in JavaScript count UTF-16 units: `𝒳` is one of the
 * former and two of the latter.
 */

export function toUtf16(code: string, codePoints: number): number {
  let units = 0;
  for (let i = 0; i < codePoints && units < code.length; i++) {
    units += code.codePointAt(units)! > 0xffff ? 2 : 1;
  }
  return units;
}

export function toCodePoints(code: string, units: number): number {
  let count = 0;
  for (let i = 0; i < units && i < code.length; count++) i += code.codePointAt(i)! > 0xffff ? 2 : 1;
  return count;
}
