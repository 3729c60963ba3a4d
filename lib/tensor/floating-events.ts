// What happened in floating-point arithmetic: where an operation overflowed, underflowed, took log 0 or had no value. The
// library's version of a processor's floating-point flags, with places. Off unless someone records; knows strided arrays.

import { dtypes, type Storage } from "./dtype.js";
import type { Strided } from "./strided.js";

export type FloatingEventKind = "overflow" | "underflow" | "log 0" | "division by 0" | "undefined";

export interface FloatingEvent {
  readonly kind: FloatingEventKind;
  /** The operation with what it met: `exp`, `inf / inf`, `0 / 0`. */
  readonly what: string;
  /** Shape of the operation's result, and the row-major positions in it. */
  readonly shape: readonly number[];
  readonly positions: Set<number>;
}

let recording: FloatingEvent[] | undefined;

/** Runs `work` and returns its result with the events of the tensor operations in it, in order. */
export function recordFloatingEvents<T>(work: () => T): { result: T; events: readonly FloatingEvent[] } {
  const outer = recording;
  const events: FloatingEvent[] = [];
  recording = events;
  try {
    return { result: work(), events };
  } finally {
    recording = outer;
  }
}

export function isRecording(): boolean {
  return recording !== undefined;
}

/** Notes what one operation did, given its row-major operands (one operand for functions of one number). */
export function noteFloatingEvents(op: string, out: Strided, a: Storage, b?: Storage): void {
  if (dtypes[out.dtype].kind !== "float") return;
  const found = new Map<string, FloatingEvent>();
  for (let i = 0; i < out.storage.length; i++) {
    const event = classify(op, out.storage[i]!, a[i]!, b?.[i]);
    if (!event) continue;
    const [kind, what] = event;
    let entry = found.get(what);
    if (!entry) {
      entry = { kind, what, shape: out.shape, positions: new Set() };
      found.set(what, entry);
    }
    entry.positions.add(i);
  }
  recording?.push(...found.values());
}

function classify(
  op: string,
  y: number,
  a: number,
  b: number | undefined,
): [FloatingEventKind, string] | undefined {
  if (Number.isNaN(y)) {
    if (Number.isNaN(a) || (b !== undefined && Number.isNaN(b))) return undefined;
    return [
      "undefined",
      b === undefined ? `${op} of a negative number` : `${word(a)} ${sign[op] ?? op} ${word(b)}`,
    ];
  }
  const finite = Number.isFinite(a) && (b === undefined || Number.isFinite(b));
  if (!finite) return undefined;
  if (!Number.isFinite(y)) {
    if (op === "log" && a === 0) return ["log 0", "log 0"];
    if (op === "div" && b === 0) return ["division by 0", "division by 0"];
    return ["overflow", op];
  }
  if (y !== 0) return undefined;
  if (op === "exp") return ["underflow", op];
  if (op === "mul" && a !== 0 && b !== 0) return ["underflow", op];
  if (op === "div" && a !== 0) return ["underflow", op];
  return undefined;
}

const sign: Record<string, string> = { add: "+", sub: "-", mul: "*", div: "/" };

function word(x: number): string {
  return Number.isFinite(x) ? String(x) : "inf";
}
