// The model of a displayed table: what is in it, not how it looks. Back ends beside this file turn it into
// text, HTML, LaTeX and data.
// Knows nothing of tensors and comparisons; they build tables.

export interface Table {
  /** What the table shows: shape and dtype, or what is compared. */
  readonly title: string;
  /** Lines about all the data, shown and hidden: range, mean, counts of what is not a number. */
  readonly summary?: readonly string[];
  /** Header of the column of row headers. */
  readonly corner: string;
  readonly columns: readonly Column[];
  readonly groups: readonly Group[];
}

export interface Column {
  readonly header: string;
  /** Numbers of one column have one precision, so aligning them to the right aligns their points. */
  readonly align: "left" | "right";
  /** What neighbouring columns have in common: values, gradients. */
  readonly group?: string;
  /** Stands where columns are left out; its header says how many. */
  readonly hidden?: boolean;
}

/** Rows that belong together, under a label: a slice of a tensor, an element of a comparison. */
export interface Group {
  readonly label?: string;
  readonly rows: readonly Row[];
}

export type Row = DataRow | HiddenRow;

export interface DataRow {
  readonly header: string;
  readonly cells: readonly Cell[];
}

/** Where rows are left out: says which and how many. */
export interface HiddenRow {
  readonly hidden: string;
}

export interface Cell {
  readonly text: string;
  /** The value in full, where the text is shortened. */
  readonly full?: string;
  /** A colour of CSS behind the text. What it says, the text says too. */
  readonly shade?: string;
}

export function isHidden(row: Row): row is HiddenRow {
  return "hidden" in row;
}

/** Runs of neighbouring columns with one group, in order; undefined when no column has one. */
export function columnGroups(
  columns: readonly Column[],
): readonly { readonly name: string; readonly size: number }[] | undefined {
  if (columns.every(({ group }) => group === undefined)) return undefined;
  const runs: { name: string; size: number }[] = [];
  for (const { group: name = "" } of columns) {
    const last = runs.at(-1);
    if (last?.name === name) last.size++;
    else runs.push({ name, size: 1 });
  }
  return runs;
}

/** Which of `size` positions are shown, with the number left out between the two runs. */
export function window(size: number, limit: number): { head: number[]; hidden: number; tail: number[] } {
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  if (size <= limit) return { head: range(0, size), hidden: 0, tail: [] };
  const tail = Math.floor(limit / 2);
  const head = limit - tail;
  return { head: range(0, head), hidden: size - head - tail, tail: range(size - tail, size) };
}

/** A name or text of someone else's, short enough for a table. */
export function shortened(text: string): string {
  const characters = [...text.slice(0, 2 * maxCharacters + 2)];
  return characters.length <= maxCharacters ? text : `${characters.slice(0, maxCharacters - 1).join("")}…`;
}

const maxCharacters = 60;

/** "9,980": grouped the same way in every locale. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** "9,980 more rows". */
export function count(n: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(n)} ${n === 1 ? singular : plural}`;
}
