/** What runs in the page: the library, and examples with its exports in scope. `chromium.platform.ts` bundles it. */
import { evaluate } from "./evaluate.js";

const inspectSymbol = Symbol.for("nodejs.util.inspect.custom");

/** Text that stands for itself when the value is printed in Node. */
export interface Shown {
  readonly shown: string;
}

/**
 * A value in a form that leaves the page: objects that say how they are printed become that text. What would look different
 * in Node, an object of another class, is an error.
 */
function portable(value: unknown): unknown {
  if (typeof value === "function" || typeof value === "symbol") {
    throw new TypeError(`a ${typeof value} does not leave the page`);
  }
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  const inspect = (value as { [inspectSymbol]?: () => string })[inspectSymbol];
  if (inspect) return { shown: inspect.call(value) } satisfies Shown;
  if (Array.isArray(value)) return value.map(portable);
  if (Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError(`a ${value.constructor.name} does not leave the page`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, x]) => [key, portable(x)]));
}

export type RunExample = (code: readonly string[]) => Promise<unknown>;

/** Makes the page's `runExample`. */
export function install(library: object): void {
  const runExample: RunExample = async (code) => portable(await evaluate(library, code));
  Object.assign(globalThis, { runExample });
}
