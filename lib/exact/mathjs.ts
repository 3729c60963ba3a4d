// The library's one contact with mathjs: its BigNumbers, its parser and its symbolic derivatives. It is loaded at first use,
// because that takes more than half a second and most sessions never need it.

import type { BigNumberClass } from "./big-number.js";

/** What the library uses of mathjs, calculating with BigNumbers of {@link digits} digits. */
export interface Mathjs {
  readonly BigNumber: BigNumberClass;
  /** The syntax tree of an expression; its numbers keep all their digits. */
  parse(expression: string): MathNode;
  /** The partial derivative of an expression, as mathjs's rules give it. */
  derivative(expression: string, variable: string, options: { readonly simplify: boolean }): MathNode;
}

/** Digits of every result of `exact.*`. */
export const digits = 64;

interface NodeOf<Type extends string> {
  readonly type: Type;
  toString(): string;
  toTex(options: TexOptions): string;
}

/** How a node writes itself in LaTeX; for a node where `handler` returns undefined, mathjs does it in its own way. */
export interface TexOptions {
  readonly handler: (node: MathNode, options: TexOptions) => string | undefined;
}

export interface ConstantNode extends NodeOf<"ConstantNode"> {
  readonly value: unknown;
}

export interface SymbolNode extends NodeOf<"SymbolNode"> {
  readonly name: string;
}

export interface ParenthesisNode extends NodeOf<"ParenthesisNode"> {
  readonly content: MathNode;
}

export interface OperatorNode extends NodeOf<"OperatorNode"> {
  /** `add`, `unaryMinus`, `equal`, … */
  readonly fn: string;
  readonly op: string;
  readonly args: readonly MathNode[];
}

export interface FunctionNode extends NodeOf<"FunctionNode"> {
  readonly fn: MathNode;
  readonly args: readonly MathNode[];
}

export interface AccessorNode extends NodeOf<"AccessorNode"> {
  readonly object: MathNode;
  readonly index: { readonly dimensions: readonly MathNode[] };
}

export interface ArrayNode extends NodeOf<"ArrayNode"> {
  readonly items: readonly MathNode[];
}

/** The nodes that the library reads; mathjs has more, which it refuses. */
export type MathNode =
  | ConstantNode
  | SymbolNode
  | ParenthesisNode
  | OperatorNode
  | FunctionNode
  | AccessorNode
  | ArrayNode;

let loaded: Mathjs | undefined;

/** mathjs, loaded where that can be done synchronously. */
export function mathjs(): Mathjs {
  loaded ??= instanceOf(requireMathjs());
  return loaded;
}

/**
 * Loads mathjs ahead of time. Needed once, before the first `exact` function or `derivation`, in browsers and wherever else
 * modules cannot be loaded synchronously; in Node it only moves the half second of loading to a moment of your choice.
 * @example
 * await exact.load();
 * exact.softmax([0, 0]).toString()
 * // exact([0.50000000000000000000, 0.50000000000000000000])
 */
export async function load(): Promise<void> {
  loaded ??= instanceOf((await import("mathjs")) as unknown as Package);
}

interface Package {
  create(factories: object, config: { number: "BigNumber"; precision: number }): object;
  readonly BigNumberDependencies: object;
  readonly parseDependencies: object;
  readonly derivativeDependencies: object;
}

function instanceOf({
  create,
  BigNumberDependencies,
  parseDependencies,
  derivativeDependencies,
}: Package): Mathjs {
  const factories = { BigNumberDependencies, parseDependencies, derivativeDependencies };
  return create(factories, { number: "BigNumber", precision: digits }) as Mathjs;
}

function requireMathjs(): Package {
  interface Host {
    process?: { getBuiltinModule?: (name: string) => unknown };
  }
  const module = (globalThis as Host).process?.getBuiltinModule?.("node:module") as
    | { createRequire(from: string): (name: string) => unknown }
    | undefined;
  if (!module) {
    throw new Error(
      "exact: mathjs is not loaded yet; run `await exact.load()` once before the first exact function or derivation",
    );
  }
  return module.createRequire(import.meta.url)("mathjs") as Package;
}
