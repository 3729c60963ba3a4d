// What was calculated from what: for each tensor that is made while someone records, the operation and the elements that
// each of its elements came from. `compare` walks back along it to where a value went wrong. Off unless someone records;
// knows strided arrays, not what the operations mean.

import type { Storage } from "./dtype.js";
import type { Strided } from "./strided.js";

/** One number of one tensor. Views share their storage, so a view's element is the same one as the tensor's. */
export interface Element {
  readonly storage: Storage;
  readonly index: number;
}

export interface Operation {
  /** `exp`, `div`, `sum`, …; `copy` for whatever hands numbers on, dtype conversion included. */
  readonly name: string;
  readonly out: Strided;
  /** What the element at a row-major position of the result was calculated from, in the operation's order. */
  readonly operands: (position: number) => readonly Element[];
}

/** The recorded operations by the storage of their results, in the order in which they ran. */
export type Operations = ReadonlyMap<Storage, Operation>;

let recording: Map<Storage, Operation> | undefined;

/** Runs `work` and returns its result with the tensor operations in it. */
export function recordOperations<T>(work: () => T): { result: T; operations: Operations } {
  const outer = recording;
  const operations = new Map<Storage, Operation>();
  recording = operations;
  try {
    return { result: work(), operations };
  } finally {
    recording = outer;
  }
}

/** Notes an operation whose result is a fresh row-major array. Costs nothing when nobody records. */
export function noteOperation(name: string, out: Strided, operands: Operation["operands"]): void {
  recording?.set(out.storage, { name, out, operands });
}

/** Notes an operation that goes element by element over arrays of the result's shape. */
export function noteElementwise(name: string, out: Strided, inputs: readonly Strided[]): void {
  noteOperation(name, out, (position) => inputs.map((input) => elementAt(input, position)));
}

/** The element at a row-major position. */
export function elementAt(a: Strided, position: number): Element {
  let index = a.offset;
  let rest = position;
  for (let d = a.shape.length - 1; d >= 0; d--) {
    const size = a.shape[d]!;
    const next = Math.floor(rest / size);
    index += (rest - next * size) * a.strides[d]!;
    rest = next;
  }
  return { storage: a.storage, index };
}
