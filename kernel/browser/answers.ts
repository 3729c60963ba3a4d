/**
 * The way of an answer to a cell that blocks: memory that the page and the worker share, which a browser allows where the page
 * is isolated from other origins. https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated
 */

const MOST_BYTES = 1 << 20;
const HEAD_BYTES = 8;

/** What the first number says; the second is the length of the text behind both. */
const STATE = { waiting: 0, answered: 1, interrupted: 2 } as const;

/** Undefined where the browser does not share memory with this page. */
export function newAnswers(): SharedArrayBuffer | undefined {
  return globalThis.crossOriginIsolated ? new SharedArrayBuffer(HEAD_BYTES + MOST_BYTES) : undefined;
}

export function putAnswer(answers: SharedArrayBuffer, text: string): void {
  const bytes = new TextEncoder().encode(text).subarray(0, MOST_BYTES);
  new Uint8Array(answers, HEAD_BYTES).set(bytes);
  const head = new Int32Array(answers, 0, 2);
  head[1] = bytes.length;
  settle(head, STATE.answered);
}

export function interruptQuestion(answers: SharedArrayBuffer): void {
  settle(new Int32Array(answers, 0, 2), STATE.interrupted);
}

/** Blocks until there is an answer; undefined when there will be none. */
export function takeAnswer(answers: SharedArrayBuffer): string | undefined {
  const head = new Int32Array(answers, 0, 2);
  Atomics.wait(head, 0, STATE.waiting);
  if (Atomics.load(head, 0) === STATE.interrupted) return undefined;
  // A copy: a decoder takes no shared memory.
  return new TextDecoder().decode(new Uint8Array(answers, HEAD_BYTES, head[1]).slice());
}

/** Before a question is asked. */
export function expectAnswer(answers: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(answers, 0, 2), 0, STATE.waiting);
}

function settle(head: Int32Array, state: number): void {
  Atomics.store(head, 0, state);
  Atomics.notify(head, 0);
}
