/**
 * Which execution the code running now belongs to, kept over promises and timers, so that output goes to the
 * cell that caused it.
 *
 * Node's AsyncLocalStorage does this where it rests on V8's own context frames (Node 24; Node 22 with a flag).
 * On Node 20 it rests on async hooks, and Node aborts the process when an interrupt cuts their bookkeeping
 * short; there, promises carry the id through V8's promise hooks and timers through a wrapper.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { promiseHooks } from "node:v8";

export interface ExecutionContext {
  run(id: string, callback: () => void): void;
  /** The id that `run` was given, or undefined outside of any execution. */
  current(): string | undefined;
}

/** What the cell process must be started with so that `createExecutionContext` can choose well. */
export function executionContextFlags(): string[] {
  return hasContextFrames() && major() < 24 ? ["--experimental-async-context-frame"] : [];
}

export function createExecutionContext(): ExecutionContext {
  return hasContextFrames() ? contextFrames() : promiseContext();
}

function major(): number {
  return Number.parseInt(process.versions.node, 10);
}

function hasContextFrames(): boolean {
  return major() >= 24 || process.allowedNodeEnvironmentFlags.has("--experimental-async-context-frame");
}

function contextFrames(): ExecutionContext {
  const storage = new AsyncLocalStorage<string>();
  return { run: (id, callback) => storage.run(id, callback), current: () => storage.getStore() };
}

const EXECUTION = Symbol("execution");

type Callback = (...args: never[]) => unknown;

function promiseContext(): ExecutionContext {
  let current: string | undefined;
  promiseHooks.createHook({
    init: (promise) => {
      (promise as { [EXECUTION]?: string | undefined })[EXECUTION] = current;
    },
    before: (promise) => {
      current = (promise as { [EXECUTION]?: string | undefined })[EXECUTION];
    },
    after: () => {
      current = undefined;
    },
  });

  const within = (id: string | undefined, callback: () => unknown) => {
    const outer = current;
    current = id;
    try {
      return callback();
    } finally {
      current = outer;
    }
  };
  const bound = <F>(callback: F): F => {
    if (typeof callback !== "function") return callback;
    const id = current;
    return ((...args: never[]) => within(id, () => (callback as Callback)(...args))) as F;
  };
  /** A function whose first argument is a callback that runs later. */
  const wrap = <K extends string>(target: Record<K, unknown>, name: K) => {
    const original = target[name] as (callback: unknown, ...rest: unknown[]) => unknown;
    const wrapped = (callback: unknown, ...rest: unknown[]) =>
      original.call(target, bound(callback), ...rest);
    // `util.promisify(setTimeout)` finds its own way through a property of the original.
    Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
    target[name] = wrapped;
  };
  for (const name of ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"] as const)
    wrap(globalThis, name);
  wrap(process, "nextTick");

  return { run: (id, callback) => void within(id, callback), current: () => current };
}
