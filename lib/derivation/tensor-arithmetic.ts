// Expressions in tensors of one number each: every operation rounds to the dtype, is recorded for verdicts, and has a gradient.
// Knows tensors, not derivations.

import { stack } from "../tensor/choice.js";
import { tensor } from "../tensor/creation.js";
import type { DType } from "../tensor/dtype.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Arithmetic, Evaluator, type OperationName } from "./evaluate.js";
import type { FunctionName, Language } from "./expression.js";
import type { Point } from "./given.js";

export class TensorArithmetic implements Arithmetic<Tensor> {
  /** Numbers that were given, not calculated. */
  readonly inputs: Tensor[] = [];
  readonly #dtype: DType;

  constructor(dtype: DType) {
    this.#dtype = dtype;
  }

  input(x: number): Tensor {
    const made = tensor(x, { dtype: this.#dtype });
    this.inputs.push(made);
    return made;
  }

  number(decimal: string): Tensor {
    return this.input(Number(decimal));
  }

  constant(name: "pi" | "e"): Tensor {
    return this.input(name === "pi" ? Math.PI : Math.E);
  }

  operate(name: OperationName, a: Tensor, b: Tensor): Tensor {
    return a[methods[name]](b);
  }

  negate(a: Tensor): Tensor {
    return a.neg();
  }

  apply(name: FunctionName, x: Tensor): Tensor {
    return x[name]();
  }

  extreme(sign: 1 | -1, values: readonly Tensor[]): Tensor {
    const all = stack(values);
    return sign === 1 ? all.max() : all.min();
  }

  compare(a: Tensor, b: Tensor): number {
    return Math.sign(a.item() - b.item());
  }
}

const methods = { add: "add", subtract: "sub", multiply: "mul", divide: "div", pow: "pow" } as const;

export function tensorEvaluator(
  arithmetic: TensorArithmetic,
  language: Language,
  point: Point,
  input: (value: number, letter: string, index: number | undefined) => Tensor = (x) => arithmetic.input(x),
): Evaluator<Tensor> {
  return new Evaluator(arithmetic, language, point, input);
}
