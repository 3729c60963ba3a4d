/**
 * The names of a session and how a transformed cell runs against them. Knows no Node API: compiling and
 * importing come from the host, so that a browser worker can be one.
 *
 * A cell's names are properties of the global object, which engines look up fast. A cell may also declare a
 * name that the host itself uses (`process`, `performance`, `Map`): such names live in an object that only
 * cells see, so that packages keep the real one.
 */
import type { DeclaredName } from "../transform/hoist.js";
import type { TransformedCell } from "../transform/transform.js";

export interface CellHost {
  /** Evaluates an expression as a script called `name`. */
  evaluate(code: string, name: string): unknown;
  import(specifier: string, options?: ImportCallOptions): Promise<object>;
  /** What `import.meta` is in a cell. */
  readonly meta: object;
}

type CellFunction = (load: CellHost["import"], meta: object) => Promise<unknown>;

export class Session {
  private readonly builtIn = new Set(Object.getOwnPropertyNames(globalThis));
  private readonly shadows: Record<string, unknown> = Object.create(null);
  private shadowing = false;

  constructor(private readonly host: CellHost) {}

  /** Makes a value known to every cell under a name that a cell may declare anew. */
  define(name: string, value: unknown): void {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }

  /** Runs a cell; the promise is the value of its last expression. */
  async run(cell: TransformedCell): Promise<unknown> {
    const undeclare = cell.declared.map((name) => this.declare(name));
    try {
      const run = this.shadowing
        ? (
            this.host.evaluate(
              `(function (shadows) { with (shadows) { return ${cell.code} } })`,
              cell.name,
            ) as (shadows: object) => CellFunction
          )(this.shadows)
        : (this.host.evaluate(cell.code, cell.name) as CellFunction);
      const load: CellHost["import"] = (specifier, options) => this.host.import(specifier, options);
      return await run.call(undefined, load, this.host.meta);
    } finally {
      for (const end of undeclare) end();
    }
  }

  /**
   * Gives a name a place before the cell runs. Until its declaration has run, reading it is an error, unless
   * an earlier cell gave it a value. Returns what to do when the cell has ended: a name never reached is gone.
   */
  private declare({ name, lexical }: DeclaredName): () => void {
    const target = this.builtIn.has(name) ? this.shadows : globalThis;
    if (target === this.shadows) this.shadowing = true;
    if (Object.hasOwn(target, name)) return () => {};
    const place = (value: unknown) =>
      Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
    if (!lexical) {
      place(undefined);
      return () => {};
    }
    const unreached = () => {
      throw new ReferenceError(`Cannot access '${name}' before initialization`);
    };
    Object.defineProperty(target, name, { get: unreached, set: place, configurable: true, enumerable: true });
    return () => {
      if (Object.getOwnPropertyDescriptor(target, name)?.get === unreached)
        Reflect.deleteProperty(target, name);
    };
  }
}
