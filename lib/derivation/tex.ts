// Expressions in LaTeX, as the book writes them: o[j] is o_j, exp(o[j]) / sum(k, exp(o[k])) a fraction with a sum sign. mathjs
// walks the tree and writes numbers; what it leaves to others is written here: names, products, functions, and parentheses
// where precedence asks for them. Knows the language, no values.

import type { AccessorNode, FunctionNode, MathNode, OperatorNode, TexOptions } from "../exact/mathjs.js";
import {
  comparisonIn,
  type FoldName,
  type FunctionName,
  folds,
  functionName,
  functions,
  isOneOf,
  type Language,
  readFold,
} from "./expression.js";
import { isVector, type Quantity } from "./given.js";

/** An expression in LaTeX. */
export function expressionTex(node: MathNode, language: Language): string {
  return new Writer(language).tex(node);
}

/** A letter in LaTeX: `o` for a vector is bold, `yhat` and `ŷ` are \hat{y}. */
export function letterTex(name: string, kind: Quantity | undefined): string {
  const tex = nameTex(name);
  return isVector(kind) ? `\\mathbf{${tex}}` : tex;
}

class Writer {
  readonly #language: Language;
  readonly #options: TexOptions;

  constructor(language: Language) {
    this.#language = language;
    this.#options = { handler: (node) => this.#handle(node) };
  }

  tex(node: MathNode): string {
    return node.toTex(this.#options).trim();
  }

  #handle(node: MathNode): string | undefined {
    switch (node.type) {
      case "ParenthesisNode":
        // Only those that precedence asks for are written.
        return this.tex(node.content);
      case "SymbolNode":
        return letterTex(node.name, this.#language.given.get(node.name));
      case "AccessorNode":
        return this.#element(node);
      case "ArrayNode": {
        const { relation, left, right } = comparisonIn(node);
        return `\\mathbf{1}\\{${this.tex(left)} ${relation.tex} ${this.tex(right)}\\}`;
      }
      case "FunctionNode":
        return this.#call(node);
      case "OperatorNode":
        return this.#operation(node);
      default:
        return undefined;
    }
  }

  #element({ object, index }: AccessorNode): string {
    const of = object.type === "SymbolNode" ? nameTex(object.name) : this.tex(object);
    const subscript = this.tex(index.dimensions[0]!);
    return `${of.includes("_") && object.type === "SymbolNode" ? `{${of}}` : of}_${/^\w$/.test(subscript) ? subscript : `{${subscript}}`}`;
  }

  #operation(node: OperatorNode): string | undefined {
    const [a, b] = node.args as [MathNode, MathNode];
    switch (node.fn) {
      case "add":
        return `${this.#beforeSign(a)} + ${this.#afterSign(b)}`;
      case "subtract":
        return `${this.#beforeSign(a)} - ${this.#afterSign(b)}`;
      case "unaryMinus":
        return `-${this.#afterSign(a)}`;
      case "multiply":
        return this.#product(a, b);
      case "divide": {
        const minus = negated(a);
        const fraction = `\\frac{${this.tex(minus ?? a)}}{${this.tex(b)}}`;
        return minus ? `-${fraction}` : fraction;
      }
      case "pow":
        return `${this.#base(a)}^{${this.tex(b)}}`;
      default:
        return undefined;
    }
  }

  /** A maximum over an index would seem to reach over the sign. */
  #beforeSign(node: MathNode): string {
    const tex = this.tex(node);
    return /^\\(?:max|min)_/.test(tex) ? parenthesised(tex) : tex;
  }

  #afterSign(node: MathNode): string {
    const tex = this.tex(node);
    return isSum(node) || isNegative(node) ? parenthesised(tex) : tex;
  }

  #product(a: MathNode, b: MathNode): string {
    const left = isSum(a) || this.#isOpen(a) ? parenthesised(this.tex(a)) : this.tex(a);
    const right = this.#afterSign(b);
    const dot = /^[\d.]/.test(right) || (/\d$/.test(left) && right.startsWith("\\frac"));
    return `${left} ${dot ? "\\cdot " : ""}${right}`;
  }

  #base(node: MathNode): string {
    const tex = this.tex(node);
    const inner = unwrapped(node);
    return inner.type === "OperatorNode" || isNegative(inner) || reachesRight.test(tex)
      ? parenthesised(tex)
      : tex;
  }

  /** Whether a factor behind it would seem to belong to its sum or logarithm. */
  #isOpen(node: MathNode): boolean {
    const inner = unwrapped(node);
    if (inner.type === "FunctionNode") return reachesRight.test(this.tex(inner));
    if (inner.type !== "OperatorNode" || inner.fn === "divide" || inner.fn === "pow") return false;
    const last = inner.args.at(-1)!;
    return !isSum(last) && this.#isOpen(last);
  }

  #call(node: FunctionNode): string {
    const name = functionName(node);
    if (isOneOf(folds, name)) return this.#fold(name, node);
    const args = node.args.map((arg) => this.tex(arg)).join(", ");
    if (isOneOf(functions, name) && node.args.length === 1) return this.#function(name, node.args[0]!, args);
    return `${nameTex(name)}${parenthesised(args)}`;
  }

  #function(name: FunctionName, argument: MathNode, tex: string): string {
    switch (name) {
      case "sqrt":
        return `\\sqrt{${tex}}`;
      case "abs":
        return `\\lvert ${tex} \\rvert`;
      case "log":
      case "log2": {
        const log = name === "log" ? "\\log" : "\\log_2";
        return standsAfterLog(argument) ? `${log} ${tex}` : `${log}${parenthesised(tex)}`;
      }
      case "exp":
        return `\\exp${parenthesised(tex)}`;
      default:
        return `\\operatorname{${name}}${parenthesised(tex)}`;
    }
  }

  #fold(name: FoldName, node: FunctionNode): string {
    const fold = readFold(node, name, (letter) => this.#isValue(letter));
    if ("of" in fold) return `\\${name}${parenthesised(fold.of.map((arg) => this.tex(arg)).join(", "))}`;
    const index = nameTex(fold.index);
    const [from, to] = fold.range?.map((end) => this.tex(end)) ?? [];
    const under = from === undefined ? index : `{${index}=${from}}^{${to}}`;
    return `\\${name}_${under.length === 1 || from !== undefined ? under : `{${under}}`} ${this.#afterSign(fold.term)}`;
  }

  #isValue(letter: string): boolean {
    const kind = this.#language.given.get(letter);
    return (kind !== undefined && kind !== "index") || this.#language.definitions.has(letter);
  }
}

function unwrapped(node: MathNode): MathNode {
  return node.type === "ParenthesisNode" ? unwrapped(node.content) : node;
}

function isSum(node: MathNode): boolean {
  const inner = unwrapped(node);
  return inner.type === "OperatorNode" && (inner.fn === "add" || inner.fn === "subtract");
}

/** What stands behind the minus sign, where there is one in front of all of it. */
function negated(node: MathNode): MathNode | undefined {
  const inner = unwrapped(node);
  return inner.type === "OperatorNode" && inner.fn === "unaryMinus" ? inner.args[0] : undefined;
}

/** Whether it is written with a minus sign in front. */
function isNegative(node: MathNode): boolean {
  const inner = unwrapped(node);
  if (negated(inner)) return true;
  if (inner.type !== "OperatorNode" || isSum(inner)) return false;
  const first = inner.args[0]!;
  return inner.fn === "divide" ? negated(first) !== undefined : inner.fn === "multiply" && isNegative(first);
}

/** What needs no parentheses behind log: a letter, a fraction, a sum sign, another function. */
function standsAfterLog(node: MathNode): boolean {
  const inner = unwrapped(node);
  if (inner.type === "OperatorNode") return inner.fn === "divide" && !isNegative(inner);
  return inner.type !== "ArrayNode";
}

const reachesRight = /^\\(?:(?:sum|prod|max|min)_|log(?:_2)? )/;

function parenthesised(tex: string): string {
  return /\\(?:frac|sum|prod)/.test(tex) ? `\\left(${tex}\\right)` : `(${tex})`;
}

const greek =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau upsilon phi chi psi omega".split(
    " ",
  );

const accents: Readonly<Record<string, string>> = { "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar" };

/** A name in LaTeX: mathjs's names are made of letters, digits, _ and $. */
function nameTex(name: string): string {
  const [letter = "", accent = "", ...more] = name.normalize("NFD");
  if (more.length === 0 && Object.hasOwn(accents, accent)) return `\\${accents[accent]}{${letter}}`;
  const [, base, subscript] = /^([^_]+)_([^_]+)$/.exec(name) ?? [];
  if (subscript === "hat") return `\\hat{${nameTex(base!)}}`;
  if (base !== undefined) return `${nameTex(base)}_{${nameTex(subscript!)}}`;
  if (name.length > 3 && name.endsWith("hat")) return `\\hat{${nameTex(name.slice(0, -3))}}`;
  const small = name.toLowerCase();
  const letterName = greek.includes(small) ? small : greek[small.codePointAt(0)! - "α".codePointAt(0)!];
  if (letterName && (name.length === 1 || small === letterName)) {
    return `\\${name[0] === small[0] ? letterName : letterName[0]!.toUpperCase() + letterName.slice(1)}`;
  }
  const escaped = name.replace(/[$_]/g, "\\$&");
  return [...name].length === 1 || /^\d+$/.test(name) ? escaped : `\\mathrm{${escaped}}`;
}
