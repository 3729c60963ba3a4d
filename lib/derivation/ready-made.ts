// The namespace `derivations`: the derivations of the book, ready made, each at a point where the textbook's formula breaks.
// Knows the language of derivations, not how they are checked.

import { type Derivation, type DerivationOptions, derivation } from "./derivation.js";
import type { DerivationLanguage } from "./words.js";

/** Options of the derivations in {@link derivations}. */
export interface ReadyMadeOptions {
  /** Another point for floating point. */
  readonly at?: DerivationOptions["at"];
  /** The language of titles and reasons. Default `"en"`. */
  readonly lang?: DerivationLanguage | undefined;
}

/** A text in both languages. */
type Text = Readonly<Record<DerivationLanguage, string>>;

interface ReadyMade {
  readonly title: Text;
  readonly given: DerivationOptions["given"];
  readonly where?: DerivationOptions["where"];
  readonly steps: readonly { readonly expr: string; readonly derivative?: string; readonly because?: Text }[];
  readonly at: NonNullable<DerivationOptions["at"]>;
}

function ready({ title, steps, ...rest }: ReadyMade, { at, lang = "en" }: ReadyMadeOptions): Derivation {
  return derivation(title[lang] ?? title.en, {
    ...rest,
    ...(at && { at }),
    lang,
    steps: steps.map(({ because, ...step }) => ({ ...step, because: because?.[lang] ?? because?.en })),
  });
}

const m = "max(k, o[k])";
const softmaxOfO = "exp(o[j]) / sum(k, exp(o[k]))";

const definition: Text = { en: "the definition of softmax", zh: "softmax 的定义" };
const subtractMax: Text = { en: "subtract $m$ and add it again", zh: "减去 $m$ 再加上 $m$" };
const productOfExponentials: Text = {
  en: "$\\exp(a + b) = \\exp(a) \\exp(b)$",
  zh: "$\\exp(a + b) = \\exp(a) \\exp(b)$",
};
const cancel: Text = { en: "the common factor cancels", zh: "约去公因子" };
const logOfQuotient: Text = {
  en: "$\\log \\frac{a}{b} = \\log a - \\log b$",
  zh: "$\\log \\frac{a}{b} = \\log a - \\log b$",
};
const logOfExp: Text = { en: "the logarithm undoes the exponential", zh: "对数与指数互相抵消" };
const shifted: Text = { en: "with the maximum subtracted", zh: "减去最大值" };

/**
 * Softmax does not change when the maximum is subtracted from all logits: the book's repair of overflow, line by line.
 * @example
 * derivations.softmax().steps.map((step) => step.survives?.join(" "))
 * // [ 'float64', 'float64', 'float64', 'float64', 'float64 float32 float16 bfloat16' ]
 * @see d2l "Concise Implementation of Softmax Regression", softmax revisited
 */
export function softmax(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "Softmax with the maximum subtracted: no overflow", zh: "softmax：减去最大值，避免上溢" },
      given: { o: "vector", j: "index" },
      where: { m },
      steps: [
        { expr: softmaxOfO, because: definition },
        { expr: "exp(o[j] - m + m) / sum(k, exp(o[k] - m + m))", because: subtractMax },
        { expr: "exp(o[j] - m) * exp(m) / sum(k, exp(o[k] - m) * exp(m))", because: productOfExponentials },
        {
          expr: "exp(o[j] - m) * exp(m) / (sum(k, exp(o[k] - m)) * exp(m))",
          because: {
            en: "all terms have the factor $\\exp(m)$",
            zh: "和式的每一项都有因子 $\\exp(m)$，提出来",
          },
        },
        { expr: "exp(o[j] - m) / sum(k, exp(o[k] - m))", because: cancel },
      ],
      at: { o: [100, 0, -100], j: 1 },
    },
    options,
  );
}

/**
 * Softmax does not change when the same number is added to all logits.
 * @example
 * derivations.shiftInvariance().ok
 * // true
 * @see d2l "Softmax Regression", exercises
 */
export function shiftInvariance(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "Softmax does not feel a common shift", zh: "softmax 的平移不变性" },
      given: { o: "vector", c: "number", j: "index" },
      where: { "softmax(o)[j]": softmaxOfO },
      steps: [
        { expr: "softmax(o + c)[j]" },
        { expr: "exp(o[j] + c) / sum(k, exp(o[k] + c))", because: definition },
        { expr: "exp(o[j]) * exp(c) / (sum(k, exp(o[k])) * exp(c))", because: productOfExponentials },
        { expr: "exp(o[j]) / sum(k, exp(o[k]))", because: cancel },
        { expr: "softmax(o)[j]", because: definition },
      ],
      at: { o: [1, 2, 3], c: 100, j: 3 },
    },
    options,
  );
}

/**
 * log softmax without the logarithm of an underflowed number: the book's second repair, line by line.
 * @example
 * derivations.logSoftmax().steps.map((step) => step.values?.float32.verdict)
 * // [ 'log 0 → -inf', 'log 0 → -inf', 'log 0 → -inf', 'exact to ½ ulp' ]
 * @see d2l "Concise Implementation of Softmax Regression", softmax revisited
 */
export function logSoftmax(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "The logarithm of softmax: no underflow", zh: "softmax 的对数：避免下溢" },
      given: { o: "vector", j: "index" },
      where: { m },
      steps: [
        { expr: `log(${softmaxOfO})`, because: definition },
        {
          expr: "log(exp(o[j] - m) / sum(k, exp(o[k] - m)))",
          because: { en: "with the maximum subtracted", zh: "减去最大值" },
        },
        { expr: "log(exp(o[j] - m)) - log(sum(k, exp(o[k] - m)))", because: logOfQuotient },
        { expr: "o[j] - m - log(sum(k, exp(o[k] - m)))", because: logOfExp },
      ],
      at: { o: [100, 0, -100], j: 3 },
    },
    options,
  );
}

/**
 * log Σ exp with the maximum subtracted.
 * @example
 * derivations.logSumExp().steps.at(-1)?.survives
 * // [ 'float64', 'float32', 'float16', 'bfloat16' ]
 */
export function logSumExp(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "Log-sum-exp with the maximum subtracted", zh: "log-sum-exp：减去最大值" },
      given: { o: "vector" },
      where: { m },
      steps: [
        { expr: "log(sum(k, exp(o[k])))" },
        { expr: "log(sum(k, exp(o[k] - m + m)))", because: subtractMax },
        { expr: "log(exp(m) * sum(k, exp(o[k] - m)))", because: productOfExponentials },
        {
          expr: "log(exp(m)) + log(sum(k, exp(o[k] - m)))",
          because: { en: "$\\log(a b) = \\log a + \\log b$", zh: "$\\log(a b) = \\log a + \\log b$" },
        },
        { expr: "m + log(sum(k, exp(o[k] - m)))", because: logOfExp },
      ],
      at: { o: [100, 0, -100] },
    },
    options,
  );
}

/**
 * The likelihood of many samples underflows; the sum of their negative logarithms does not.
 * @example
 * derivations.negativeLogLikelihood().steps[0]?.values?.float32.verdict
 * // log 0 → inf
 * @see d2l "Softmax Regression", log-likelihood; "Maximum Likelihood"
 */
export function negativeLogLikelihood(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "From the likelihood to a sum of losses", zh: "从似然到损失之和" },
      given: { p: "probabilities" },
      steps: [
        { expr: "-log(prod(i, p[i]))", because: { en: "independent samples", zh: "样本相互独立" } },
        {
          expr: "-sum(i, log(p[i]))",
          because: {
            en: "the logarithm of a product is the sum of the logarithms",
            zh: "乘积的对数等于对数之和",
          },
        },
        { expr: "sum(i, -log(p[i]))", because: { en: "one loss for each sample", zh: "每个样本一个损失" } },
      ],
      at: { p: Array.from({ length: 64 }, () => 0.0625) },
    },
    options,
  );
}

/**
 * The cross-entropy of a one-hot label is log-sum-exp less the label's logit.
 * @example
 * derivations.crossEntropy().steps.map((step) => step.values?.float32.verdict)
 * // [ 'overflow → NaN', 'log 0 → inf', 'log 0 → inf', 'overflow → inf', 'exact to ½ ulp' ]
 * @see d2l "Softmax Regression", the loss
 */
export function crossEntropy(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: {
        en: "Cross-entropy of a one-hot label, from the logits",
        zh: "独热编码标签的交叉熵，由未规范化的预测直接计算",
      },
      given: { o: "vector", y: "index" },
      where: { "ŷ[j]": softmaxOfO, m },
      steps: [
        {
          expr: "-sum(j, [j == y] * log(ŷ[j]))",
          because: { en: "the label is one-hot", zh: "标签是独热编码" },
        },
        { expr: "-log(ŷ[y])", because: { en: "one term survives", zh: "只剩一项" } },
        { expr: "-log(exp(o[y]) / sum(k, exp(o[k])))", because: definition },
        { expr: "log(sum(k, exp(o[k]))) - o[y]", because: logOfQuotient },
        { expr: "m + log(sum(k, exp(o[k] - m))) - o[y]", because: shifted },
      ],
      at: { o: [100, 99, 0], y: 3 },
    },
    options,
  );
}

/**
 * The cross-entropy of a soft label y, a distribution: log Σ exp(oₖ) − Σ yⱼoⱼ.
 * @example
 * derivations.softLabelCrossEntropy().ok
 * // true
 * @see d2l "Softmax Regression", softmax and cross-entropy loss
 */
export function softLabelCrossEntropy(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "Cross-entropy of a soft label", zh: "软标签的交叉熵" },
      given: { o: "vector", y: "distribution" },
      where: { "ŷ[j]": softmaxOfO },
      steps: [
        { expr: "-sum(j, y[j] * log(ŷ[j]))" },
        { expr: "-sum(j, y[j] * log(exp(o[j]) / sum(k, exp(o[k]))))", because: definition },
        { expr: "sum(j, y[j] * log(sum(k, exp(o[k])))) - sum(j, y[j] * o[j])", because: logOfQuotient },
        {
          expr: "log(sum(k, exp(o[k]))) - sum(j, y[j] * o[j])",
          because: { en: "the $y_j$ sum to 1", zh: "各 $y_j$ 之和为 1" },
        },
      ],
      at: { o: [20, 0, -20], y: [0.1, 0.2, 0.7] },
    },
    options,
  );
}

/**
 * The gradient of cross-entropy is softmax less the one-hot label.
 * @example
 * derivations.crossEntropyGradient().steps[1]?.derivative?.autograd
 * // true
 * @see d2l "Softmax Regression", softmax and cross-entropy loss
 */
export function crossEntropyGradient(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: {
        en: "The gradient of cross-entropy is softmax minus one-hot",
        zh: "交叉熵的梯度：softmax 减去独热编码",
      },
      given: { o: "vector", y: "index", j: "index" },
      where: { "ŷ[j]": softmaxOfO, m },
      steps: [
        { expr: "log(sum(k, exp(o[k]))) - o[y]", because: { en: "the loss", zh: "损失" } },
        {
          expr: "exp(o[j]) / sum(k, exp(o[k])) - [j == y]",
          derivative: "o[j]",
          because: { en: "chain rule", zh: "链式法则" },
        },
        { expr: "ŷ[j] - [j == y]", because: definition },
        {
          expr: "exp(o[j] - m) / sum(k, exp(o[k] - m)) - [j == y]",
          because: { en: "with the maximum subtracted", zh: "减去最大值" },
        },
      ],
      at: { o: [100, 99, 0], y: 2, j: 1 },
    },
    options,
  );
}

/**
 * The second derivative of cross-entropy is the variance of the softmax distribution.
 * @example
 * derivations.crossEntropySecondDerivative().steps.map((step) => step.equal)
 * // [ undefined, true, true, true, true, true ]
 * @see d2l "Softmax Regression", exercises
 */
export function crossEntropySecondDerivative(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: {
        en: "The second derivative of cross-entropy is the variance of softmax",
        zh: "交叉熵的二阶导数等于 softmax 分布的方差",
      },
      given: { o: "vector", y: "index", j: "index" },
      where: { "ŷ[j]": softmaxOfO },
      steps: [
        { expr: "log(sum(k, exp(o[k]))) - o[y]", because: { en: "the loss", zh: "损失" } },
        {
          expr: "ŷ[j] - [j == y]",
          derivative: "o[j]",
          because: { en: "softmax minus one-hot", zh: "softmax 减去独热编码" },
        },
        {
          expr: "ŷ[j] * (1 - ŷ[j])",
          derivative: "o[j]",
          because: { en: "quotient rule", zh: "商的求导法则" },
        },
        { expr: "ŷ[j] - ŷ[j]^2", because: { en: "multiply out", zh: "展开" } },
        {
          expr: "sum(k, ŷ[k] * [k == j]^2) - sum(k, ŷ[k] * [k == j])^2",
          because: { en: "mean of the square minus square of the mean", zh: "平方的均值减去均值的平方" },
        },
        {
          expr: "sum(k, ŷ[k] * ([k == j] - ŷ[j])^2)",
          because: {
            en: "the variance of $\\mathbf{1}\\{k = j\\}$",
            zh: "$\\mathbf{1}\\{k = j\\}$ 的方差",
          },
        },
      ],
      at: { o: [12, 0, -12], y: 2, j: 1 },
    },
    options,
  );
}

/**
 * The derivatives of softmax itself, in one formula.
 * @example
 * derivations.softmaxJacobian().ok
 * // true
 */
export function softmaxJacobian(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "The derivatives of softmax", zh: "softmax 的导数" },
      given: { o: "vector", i: "index", j: "index" },
      where: { "ŷ[j]": softmaxOfO },
      steps: [
        { expr: "exp(o[i]) / sum(k, exp(o[k]))", because: definition },
        {
          expr: "([i == j] * exp(o[i]) * sum(k, exp(o[k])) - exp(o[i]) * exp(o[j])) / sum(k, exp(o[k]))^2",
          derivative: "o[j]",
          because: { en: "quotient rule", zh: "商的求导法则" },
        },
        { expr: "[i == j] * ŷ[i] - ŷ[i] * ŷ[j]", because: definition },
        {
          expr: "ŷ[i] * ([i == j] - ŷ[j])",
          because: { en: "factor out $\\hat{y}_i$", zh: "提出 $\\hat{y}_i$" },
        },
      ],
      at: { o: [6, 0, -6], i: 1, j: 2 },
    },
    options,
  );
}

/**
 * The sigmoid is the softmax of two classes, and its derivative is σ(1 − σ).
 * @example
 * derivations.sigmoid().steps.map((step) => step.survives?.includes("float32"))
 * // [ false, false, true, true, false ]
 * @see d2l "Multilayer Perceptrons", sigmoid function
 */
export function sigmoid(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "The sigmoid is the softmax of two classes", zh: "sigmoid 是两个类别的 softmax" },
      given: { x: "number" },
      where: { "σ(x)": "1 / (1 + exp(-x))" },
      steps: [
        {
          expr: "exp(x) / (exp(x) + exp(0))",
          because: { en: "softmax of $(x, 0)$, first class", zh: "$(x, 0)$ 的 softmax，第一类" },
        },
        { expr: "exp(x) / (exp(x) + 1)", because: { en: "$\\exp(0) = 1$", zh: "$\\exp(0) = 1$" } },
        {
          expr: "1 / (1 + exp(-x))",
          because: { en: "divide both by $\\exp(x)$", zh: "分子分母同除以 $\\exp(x)$" },
        },
        { expr: "exp(-x) / (1 + exp(-x))^2", derivative: "x", because: { en: "chain rule", zh: "链式法则" } },
        { expr: "σ(x) * (1 - σ(x))", because: { en: "the definition of $\\sigma$", zh: "$\\sigma$ 的定义" } },
      ],
      at: { x: 100 },
    },
    options,
  );
}

/**
 * Binary cross-entropy from the logit, in the form that neither overflows nor takes log 0.
 * @example
 * derivations.binaryCrossEntropy().steps.map((step) => step.survives?.includes("float32"))
 * // [ false, false, false, false, true, true ]
 * @see PyTorch `BCEWithLogitsLoss`
 */
export function binaryCrossEntropy(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "Binary cross-entropy from the logit", zh: "由未规范化的预测计算二元交叉熵" },
      given: { x: "number", y: "probability" },
      where: { "σ(x)": "1 / (1 + exp(-x))" },
      steps: [
        { expr: "-(y * log(σ(x)) + (1 - y) * log(1 - σ(x)))", because: { en: "the definition", zh: "定义" } },
        {
          expr: "-(y * log(1 / (1 + exp(-x))) + (1 - y) * log(exp(-x) / (1 + exp(-x))))",
          because: { en: "the definition of $\\sigma$", zh: "$\\sigma$ 的定义" },
        },
        { expr: "y * log(1 + exp(-x)) + (1 - y) * (x + log(1 + exp(-x)))", because: logOfQuotient },
        {
          expr: "(1 - y) * x + log(1 + exp(-x))",
          because: { en: "the logarithms add up to one", zh: "合并对数项" },
        },
        {
          expr: "max(0, x) - x * y + log(1 + exp(-abs(x)))",
          because: {
            en: "both signs of $x$ in one formula",
            zh: "把 $x$ 的两种符号合成一式",
          },
        },
        {
          expr: "max(0, x) - x * y + log1p(exp(-abs(x)))",
          because: { en: "the same with all its digits", zh: "同一个数，不丢有效数字" },
        },
      ],
      at: { x: -100, y: 1 },
    },
    options,
  );
}

/**
 * The gradient of binary cross-entropy is σ(x) − y.
 * @example
 * derivations.binaryCrossEntropyGradient().ok
 * // true
 */
export function binaryCrossEntropyGradient(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "The gradient of binary cross-entropy", zh: "二元交叉熵的梯度" },
      given: { x: "number", y: "probability" },
      where: { "σ(x)": "1 / (1 + exp(-x))" },
      steps: [
        { expr: "(1 - y) * x + log(1 + exp(-x))", because: { en: "the loss", zh: "损失" } },
        {
          expr: "1 - y - exp(-x) / (1 + exp(-x))",
          derivative: "x",
          because: { en: "chain rule", zh: "链式法则" },
        },
        { expr: "1 / (1 + exp(-x)) - y", because: { en: "over one denominator", zh: "通分" } },
        { expr: "σ(x) - y", because: { en: "the definition of $\\sigma$", zh: "$\\sigma$ 的定义" } },
      ],
      at: { x: -100, y: 1 },
    },
    options,
  );
}

/**
 * Cross-entropy is entropy plus Kullback–Leibler divergence.
 * @example
 * derivations.klDivergence().ok
 * // true
 * @see d2l "Information Theory"
 */
export function klDivergence(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "Cross-entropy is entropy plus divergence", zh: "交叉熵 = 熵 + KL 散度" },
      given: { p: "distribution", q: "distribution" },
      steps: [
        { expr: "-sum(j, p[j] * log(q[j]))", because: { en: "cross-entropy", zh: "交叉熵" } },
        {
          expr: "-sum(j, p[j] * (log(p[j]) - (log(p[j]) - log(q[j]))))",
          because: { en: "add $\\log p_j$ and subtract it again", zh: "加上 $\\log p_j$ 再减去" },
        },
        {
          expr: "-sum(j, p[j] * log(p[j])) + sum(j, p[j] * log(p[j] / q[j]))",
          because: { en: "entropy plus divergence", zh: "熵加上 KL 散度" },
        },
      ],
      at: { p: [0.5, 0.25, 0.25], q: [0.25, 0.25, 0.5] },
    },
    options,
  );
}

/**
 * The negative log-likelihood of Gaussian noise is the squared error, scaled and shifted.
 * @example
 * derivations.gaussianNegativeLogLikelihood().steps[0]?.values?.float32.verdict
 * // log 0 → inf
 * @see d2l "Linear Regression", the normal distribution and squared loss
 */
export function gaussianNegativeLogLikelihood(options: ReadyMadeOptions = {}): Derivation {
  return ready(
    {
      title: { en: "Gaussian noise leads to the squared error", zh: "由高斯噪声得到平方损失" },
      given: { y: "number", ŷ: "number", σ: "positive" },
      steps: [
        {
          expr: "-log(1 / sqrt(2 * pi * σ^2) * exp(-(y - ŷ)^2 / (2 * σ^2)))",
          because: {
            en: "the density of $y = \\hat{y} + \\epsilon$",
            zh: "$y = \\hat{y} + \\epsilon$ 的概率密度",
          },
        },
        {
          expr: "1/2 * log(2 * pi * σ^2) + (y - ŷ)^2 / (2 * σ^2)",
          because: { en: "$\\log(a b) = \\log a + \\log b$", zh: "$\\log(a b) = \\log a + \\log b$" },
        },
        {
          expr: "(ŷ - y) / σ^2",
          derivative: "ŷ",
          because: { en: "the gradient of the squared error, scaled", zh: "平方误差的梯度，乘以常数" },
        },
      ],
      at: { y: 0, ŷ: 20, σ: 1 },
    },
    options,
  );
}
