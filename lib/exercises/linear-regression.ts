// Exercises on section 3.1, linear regression: squares, absolute values, noise models.

import { mseLoss } from "../losses/mse-loss.js";
import { poissonNllLoss } from "../losses/poisson-nll-loss.js";
import { tensor } from "../tensor/creation.js";
import type { Generator } from "../tensor/generator.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Exercise } from "./course.js";
import { aFunction } from "./function-answer.js";
import { halfForgotten, meanNotSum, medianNotMean, sumNotMean } from "./hints.js";
import { normalMatrix, normalVector } from "./inputs.js";

export function linearRegression(): readonly Exercise[] {
  return [
    {
      id: "3.1.1",
      question: {
        en: "Write a function of a vector $x$ that gives the constant $b$ for which $\\sum_i (x_i - b)^2$ is smallest.",
        zh: "写一个函数：给定向量 $x$，返回使 $\\sum_i (x_i - b)^2$ 最小的常数 $b$。",
      },
      answer: aFunction<[Tensor]>({
        takes: "(x)",
        inputs: vectors,
        value: (x) => x.mean(),
        mistakes: [
          { value: median, hint: medianNotMean },
          { value: (x) => x.sum(), hint: sumNotMean },
        ],
      }),
      origin: "d2l-zh 3.1, exercise 1.1; d2l-en 1.0, 3.1, exercise 1.1",
    },
    {
      id: "3.1.2",
      question: {
        en: "Now for $\\sum_i |x_i - b|$: a function of a vector $x$ with an odd number of elements that gives the best $b$.",
        zh: "把目标换成 $\\sum_i |x_i - b|$：写一个函数，给定元素个数为奇数的向量 $x$，返回最优的 $b$。",
      },
      answer: aFunction<[Tensor]>({
        takes: "(x)",
        inputs: vectors,
        value: median,
        mistakes: [
          {
            value: (x) => x.mean(),
            hint: {
              en: "The mean belongs to the squares. The derivative of $|x_i - b|$ is $\\pm 1$: how many $x_i$ must lie on each side?",
              zh: "平均值对应平方误差。$|x_i - b|$ 的导数是 $\\pm 1$：$b$ 两侧各应有多少个 $x_i$？",
            },
          },
        ],
      }),
      origin: "d2l-en 1.0, 3.1, exercise 1.3",
    },
    {
      id: "3.1.3",
      question: {
        en: "The book's loss is $l = \\frac12 (\\hat y - y)^2$. Write a function of two vectors $\\hat y$, $y$ that gives the mean loss.",
        zh: "书中的损失为 $l = \\frac12 (\\hat y - y)^2$。写一个函数：给定向量 $\\hat y$ 和 $y$，返回平均损失。",
      },
      answer: aFunction<[Tensor, Tensor]>({
        takes: "(yHat, y)",
        inputs: pairs,
        value: (yHat, y) => mseLoss(yHat, y).div(2),
        mistakes: [
          { value: (yHat, y) => mseLoss(yHat, y), hint: halfForgotten },
          { value: (yHat, y) => mseLoss(yHat, y, { reduction: "sum" }).div(2), hint: sumNotMean },
        ],
      }),
      origin: "d2l-zh 3.1, text: the loss of linear regression",
    },
    {
      id: "3.1.4",
      question: {
        en: "The gradient of that mean loss with respect to $w$, for $\\hat y = Xw$: a function of $X$ ($n \\times d$), $w$ and $y$.",
        zh: "设 $\\hat y = Xw$，求上述平均损失关于 $w$ 的梯度：写一个关于 $X$（$n \\times d$）、$w$、$y$ 的函数。",
      },
      answer: aFunction<[Tensor, Tensor, Tensor]>({
        takes: "(X, w, y)",
        inputs: (random) =>
          [4, 6, 9].map((n) => [
            normalMatrix(random, n, 3),
            normalVector(random, 3),
            normalVector(random, n),
          ]),
        value: (X, w, y) => gradientSum(X, w, y).div(y.shape[0]!),
        mistakes: [
          { value: gradientSum, hint: sumNotMean },
          {
            value: (X, w, y) => gradientSum(X, w, y).mul(2).div(y.shape[0]!),
            hint: halfForgotten,
          },
        ],
      }),
      origin: "d2l-zh 3.1, exercise 2.2",
    },
    {
      id: "3.1.5",
      question: {
        en: "The closed form $w^* = (X^\\top X)^{-1} X^\\top y$, for two features: a function of $X$ ($n \\times 2$) and $y$.",
        zh: "解析解 $w^* = (X^\\top X)^{-1} X^\\top y$，设有两个特征：写一个关于 $X$（$n \\times 2$）和 $y$ 的函数。",
      },
      answer: aFunction<[Tensor, Tensor]>({
        takes: "(X, y)",
        inputs: (random) => [4, 6, 9].map((n) => [normalMatrix(random, n, 2), normalVector(random, n)]),
        value: leastSquares,
        mistakes: [
          {
            value: (X, y) => X.transpose(0, 1).matmul(y),
            hint: {
              en: "This is $X^\\top y$: the inverse of $X^\\top X$ is missing.",
              zh: "这是 $X^\\top y$：还要左乘 $X^\\top X$ 的逆矩阵。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.1, exercise 2.3",
    },
    {
      id: "3.1.6",
      question: {
        en: "Noise with the density $p(\\epsilon) = \\frac12 e^{-|\\epsilon|}$ (the book calls it exponential; it is Laplace's): the negative log-likelihood of all samples, as a function of $\\hat y$ and $y$.",
        zh: "噪声的密度为 $p(\\epsilon) = \\frac12 e^{-|\\epsilon|}$（书中称为指数分布，实为拉普拉斯分布）：写出全部样本的负对数似然，作为 $\\hat y$ 与 $y$ 的函数。",
      },
      answer: aFunction<[Tensor, Tensor]>({
        takes: "(yHat, y)",
        inputs: pairs,
        value: laplaceNll,
        mistakes: [
          {
            value: (yHat, y) => yHat.sub(y).abs().sum(),
            hint: {
              en: "The constant is missing: $-\\log \\frac12 = \\log 2$ for each sample.",
              zh: "漏了常数项：每个样本贡献 $-\\log \\frac12 = \\log 2$。",
            },
          },
          { value: (yHat, y) => laplaceNll(yHat, y).div(y.shape[0]!), hint: meanNotSum },
          {
            value: (yHat, y) =>
              yHat
                .sub(y)
                .abs()
                .sum()
                .sub(y.shape[0]! * Math.LN2),
            hint: {
              en: "Look at the sign of the constant: $-\\log \\frac12$ is positive.",
              zh: "注意常数项的符号：$-\\log \\frac12$ 是正数。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.1, exercise 3.1; d2l-en 1.0, 3.1, exercise 5.1; its density misnamed there",
    },
    {
      id: "3.1.7",
      question: {
        en: "Counts $k$ from a Poisson distribution whose $\\log \\lambda = \\theta$ is predicted: the loss of each sample, $-\\log p(k \\mid \\lambda)$ without the constant $\\log k!$, as a function of the vectors $\\theta$ and $k$.",
        zh: "计数 $k$ 服从泊松分布，模型预测 $\\theta = \\log \\lambda$：写出每个样本的损失 $-\\log p(k \\mid \\lambda)$（略去常数 $\\log k!$），作为向量 $\\theta$ 与 $k$ 的函数。",
      },
      answer: aFunction<[Tensor, Tensor]>({
        takes: "(theta, k)",
        inputs: (random) =>
          [3, 5, 7].map((n) => [
            normalVector(random, n),
            tensor(
              Array.from({ length: n }, () => random.random() % 9),
              { dtype: "float64" },
            ),
          ]),
        value: (theta, k) => poissonNllLoss(theta, k, { reduction: "none" }),
        mistakes: [
          {
            value: (theta, k) => poissonNllLoss(theta, k, { reduction: "none", logInput: false, eps: 0 }),
            hint: {
              en: "You took $\\theta$ for $\\lambda$; it is $\\log \\lambda$, so $\\lambda = e^\\theta$.",
              zh: "你把 $\\theta$ 当成了 $\\lambda$；它是 $\\log \\lambda$，即 $\\lambda = e^\\theta$。",
            },
          },
          {
            value: (theta, k) => poissonNllLoss(theta, k),
            hint: {
              en: "One loss for each sample is asked for, not their mean.",
              zh: "要求对每个样本各给出一个损失，而不是平均值。",
            },
          },
        ],
      }),
      origin: "d2l-en 1.0, 3.1, exercise 8.4",
    },
    {
      id: "3.1.8",
      question: {
        en: "The normal density $p(x)$ with mean $\\mu$ and standard deviation $\\sigma$, as a function of the vector $x$ and the numbers $\\mu$, $\\sigma$.",
        zh: "均值为 $\\mu$、标准差为 $\\sigma$ 的正态分布密度 $p(x)$，作为向量 $x$ 与数 $\\mu$、$\\sigma$ 的函数。",
      },
      answer: aFunction<[Tensor, number, number]>({
        takes: "(x, mu, sigma)",
        // The three curves of the book's figure.
        inputs: () =>
          [
            [0, 1],
            [0, 2],
            [3, 1],
          ].map(([mu, sigma]) => [tensor([-7, -2, -0.5, 0, 1.5, 3, 6.5], { dtype: "float64" }), mu!, sigma!]),
        absolute: 1e-12,
        value: (x, mu, sigma) => density(x, mu, sigma),
        mistakes: [
          {
            value: (x, mu, sigma) => density(x, mu, Math.sqrt(sigma)),
            hint: {
              en: "You took $\\sigma$ for the variance; the variance is $\\sigma^2$.",
              zh: "你把 $\\sigma$ 当成了方差；方差是 $\\sigma^2$。",
            },
          },
          {
            value: (x, mu, sigma) => density(x, mu, sigma).mul(sigma),
            hint: {
              en: "The factor in front is $1/\\sqrt{2\\pi\\sigma^2}$: it depends on $\\sigma$.",
              zh: "前面的系数是 $1/\\sqrt{2\\pi\\sigma^2}$，它与 $\\sigma$ 有关。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.1.3, text: densities for (μ, σ) = (0, 1), (0, 2), (3, 1)",
    },
  ];
}

function vectors(random: Generator): [Tensor][] {
  return [3, 5, 9, 21].map((n) => [normalVector(random, n)]);
}

function pairs(random: Generator): [Tensor, Tensor][] {
  return [2, 4, 7].map((n) => [normalVector(random, n), normalVector(random, n)]);
}

function median(x: Tensor): number {
  const sorted = [...(x.toArray() as number[])].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) / 2]!;
}

function gradientSum(X: Tensor, w: Tensor, y: Tensor): Tensor {
  return X.transpose(0, 1).matmul(X.matmul(w).sub(y));
}

function laplaceNll(yHat: Tensor, y: Tensor): Tensor {
  return yHat.sub(y).abs().add(Math.LN2).sum();
}

function density(x: Tensor, mu: number, sigma: number): Tensor {
  return x
    .sub(mu)
    .div(sigma)
    .square()
    .div(-2)
    .exp()
    .div(sigma * Math.sqrt(2 * Math.PI));
}

/** By Cramer's rule. */
function leastSquares(X: Tensor, y: Tensor): number[] {
  const [[a, b], [, d]] = X.transpose(0, 1).matmul(X).toArray() as [[number, number], [number, number]];
  const [e, f] = X.transpose(0, 1).matmul(y).toArray() as [number, number];
  const determinant = a * d - b * b;
  return [(e * d - b * f) / determinant, (a * f - b * e) / determinant];
}
