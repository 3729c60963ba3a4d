/**
 * Memory that nobody uses any more, given back to the system. V8 collects when its heap is full, and keeps what it cleared for what comes
 * next: in a process that waits, that is for nothing. Only its inspector knows a collection that also gives back.
 */
import type * as inspector from "node:inspector";
import { getHeapStatistics } from "node:v8";

/** Less than this is not worth the processor's time. */
const WORTH = 5e6;
/** Of a larger heap the collection would be felt by who comes back just then. */
const TOO_MUCH = 200e6;

export interface Moment {
  /** When nothing was done for so long, nothing is expected at once. */
  readonly quietMs: number;
  /** What is never quiet is collected after so long all the same. */
  readonly latestMs?: number;
  /** Whether something is being done: then the moment is no good, whatever the time. */
  readonly isBusy?: () => boolean;
}

/** Returns what is to be called whenever something was done. */
export function collectWhen({
  quietMs,
  latestMs = Number.POSITIVE_INFINITY,
  isBusy = () => false,
}: Moment): () => void {
  // Node 22 can be asked for a module from 22.3 on.
  if (!("getBuiltinModule" in process)) return () => {};
  let kept = getHeapStatistics().total_physical_size;
  let since: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const giveBack = async () => {
    since = undefined;
    if (isBusy()) return;
    const { total_physical_size, used_heap_size } = getHeapStatistics();
    if (total_physical_size < kept + WORTH || used_heap_size > TOO_MUCH) return;
    await collect();
    kept = getHeapStatistics().total_physical_size;
  };
  return () => {
    const now = performance.now();
    since ??= now;
    timer ??= setTimeout(giveBack, quietMs).unref();
    if (now - since < latestMs) timer.refresh();
  };
}

/** Takes this thread some ten milliseconds, more where much is kept. */
function collect(): Promise<void> {
  // Not imported: a heap that holds the inspector cannot be kept as a snapshot.
  const { Session } = process.getBuiltinModule("node:inspector") as typeof inspector;
  const session = new Session();
  session.connect();
  return new Promise((resolve) => {
    session.post("HeapProfiler.collectGarbage", () =>
      // Out of this callback: in a process that began from a snapshot, to disconnect in it takes for ever.
      setImmediate(() => {
        // A process with an open session waits for its debugger when it exits.
        session.disconnect();
        resolve();
      }),
    );
  });
}
