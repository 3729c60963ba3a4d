/// <reference lib="es2024.sharedmemory" />
/**
 * Text that is printed faster than a system call a line can carry it: it waits in memory that the cell's thread shares with the
 * watchdog's, which writes it in large pieces within two milliseconds, also while the cell computes. One side only adds, the other only
 * takes, so that neither ever holds a lock when an interrupt ends what it does. Knows bytes, not what they say.
 */

/** Places in `state`: how many bytes were ever added and taken (both wrap around), whether somebody takes, who waits for what. */
const ADDED = 0;
const TAKEN = 1;
const IS_TAKEN_CARE_OF = 2;
const IS_ASLEEP = 3;
const WAKE = 4;

/** A power of two, in bytes. */
const ROOM = 1 << 18;
/** What is larger than this is a system call's worth by itself. */
const LARGEST = ROOM >> 2;
const PAUSE_MS = 2;
/** Nobody's wait depends on a single notice. */
const LOOK_AGAIN_MS = 20;

export interface FloodMemory {
  readonly state: Int32Array<SharedArrayBuffer>;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

export function newFloodMemory(): FloodMemory {
  return {
    state: new Int32Array(new SharedArrayBuffer(20)),
    bytes: new Uint8Array(new SharedArrayBuffer(ROOM)),
  };
}

/** The side of the thread that prints. */
export class FloodSource {
  constructor(private readonly memory: FloodMemory) {}

  get isEmpty(): boolean {
    const { state } = this.memory;
    return Atomics.load(state, TAKEN) === Atomics.load(state, ADDED);
  }

  /** Waits for room; false when the bytes must go another way: too many, or nobody takes them. */
  add(bytes: Uint8Array): boolean {
    const { state, bytes: ring } = this.memory;
    if (bytes.length > LARGEST || Atomics.load(state, IS_TAKEN_CARE_OF) === 0) return false;
    const added = Atomics.load(state, ADDED);
    this.waitFor((taken) => ROOM - ((added - taken) | 0) >= bytes.length);
    const at = added & (ROOM - 1);
    const fitting = Math.min(bytes.length, ROOM - at);
    ring.set(fitting === bytes.length ? bytes : bytes.subarray(0, fitting), at);
    if (fitting < bytes.length) ring.set(bytes.subarray(fitting), 0);
    // Last, so that an interrupt before this leaves nothing half said.
    Atomics.store(state, ADDED, (added + bytes.length) | 0);
    if (Atomics.load(state, IS_ASLEEP) === 1) this.wake();
    return true;
  }

  /** Waits until all of it is written: what comes next must not overtake it. */
  settle(): void {
    const added = Atomics.load(this.memory.state, ADDED);
    this.waitFor((taken) => taken === added);
  }

  private waitFor(isEnough: (taken: number) => boolean): void {
    const { state } = this.memory;
    for (let taken = Atomics.load(state, TAKEN); !isEnough(taken); taken = Atomics.load(state, TAKEN)) {
      this.wake();
      Atomics.wait(state, TAKEN, taken, LOOK_AGAIN_MS);
    }
  }

  /** Who sleeps says itself when that is over: said from here it could come late, when the next sleep has begun. */
  private wake(): void {
    const { state } = this.memory;
    Atomics.add(state, WAKE, 1);
    Atomics.notify(state, WAKE);
  }
}

/** The side of the thread that writes. */
export class FloodDrain {
  constructor(
    private readonly memory: FloodMemory,
    /** Writes all of it before it returns. */
    private readonly write: (pieces: readonly Uint8Array[]) => void,
  ) {}

  /** Writes what is there; false when there is nothing. */
  drain(): boolean {
    const { state, bytes } = this.memory;
    const taken = Atomics.load(state, TAKEN);
    const length = (Atomics.load(state, ADDED) - taken) | 0;
    if (length === 0) return false;
    const at = taken & (ROOM - 1);
    const beforeEnd = Math.min(length, ROOM - at);
    const first = bytes.subarray(at, at + beforeEnd);
    this.write(beforeEnd === length ? [first] : [first, bytes.subarray(0, length - beforeEnd)]);
    Atomics.store(state, TAKEN, (taken + length) | 0);
    Atomics.notify(state, TAKEN);
    return true;
  }

  /** Drains for as long as the thread lives: when woken, then every two milliseconds until no more comes. */
  async keepDraining(): Promise<never> {
    const { state } = this.memory;
    Atomics.store(state, IS_TAKEN_CARE_OF, 1);
    for (;;) {
      // Read first: who wakes this thread from here on has been heard.
      const woken = Atomics.load(state, WAKE);
      if (this.drain()) {
        await Atomics.waitAsync(state, WAKE, woken, PAUSE_MS).value;
        continue;
      }
      Atomics.store(state, IS_ASLEEP, 1);
      // What was added before anybody could know of the sleep.
      if (!this.drain()) await Atomics.waitAsync(state, WAKE, woken).value;
      Atomics.store(state, IS_ASLEEP, 0);
    }
  }
}
