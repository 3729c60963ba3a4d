// Derivations: right ones are found right, wrong ones wrong; formulas as the book writes them; floating point as it is.

import katex from "katex";
import { describe, expect, it } from "vitest";
import { type DerivationOptions, derivation, derivations, exact, rand, seed, tensor } from "../index.js";
import { parse } from "./expression.js";
import { checkGiven } from "./given.js";
import { expressionTex } from "./tex.js";

const softmaxOfO = "exp(o[j]) / sum(k, exp(o[k]))";

/** A second line after softmax. */
function afterSoftmax(expr: string, rest: Partial<DerivationOptions> = {}) {
  return derivation("test", {
    given: { o: "vector", j: "index" },
    steps: [{ expr: softmaxOfO }, { expr }],
    ...rest,
  });
}

describe("ready-made derivations", () => {
  it.each(Object.entries(derivations))("%s follows line by line, in both languages", (_, make) => {
    const english = make();
    expect(english.ok).toBe(true);
    expect(english.steps.slice(1).every((step) => step.equal === true)).toBe(true);
    const chinese = make({ lang: "zh" });
    expect(chinese.steps.map(({ expr }) => expr)).toEqual(english.steps.map(({ expr }) => expr));
    expect(chinese.title).toMatch(/\p{Script=Han}/u);
    // Every reason that has words has them in Chinese too.
    for (const [i, { because }] of chinese.steps.entries()) {
      if (/[a-z]{3}/.test(because.replace(/\$[^$]*\$|softmax|sigmoid|log-sum-exp|sum/g, ""))) {
        expect(because, english.steps[i]!.because).toMatch(/\p{Script=Han}/u);
      }
    }
  });

  it.each(Object.entries(derivations))("%s is typeset by KaTeX without a complaint", (_, make) => {
    for (const lang of ["en", "zh"] as const) {
      const text = bundleOf(make({ lang }))["text/markdown"]!;
      const formulas = [...text.matchAll(/\$\$([^$]+)\$\$|(?<!\\)\$([^$]+)\$/g)];
      expect(formulas.length).toBeGreaterThan(0);
      for (const [, display, inline] of formulas) {
        katex.renderToString((display ?? inline)!, {
          throwOnError: true,
          strict: (code) => (code === "unicodeTextInMathMode" ? "error" : "ignore"),
        });
      }
    }
  });

  it("the seed's derivation: every line but the last overflows in float32", () => {
    const { steps } = derivations.softmax({ at: { o: [100, 0, -100], j: 1 } });
    expect(steps.map((step) => step.values!.float32.verdict)).toEqual([
      ...Array.from({ length: 4 }, () => "overflow → NaN"),
      "exact to ½ ulp",
    ]);
    // e^100 is 2.7e43: float64 holds it, float16 (largest 65504) does not.
    expect(steps[0]!.survives).toEqual(["float64"]);
    expect(steps[4]!.survives).toEqual(["float64", "float32", "float16", "bfloat16"]);
    expect(steps[4]!.values!.float16.value).toBe(1);
  });

  it("the second repair: only its last line knows that the logarithm is -200", () => {
    const { steps } = derivations.logSoftmax({ at: { o: [100, 0, -100], j: 3 } });
    expect(steps.map((step) => step.values!.float32.value)).toEqual([
      ...Array.from({ length: 3 }, () => Number.NEGATIVE_INFINITY),
      -200,
    ]);
    expect(steps[0]!.exact!.toPrecision(20)).toBe("-200.00000000000000000");
  });

  it("cross-entropy of the notebook's scores: 100.3133, its last line alone", () => {
    // log(1 + 1/e) = 0.31326168751822283 (mpmath: log(1 + exp(-1))).
    const { steps } = derivations.crossEntropy({ at: { o: [100, 99, 0], y: 3 } });
    expect(steps.at(-1)!.values!.float64.value).toBeCloseTo(100.31326168751822, 12);
    expect(steps.map((step) => step.survives!.includes("float32"))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it("derivatives are held against all three ways of differentiation", () => {
    const { steps } = derivations.crossEntropySecondDerivative();
    for (const line of [steps[1]!, steps[2]!]) {
      expect(line.derivative).toMatchObject({
        by: "o[j]",
        symbolic: true,
        differences: true,
        autograd: true,
      });
    }
  });

  it("take a point of tensors", () => {
    const { steps } = derivations.softmax({ at: { o: tensor([1, 1]), j: 2 } });
    expect(steps.map((step) => step.values!.float64.value)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
  });
});

describe("a wrong line is found", () => {
  it("with a counterexample that can be checked by hand", () => {
    const d = derivation("square", {
      given: { x: "number" },
      steps: [{ expr: "(x + 1)^2" }, { expr: "x^2 + 1" }],
    });
    expect(d.ok).toBe(false);
    const { at, expected, found } = d.steps[1]!.counterexample!;
    const x = at.x as number;
    expect(expected.toNumber()).toBeCloseTo((x + 1) ** 2, 12);
    expect(found.toNumber()).toBeCloseTo(x ** 2 + 1, 12);
    expect(d.toString()).toContain(`(2) ✗ not equal to (1), e.g. at x = ${x}`);
  });

  it.each([
    ["a wrong sign", "exp(o[j] + max(k, o[k])) / sum(k, exp(o[k] - max(i, o[i])))"],
    ["a wrong index", "exp(o[1]) / sum(k, exp(o[k]))"],
    ["an index in the wrong sum", "exp(o[j]) / sum(k, exp(o[j]))"],
    ["a sum that starts one late", "exp(o[j]) / sum(k, 2, q, exp(o[k]))"],
    ["a sum that ends one early", "exp(o[j]) / sum(k, 1, q - 1, exp(o[k]))"],
    ["a sum without its own term", "exp(o[j]) / sum(k, [k != j] * exp(o[k]))"],
    ["a logarithm for no reason", "log(exp(o[j])) / sum(k, exp(o[k]))"],
    ["a difference of 1e-45", "exp(o[j]) / sum(k, exp(o[k])) + 1e-45"],
  ])("%s", (_, expr) => {
    const d = afterSoftmax(expr, { given: { o: "vector", j: "index", q: "length" } });
    expect(d.ok).toBe(false);
    expect(d.steps[1]!.equal).toBe(false);
    expect(Object.keys(d.steps[1]!.counterexample!.at)).toEqual(["o", "j", "q"]);
  });

  it("and only that line: the next one is held against it, not against the first", () => {
    const d = derivation("test", {
      given: { x: "number" },
      steps: [{ expr: "x" }, { expr: "x + 1" }, { expr: "1 + x" }],
    });
    expect(d.steps.map((step) => step.equal)).toEqual([undefined, false, true]);
  });

  it.each([
    ["o[j]", "exp(o[j]) / sum(k, exp(o[k])) + [j == y]"],
    ["o[j]", "exp(o[y]) / sum(k, exp(o[k])) - [j == y]"],
    ["o[y]", "exp(o[j]) / sum(k, exp(o[k])) - [j == y]"],
    ["o[j]", "1/2 * (exp(o[j]) / sum(k, exp(o[k])) - [j == y])"],
  ])("as the derivative by %s: %s", (by, expr) => {
    const d = derivation("gradient", {
      given: { o: "vector", j: "index", y: "index" },
      steps: [{ expr: "log(sum(k, exp(o[k]))) - o[y]" }, { expr, derivative: by }],
    });
    expect(d.steps[1]!.derivative).toMatchObject({ symbolic: false, differences: false, autograd: false });
    expect(d.toString()).toMatch(/✗ not the derivative of \(1\), e\.g\. at o = \(/);
  });

  it("is shown as ≠, not by colour, in every representation", () => {
    const bundle = bundleOf(afterSoftmax("exp(o[j])"));
    expect(bundle["text/plain"]).toContain("≠ exp(o[j])");
    expect(bundle["text/markdown"]).toContain("\\ne \\exp(o_j)");
    expect(bundle["text/latex"]).toContain("\\ne \\exp(o_j)");
  });
});

describe("a right line is found right", () => {
  it.each<[string, DerivationOptions["given"], string, string]>([
    ["a vector as a whole", { o: "vector" }, "max(o)", "max(k, o[k])"],
    ["the smaller of two", { x: "number", y: "number" }, "min(x, y)", "(x + y - abs(x - y)) / 2"],
    ["powers", { x: "number" }, "(x + 1)^3", "x^3 + 3x^2 + 3x + 1"],
    ["what is zero after cancellation", { p: "distribution" }, "sum(k, p[k]) - 1", "0"],
    ["a sum over a range", { p: "vector", q: "length" }, "sum(k, 2, q, p[k]) + p[1]", "sum(k, p[k])"],
    ["one-hot vectors", { y: "one-hot" }, "sum(k, y[k]^2)", "1"],
    ["probabilities of single samples", { p: "probabilities" }, "prod(i, p[i])", "exp(sum(i, log(p[i])))"],
    ["small terms", { x: "number" }, "log1p(expm1(x))", "x"],
    ["bits", { x: "positive" }, "log2(x) * log(2)", "log(x)"],
    ["comparisons of numbers", { x: "number" }, "max(0, x)", "[x > 0] * x"],
    ["roots", { x: "positive vector" }, "prod(k, sqrt(x[k]))", "sqrt(prod(k, x[k]))"],
    ["long decimals", { x: "number" }, "x * 0.12345678901234567890123", "x * 12345678901234567890123 / 1e23"],
    ["the constants", { x: "number" }, "log(e) * pi", "pi + 0 * x"],
  ])("%s", (_, given, first, second) => {
    const d = derivation("test", { given, steps: [{ expr: first }, { expr: second }] });
    expect(d.steps[1]!.counterexample).toBeUndefined();
    expect(d.ok).toBe(true);
  });

  it("with the derivatives of every function", () => {
    const d = (expr: string, slope: string) =>
      derivation("slope", {
        given: { x: "positive" },
        steps: [{ expr }, { expr: slope, derivative: "x" }],
      }).steps[1]!.derivative;
    const right = { symbolic: true, differences: true, autograd: true };
    expect(d("log1p(x) + expm1(x)", "1 / (1 + x) + exp(x)")).toMatchObject(right);
    expect(d("log2(x) + sqrt(x)", "1 / (x * log(2)) + 1 / (2 * sqrt(x))")).toMatchObject(right);
    expect(d("abs(-x) + max(0, x) * x^3 / 2", "1 + 2 * x^3")).toMatchObject(right);
    expect(d("3", "0")).toMatchObject(right);
  });

  it("as the derivative of something other than the line before", () => {
    const d = derivation("of", {
      given: { x: "number" },
      steps: [{ expr: "x" }, { expr: "2 * x", derivative: "x", of: "x^2" }],
    });
    expect(d.ok).toBe(true);
    expect(bundleOf(d)["text/markdown"]).toContain(
      "\\frac{\\partial}{\\partial x} \\left(x^{2}\\right) = 2 x",
    );
  });
});

describe("formulas in LaTeX", () => {
  const language = {
    given: checkGiven({ o: "vector", j: "index", x: "number" }),
    definitions: new Map([["m", {} as never]]),
  };

  // As the book prints them (d2l, "Softmax Regression" and "Concise Implementation"), and where precedence needs parentheses.
  it.each([
    ["exp(o[j] - m) / sum(k, exp(o[k] - m))", "\\frac{\\exp(o_j - m)}{\\sum_k \\exp(o_k - m)}"],
    ["log(sum(k, exp(o[k]))) - o[y]", "\\log \\sum_k \\exp(o_k) - o_y"],
    ["-sum(j, y[j] * log(yhat[j]))", "-\\sum_j y_j \\log \\hat{y}_j"],
    ["-log(ŷ[y])", "-\\log \\hat{y}_y"],
    ["softmax(o)[j] - [j == y]", "\\mathrm{softmax}(\\mathbf{o})_j - \\mathbf{1}\\{j = y\\}"],
    ["sum(k, exp(o[k])) * exp(m)", "\\left(\\sum_k \\exp(o_k)\\right) \\exp(m)"],
    ["exp(m) * sum(k, exp(o[k]))", "\\exp(m) \\sum_k \\exp(o_k)"],
    ["log(x) * y", "(\\log x) y"],
    ["log(x * y)", "\\log(x y)"],
    ["max(k, o[k]) + x", "(\\max_k o_k) + x"],
    ["max(0, x)", "\\max(0, x)"],
    ["a - (b - c)", "a - (b - c)"],
    ["(a + b) * c", "(a + b) c"],
    ["((a * b))", "a b"],
    ["a - (-b)", "a - (-b)"],
    ["-(a + b) / c", "-\\frac{a + b}{c}"],
    ["sum(k, a + b)", "\\sum_k (a + b)"],
    ["(-x)^2", "(-x)^{2}"],
    ["-x^2", "-x^{2}"],
    ["(a / b)^2", "\\left(\\frac{a}{b}\\right)^{2}"],
    ["log(x)^2", "(\\log x)^{2}"],
    ["2 * 3", "2 \\cdot 3"],
    ["1/2 * log(2 * pi * σ^2)", "\\frac{1}{2} \\log(2 \\pi \\sigma^{2})"],
    ["sum(k, 2, q, o[k + 1])", "\\sum_{k=2}^{q} o_{k + 1}"],
    ["prod(i, p[i])", "\\prod_i p_i"],
    ["log(1 + exp(-abs(x)))", "\\log(1 + \\exp(-\\lvert x \\rvert))"],
    ["[k != j] * [x <= 0]", "\\mathbf{1}\\{k \\ne j\\} \\mathbf{1}\\{x \\le 0\\}"],
    ["sigma_1 * Omega * loss", "\\sigma_{1} \\Omega \\mathrm{loss}"],
  ])("%s", (expr, tex) => {
    expect(expressionTex(parse(expr), language)).toBe(tex);
    katex.renderToString(tex, { throwOnError: true, strict: "error" });
  });
});

describe("floating point", () => {
  const step = (
    expr: string,
    at: DerivationOptions["at"],
    given: DerivationOptions["given"] = { x: "number" },
  ) => derivation("test", { given, steps: [{ expr }], at }).steps[0]!;

  it("rounds after every operation, in the order written", () => {
    // In float16 1 + 0.0004 is 1 again (half a step is 2^-11 = 0.00049), and 0.0004 + 0.0004 is more than half a step.
    expect(step("1 + x + x", { x: 0.0004 }).values!.float16.value).toBe(1);
    expect(step("x + x + 1", { x: 0.0004 }).values!.float16.value).toBe(1 + 2 ** -10);
  });

  it("sums one term after the other", () => {
    // 2048 + 1 is 2048 in float16; from the other end 1 + … + 1 comes first.
    const ones = Array.from({ length: 8 }, () => 1);
    const given = { o: "vector" } as const;
    expect(step("sum(k, o[k])", { o: [2048, ...ones] }, given).values!.float16.value).toBe(2048);
    expect(step("sum(k, o[k])", { o: [...ones, 2048] }, given).values!.float16.value).toBe(2056);
  });

  it("judges the formula, not the rounding of its input", () => {
    expect(step("x", { x: 0.1 }).values!.bfloat16.verdict).toBe("exact");
  });

  it("has 64 digits to compare with even where almost all cancels", () => {
    // log(1 + e^-200) = e^-200 − e^-400/2 + …, and e^-200 = 1.38389652673673753064…e-87 (Python: Decimal(-200).exp()).
    const line = step("log(1 + exp(x))", { x: -200 });
    expect(line.exact!.toPrecision(20)).toBe("1.3838965267367375306e-87");
    expect(line.values!.float64.verdict).toBe("rounded to 1, log 1 → 0");
    expect(step("log1p(exp(x))", { x: -200 }).survives).toContain("float64");
    // e^-1000 = 5.0759588975494567653…e-435 (Python: Decimal(-1000).exp()); the first 434 digits of 1 + e^-1000 do not show it.
    expect(step("log(1 + exp(x))", { x: -1000 }).exact!.toPrecision(20)).toBe("5.0759588975494567653e-435");
    expect(step("x - x", { x: 1 }).values!.float64.verdict).toBe("exact");
  });

  it("marks with a word what colours would: exact, digits lost, wrong", () => {
    const d = derivation("marks", {
      given: { x: "number" },
      steps: [{ expr: "x * (1 + x) - x" }, { expr: "x * x" }],
      at: { x: 0.001 },
    });
    const [first, second] = d.toString().split("\n").slice(-2);
    expect(first).toMatch(/≈ .*cancellation, \d+ digits left/);
    expect(second).toContain("✓");
  });
});

describe("expressions that cannot be read or calculated", () => {
  const line = (expr: string, more: Partial<DerivationOptions> = {}) =>
    derivation("test", { given: { o: "vector", j: "index", x: "number" }, steps: [{ expr }], ...more });

  it.each([
    ["exp(o[j]", 'derivation: line (1): "exp(o[j]" cannot be read: Parenthesis ) expected (char 9)'],
    ["", 'derivation: line (1): "" is no expression; expected one such as "exp(o[j])"'],
    ["z + 1", "derivation: line (1): z is not among what is given: o, j, x"],
    ["foo(x)", "derivation: line (1): there is no function foo; there are sum, prod, max, min, exp"],
    ["o", 'derivation: line (1): "o" is a vector where a number is expected; give an index, as in o[j]'],
    ["o[x]", 'derivation: line (1): "x" is no index; expected a letter of kind index'],
    ["o[0]", "derivation: line (1): o[0] is asked for, but vectors have elements 1..2"],
    ["x[1]", "derivation: line (1): x is a number and has no elements"],
    ["sum(o)", 'derivation: line (1): "sum(o)": expected an index and a term, as in sum(k, o[k])'],
    ["j == x", "derivation: line (1): a comparison stands in brackets: [j == x] is 1 where it holds, else 0"],
    ["[x]", 'derivation: line (1): "[x]" in brackets is no comparison; expected one such as [j == y]'],
    ["x!", "derivation: line (1): there is no operator !; there are + - * / ^ and comparisons in brackets"],
    ["exp(x, x)", 'derivation: line (1): "exp(x, x)" has 2 arguments, expected 1'],
    ["x = 2", 'derivation: line (1): "x = 2" is nothing that derivations know'],
  ])("%s", (expr, message) => {
    expect(() => line(expr)).toThrow(TypeError);
    expect(() => line(expr)).toThrow(message);
  });

  it("and other mistakes", () => {
    const steps = [{ expr: "x" }];
    expect(() => line("a", { where: { a: "b", b: "a" } })).toThrow(
      "derivation: line (1): a is defined by itself",
    );
    expect(() => line("x", { where: { "o[j]": "1" } })).toThrow('where "o[j]": o has a meaning already');
    expect(() => line("x", { where: { "1": "1" } })).toThrow(
      'where "1": "1" cannot be defined; expected a name',
    );
    expect(() => derivation("t", { given: { x: "real" as never }, steps })).toThrow(
      'derivation: given.x is "real", expected one of number, positive',
    );
    expect(() => derivation("t", { given: {}, steps: [] })).toThrow(
      "derivation: steps is an array of length 0",
    );
    expect(() => line("x", { at: { o: [1, 2], x: 1 } })).toThrow(
      "at has no value for j, expected an integer",
    );
    expect(() => line("x", { at: { o: [1, 2], x: 1, j: 0 } })).toThrow("at.j is 0, expected an index 1..2");
    expect(() => line("x", { at: { o: [1, 2], x: 1, j: 1, z: 1 } })).toThrow("at.z has no kind in given");
    expect(() => line("x", { lang: "fr" as never })).toThrow('lang is "fr", expected "en" or "zh"');
    expect(() =>
      derivation("t", { given: { x: "number" }, steps: [{ expr: "x", derivative: "x" }] }),
    ).toThrow("line (1): there is no line before it to differentiate");
    expect(() =>
      derivation("t", { given: { j: "index" }, steps: [{ expr: "j" }, { expr: "1", derivative: "j" }] }),
    ).toThrow('"j" is nothing to differentiate by');
    expect(() =>
      derivation("t", { given: { x: "number" }, steps: [{ expr: "log(-x^2)" }, { expr: "log(-x^2)" }] }),
    ).toThrow("neither this line nor the one before has a value at any of 50 random points");
    expect(() => line("x", { steps: [{ expr: "x", tex: "$x$" }] })).toThrow(
      "expected LaTeX without dollar signs",
    );
  });
});

describe("display", () => {
  it("keeps formulas where HTML would hide them: Markdown, LaTeX and text, no HTML", () => {
    expect(Object.keys(bundleOf(derivations.softmax()))).toEqual([
      "text/plain",
      "text/markdown",
      "text/latex",
    ]);
  });

  it("is the same every time, and leaves the reader's random numbers alone", () => {
    seed(1);
    const before = rand([2]).toString();
    seed(1);
    const first = bundleOf(derivations.logSumExp());
    expect(rand([2]).toString()).toBe(before);
    expect(bundleOf(derivations.logSumExp())).toEqual(first);
  });

  it("is readable as text", () => {
    const text = derivations.logSoftmax().toString();
    expect(text.split("\n").slice(0, 9)).toEqual([
      "The logarithm of softmax: no underflow",
      "for o: vector, j: index",
      "where m = max(k, o[k])",
      "",
      "(1)    log(exp(o[j]) / sum(k, exp(o[k])))               the definition of softmax",
      "(2)  = log(exp(o[j] - m) / sum(k, exp(o[k] - m)))       with the maximum subtracted",
      "(3)  = log(exp(o[j] - m)) - log(sum(k, exp(o[k] - m)))  $\\log \\frac{a}{b} = \\log a - \\log b$",
      "(4)  = o[j] - m - log(sum(k, exp(o[k] - m)))            the logarithm undoes the exponential",
      "",
    ]);
  });

  it("escapes titles and reasons in Markdown and LaTeX", () => {
    const d = derivation("<b>50% & *more* | $x$</b>", {
      given: { x: "number" },
      steps: [{ expr: "x", because: "<img src=x> 50% & \\alpha {a}_b^c $x < y$ # ~ $" }],
      at: { x: 1 },
    });
    const { "text/markdown": markdown, "text/latex": latex } = bundleOf(d);
    expect(markdown).not.toMatch(/(?<!\\)<\w/);
    expect(markdown).toContain("**\\<b\\>50% \\& \\*more\\* \\| \\$x\\$\\</b\\>**");
    expect(latex).toContain("50\\% \\&");
    const formula = /\$\$([\s\S]+?)\$\$/.exec(markdown!)![1]!;
    katex.renderToString(formula, { throwOnError: true, strict: "error" });
  });

  it("uses a LaTeX of your own where it is given", () => {
    const d = derivation("own", { given: { x: "number" }, steps: [{ expr: "x", tex: "\\xi" }] });
    expect(bundleOf(d)["text/markdown"]).toContain("(1) & \\quad \\xi");
  });
});

function bundleOf(d: ReturnType<typeof derivation>): Record<string, string> {
  return (d as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!();
}

it("shares the digits of exact: softmax by its own formula", () => {
  const { exact: value } = derivations.softmax({ at: { o: [0, 1], j: 1 } }).steps[0]!;
  expect(value!.toPrecision(60)).toBe(exact.softmax([0, 1]).at(0).toPrecision(60));
});
