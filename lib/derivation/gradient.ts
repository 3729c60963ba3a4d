// The partial derivative of a line at a point, in three ways that know nothing of each other: mathjs's rules of differentiation,
// central differences of 64 digits, and the library's own backward().

import type { BigNumber } from "../exact/big-number.js";
import { type MathNode, mathjs } from "../exact/mathjs.js";
import { tensor } from "../tensor/creation.js";
import type { Tensor } from "../tensor/tensor.js";
import { type DecimalArithmetic, decimalEvaluator } from "./decimal-arithmetic.js";
import { type Arithmetic, Evaluator, type OperationName } from "./evaluate.js";
import { ExpressionError, type FunctionName, type Language, parse } from "./expression.js";
import type { Point } from "./given.js";
import { isVector } from "./given.js";
import { TensorArithmetic, tensorEvaluator } from "./tensor-arithmetic.js";

/** A derivative with respect to a letter, or to an element of a vector. */
export interface Variable {
  readonly letter: string;
  /** The element's index, an expression such as `j`. */
  readonly index: MathNode | undefined;
  /** As it is written: `o[j]`. */
  readonly node: MathNode;
}

export interface Derivatives {
  readonly symbolic: BigNumber;
  readonly differences: BigNumber;
  readonly autograd: number;
}

export function readVariable(text: string, { given }: Language): Variable {
  const node = parse(text);
  const object = node.type === "AccessorNode" ? node.object : node;
  const letter = object.type === "SymbolNode" ? object.name : "";
  const kind = given.get(letter);
  const index = node.type === "AccessorNode" ? node.index.dimensions[0] : undefined;
  if (
    kind === undefined ||
    kind === "index" ||
    kind === "length" ||
    isVector(kind) !== (index !== undefined)
  ) {
    throw new ExpressionError(
      `"${text}" is nothing to differentiate by; expected a number of given such as x, or an element such as o[j]`,
    );
  }
  return { letter, index, node };
}

/** Undefined where the line has a kink, as a maximum of two equal numbers. */
export function derivativesAt(
  line: MathNode,
  variable: Variable,
  language: Language,
  point: Point,
  decimals: DecimalArithmetic,
): Derivatives | undefined {
  const index = variable.index && decimalEvaluator(decimals, language, point).index(variable.index);
  const name = symbolOf(variable.letter, index);
  const symbolic = symbolicDerivative(line, name, language, point, decimals);
  if (symbolic === undefined) return undefined;
  return {
    symbolic,
    differences: centralDifference(line, name, language, point, decimals),
    autograd: backward(line, name, language, point),
  };
}

function symbolOf(letter: string, index: number | undefined): string {
  return index === undefined ? `v_${letter}` : `v_${letter}_${index}`;
}

// ---- mathjs's rules ----------------------------------------------------------------------------------------------------------

function symbolicDerivative(
  line: MathNode,
  name: string,
  language: Language,
  point: Point,
  decimals: DecimalArithmetic,
): BigNumber | undefined {
  const arithmetic = new FormulaArithmetic(decimals);
  const values = new Map<string, number>();
  const expanded = new Evaluator<Formula>(arithmetic, language, point, (x, letter, index) => {
    const symbol = symbolOf(letter, index);
    values.set(symbol, x);
    return { text: symbol, value: decimals.number(String(x)) };
  }).line(line);
  if (arithmetic.kink) return undefined;
  const derivative = differentiate(expanded.text, name);
  // In the expanded formula there are only numbers.
  const given = new Map([...values.keys()].map((symbol) => [symbol, "number"] as const));
  const numbers = { given, definitions: new Map() };
  return decimalEvaluator(decimals, numbers, { length: 1, values }).line(derivative);
}

const known = new Map<string, MathNode>();

/** At points of the same length and order the formula is the same. */
function differentiate(text: string, name: string): MathNode {
  const key = `${name} ${text}`;
  let derivative = known.get(key);
  if (derivative === undefined) {
    derivative = mathjs().derivative(text, name, { simplify: false });
    if (known.size > 500) known.clear();
    known.set(key, derivative);
  }
  return derivative;
}

/** An expression without sums, indices and abbreviations, and its value, which decides where a maximum lies. */
interface Formula {
  readonly text: string;
  readonly value: BigNumber;
}

class FormulaArithmetic implements Arithmetic<Formula> {
  /** Whether it was met that two values are equal of which the larger is asked for. */
  kink = false;
  readonly #decimals: DecimalArithmetic;

  constructor(decimals: DecimalArithmetic) {
    this.#decimals = decimals;
  }

  number(decimal: string): Formula {
    return { text: decimal, value: this.#decimals.number(decimal) };
  }

  constant(name: "pi" | "e"): Formula {
    return { text: name, value: this.#decimals.constant(name) };
  }

  operate(name: OperationName, a: Formula, b: Formula): Formula {
    const text = `(${a.text} ${signs[name]} ${b.text})`;
    return { text, value: this.#decimals.operate(name, a.value, b.value) };
  }

  negate(a: Formula): Formula {
    return { text: `(-${a.text})`, value: a.value.neg() };
  }

  apply(name: FunctionName, x: Formula): Formula {
    if (name === "abs" && x.value.isZero()) this.kink = true;
    return { text: functionText[name](x.text), value: this.#decimals.apply(name, x.value) };
  }

  extreme(sign: 1 | -1, values: readonly Formula[]): Formula {
    const best = values.reduce((a, b) => (b.value.cmp(a.value) === sign ? b : a));
    if (values.some((x) => x.text !== best.text && x.value.cmp(best.value) === 0)) this.kink = true;
    return best;
  }

  compare(a: Formula, b: Formula): number {
    return a.value.cmp(b.value);
  }
}

const signs: Readonly<Record<OperationName, string>> = {
  add: "+",
  subtract: "-",
  multiply: "*",
  divide: "/",
  pow: "^",
};

/** In functions whose derivative mathjs knows. */
const functionText: Readonly<Record<FunctionName, (x: string) => string>> = {
  exp: (x) => `exp(${x})`,
  expm1: (x) => `(exp(${x}) - 1)`,
  log: (x) => `log(${x})`,
  log1p: (x) => `log(1 + ${x})`,
  log2: (x) => `(log(${x}) / log(2))`,
  sqrt: (x) => `sqrt(${x})`,
  abs: (x) => `abs(${x})`,
};

// ---- differences -------------------------------------------------------------------------------------------------------------

/** Half the digits, so that neither the step nor the rounding shows in the first 40. */
const step = "1e-22";

function centralDifference(
  line: MathNode,
  name: string,
  language: Language,
  point: Point,
  arithmetic: DecimalArithmetic,
): BigNumber {
  const h = arithmetic.number(step);
  const at = (sign: 1 | -1) =>
    new Evaluator(arithmetic, language, point, (x, letter, index) => {
      const value = arithmetic.number(String(x));
      return symbolOf(letter, index) === name ? value.plus(h.times(sign)) : value;
    }).line(line);
  return at(1).minus(at(-1)).div(h.times(2));
}

// ---- autograd ----------------------------------------------------------------------------------------------------------------

function backward(line: MathNode, name: string, language: Language, point: Point): number {
  let variable: Tensor | undefined;
  const arithmetic = new TensorArithmetic("float64");
  const result = tensorEvaluator(arithmetic, language, point, (x, letter, index) => {
    const input = tensor(x, { dtype: "float64" });
    if (symbolOf(letter, index) !== name) return input;
    variable = input.requiresGrad_();
    return variable;
  }).line(line);
  if (result.requiresGrad) result.backward();
  return variable?.grad?.item() ?? 0;
}
