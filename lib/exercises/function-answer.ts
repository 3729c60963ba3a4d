// Answers that are functions: tried on inputs that are the same every time, and held against the right values.

import { escapeMarkdown } from "../display/markdown.js";
import { showValue } from "../tensor/argument.js";
import { Generator } from "../tensor/generator.js";
import type { TensorLike } from "../tensor/tensor.js";
import {
  type Answer,
  type Finding,
  gave,
  isClose,
  type Mistake,
  type Numbers,
  negated,
  numbersOf,
  right,
  sameShape,
  showAnswer,
  showNumbers,
  type Tolerance,
  toleranceWords,
  wrong,
  wrongSign,
} from "./answer.js";
import { shapeHint } from "./array-answer.js";
import { type Bilingual, both } from "./bilingual.js";

interface FunctionAnswer<Args extends readonly TensorLike[]> extends Partial<Tolerance> {
  /** How it is called: `(yHat, y)`. */
  readonly takes: string;
  /** The inputs. The generator is the exercise's own: what a notebook seeds does not matter, and is not disturbed. */
  readonly inputs: (random: Generator) => readonly Args[];
  readonly value: (...args: Args) => TensorLike;
  readonly mistakes?: readonly Mistake<(...args: Args) => TensorLike>[];
  /** What helps where the function gives NaN or infinity. */
  readonly notFinite?: Bilingual;
}

/** Any number will do, so long as it stays the same. */
const inputSeed = 2021;

/** A function. Its points are the part of the inputs for which it is right. Relative and absolute tolerance 0.00001 unless said otherwise. */
export function aFunction<const Args extends readonly TensorLike[]>(options: FunctionAnswer<Args>): Answer {
  const { takes, relative = 1e-5, absolute = 1e-5 } = options;
  const tolerance = { relative, absolute };
  const within = toleranceWords(tolerance);
  return {
    expects: {
      en: `a function of ${takes}, tried on several inputs (${within.en})`,
      zh: `一个函数 ${takes}，用若干组输入检验（${within.zh}）`,
    },
    check(answer) {
      if (typeof answer !== "function") return wrong(gave(answer, notFunction(takes)));
      const random = new Generator();
      random.seed(inputSeed);
      const inputs = options.inputs(random);
      const trials: Trial<Args>[] = [];
      for (const args of inputs) {
        const given = attempt(answer as (...args: readonly TensorLike[]) => unknown, args);
        if ("failure" in given) return wrong(given.failure);
        const expected = numbersOf(options.value(...args))!;
        trials.push({
          args,
          given: given.numbers,
          expected,
          right: isClose(given.numbers, expected, tolerance),
        });
      }
      return verdictOn(trials, options, tolerance);
    },
  };
}

interface Trial<Args> {
  readonly args: Args;
  readonly given: Numbers;
  readonly expected: Numbers;
  readonly right: boolean;
}

function verdictOn<Args extends readonly TensorLike[]>(
  trials: readonly Trial<Args>[],
  { mistakes = [], notFinite }: FunctionAnswer<Args>,
  tolerance: Tolerance,
): Finding {
  const bad = trials.filter((trial) => !trial.right);
  const finite = ({ given }: Trial<Args>) => given.values.every(Number.isFinite);
  const first = bad.find((trial) => !finite(trial)) ?? bad[0];
  if (first === undefined) return right;
  const all = (is: (trial: Trial<Args>) => boolean) => trials.every(is);
  const made = mistakes.find(({ value }) =>
    all(({ args, given }) => isClose(given, numbersOf(value(...args))!, tolerance)),
  );
  const hint =
    made?.hint ??
    (all(({ given, expected }) => isClose(negated(given), expected, tolerance)) ? wrongSign : undefined) ??
    (sameShape(first.given, first.expected)
      ? undefined
      : shapeHint(first.given.shape, first.expected.shape)) ??
    (finite(first) ? undefined : notFinite) ??
    keepTrying;
  const good = trials.length - bad.length;
  const args = first.args.map(showAnswer).join(", ");
  const given = showNumbers(first.given);
  return {
    points: good / trials.length,
    remark: {
      en: `Not yet: right for ${good} of ${trials.length} inputs; for (${args}) it gives ${given}. ${hint.en}`,
      zh: `还不对：${trials.length} 组输入中对了 ${good} 组；输入 (${args}) 时得到 ${given}。${hint.zh}`,
    },
  };
}

/** What the function gives, or why it gives nothing. A promise is nothing: it would have to be awaited. */
function attempt(
  answer: (...args: readonly TensorLike[]) => unknown,
  args: readonly TensorLike[],
): { readonly numbers: Numbers } | { readonly failure: Bilingual } {
  const input = args.map(showAnswer).join(", ");
  let result: unknown;
  try {
    result = answer(...args);
  } catch (error) {
    const said = escapeMarkdown(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    return {
      failure: {
        en: `Not yet: for (${input}) the function threw ${said}`,
        zh: `还不对：输入 (${input}) 时函数抛出异常 ${said}`,
      },
    };
  }
  const numbers = numbersOf(result);
  if (numbers !== undefined) return { numbers };
  const what = escapeMarkdown(showValue(result));
  return {
    failure: {
      en: `Not yet: for (${input}) the function gives ${what}, expected numbers. Does it \`return\` its result?`,
      zh: `还不对：输入 (${input}) 时函数返回 ${what}，应返回数值。是否写了 \`return\`？`,
    },
  };
}

function notFunction(takes: string): Bilingual {
  return both((lang) =>
    lang === "en" ? `A function of ${takes} is expected.` : `应给出一个函数 ${takes}。`,
  );
}

const keepTrying: Bilingual = {
  en: "Calculate this input on paper and compare.",
  zh: "请在纸上算一算这组输入，再作比较。",
};
