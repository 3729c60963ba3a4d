// A notebook as a file: nbformat 4.0 to 4.5 read into memory, and written byte for byte as Jupyter writes it.
// In memory every multi-line text is one string; lines exist only in the file. Knows nothing of kernels and of HTML.
import { readFile } from "node:fs/promises";
import { findJsonSyntaxError } from "./json-syntax.js";
import { describe, findSchemaError } from "./nbformat-schema.js";
import { writeWholeFile } from "./whole-file.js";

export type Metadata = Record<string, unknown>;
/** MIME type → representation: a string for text and for base64, any JSON value for JSON types. */
export type MimeBundle = Record<string, unknown>;

export interface StreamOutput {
  output_type: "stream";
  name: string;
  text: string;
}
export interface DisplayOutput {
  output_type: "display_data";
  data: MimeBundle;
  metadata: Metadata;
}
export interface ResultOutput {
  output_type: "execute_result";
  data: MimeBundle;
  metadata: Metadata;
  execution_count: number | null;
}
export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

interface CellFields {
  source: string;
  metadata: Metadata;
  id?: string;
  /** File name → its content, for `![](attachment:name)`. */
  attachments?: Record<string, MimeBundle>;
}
export interface CodeCell extends CellFields {
  cell_type: "code";
  execution_count: number | null;
  outputs: Output[];
}
export interface MarkdownCell extends CellFields {
  cell_type: "markdown";
}
export interface RawCell extends CellFields {
  cell_type: "raw";
}
export type Cell = CodeCell | MarkdownCell | RawCell;

/** Fields that nbformat does not name are kept as they came and written back. */
export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: Metadata;
  cells: Cell[];
}

/** A file that is not a notebook we can read. The message is one or two sentences for the person who owns the file. */
export class NotebookFormatError extends Error {
  override name = "NotebookFormatError";
}

/** Throws the file system's error when there is no such file, and {@link NotebookFormatError} when it is not a notebook. */
export async function readNotebook(path: string): Promise<Notebook> {
  return parseNotebook(await readFile(path, "utf8"), path);
}

/** `path` is only named in errors. */
export function parseNotebook(text: string, path: string): Notebook {
  const value = parseJson(text.replace(/^\uFEFF/, ""), path);
  if (!isRecord(value)) {
    throw new NotebookFormatError(
      `${path}: not a notebook: expected a JSON object, found ${describe(value)}`,
    );
  }
  checkVersion(value, path);
  const notebook = fillIn(value);
  const error = findSchemaError(notebook, notebook.nbformat_minor as number);
  if (error !== undefined) throw new NotebookFormatError(`${path}: not a valid notebook: ${error}`);
  return joinLines(notebook as unknown as StoredNotebook);
}

/** As nbformat's writer does: keys in order of code points, one space of indentation, text as arrays of lines, a newline at the end. */
export function serializeNotebook(notebook: Notebook): string {
  return `${stringifySorted(splitLines(notebook), "")}\n`;
}

export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeWholeFile(path, serializeNotebook(notebook));
}

// ---- reading -------------------------------------------------------------------------------------------------------------------

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.trim() === "")
      throw new NotebookFormatError(`${path}: the file is empty, so it is not a notebook`);
    const conflict = /^(<{7}|>{7}) /m.exec(text);
    if (conflict !== null) {
      const line = text.slice(0, conflict.index).split("\n").length;
      throw new NotebookFormatError(
        `${path}: line ${line}: an unresolved git merge conflict ("${conflict[1]}"); resolve it, then try again`,
      );
    }
    const found = findJsonSyntaxError(text);
    throw new NotebookFormatError(
      found === undefined
        ? `${path}: not JSON: ${(error as Error).message}`
        : `${path}: not JSON: line ${found.line}, column ${found.column}: ${found.problem}`,
    );
  }
}

function checkVersion(value: Record<string, unknown>, path: string): void {
  const { nbformat, nbformat_minor: minor } = value;
  if (nbformat === undefined) {
    throw new NotebookFormatError(`${path}: not a notebook: it has no field "nbformat"`);
  }
  const upgrade =
    "open and save it in Jupyter, or run: jupyter nbconvert --to notebook --inplace, then try again";
  if (nbformat !== 4) {
    const what = typeof nbformat === "number" ? `nbformat ${nbformat}` : `"nbformat": ${describe(nbformat)}`;
    const advice =
      typeof nbformat === "number" && nbformat > 4
        ? "it comes from a newer Jupyter; save it as nbformat 4"
        : upgrade;
    throw new NotebookFormatError(`${path}: ${what}, but losslab reads nbformat 4 (4.0 to 4.5): ${advice}`);
  }
  if (typeof minor !== "number" || !Number.isInteger(minor) || minor < 0) {
    throw new NotebookFormatError(
      `${path}: "nbformat_minor": expected a whole number from 0 to 5, found ${describe(minor)}`,
    );
  }
  if (minor > 5) {
    throw new NotebookFormatError(
      `${path}: nbformat 4.${minor}, but losslab reads nbformat 4.0 to 4.5: it comes from a newer Jupyter; save it as nbformat 4.5`,
    );
  }
}

/**
 * What nbformat requires and a careless writer leaves out: empty metadata, no outputs, no count, a name for each cell. Anything that
 * is not what it should be stays, for the schema to name.
 */
function fillIn(notebook: Record<string, unknown>): Record<string, unknown> {
  const cells: unknown[] = Array.isArray(notebook.cells) ? notebook.cells : [];
  const taken = new Set(cells.map((cell) => isRecord(cell) && cell.id));
  const freeId = (n: number): string => (taken.has(`cell-${n}`) ? freeId(n + cells.length) : `cell-${n}`);
  return {
    metadata: {},
    ...notebook,
    ...(Array.isArray(notebook.cells) && {
      cells: cells.map((cell, i) => {
        if (!isRecord(cell)) return cell;
        const id = notebook.nbformat_minor === 5 ? { id: freeId(i + 1) } : {};
        if (cell.cell_type !== "code") return { metadata: {}, ...id, ...cell };
        const filled = { metadata: {}, ...id, execution_count: null, outputs: [], ...cell };
        return Array.isArray(filled.outputs)
          ? { ...filled, outputs: filled.outputs.map(fillInOutput) }
          : filled;
      }),
    }),
  };
}

function fillInOutput(output: unknown): unknown {
  if (!isRecord(output)) return output;
  if (output.output_type === "display_data") return { metadata: {}, ...output };
  if (output.output_type === "execute_result") return { metadata: {}, execution_count: null, ...output };
  return output;
}

type Multiline = string | string[];
type StoredOutput = Record<string, unknown> & { text?: Multiline; data?: MimeBundle };
type StoredCell = Record<string, unknown> & {
  source: Multiline;
  attachments?: Record<string, MimeBundle>;
  outputs?: StoredOutput[];
};
type StoredNotebook = Omit<Notebook, "cells"> & { cells: StoredCell[] };

function joinLines(stored: StoredNotebook): Notebook {
  const cells = stored.cells.map((cell) => ({
    ...cell,
    source: joined(cell.source),
    ...(cell.attachments && { attachments: mapValues(cell.attachments, joinBundle) }),
    ...(cell.outputs && {
      outputs: cell.outputs.map((output) => ({
        ...output,
        ...(output.text !== undefined && { text: joined(output.text) }),
        ...(output.data !== undefined && { data: joinBundle(output.data) }),
      })),
    }),
  }));
  return { ...stored, cells: cells as unknown as Cell[] };
}

function joined(lines: Multiline): string {
  return typeof lines === "string" ? lines : lines.join("");
}

function joinBundle(bundle: MimeBundle): MimeBundle {
  return mapValues(bundle, (value, mime) =>
    !isJsonMime(mime) && Array.isArray(value) && value.every((line) => typeof line === "string")
      ? value.join("")
      : value,
  );
}

// ---- writing -------------------------------------------------------------------------------------------------------------------

/** What nbformat's writer splits and what it drops (`strip_transient`), nothing else. */
function splitLines(notebook: Notebook): unknown {
  const { orig_nbformat: _, orig_nbformat_minor: __, signature: ___, ...metadata } = notebook.metadata;
  return {
    ...notebook,
    metadata,
    cells: notebook.cells.map((cell) => {
      const { trusted: _trusted, ...cellMetadata } = cell.metadata;
      return {
        ...cell,
        source: linesOf(cell.source),
        metadata: cellMetadata,
        ...(cell.attachments && { attachments: mapValues(cell.attachments, splitBundle) }),
        ...(cell.cell_type === "code" && { outputs: cell.outputs.map(splitOutput) }),
      };
    }),
  };
}

function splitOutput(output: Output): unknown {
  if (output.output_type === "stream") return { ...output, text: linesOf(output.text) };
  if (output.output_type === "error") return output;
  return { ...output, data: splitBundle(output.data) };
}

function splitBundle(bundle: MimeBundle): MimeBundle {
  return mapValues(bundle, (value, mime) =>
    typeof value === "string" &&
    (mime.startsWith("text/") || mime === "application/javascript" || mime === "image/svg+xml")
      ? linesOf(value)
      : value,
  );
}

function linesOf(text: string): string[] {
  const lines: string[] = [];
  let from = 0;
  for (const { index, 0: end } of text.matchAll(lineEnd)) {
    lines.push(text.slice(from, index + end.length));
    from = index + end.length;
  }
  if (from < text.length) lines.push(text.slice(from));
  return lines;
}

/** The line ends of Python's `str.splitlines`: more than "\n", and a file saved by Jupyter is split at all of them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these controls are what Python splits at
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/**
 * JSON.stringify cannot do it: it puts keys that look like whole numbers first, whatever the order asked for.
 * Sorting makes two runs give the same bytes whatever order the kernel sends a MIME bundle's keys in.
 */
function stringifySorted(value: unknown, indent: string): string {
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => inner + stringifySorted(item ?? null, inner)).join(",\n")}\n${indent}]`;
  }
  if (isRecord(value)) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => compareCodePoints(a, b));
    if (entries.length === 0) return "{}";
    const lines = entries.map(
      ([key, item]) => `${inner}${JSON.stringify(key)}: ${stringifySorted(item, inner)}`,
    );
    return `{\n${lines.join(",\n")}\n${indent}}`;
  }
  return typeof value === "number" ? pythonNumber(value) : JSON.stringify(value);
}

/** A number as Python writes it, and so Jupyter: 1e-08 and 5e-05, where JavaScript has 1e-8 and 0.00005. */
function pythonNumber(x: number): string {
  if (x === 0 || Math.abs(x) >= 1e-4 || !Number.isFinite(x)) return JSON.stringify(x);
  return x.toExponential().replace(/e-(\d)$/, "e-0$1");
}

/** Python's order of strings; JavaScript's `<` compares UTF-16 units and puts U+10000 and above before U+E000. */
function compareCodePoints(a: string, b: string): number {
  const left = Array.from(a, (char) => char.codePointAt(0)!);
  const right = Array.from(b, (char) => char.codePointAt(0)!);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i]! - right[i]!;
  }
  return left.length - right.length;
}

// ---- both ----------------------------------------------------------------------------------------------------------------------

/** Types whose value is JSON, not text. */
export function isJsonMime(mime: string): boolean {
  return mime === "application/json" || (mime.startsWith("application/") && mime.endsWith("+json"));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues<T>(object: Record<string, T>, change: (value: T, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
