/**
 * `jupyter.progress`: a progress bar around a loop. It changes in place, a few times a second; its last state says nothing of
 * time, so that two runs store the same. Knows no Node API.
 */

import { html } from "../../lib/display/html.js";
import { nextDisplayId, showNow } from "./display-handle.js";
import { stopIfInterrupted } from "./interrupted.js";
import { Pace } from "./pace.js";

/** Options of `jupyter.progress`. */
export interface ProgressOptions {
  /** Stands before the bar. */
  readonly label?: string;
  /** How many items there will be, where the iterable does not say. */
  readonly total?: number;
}

export function progress(count: number, options?: ProgressOptions): Generator<number, void, undefined>;
export function progress<T>(items: Iterable<T>, options?: ProgressOptions): Generator<T, void, undefined>;
export function progress<T>(
  items: AsyncIterable<T>,
  options?: ProgressOptions,
): AsyncGenerator<T, void, undefined>;
export function progress(
  items: number | Iterable<unknown> | AsyncIterable<unknown>,
  options: ProgressOptions = {},
): Generator<unknown, void, undefined> | AsyncGenerator<unknown, void, undefined> {
  if (typeof items === "number") {
    if (!(Number.isInteger(items) && items >= 0)) {
      throw new RangeError(`jupyter.progress: the count is ${items}, expected a whole number from 0`);
    }
    return over(range(items), new Bar({ total: items, ...options }));
  }
  const bar = new Bar({ ...totalOf(items), ...options });
  if (isIterable(items)) return over(items, bar);
  if (isAsyncIterable(items)) return overAsync(items, bar);
  throw new TypeError(
    `jupyter.progress: expected a number, an array or something else to loop over, but got ${items === null ? "null" : typeof items}`,
  );
}

function* range(count: number): Generator<number, void, undefined> {
  for (let i = 0; i < count; i++) yield i;
}

function* over<T>(items: Iterable<T>, bar: Bar): Generator<T, void, undefined> {
  bar.start();
  try {
    for (const item of items) {
      yield item;
      bar.step();
    }
    bar.complete();
  } finally {
    bar.stop();
  }
}

async function* overAsync<T>(items: AsyncIterable<T>, bar: Bar): AsyncGenerator<T, void, undefined> {
  bar.start();
  try {
    for await (const item of items) {
      yield item;
      bar.step();
    }
    bar.complete();
  } finally {
    bar.stop();
  }
}

function isIterable(items: unknown): items is Iterable<unknown> {
  return typeof (items as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === "function";
}

function isAsyncIterable(items: unknown): items is AsyncIterable<unknown> {
  return typeof (items as Partial<AsyncIterable<unknown>> | null)?.[Symbol.asyncIterator] === "function";
}

function totalOf(items: unknown): ProgressOptions {
  const { length, size } = (items ?? {}) as { length?: unknown; size?: unknown };
  const total = length ?? size;
  return typeof total === "number" ? { total } : {};
}

class Bar {
  private readonly id = nextDisplayId();
  private readonly pace = new Pace();
  private done = 0;
  private started = 0;
  private running = false;

  constructor(private readonly options: ProgressOptions) {}

  start(): void {
    this.started = performance.now();
    this.running = true;
    this.pace.take(() => this.show("", false));
  }

  step(): void {
    stopIfInterrupted();
    this.done += 1;
    if (this.pace.isDue) this.pace.take(() => this.show(this.timeLeft(), true));
  }

  complete(): void {
    this.running = false;
    this.show(this.options.total === undefined ? "done" : "", true);
  }

  /** After a break, a return or an exception; nothing when the loop came to its end. */
  stop(): void {
    if (this.running) this.show("stopped", true);
    this.running = false;
  }

  private show(note: string, update: boolean): void {
    const { label = "", total } = this.options;
    const counted = total === undefined ? String(this.done) : `${this.done} of ${total}`;
    const words = note === "" ? counted : `${counted}, ${note}`;
    const bar =
      total === undefined
        ? html``
        : html`<progress value="${this.done}" max="${Math.max(total, 1)}"></progress> `;
    showNow(
      {
        "text/html": html`<div>${label === "" ? "" : `${label} `}${bar}${words}</div>`.toString(),
        "text/plain": label === "" ? words : `${label}: ${words}`,
      },
      this.id,
      update,
    );
  }

  private timeLeft(): string {
    const { total } = this.options;
    if (total === undefined || this.done === 0 || this.done >= total) return "";
    const seconds = ((performance.now() - this.started) / 1000 / this.done) * (total - this.done);
    const whole = Math.ceil(seconds);
    return whole < 60 ? `${whole} s left` : `${Math.ceil(whole / 60)} min left`;
  }
}
