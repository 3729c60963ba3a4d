// Exercises on sections 3.5 to 3.7: the image data set, softmax regression from scratch and concise, numerical stability.

import { crossEntropy } from "../losses/cross-entropy.js";
import { softmax } from "../losses/softmax.js";
import * as naive from "../naive/index.js";
import { tensor } from "../tensor/creation.js";
import type { Tensor } from "../tensor/tensor.js";
import { anArray } from "./array-answer.js";
import type { Exercise } from "./course.js";
import { aFunction } from "./function-answer.js";
import { oneForEach, subtractMaximum } from "./hints.js";
import { classes, normalMatrix, normalVector } from "./inputs.js";
import { aNumber } from "./number-answer.js";

export function softmaxInCode(): readonly Exercise[] {
  return [
    {
      id: "3.5.1",
      question: {
        en: "Fashion-MNIST has 60,000 training images. How many minibatches of at most 256 make an epoch?",
        zh: "Fashion-MNIST 有 60000 张训练图像。每个小批量至多 256 张，一个迭代周期有多少个小批量？",
      },
      answer: aNumber({
        relative: 0,
        absolute: 1e-3,
        value: () => Math.ceil(60000 / 256),
        mistakes: [
          { value: 234, hint: { en: "96 images are left over after these.", zh: "这样还剩 96 张图像。" } },
          {
            value: 60000 / 256,
            hint: {
              en: "The last one is smaller, but it is one: round up.",
              zh: "最后一个小批量较小，但也算一个：向上取整。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.5, text: 60,000 images, batch size 256",
    },
    {
      id: "3.5.2",
      question: {
        en: "Which class index has “sneaker” in Fashion-MNIST?",
        zh: "在 Fashion-MNIST 中，“sneaker”（运动鞋）的类别下标是多少？",
      },
      answer: aNumber({
        relative: 0,
        value: () => 7,
        mistakes: [{ value: 8, hint: { en: "Indices count from 0.", zh: "下标从 0 开始。" } }],
      }),
      origin:
        "d2l-zh 3.5, text: t-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot",
    },
    {
      id: "3.6.1",
      question: {
        en: "For $X = [[1, 2, 3], [4, 5, 6]]$: the sums over axis 0, with the axis kept.",
        zh: "设 $X = [[1, 2, 3], [4, 5, 6]]$：按轴 0 求和并保留该轴，结果是什么？",
      },
      answer: anArray({
        value: () => [[5, 7, 9]],
        mistakes: [
          {
            value: [[6], [15]],
            hint: { en: "This is axis 1: it sums along each row.", zh: "这是按轴 1（沿每一行）求和。" },
          },
          {
            value: [5, 7, 9],
            hint: {
              en: "The numbers are right; keep the axis: shape (1, 3).",
              zh: "数值正确；要保留轴，形状为 (1, 3)。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.6.2, text: [[5, 7, 9]] and [[6], [15]]",
    },
    {
      id: "3.6.2",
      question: { en: "How large is $\\exp(50)$?", zh: "$\\exp(50)$ 有多大？" },
      answer: aNumber({
        relative: 1e-3,
        value: () => Math.exp(50),
        mistakes: [
          {
            value: 1e50,
            hint: { en: "This is $10^{50}$; $e$ is 2.71828…", zh: "这是 $10^{50}$；而 $e$ 为 2.71828…" },
          },
        ],
      }),
      origin: "d2l-zh 3.6, exercise 1; checklist: 5.1847e21",
    },
    {
      id: "3.6.3",
      question: {
        en: "Write a softmax of a vector that also works with inputs of 1,000, and with all of them below −100 or −1,000.",
        zh: "写一个向量的 softmax 函数，当输入达到 1000，或所有输入都小于 −100、−1000 时也能得到正确结果。",
      },
      answer: aFunction<[Tensor]>({
        takes: "(o)",
        inputs: (random) =>
          [0, 100, 1000, -110, -1000].map((shift, i) => [normalVector(random, i + 2, 2).add(shift)]),
        value: (o) => softmax(o, { dim: -1 }),
        notFinite: subtractMaximum,
        mistakes: [
          {
            value: (o) => o.sub(o.max()).exp(),
            hint: {
              en: "Divide by the sum of the exponentials.",
              zh: "还要除以各指数之和。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.6, exercises 1 and 3; d2l-en 1.0, 4.4, exercise 1",
    },
    {
      id: "3.6.4",
      question: {
        en: "Write `cross_entropy(y_hat, y)` as the book does: probabilities in rows, a vector of class indices; one loss for each row.",
        zh: "像书中那样实现 `cross_entropy(y_hat, y)`：每行是一个样本的预测概率，`y` 是类别下标构成的向量；每行给出一个损失。",
      },
      answer: aFunction<[Tensor, Tensor]>({
        takes: "(yHat, y)",
        inputs: (random) => [
          [
            doubles([
              [0.1, 0.3, 0.6],
              [0.3, 0.2, 0.5],
            ]),
            tensor([0, 2], { dtype: "int32" }),
          ],
          [
            doubles([
              [0.2, 0.7, 0.1],
              [0.2, 0.7, 0.1],
              [0.4, 0.6, 0],
            ]),
            tensor([1, 1, 1], { dtype: "int32" }),
          ],
          [softmax(normalMatrix(random, 5, 4), { dim: 1 }), classes(random, 5, 4)],
        ],
        value: (yHat, y) => naive.crossEntropy(yHat, y),
        mistakes: [
          { value: (yHat, y) => naive.crossEntropy(yHat, y).mean(), hint: oneForEach },
          { value: (yHat, y) => naive.crossEntropy(yHat, y).sum(), hint: oneForEach },
          {
            value: (yHat, y) => naive.crossEntropy(yHat, y).div(Math.LN2),
            hint: {
              en: "This is in bits; the loss takes the natural logarithm.",
              zh: "这是以比特计的；损失取自然对数。",
            },
          },
          {
            value: (yHat, y) => naive.crossEntropy(yHat, y).neg().exp(),
            hint: {
              en: "These are the picked probabilities; take $-\\log$ of them.",
              zh: "这是取出的概率；还要取 $-\\log$。",
            },
          },
        ],
        notFinite: {
          en: "$0 \\cdot \\log 0$ is NaN: pick the probability of the true class instead of multiplying by one-hot vectors.",
          zh: "$0 \\cdot \\log 0$ 是 NaN：请按下标取出真实类别的概率，而不要乘以独热向量。",
        },
      }),
      origin: "d2l-zh 3.6, exercise 2 and text: [2.302585, 0.693147]; an English exercise omits the minus",
    },
    {
      id: "3.6.5",
      question: {
        en: "Solve both problems at once: the cross-entropy of each row straight from logits, however large: a function of the matrix $o$ and the class indices $y$.",
        zh: "同时解决上面两个问题：直接由未规范化的预测计算每行的交叉熵，无论数值多大：写一个关于矩阵 $o$ 与类别下标 $y$ 的函数。",
      },
      answer: aFunction<[Tensor, Tensor]>({
        takes: "(o, y)",
        inputs: (random) =>
          [1, 100, 1000].map((scale) => [normalMatrix(random, 4, 3).mul(scale), classes(random, 4, 3)]),
        value: (o, y) => crossEntropy(o, y, { reduction: "none" }),
        mistakes: [
          { value: (o, y) => crossEntropy(o, y), hint: oneForEach },
          { value: (o, y) => crossEntropy(o, y, { reduction: "sum" }), hint: oneForEach },
        ],
        notFinite: subtractMaximum,
      }),
      origin: "d2l-zh 3.6, exercise 3, and 3.7.2",
    },
    {
      id: "3.6.6",
      question: {
        en: "The accuracy: the part of the rows of $\\hat y$ whose largest element is at the index in $y$.",
        zh: "精度：$\\hat y$ 中最大元素的下标与 $y$ 一致的行所占的比例。",
      },
      answer: aFunction<[Tensor, Tensor]>({
        takes: "(yHat, y)",
        inputs: (random) => [
          [
            doubles([
              [0.1, 0.3, 0.6],
              [0.3, 0.2, 0.5],
            ]),
            tensor([0, 2], { dtype: "int32" }),
          ],
          [softmax(normalMatrix(random, 9, 2), { dim: 1 }), classes(random, 9, 2)],
          [softmax(normalMatrix(random, 30, 3), { dim: 1 }), classes(random, 30, 3)],
        ],
        value: (yHat, y) => correctRows(yHat, y).div(y.shape[0]!),
        mistakes: [
          {
            value: correctRows,
            hint: {
              en: "This is how many are right; divide by the number of rows.",
              zh: "这是预测正确的个数；还要除以行数。",
            },
          },
          {
            value: (yHat, y) => correctRows(yHat, y).neg().add(y.shape[0]!).div(y.shape[0]!),
            hint: { en: "This is the part that is wrong.", zh: "这是预测错误的比例。" },
          },
        ],
      }),
      origin: "d2l-zh 3.6.5, text: accuracy 0.5",
    },
    {
      id: "3.6.7",
      question: {
        en: "Is the most probable label always the best? Overlooking an illness costs 20, treating a healthy person costs 1, everything else nothing. Above which probability of the illness should one treat?",
        zh: "返回概率最大的标签总是最优吗？设漏诊的代价为 20，误治健康人的代价为 1，其余为 0。患病概率高于多少时应当治疗？",
      },
      answer: aNumber({
        relative: 1e-3,
        value: () => 1 / 21,
        mistakes: [
          {
            value: 0.5,
            hint: {
              en: "This is where the most probable label changes. Compare the expected costs, $20p$ and $1 - p$.",
              zh: "这是概率最大的标签发生变化的地方。请比较两种期望代价：$20p$ 与 $1 - p$。",
            },
          },
          {
            value: 1 / 20,
            hint: {
              en: "Nearly: treating costs 1 only if the person is healthy, $1 - p$.",
              zh: "很接近：只有当人健康（概率 $1 - p$）时治疗才有代价 1。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.6, exercise 4; the costs are ours",
    },
    {
      id: "3.7.1",
      question: {
        en: "After subtracting the maximum, between which two numbers does $\\sum_k \\exp(o_k - \\max(o))$ lie, for $q = 10$ classes? As [smallest, largest].",
        zh: "减去最大值之后，$q = 10$ 个类别时 $\\sum_k \\exp(o_k - \\max(o))$ 介于哪两个数之间？写成 [最小, 最大]。",
      },
      answer: anArray({
        value: () => [1, 10],
        mistakes: [
          {
            value: [0, 10],
            hint: {
              en: "The largest logit itself always contributes $e^0$.",
              zh: "最大的那一项总是贡献 $e^0$。",
            },
          },
          {
            value: [0, 1],
            hint: {
              en: "Each term is in [0, 1], but there are ten, and one of them is $e^0$.",
              zh: "每一项在 [0, 1] 之间，但共有十项，其中一项是 $e^0$。",
            },
          },
          { value: [1, 9], hint: { en: "What if all ten are equal?", zh: "如果十个都相等呢？" } },
        ],
      }),
      origin: "d2l-zh 3.7.2, text; checklist: the denominator lies in [1, q]",
    },
    {
      id: "3.7.2",
      question: {
        en: "Above which $x$ does $e^x$ overflow in float64, float32 and float16? As [x64, x32, x16].",
        zh: "在 float64、float32、float16 中，$x$ 超过多少时 $e^x$ 上溢？写成 [x64, x32, x16]。",
      },
      answer: anArray({
        relative: 0,
        absolute: 0.01,
        value: () => [1024 * Math.LN2, 128 * Math.LN2, Math.log(65520)],
        mistakes: [
          {
            value: [Math.log10(Number.MAX_VALUE), Math.log10(3.4028234663852886e38), Math.log10(65504)],
            hint: {
              en: "These are logarithms to base 10; the natural ones are asked for.",
              zh: "这是以 10 为底的对数；应取自然对数。",
            },
          },
          {
            value: [1024, 128, 16],
            hint: {
              en: "These are the exponents of 2; multiply by $\\ln 2$.",
              zh: "这是 2 的指数；要乘以 $\\ln 2$。",
            },
          },
        ],
      }),
      origin: "d2l-en 1.0, 4.5, exercise 1; checklist: 709.7827, 88.7228, 11.0899",
    },
    {
      id: "3.7.3",
      question: {
        en: "The smallest positive float32 is $2^{-149}$. For which $x$ is $e^x$ that small?",
        zh: "float32 能表示的最小正数是 $2^{-149}$。$x$ 为多少时 $e^x$ 等于它？",
      },
      answer: aNumber({
        relative: 1e-5,
        value: () => -149 * Math.LN2,
        mistakes: [
          {
            value: -126 * Math.LN2,
            hint: {
              en: "This is the smallest normal number, $2^{-126}$.",
              zh: "这对应最小的正规数 $2^{-126}$。",
            },
          },
          {
            value: -149,
            hint: {
              en: "This is the exponent of 2; multiply by $\\ln 2$.",
              zh: "这是 2 的指数；要乘以 $\\ln 2$。",
            },
          },
        ],
      }),
      origin: "checklist: −103.2789, smallest subnormal of FP32",
    },
    {
      id: "3.7.4",
      question: {
        en: "PyTorch's weighted mean: the cross-entropy of logits $o$ and classes $y$ with a weight for each class, reduction “mean”: a function of $o$, $y$ and the weights.",
        zh: "PyTorch 的加权平均：给定每个类别的权重，未规范化的预测 $o$ 与类别 $y$ 的交叉熵（reduction 为 “mean”）：写一个关于 $o$、$y$ 和权重的函数。",
      },
      answer: aFunction<[Tensor, Tensor, Tensor]>({
        takes: "(o, y, weight)",
        inputs: (random) =>
          [3, 5, 8].map((n) => [
            normalMatrix(random, n, 3),
            classes(random, n, 3),
            normalVector(random, 3).square().add(0.5),
          ]),
        value: (o, y, weight) => crossEntropy(o, y, { weight }),
        mistakes: [
          {
            value: (o, y, weight) => crossEntropy(o, y, { weight, reduction: "sum" }).div(y.shape[0]!),
            hint: {
              en: "PyTorch divides by the sum of the weights of the targets, not by the number of samples.",
              zh: "PyTorch 除以各目标权重之和，而不是除以样本数。",
            },
          },
          {
            value: (o, y, weight) => crossEntropy(o, y, { weight, reduction: "sum" }),
            hint: {
              en: "This is the sum; divide by the sum of the weights of the targets.",
              zh: "这是总和；还要除以各目标权重之和。",
            },
          },
          {
            value: (o, y) => crossEntropy(o, y),
            hint: { en: "The weights are not in it yet.", zh: "还没有用到权重。" },
          },
        ],
      }),
      origin: "checklist: mean, divided by the sum of the weights of the targets that count",
    },
  ];
}

function doubles(rows: readonly (readonly number[])[]): Tensor {
  return tensor(rows, { dtype: "float64" });
}

function correctRows(yHat: Tensor, y: Tensor): Tensor {
  return yHat.argmax({ dim: 1 }).eq(y).to("float64").sum();
}
