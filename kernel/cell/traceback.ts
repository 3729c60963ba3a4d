/**
 * Errors as a reader of the notebook wants them: places in cells as `Cell [3], line 2, column 5` with the
 * source line, our own frames left out. Installs `Error.prepareStackTrace`, which V8 offers everywhere.
 */
import {
  GREATEST_LOWER_BOUND,
  LEAST_UPPER_BOUND,
  originalPositionFor,
  TraceMap,
} from "@jridgewell/trace-mapping";
import { excerpt, type Position } from "../transform/excerpt.js";
import { CELL_FUNCTION } from "../transform/hoist.js";
import type { TransformedCell } from "../transform/transform.js";
import type { ErrorContent } from "./messages.js";

/** Of so many cells the source is kept; a frame in an older one is shown as V8 names it. */
const MOST_CELLS = 1000;

export class Tracebacks {
  private readonly cells = new Map<string, TransformedCell>();
  private readonly maps = new Map<string, readonly TraceMap[]>();

  /** `isOurs` tells the kernel's own files, which no reader wants to see. */
  constructor(
    private readonly isOurs: (file: string) => boolean,
    private readonly inspect: (value: unknown) => string,
    /** The script that a frame is in; a cell's is called by the cell's name. */
    private readonly fileOf: (frame: NodeJS.CallSite) => string = (frame) => frame.getFileName() ?? "",
  ) {
    Error.prepareStackTrace = (error, frames) => this.stack(error, frames);
  }

  add(cell: TransformedCell): void {
    this.cells.delete(cell.name);
    this.cells.set(cell.name, cell);
    this.maps.delete(cell.name);
    if (this.cells.size <= MOST_CELLS) return;
    const [oldest] = this.cells.keys();
    this.cells.delete(oldest!);
    this.maps.delete(oldest!);
  }

  describe(thrown: unknown): ErrorContent {
    if (!isError(thrown)) {
      const evalue = this.inspect(thrown);
      return { ename: "Uncaught", evalue, traceback: [`Uncaught ${evalue}`] };
    }
    const ename = String(thrown.name || "Error");
    const evalue = String(thrown.message);
    return { ename, evalue, traceback: this.lines(thrown, new Set()) };
  }

  private lines(error: Error, seen: Set<unknown>): string[] {
    if (seen.has(error)) return [`[circular: ${error.message}]`];
    seen.add(error);
    const ready = (error as { traceback?: unknown }).traceback;
    if (Array.isArray(ready) && ready.every((line) => typeof line === "string")) return ready;
    const stack = typeof error.stack === "string" ? error.stack : `${error.name}: ${error.message}`;
    const lines: string[] = [];
    let shown = false;
    for (const line of stack.split("\n")) {
      lines.push(line);
      const place = /(Cell \[[^\]]*\]), line (\d+), column (\d+)\)?$/.exec(line);
      const cell = place && this.cells.get(place[1]!);
      if (!cell || shown) continue;
      shown = true;
      lines.push(...excerpt(cell.source, { line: Number(place[2]), column: Number(place[3]) }));
    }
    if (error instanceof AggregateError) {
      for (const [i, inner] of error.errors.entries()) {
        const [first = "", ...rest] = isError(inner) ? this.lines(inner, seen) : [this.inspect(inner)];
        lines.push(`  [errors ${i}]: ${first}`, ...rest.map((line) => `  ${line}`));
      }
    }
    if (error.cause !== undefined) {
      const [first = "", ...rest] = isError(error.cause)
        ? this.lines(error.cause, seen)
        : [this.inspect(error.cause)];
      lines.push(`Caused by: ${first}`, ...rest);
    }
    return lines;
  }

  private stack(error: Error, frames: NodeJS.CallSite[]): string {
    let header: string;
    try {
      header = String(error);
    } catch {
      header = "Error";
    }
    const lines = [header];
    for (const frame of frames) {
      const line = this.frame(frame);
      if (line) lines.push(`    at ${line}`);
      // Below the function that is the cell there is only what runs cells.
      if (frame.getFunctionName() === CELL_FUNCTION) break;
    }
    return lines.join("\n");
  }

  private frame(frame: NodeJS.CallSite): string | undefined {
    const file = this.fileOf(frame);
    const cell = this.cells.get(file);
    if (!cell) return this.isOurs(file) || file.startsWith("node:internal/") ? undefined : String(frame);
    const { line, column } = this.original(cell, frame.getLineNumber() ?? 1, frame.getColumnNumber() ?? 1);
    const place = `${cell.name}, line ${line}, column ${column}`;
    const name = frame.getFunctionName();
    if (!name || name === CELL_FUNCTION) return place;
    const type = frame.isToplevel() || frame.isConstructor() ? null : frame.getTypeName();
    const qualified = type && type !== "Object" && !name.startsWith(`${type}.`) ? `${type}.${name}` : name;
    return `${frame.isAsync() ? "async " : ""}${frame.isConstructor() ? "new " : ""}${qualified} (${place})`;
  }

  private original(cell: TransformedCell, line: number, column: number): Position {
    let maps = this.maps.get(cell.name);
    if (!maps) {
      maps = cell.maps.map((map) => new TraceMap(map));
      this.maps.set(cell.name, maps);
    }
    let at = { line, column: column - 1 };
    for (const map of maps) {
      // What the transform inserted has no place of its own; the reader's code after it has.
      const found = ([GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND] as const)
        .map((bias) => originalPositionFor(map, { ...at, bias }))
        .find((position) => position.line !== null);
      if (found) at = { line: found.line!, column: found.column! };
    }
    const shift = at.line === 1 ? cell.shift : 0;
    return { line: at.line, column: Math.max(0, at.column - shift) + 1 };
  }
}

function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}
