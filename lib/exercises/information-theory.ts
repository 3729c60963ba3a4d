// Exercises on section 18.11 (22.11 in English 1.0), information theory. Bits, unless nats are asked for.

import { entr } from "../losses/entropy.js";
import { tensor } from "../tensor/creation.js";
import type { Generator } from "../tensor/generator.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Exercise } from "./course.js";
import { aFunction } from "./function-answer.js";
import { sumNotMean } from "./hints.js";
import { distribution } from "./inputs.js";
import { aNumber, useBits, useNats } from "./number-answer.js";

export function informationTheory(): readonly Exercise[] {
  return [
    {
      id: "18.11.1",
      question: {
        en: "How much information, in bits, is in an event of probability $\\frac{1}{64}$?",
        zh: "概率为 $\\frac{1}{64}$ 的事件包含多少比特的信息？",
      },
      answer: aNumber({ value: () => -Math.log2(1 / 64), unit: "bits" }),
      origin: "d2l-en 18.11 (22.11), text: self_information(1/64) = 6",
    },
    {
      id: "18.11.2",
      question: {
        en: "One card is drawn from a shuffled deck of 52. What is the entropy of this, in bits?",
        zh: "从洗好的 52 张牌中抽出一张，其熵是多少比特？",
      },
      answer: aNumber({ value: () => Math.log2(52), unit: "bits" }),
      origin: "d2l-en 18.11 (22.11), exercise 1; checklist: 5.70044",
    },
    {
      id: "18.11.3",
      question: {
        en: "What is the entropy of the order of a whole shuffled deck of 52 cards, in bits?",
        zh: "一整副洗好的 52 张牌，其排列顺序的熵是多少比特？",
      },
      answer: aNumber({
        value: () => Array.from({ length: 52 }, (_, i) => Math.log2(i + 1)).reduce((a, b) => a + b),
        unit: "bits",
        mistakes: [
          {
            value: 52 * Math.log2(52),
            hint: {
              en: "This would let a card come up again; there are $52!$ orders.",
              zh: "这相当于允许同一张牌重复出现；排列共有 $52!$ 种。",
            },
          },
        ],
      }),
      origin: "d2l-en 18.11 (22.11), exercise 1; checklist: 225.5810",
    },
    {
      id: "18.11.4",
      question: {
        en: "Write the entropy of a distribution, in bits: a function of the vector $p$; $0 \\log 0$ counts as 0.",
        zh: "写出分布的熵（以比特计）：一个关于向量 $p$ 的函数；约定 $0 \\log 0 = 0$。",
      },
      answer: aFunction<[Tensor]>({
        takes: "(p)",
        inputs: (random) => [
          [tensor([0.1, 0.5, 0.1, 0.3], { dtype: "float64" })],
          [tensor([0.5, 0, 0.25, 0.25], { dtype: "float64" })],
          [distribution(random, 7)],
        ],
        value: entropy,
        mistakes: [
          { value: (p) => entropy(p).mul(Math.LN2), hint: useBits },
          {
            value: (p) => entropy(p).div(p.shape[0]!),
            hint: {
              en: "The sum is asked for, not the mean: the probabilities are the weights already.",
              zh: "应求和而不是取平均：概率本身就是权重。",
            },
          },
        ],
        notFinite: {
          en: "$0 \\cdot \\log 0$ is NaN in floating point: leave out the terms with $p_j = 0$.",
          zh: "浮点数中 $0 \\cdot \\log 0$ 是 NaN：请略去 $p_j = 0$ 的项。",
        },
      }),
      origin: "d2l-en 18.11 (22.11), text: entropy([.1, .5, .1, .3]) = 1.68548",
    },
    {
      id: "18.11.5",
      question: {
        en: "A monkey presses the 44 keys of a typewriter at random. How many bits of randomness for each character?",
        zh: "一只猴子在有 44 个键的打字机上随机敲键。每个字符有多少比特的随机性？",
      },
      answer: aNumber({
        value: () => Math.log2(44),
        unit: "bits",
        mistakes: [
          {
            value: 6,
            hint: {
              en: "Six bits are enough for a code of whole bits; the entropy is less.",
              zh: "用整数个比特编码需要 6 个；熵比它小。",
            },
          },
        ],
      }),
      origin: "d2l-en 18.11 (22.11), exercise 3.1; checklist: 5.4594",
    },
    {
      id: "18.11.6",
      question: {
        en: "Instead of the monkey, a drunk typesetter picks words at random out of 2,000; a word has 4.5 letters on average. How many bits for each character now?",
        zh: "换成一位喝醉的排字工人，从 2000 个单词中随机挑选；单词平均有 4.5 个字母。现在每个字符有多少比特？",
      },
      answer: aNumber({
        value: () => Math.log2(2000) / 4.5,
        unit: "bits",
        mistakes: [
          {
            value: Math.log2(2000),
            hint: {
              en: "These are the bits of a word; a character has its 4.5th part.",
              zh: "这是每个单词的比特数；还要除以 4.5 个字母。",
            },
          },
        ],
      }),
      origin: "d2l-en 18.11 (22.11), exercise 3.2",
    },
    {
      id: "18.11.7",
      question: {
        en: "The KL divergence $D(P \\| Q)$ of two Gaussians, in nats: a function of $\\mu_1, \\sigma_1, \\mu_2, \\sigma_2$.",
        zh: "两个高斯分布的 KL 散度 $D(P \\| Q)$（以纳特计）：写一个关于 $\\mu_1, \\sigma_1, \\mu_2, \\sigma_2$ 的函数。",
      },
      answer: aFunction<[number, number, number, number]>({
        takes: "(mu1, sigma1, mu2, sigma2)",
        inputs: () => [
          [0, 1, 1, 2],
          [1.5, 0.5, -1, 3],
          [2, 1, 2, 1.5],
          [-3, 2, 0.5, 0.25],
        ],
        value: gaussianKl,
        mistakes: [
          {
            value: (mu1, sigma1, mu2, sigma2) => gaussianKl(mu2, sigma2, mu1, sigma1),
            hint: {
              en: "This is $D(Q \\| P)$: the KL divergence is not symmetric. The expectation is over the first distribution.",
              zh: "这是 $D(Q \\| P)$：KL 散度不对称，期望是对第一个分布取的。",
            },
          },
          {
            value: (mu1, sigma1, mu2, sigma2) => gaussianKl(mu1, sigma1, mu2, sigma2) + 0.5,
            hint: {
              en: "For two equal Gaussians it must be 0: a constant $-\\frac12$ is missing.",
              zh: "两个分布相同时应为 0：漏了常数 $-\\frac12$。",
            },
          },
          {
            value: (mu1, sigma1, mu2, sigma2) => gaussianKl(mu1, sigma1, mu2, sigma2) / Math.LN2,
            hint: useNats,
          },
        ],
      }),
      origin: "d2l-en 18.11 (22.11), exercise 5",
    },
    {
      id: "18.11.8",
      question: {
        en: "The mean cross-entropy, in nats, of the labels 0, 2 and the predictions (0.3, 0.6, 0.1), (0.2, 0.3, 0.5).",
        zh: "标签为 0、2，预测为 (0.3, 0.6, 0.1)、(0.2, 0.3, 0.5)：平均交叉熵是多少纳特？",
      },
      answer: aNumber({
        value: () => (-Math.log(0.3) - Math.log(0.5)) / 2,
        unit: "nats",
        mistakes: [
          { value: -Math.log(0.3) - Math.log(0.5), hint: sumNotMean },
          {
            value: 0.4,
            hint: {
              en: "This is the mean of the probabilities; take $-\\log$ of each first.",
              zh: "这是概率的平均值；应先对每个概率取 $-\\log$。",
            },
          },
          {
            value: -Math.log(0.4),
            hint: { en: "First the logarithms, then the mean.", zh: "先取对数，再求平均。" },
          },
        ],
      }),
      origin: "d2l-en 18.11 (22.11), cell: 0.948560; log₂ elsewhere there, ln here",
    },
    {
      id: "18.11.9",
      question: {
        en: "The conditional entropy $H(Y \\mid X)$, in bits, of a joint distribution: a function of the matrix $p$ with $x$ in rows and $y$ in columns.",
        zh: "联合分布的条件熵 $H(Y \\mid X)$（以比特计）：写一个关于矩阵 $p$ 的函数，行为 $x$，列为 $y$。",
      },
      answer: aFunction<[Tensor]>({
        takes: "(p)",
        inputs: jointDistributions,
        value: (p) => entropy(p).sub(entropy(p.sum({ dim: 1 }))),
        mistakes: [
          {
            value: entropy,
            hint: { en: "This is $H(X, Y)$; subtract $H(X)$.", zh: "这是 $H(X, Y)$；还要减去 $H(X)$。" },
          },
          {
            value: (p) => entropy(p).sub(entropy(p.sum({ dim: 0 }))),
            hint: {
              en: "This is $H(X \\mid Y)$: you subtracted $H(Y)$.",
              zh: "这是 $H(X \\mid Y)$：你减去的是 $H(Y)$。",
            },
          },
          {
            value: (p) =>
              entropy(p)
                .sub(entropy(p.sum({ dim: 1 })))
                .mul(Math.LN2),
            hint: useBits,
          },
        ],
      }),
      origin: "d2l-en 18.11 (22.11), text: H(Y|X) = H(X, Y) − H(X); its input sums to 1.1",
    },
    {
      id: "18.11.10",
      question: {
        en: "The mutual information, in bits, of $X$ and $Y$ with the joint distribution [[0.1, 0.5], [0.1, 0.3]].",
        zh: "$X$ 与 $Y$ 的联合分布为 [[0.1, 0.5], [0.1, 0.3]]，其互信息是多少比特？",
      },
      answer: aNumber({
        relative: 1e-2,
        value: () => {
          const p = tensor(
            [
              [0.1, 0.5],
              [0.1, 0.3],
            ],
            { dtype: "float64" },
          );
          return entropy(p.sum({ dim: 0 }))
            .add(entropy(p.sum({ dim: 1 })))
            .sub(entropy(p))
            .item();
        },
        unit: "bits",
        mistakes: [
          {
            value: 0.7195,
            hint: {
              en: "So the book has it, with marginals that do not belong to this joint distribution; sum its rows and columns.",
              zh: "书上是这个数，但所用的边缘分布与这个联合分布不符；请对行和列分别求和。",
            },
          },
        ],
      }),
      origin: "d2l-en 18.11 (22.11), text, with marginals that do not match; checklist: 0.00740",
    },
  ];
}

function entropy(p: Tensor): Tensor {
  return entr(p).sum().div(Math.LN2);
}

function gaussianKl(mu1: number, sigma1: number, mu2: number, sigma2: number): number {
  return Math.log(sigma2 / sigma1) + (sigma1 ** 2 + (mu1 - mu2) ** 2) / (2 * sigma2 ** 2) - 0.5;
}

function jointDistributions(random: Generator): [Tensor][] {
  const sizes = [
    [2, 3],
    [3, 2],
    [4, 4],
  ];
  return sizes.map(([rows, columns]) => [distribution(random, rows! * columns!).reshape([rows!, columns!])]);
}
