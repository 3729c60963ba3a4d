// A WebAssembly module as the library uses it: compiled when it is first needed, with a memory that nothing stays in. Operands
// are copied in and results out, a block at a time, so a tensor's own array never moves nor goes away. Knows no kernel.

/** The part of the WebAssembly API that is used here: TypeScript's libraries without a DOM have none of it. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The memory of an instance, seen as numbers. A view is good until more is reserved. */
export interface Scratch<Exports> {
  readonly exports: Exports;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
}

const page = 65536;

type WithMemory<Exports> = Exports & { readonly memory: Memory };

/** What uses an instance sees of it. */
export type WasmModule<Exports extends object> = Pick<WasmInstance<Exports>, "reserve">;

/** A module given as base64. */
export class WasmInstance<Exports extends object> {
  readonly #base64: string;
  #exports: WithMemory<Exports> | undefined;
  #scratch: Scratch<Exports> | undefined;
  #failed = false;

  constructor(base64: string) {
    this.#base64 = base64;
  }

  /** The functions, and a memory of at least so many bytes; undefined where the platform does not have what that needs. */
  reserve(bytes: number): Scratch<Exports> | undefined {
    const exports = this.#exports ?? this.#compile();
    if (exports === undefined) return undefined;
    const { memory } = exports;
    const missing = bytes - memory.buffer.byteLength;
    try {
      if (missing > 0) memory.grow(Math.ceil(missing / page));
    } catch {
      return undefined;
    }
    if (this.#scratch?.float32.buffer !== memory.buffer) {
      this.#scratch = {
        exports,
        float32: new Float32Array(memory.buffer),
        float64: new Float64Array(memory.buffer),
      };
    }
    return this.#scratch;
  }

  #compile(): WithMemory<Exports> | undefined {
    if (this.#failed) return undefined;
    const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
    const bytes = bytesOf(this.#base64);
    try {
      if (api?.validate(bytes)) {
        this.#exports = new api.Instance(new api.Module(bytes)).exports as WithMemory<Exports>;
      }
    } catch {
      // A page may forbid WebAssembly, or to compile it without waiting: then JavaScript calculates.
    }
    this.#failed = this.#exports === undefined;
    return this.#exports;
  }
}

/** Faster than `Uint8Array.from`, which takes longer than compiling. */
function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
