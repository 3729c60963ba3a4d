// The language of derivations: which expressions there are, how they and the reader's abbreviations are read. mathjs parses;
// here is what names mean. Knows nothing of values.

import { type FunctionNode, type MathNode, mathjs } from "../exact/mathjs.js";
import { showValue } from "../tensor/argument.js";
import type { Given } from "./given.js";

/** What is wrong with an expression; whoever knows which line it is in says so. */
export class ExpressionError extends Error {}

/** `m`, `p[j]`, `f(x)` or `softmax(o)[j]`, and what it stands for. */
export interface Definition {
  readonly name: string;
  readonly parameters: readonly string[];
  /** The letter of its index, if it has one. */
  readonly index: string | undefined;
  /** What is defined, as written. */
  readonly head: MathNode;
  readonly body: MathNode;
}

/** What names mean. */
export interface Language {
  readonly given: Given;
  readonly definitions: ReadonlyMap<string, Definition>;
}

/** Functions of one number. */
export const functions = ["exp", "expm1", "log", "log1p", "log2", "sqrt", "abs"] as const;

export type FunctionName = (typeof functions)[number];

export const folds = ["sum", "prod", "max", "min"] as const;

export type FoldName = (typeof folds)[number];

export function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

export function parse(text: unknown): MathNode {
  if (typeof text !== "string" || text.trim() === "") {
    throw new ExpressionError(`${showValue(text)} is no expression; expected one such as "exp(o[j])"`);
  }
  try {
    return mathjs().parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ExpressionError(`"${text}" cannot be read: ${error.message}`);
  }
}

export function readDefinition(head: string, body: string, given: Given): Definition {
  const node = parse(head);
  const index = node.type === "AccessorNode" ? symbolName(node.index.dimensions[0]) : undefined;
  const defined = node.type === "AccessorNode" ? node.object : node;
  const name = defined.type === "FunctionNode" ? functionName(defined) : symbolName(defined);
  const parameters = defined.type === "FunctionNode" ? defined.args.map(symbolName) : [];
  if (name === undefined || parameters.includes(undefined) || (node.type === "AccessorNode" && !index)) {
    throw new ExpressionError(
      `"${head}" cannot be defined; expected a name such as m, p[j], f(x) or f(x)[j]`,
    );
  }
  if (given.has(name) || isOneOf(folds, name) || isOneOf(functions, name)) {
    throw new ExpressionError(`${name} has a meaning already; choose another name`);
  }
  return { name, parameters: parameters as string[], index, head: node, body: parse(body) };
}

export function functionName(node: FunctionNode): string {
  const name = symbolName(node.fn);
  if (name === undefined) throw new ExpressionError(`"${node}" calls something that is not a function`);
  return name;
}

function symbolName(node: MathNode | undefined): string | undefined {
  return node?.type === "SymbolNode" ? node.name : undefined;
}

/** What is in brackets: `[j == y]` is 1 where it holds, else 0. */
export function comparisonIn(node: MathNode): {
  readonly relation: Relation;
  readonly left: MathNode;
  readonly right: MathNode;
} {
  const [item, ...more] = node.type === "ArrayNode" ? node.items : [];
  const relation = item?.type === "OperatorNode" ? relations.get(item.fn) : undefined;
  if (item?.type === "OperatorNode" && relation !== undefined && more.length === 0) {
    const [left, right] = item.args as [MathNode, MathNode];
    return { relation, left, right };
  }
  throw new ExpressionError(
    `"${node}" in brackets is no comparison; expected one such as [j == y], which is 1 or 0`,
  );
}

interface Relation {
  readonly tex: string;
  /** Whether it holds, given the sign of left − right. */
  readonly holds: (sign: number) => boolean;
}

const relations: ReadonlyMap<string, Relation> = new Map([
  ["equal", { tex: "=", holds: (sign: number) => sign === 0 }],
  ["unequal", { tex: "\\ne", holds: (sign: number) => sign !== 0 }],
  ["smaller", { tex: "<", holds: (sign: number) => sign < 0 }],
  ["smallerEq", { tex: "\\le", holds: (sign: number) => sign <= 0 }],
  ["larger", { tex: ">", holds: (sign: number) => sign > 0 }],
  ["largerEq", { tex: "\\ge", holds: (sign: number) => sign >= 0 }],
]);

export function isRelation(operator: string): boolean {
  return relations.has(operator);
}

/** A sum, product, maximum or minimum, as it is written. */
export type Fold =
  /** `sum(k, term)` over all k; `sum(k, from, to, term)`. */
  | {
      readonly index: string;
      readonly range: readonly [from: MathNode, to: MathNode] | undefined;
      readonly term: MathNode;
    }
  /** `max(0, x)`, `max(o)`: of the values themselves. */
  | { readonly of: readonly MathNode[] };

/**
 * `isValue` says whether a name stands for a number or a vector: `max(x, y)` is the larger of two numbers, `max(k, o[k])` the
 * largest element.
 */
export function readFold(node: FunctionNode, name: FoldName, isValue: (name: string) => boolean): Fold {
  const { args } = node;
  const index = symbolName(args[0]);
  const indexed = (args.length === 2 || args.length === 4) && index !== undefined && !isValue(index);
  if (indexed) {
    return {
      index,
      range: args.length === 4 ? [args[1]!, args[2]!] : undefined,
      term: args.at(-1)!,
    };
  }
  if ((name === "max" || name === "min") && args.length > 0) return { of: args };
  throw new ExpressionError(
    `"${node}": expected an index and a term, as in ${name}(k, o[k]), or a range as well, as in ${name}(k, 2, q, o[k])`,
  );
}
