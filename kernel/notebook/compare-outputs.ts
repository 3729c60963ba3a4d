// Whether a cell's fresh outputs are the stored ones, and the difference as a reader wants it: the lines that changed, where they are,
// and one line around them. Knows nothing of files and terminals.
import { diffArrays } from "diff";
import type { Tolerance } from "./cell-tags.js";
import type { Output } from "./notebook.js";
import { type OutputLine, outputLines } from "./output-lines.js";
import { describeDifference } from "./pixels.js";

export interface DiffLine {
  /** `@` says where, `-` was stored, `+` is fresh, ` ` is in both, `?` explains. */
  readonly mark: "@" | "-" | "+" | " " | "?";
  readonly text: string;
}

/** Undefined when there is no difference. */
export function compareOutputs(
  stored: readonly Output[],
  fresh: readonly Output[],
  tolerance: Tolerance | undefined,
): DiffLine[] | undefined {
  const [before, now] = [outputLines(stored), outputLines(fresh)];
  const same = (a: OutputLine, b: OutputLine) =>
    a.section === b.section && (a.number === 0) === (b.number === 0) && sameText(a.text, b.text, tolerance);
  if (before.length === now.length && before.every((line, i) => same(line, now[i]!))) return undefined;
  // Outputs that have next to nothing in common are not worth minutes of search.
  const changes = diffArrays(before, now, { comparator: same, maxEditLength: 2000 }) ?? [
    { value: before, removed: true, added: false },
    { value: now, removed: false, added: true },
  ];
  return diffLines(changes);
}

interface Change {
  readonly value: readonly OutputLine[];
  readonly removed: boolean;
  readonly added: boolean;
}

function diffLines(changes: readonly Change[]): DiffLine[] {
  const lines: DiffLine[] = [];
  for (const [i, { value, removed, added }] of changes.entries()) {
    const before = changes[i - 1];
    if (removed || added) {
      const begins = before === undefined || !(before.removed || before.added);
      const place = value.find(({ number }) => number > 0) ?? value[0]!;
      if (begins) lines.push({ mark: "@", text: placeOf(place) });
      const context = begins ? before?.value.at(-1) : undefined;
      if (context !== undefined && context.section === place.section && context.number > 0)
        lines.push({ mark: " ", text: context.text });
      const other = removed && changes[i + 1]?.added ? changes[i + 1]! : before?.removed ? before : undefined;
      for (const [n, line] of value.entries()) {
        lines.push({ mark: removed ? "-" : "+", text: excerpt(line.text, other?.value[n]?.text) });
      }
      if (added && before?.removed) lines.push(...pictureNotes(before.value, value));
    } else if (i > 0 && value[0]!.number > 0) {
      lines.push({ mark: " ", text: excerpt(value[0]!.text, undefined) });
    }
  }
  return lines;
}

function placeOf({ section, number }: OutputLine): string {
  return number === 0 ? section : `${section}, line ${number}`;
}

function pictureNotes(before: readonly OutputLine[], now: readonly OutputLine[]): DiffLine[] {
  return before.flatMap(({ picture }, i) => {
    const other = now[i]?.picture;
    const note = picture && other && describeDifference(picture, other);
    return note === undefined ? [] : [{ mark: "?" as const, text: note }];
  });
}

const widest = 160;

/** A long line is cut to what surrounds its first difference. */
function excerpt(text: string, other: string | undefined): string {
  if (text.length <= widest) return text;
  let differs = 0;
  while (other !== undefined && differs < text.length && text[differs] === other[differs]) differs++;
  const from = Math.max(0, Math.min(differs - widest / 2, text.length - widest));
  const to = from + widest;
  return `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
}

// ---- numbers ---------------------------------------------------------------------------------------------------------------------

/** Not the digits of a name or of a colour: `x1`, `#1f77b4`. */
const number = /(?<![\p{L}\p{N}_#.])[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\p{L}\p{N}_])/gu;

function sameText(a: string, b: string, tolerance: Tolerance | undefined): boolean {
  if (a === b) return true;
  if (tolerance === undefined) return false;
  const [numbersA, numbersB] = [numbersIn(a), numbersIn(b)];
  return (
    // Numbers that are printed below each other are padded: spaces may differ as well.
    wordsAround(a) === wordsAround(b) && numbersA.every((value, i) => isClose(value, numbersB[i]!, tolerance))
  );
}

function numbersIn(text: string): number[] {
  return (text.match(number) ?? []).map((digits) => Number(digits.replace("−", "-")));
}

function wordsAround(text: string): string {
  return text.replace(number, "\0").replace(/ +/g, " ").replace(/ \0/g, "\0");
}

function isClose(a: number, b: number, { relative, absolute }: Tolerance): boolean {
  return a === b || Math.abs(a - b) <= Math.max(absolute, relative * Math.max(Math.abs(a), Math.abs(b)));
}
