// Exercises on section 18.7 (22.7 in English 1.0), maximum likelihood.

import type { Exercise } from "./course.js";
import { aFunction } from "./function-answer.js";
import { aNumber, useNats } from "./number-answer.js";

export function maximumLikelihood(): readonly Exercise[] {
  return [
    {
      id: "18.7.1",
      question: {
        en: "A coin came up HHHTHTTHHHHHT. Which probability $\\theta$ of heads makes this most likely?",
        zh: "抛硬币得到 HHHTHTTHHHHHT（H 为正面）。正面的概率 $\\theta$ 取何值时，这一结果的似然最大？",
      },
      answer: aNumber({
        value: () => 9 / 13,
        mistakes: [
          { value: 4 / 13, hint: { en: "This is the probability of tails.", zh: "这是反面的概率。" } },
          {
            value: 9 / 4,
            hint: {
              en: "A probability is at most 1: divide by all tosses.",
              zh: "概率不超过 1：要除以总次数。",
            },
          },
        ],
      }),
      origin: "d2l-en 18.7 (22.7), text: θ⁹(1 − θ)⁴, 9/13",
    },
    {
      id: "18.7.2",
      question: {
        en: "8,675,309 heads and 256,245 tails: the maximum likelihood estimate of the probability of heads.",
        zh: "8675309 次正面，256245 次反面：求正面概率的最大似然估计。",
      },
      answer: aNumber({
        relative: 1e-7,
        value: () => 8675309 / (8675309 + 256245),
        mistakes: [
          {
            value: 256245 / (8675309 + 256245),
            hint: { en: "This is the probability of tails.", zh: "这是反面的概率。" },
          },
          { value: 0.97, hint: { en: "More digits, please.", zh: "请多保留几位数字。" } },
        ],
      }),
      origin: "d2l-en 18.7 (22.7), text; checklist: 0.97131014",
    },
    {
      id: "18.7.3",
      question: {
        en: "One observation, 3, of a variable with the density $\\alpha e^{-\\alpha x}$: the maximum likelihood estimate of $\\alpha$.",
        zh: "随机变量的密度为 $\\alpha e^{-\\alpha x}$，只有一个观测值 3：求 $\\alpha$ 的最大似然估计。",
      },
      answer: aNumber({
        value: () => 1 / 3,
        mistakes: [
          {
            value: 3,
            hint: {
              en: "The derivative of $\\log \\alpha - 3\\alpha$ is $1/\\alpha - 3$.",
              zh: "$\\log \\alpha - 3\\alpha$ 的导数是 $1/\\alpha - 3$。",
            },
          },
        ],
      }),
      origin: "d2l-en 18.7 (22.7), exercise 1",
    },
    {
      id: "18.7.4",
      question: {
        en: "$(1/2)^{1{,}000{,}000{,}000}$ underflows. What is its natural logarithm?",
        zh: "$(1/2)^{1{,}000{,}000{,}000}$ 会下溢。它的自然对数是多少？",
      },
      answer: aNumber({
        relative: 1e-7,
        value: () => -1e9 * Math.LN2,
        unit: "nats",
        mistakes: [
          {
            value: Number.NEGATIVE_INFINITY,
            hint: {
              en: "The power became 0 before the logarithm was taken: $\\log a^n = n \\log a$.",
              zh: "在取对数之前，幂已经变成 0：$\\log a^n = n \\log a$。",
            },
          },
          {
            value: -301029995.6,
            hint: {
              en: "The book prints this, but it is the logarithm to base 10.",
              zh: "书上印的是这个数，但那是以 10 为底的对数。",
            },
          },
        ],
      }),
      origin: "d2l-en 18.7 (22.7), text, which prints log₁₀ (−301029995.6); checklist: −693147180.56",
    },
    {
      id: "18.7.5",
      question: {
        en: "The negative log-likelihood of $n_H$ heads and $n_T$ tails, as a function of $\\theta$, $n_H$, $n_T$; it must not underflow.",
        zh: "$n_H$ 次正面、$n_T$ 次反面的负对数似然，作为 $\\theta$、$n_H$、$n_T$ 的函数；不得下溢。",
      },
      answer: aFunction<[number, number, number]>({
        takes: "(theta, nH, nT)",
        inputs: () => [
          [0.5, 9, 4],
          [9 / 13, 9, 4],
          [0.97, 8675309, 256245],
        ],
        value: coinLoss,
        mistakes: [
          { value: (theta, nH, nT) => coinLoss(theta, nH, nT) / Math.LN2, hint: useNats },
          {
            value: (theta, nH, nT) => coinLoss(theta, nT, nH),
            hint: { en: "Heads and tails are exchanged.", zh: "正面与反面弄反了。" },
          },
        ],
        notFinite: {
          en: "The product of many small numbers is 0: add the logarithms instead.",
          zh: "许多小数之积下溢为 0：请改为对数相加。",
        },
      }),
      origin: "d2l-en 18.7 (22.7), text: −(n_H log θ + n_T log(1 − θ))",
    },
  ];
}

function coinLoss(theta: number, nH: number, nT: number): number {
  return -(nH * Math.log(theta) + nT * Math.log1p(-theta));
}
