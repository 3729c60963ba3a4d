// What an expression is worth at a point, in any arithmetic: decimals of many digits, tensors of a dtype, formulas. One walk
// over the syntax tree, operation by operation in the order in which they are written.

import type { MathNode, OperatorNode } from "../exact/mathjs.js";
import {
  comparisonIn,
  type Definition,
  ExpressionError,
  type FoldName,
  type FunctionName,
  folds,
  functionName,
  functions,
  isOneOf,
  isRelation,
  type Language,
  readFold,
} from "./expression.js";
import type { Point } from "./given.js";

/** Operations on two numbers, by mathjs's names. */
export const operations = ["add", "subtract", "multiply", "divide", "pow"] as const;

export type OperationName = (typeof operations)[number];

/** How numbers of one sort are calculated with. */
export interface Arithmetic<T> {
  /** A number as it is written: `0.1`. */
  number(decimal: string): T;
  constant(name: "pi" | "e"): T;
  operate(name: OperationName, a: T, b: T): T;
  negate(a: T): T;
  apply(name: FunctionName, x: T): T;
  /** The largest, or with sign −1 the smallest, of at least one. */
  extreme(sign: 1 | -1, values: readonly T[]): T;
  /** The sign of a − b, NaN where there is none. */
  compare(a: T, b: T): number;
}

export type Value<T> = T | readonly T[];

type Meaning<T> = { readonly index: number } | { readonly value: Value<T> };
type Names<T> = ReadonlyMap<string, Meaning<T>>;

export class Evaluator<T> {
  readonly #arithmetic: Arithmetic<T>;
  readonly #language: Language;
  readonly #length: number;
  readonly #names: Names<T>;
  /** Abbreviations without arguments, by name and index. */
  readonly #known = new Map<string, T>();
  #depth = 0;

  /** `input` makes a number of the point one of the arithmetic. */
  constructor(
    arithmetic: Arithmetic<T>,
    language: Language,
    point: Point,
    input: (value: number, letter: string, index: number | undefined) => T,
  ) {
    this.#arithmetic = arithmetic;
    this.#language = language;
    this.#length = point.length;
    const names = new Map<string, Meaning<T>>();
    for (const [letter, value] of point.values) {
      const kind = language.given.get(letter);
      if (typeof value !== "number")
        names.set(letter, { value: value.map((x, i) => input(x, letter, i + 1)) });
      else if (kind === "index" || kind === "length") names.set(letter, { index: value });
      else names.set(letter, { value: input(value, letter, undefined) });
    }
    this.#names = names;
  }

  /** The value of a whole line, which is one number. */
  line(node: MathNode): T {
    return this.#scalar(node, this.#names);
  }

  /** The index that an expression such as `j` or `k + 1` stands for. */
  index(node: MathNode): number {
    return this.#index(node, this.#names);
  }

  #scalar(node: MathNode, names: Names<T>): T {
    const value = this.#value(node, names);
    if (!isArray(value)) return value;
    throw new ExpressionError(`"${node}" is a vector where a number is expected; give an index, as in o[j]`);
  }

  #value(node: MathNode, names: Names<T>): Value<T> {
    switch (node.type) {
      case "ParenthesisNode":
        return this.#value(node.content, names);
      case "ConstantNode":
        return this.#arithmetic.number(String(node.value));
      case "SymbolNode":
        return this.#named(node.name, names);
      case "OperatorNode":
        return this.#operation(node, names);
      case "AccessorNode":
        return this.#element(node.object, this.#index(node.index.dimensions[0]!, names), names);
      case "ArrayNode":
        return this.#indicator(node, names);
      case "FunctionNode": {
        const name = functionName(node);
        if (isOneOf(folds, name)) return this.#fold(name, node, names);
        const definition = this.#language.definitions.get(name);
        if (definition) return this.#all(definition, this.#arguments(definition, node.args, names));
        if (isOneOf(functions, name)) {
          if (node.args.length !== 1)
            throw new ExpressionError(`"${node}" has ${node.args.length} arguments, expected 1`);
          return each((x) => this.#arithmetic.apply(name, x), this.#value(node.args[0]!, names));
        }
        throw new ExpressionError(
          `there is no function ${name}; there are ${[...folds, ...functions, ...this.#language.definitions.keys()].join(", ")}`,
        );
      }
      default:
        throw new ExpressionError(`"${node}" is nothing that derivations know`);
    }
  }

  #named(name: string, names: Names<T>): Value<T> {
    const meaning = names.get(name);
    if (meaning) return "value" in meaning ? meaning.value : this.#arithmetic.number(String(meaning.index));
    const definition = this.#language.definitions.get(name);
    if (definition) return this.#all(definition, this.#arguments(definition, [], names));
    if (name === "pi" || name === "e") return this.#arithmetic.constant(name);
    throw new ExpressionError(
      `${name} is not among what is given: ${[...this.#language.given.keys(), ...this.#language.definitions.keys()].join(", ")}`,
    );
  }

  #operation(node: OperatorNode, names: Names<T>): Value<T> {
    const { fn, args } = node;
    const operands = () => args.map((arg) => this.#value(arg, names)) as [Value<T>, Value<T>];
    if (fn === "unaryMinus") return each((x) => this.#arithmetic.negate(x), operands()[0]);
    if (isOneOf(operations, fn)) {
      return pairwise((a, b) => this.#arithmetic.operate(fn, a, b), ...operands());
    }
    throw new ExpressionError(
      isRelation(fn)
        ? `a comparison stands in brackets: [${node}] is 1 where it holds, else 0`
        : `there is no operator ${node.op}; there are + - * / ^ and comparisons in brackets`,
    );
  }

  /** A definition's element, or an element of whatever is a vector. */
  #element(object: MathNode, index: number, names: Names<T>): T {
    const name =
      object.type === "FunctionNode" ? functionName(object) : object.type === "SymbolNode" && object.name;
    const definition = name && !names.has(name) ? this.#language.definitions.get(name) : undefined;
    if (index < 1 || index > this.#length) {
      throw new ExpressionError(
        `${object}[${index}] is asked for, but vectors have elements 1..${this.#length}`,
      );
    }
    if (definition?.index !== undefined) {
      const args = object.type === "FunctionNode" ? object.args : [];
      return this.#body(definition, this.#arguments(definition, args, names), index);
    }
    const value = this.#value(object, names);
    if (isArray(value)) return value[index - 1]!;
    throw new ExpressionError(`${object} is a number and has no elements`);
  }

  #arguments(definition: Definition, args: readonly MathNode[], names: Names<T>): Map<string, Meaning<T>> {
    const { name, parameters } = definition;
    if (args.length !== parameters.length) {
      throw new ExpressionError(`${name} has ${args.length} arguments, expected ${parameters.length}`);
    }
    return new Map(parameters.map((letter, i) => [letter, { value: this.#value(args[i]!, names) }]));
  }

  #all(definition: Definition, args: Names<T>): Value<T> {
    if (definition.index === undefined) return this.#body(definition, args, undefined);
    return Array.from({ length: this.#length }, (_, i) => this.#body(definition, args, i + 1));
  }

  /** In a definition names mean what they mean at the start, not where it is used. */
  #body(definition: Definition, args: Names<T>, index: number | undefined): T {
    const key = args.size === 0 ? `${definition.name} ${index}` : undefined;
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const names = new Map([...this.#names, ...args]);
    if (index !== undefined) names.set(definition.index!, { index });
    if (++this.#depth > maxDepth) throw new ExpressionError(`${definition.name} is defined by itself`);
    const value = this.#scalar(definition.body, names);
    this.#depth--;
    if (key !== undefined) this.#known.set(key, value);
    return value;
  }

  #fold(name: FoldName, node: MathNode & { type: "FunctionNode" }, names: Names<T>): T {
    const fold = readFold(node, name, (letter) => this.#isValue(letter, names));
    const values =
      "of" in fold
        ? fold.of.flatMap((arg) => this.#value(arg, names))
        : this.#range(fold.range, names).map((index) =>
            this.#scalar(fold.term, new Map([...names, [fold.index, { index }]])),
          );
    if (name === "sum" || name === "prod") {
      if (values.length === 0) return this.#arithmetic.number(name === "sum" ? "0" : "1");
      const operation = name === "sum" ? "add" : "multiply";
      return values.reduce((a, b) => this.#arithmetic.operate(operation, a, b));
    }
    if (values.length === 0) throw new ExpressionError(`"${node}" is the ${name} of nothing`);
    return this.#arithmetic.extreme(name === "max" ? 1 : -1, values);
  }

  #isValue(letter: string, names: Names<T>): boolean {
    const meaning = names.get(letter);
    return meaning ? "value" in meaning : this.#language.definitions.has(letter);
  }

  #range(range: readonly [MathNode, MathNode] | undefined, names: Names<T>): number[] {
    const [from, to] = range ? range.map((end) => this.#index(end, names)) : [1, this.#length];
    return Array.from({ length: Math.max(0, to! - from! + 1) }, (_, i) => from! + i);
  }

  #indicator(node: MathNode, names: Names<T>): T {
    const { relation, left, right } = comparisonIn(node);
    const sign =
      this.#isIndex(left, names) && this.#isIndex(right, names)
        ? this.#index(left, names) - this.#index(right, names)
        : this.#arithmetic.compare(this.#scalar(left, names), this.#scalar(right, names));
    return this.#arithmetic.number(relation.holds(sign) ? "1" : "0");
  }

  #isIndex(node: MathNode, names: Names<T>): boolean {
    switch (node.type) {
      case "ParenthesisNode":
        return this.#isIndex(node.content, names);
      case "ConstantNode":
        return Number.isInteger(Number(node.value));
      case "SymbolNode": {
        const meaning = names.get(node.name);
        return meaning !== undefined && "index" in meaning;
      }
      case "OperatorNode":
        return Object.hasOwn(indexOperations, node.fn) && node.args.every((arg) => this.#isIndex(arg, names));
      default:
        return false;
    }
  }

  #index(node: MathNode, names: Names<T>): number {
    if (!this.#isIndex(node, names)) {
      throw new ExpressionError(
        `"${node}" is no index; expected a letter of kind index, one that a sum runs over, or an integer`,
      );
    }
    if (node.type === "ParenthesisNode") return this.#index(node.content, names);
    if (node.type === "ConstantNode") return Number(node.value);
    if (node.type === "SymbolNode") return (names.get(node.name) as { index: number }).index;
    const { fn, args } = node as OperatorNode;
    const [a, b] = args.map((arg) => this.#index(arg, names));
    return indexOperations[fn]!(a!, b!);
  }
}

/** Abbreviations within abbreviations. */
const maxDepth = 50;

const indexOperations: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
};

function isArray<T>(value: Value<T>): value is readonly T[] {
  return Array.isArray(value);
}

function each<T>(operation: (x: T) => T, value: Value<T>): Value<T> {
  return isArray(value) ? value.map(operation) : operation(value);
}

/** Element by element; a number goes with every element of a vector. */
function pairwise<T>(operation: (a: T, b: T) => T, a: Value<T>, b: Value<T>): Value<T> {
  if (!isArray(a)) return isArray(b) ? b.map((y) => operation(a, y)) : operation(a, b);
  if (!isArray(b)) return a.map((x) => operation(x, b));
  return a.map((x, i) => operation(x, b[i]!));
}
