// Exercises on section 3.4, softmax regression: the loss, its derivatives, coding, the log-partition function, temperature.

import { crossEntropy } from "../losses/cross-entropy.js";
import { logSumExp } from "../losses/log-sum-exp.js";
import { softmax } from "../losses/softmax.js";
import type { Generator } from "../tensor/generator.js";
import type { Tensor } from "../tensor/tensor.js";
import { aChoice } from "./choice-answer.js";
import type { Exercise } from "./course.js";
import { aFunction } from "./function-answer.js";
import { distribution, normalVector } from "./inputs.js";
import { aNumber } from "./number-answer.js";

export function softmaxRegression(): readonly Exercise[] {
  return [
    {
      id: "3.4.1",
      question: {
        en: "The second derivative $\\partial^2 l / \\partial o_j^2$ of the softmax cross-entropy, for every $j$: a function of the vector $o$.",
        zh: "求 softmax 交叉熵损失的二阶导数 $\\partial^2 l / \\partial o_j^2$（对每个 $j$）：写一个关于向量 $o$ 的函数。",
      },
      answer: aFunction<[Tensor]>({
        takes: "(o)",
        inputs: (random) => [3, 5, 10].map((q) => [normalVector(random, q, 2)]),
        value: (o) => variance(probabilities(o)),
        mistakes: [
          {
            value: probabilities,
            hint: {
              en: "This is softmax: the first derivative is $p_j - y_j$. Differentiate once more; the quotient rule gives two terms.",
              zh: "这是 softmax：一阶导数为 $p_j - y_j$，还要再求一次导；由商的求导法则得到两项。",
            },
          },
          {
            value: (o) => probabilities(o).square(),
            hint: {
              en: "The derivative of $p_j$ by $o_j$ is $p_j - p_j^2$: one of the two terms is missing.",
              zh: "$p_j$ 关于 $o_j$ 的导数是 $p_j - p_j^2$，漏了其中一项。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.4, exercise 1: second derivative = variance of the softmax distribution",
    },
    {
      id: "3.4.2",
      question: {
        en: "Three classes of probability $\\frac13$ each, many observations coded jointly: how many bits for an observation does the best binary code need in the limit?",
        zh: "三个类的概率各为 $\\frac13$，把许多观测值联合编码：最优的二进制编码平均每个观测值（极限情况下）需要多少比特？",
      },
      answer: aNumber({
        value: () => Math.log2(3),
        unit: "bits",
        mistakes: [
          {
            value: 5 / 3,
            hint: {
              en: "That is the best code for one observation at a time (1, 2 and 2 bits). Coded jointly, less is enough.",
              zh: "这是逐个编码时的最优结果（码长 1、2、2）。联合编码可以更短。",
            },
          },
          {
            value: 2,
            hint: {
              en: "Two bits could tell four classes apart; coded jointly, less is enough.",
              zh: "两个比特可以区分四个类；联合编码可以更短。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.4, exercise 2; checklist: log₂ 3 = 1.58496",
    },
    {
      id: "3.4.3",
      question: {
        en: "The gradient of the softmax cross-entropy with respect to the logits $o$, for the true class $y$ (an index): a function of $o$ and $y$.",
        zh: "真实类别为 $y$（下标）时，softmax 交叉熵损失关于未规范化的预测 $o$ 的梯度：写一个关于 $o$ 与 $y$ 的函数。",
      },
      answer: aFunction<[Tensor, number]>({
        takes: "(o, y)",
        inputs: logitsAndClass,
        value: (o, y) => gradient(o, y),
        mistakes: [
          {
            value: probabilities,
            hint: {
              en: "This is softmax; at the true class 1 is to be subtracted.",
              zh: "这是 softmax；在真实类别处还要减去 1。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.4, text: ∂l/∂oⱼ = softmax(o)ⱼ − yⱼ",
    },
    {
      id: "3.4.4",
      question: {
        en: "$\\lambda^{-1} \\mathrm{RealSoftMax}(\\lambda x)$ for any number of elements: a function of the vector $x$ and $\\lambda > 0$ that goes to the maximum as $\\lambda \\to \\infty$ without overflowing.",
        zh: "任意多个元素的 $\\lambda^{-1} \\mathrm{RealSoftMax}(\\lambda x)$：写一个关于向量 $x$ 与 $\\lambda > 0$ 的函数；当 $\\lambda \\to \\infty$ 时它趋于最大值，且不上溢。",
      },
      answer: aFunction<[Tensor, number]>({
        takes: "(x, lambda)",
        inputs: (random) => [1, 0.5, 3, 1000].map((lambda, i) => [normalVector(random, i + 2, 3), lambda]),
        value: (x, lambda) => realSoftMax(x.mul(lambda)).div(lambda),
        mistakes: [
          {
            value: (x, lambda) => realSoftMax(x.mul(lambda)),
            hint: {
              en: "Divide by $\\lambda$ in the end.",
              zh: "最后要除以 $\\lambda$。",
            },
          },
          {
            value: realSoftMax,
            hint: {
              en: "This does not depend on $\\lambda$.",
              zh: "结果与 $\\lambda$ 无关，漏用了 $\\lambda$。",
            },
          },
        ],
        notFinite: {
          en: "$\\exp(1000)$ is infinite: take the largest element out of the sum first.",
          zh: "$\\exp(1000)$ 会上溢：先把最大的元素提出求和号。",
        },
      }),
      origin: "d2l-zh 3.4, exercises 3.2, 3.3 and 3.5",
    },
    {
      id: "3.4.5",
      question: {
        en: "What would soft-min look like? A function of a vector $x$, smaller than its minimum, by analogy with $\\log \\sum_i e^{x_i}$.",
        zh: "soft-min 会是什么样子？仿照 $\\log \\sum_i e^{x_i}$，写一个关于向量 $x$ 的函数，其值小于最小值。",
      },
      answer: aFunction<[Tensor]>({
        takes: "(x)",
        inputs: (random) => [2, 3, 6].map((n) => [normalVector(random, n, 2)]),
        value: (x) => realSoftMax(x.neg()).neg(),
        mistakes: [
          {
            value: (x) => realSoftMax(x).neg(),
            hint: {
              en: "$\\min x = -\\max(-x)$: there are two minus signs, and one of them is inside.",
              zh: "$\\min x = -\\max(-x)$：有两个负号，其中一个在里面。",
            },
          },
          {
            value: (x) => realSoftMax(x.neg()),
            hint: {
              en: "$\\min x = -\\max(-x)$: the minus outside is missing.",
              zh: "$\\min x = -\\max(-x)$：漏了外面的负号。",
            },
          },
          {
            value: (x) => probabilities(x.neg()),
            hint: {
              en: "This is `softmin`, a distribution. One number is asked for, as in RealSoftMax.",
              zh: "这是 `softmin`，是一个分布。题目要的是与 RealSoftMax 对应的一个数。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.4, exercise 3.4",
    },
    {
      id: "3.4.6",
      question: {
        en: "How many parameters does softmax regression with 4 features and 3 classes have?",
        zh: "有 4 个特征、3 个类别的 softmax 回归共有多少个参数？",
      },
      answer: aNumber({
        relative: 0,
        value: () => 4 * 3 + 3,
        mistakes: [
          {
            value: 12,
            hint: {
              en: "These are the weights; each class has a bias, too.",
              zh: "这只是权重；每个类别还有一个偏置。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.4.2, text: 12 weights and 3 biases",
    },
    {
      id: "3.4.7",
      question: {
        en: "Let $g(x) = \\log \\sum_i e^{x_i}$, and let $b$ be added to every element. Then $g(x + b)$ equals …",
        zh: "设 $g(x) = \\log \\sum_i e^{x_i}$，给每个元素都加上 $b$，则 $g(x + b)$ 等于……",
      },
      answer: aChoice([
        {
          says: { en: "$g(x)$", zh: "$g(x)$" },
          hint: {
            en: "So it is printed in an English exercise; it holds for softmax. Take $x = (0)$ and calculate $g$.",
            zh: "英文版习题就是这样印的，但那是 softmax 的性质。取 $x = (0)$ 算算 $g$。",
          },
        },
        { says: { en: "$g(x) + b$", zh: "$g(x) + b$" } },
        {
          says: { en: "$e^b g(x)$", zh: "$e^b g(x)$" },
          hint: {
            en: "$e^b$ is a factor of the sum; what does the logarithm make of a factor?",
            zh: "$e^b$ 是求和式的公因子；取对数之后公因子变成什么？",
          },
        },
      ]),
      origin: "d2l-en 1.0, 4.1, exercise 6.2, which states g(x + b) = g(x) by mistake",
    },
    {
      id: "3.4.8",
      question: {
        en: "Let $Q(i) \\propto P(i)^\\alpha$. Which $\\alpha$ doubles the temperature?",
        zh: "设 $Q(i) \\propto P(i)^\\alpha$。$\\alpha$ 取何值时温度加倍？",
      },
      answer: aNumber({
        value: () => 0.5,
        mistakes: [
          {
            value: 2,
            hint: {
              en: "This halves it: the temperature divides the logits, $\\mathrm{softmax}(o / T)$, and $\\alpha$ multiplies them.",
              zh: "这会使温度减半：温度是除数，$\\mathrm{softmax}(o / T)$，而 $\\alpha$ 是乘数。",
            },
          },
        ],
      }),
      origin: "d2l-en 1.0, 4.1, exercise 7.1",
    },
    {
      id: "3.4.9",
      question: {
        en: "PAM-3 has three signal levels. How many ternary units are needed to transmit a whole number from 0 to 7?",
        zh: "PAM-3 有三个信号电平。要传送 0 到 7 的一个整数，需要多少个三进制位？",
      },
      answer: aNumber({
        relative: 0,
        absolute: 1e-3,
        value: () => 2,
        mistakes: [
          {
            value: 3,
            hint: {
              en: "So many bits; three levels carry more.",
              zh: "这是二进制所需的位数；三个电平能携带更多信息。",
            },
          },
          {
            value: Math.log(8) / Math.log(3),
            hint: { en: "There is no part of a unit: round up.", zh: "位数必须是整数：向上取整。" },
          },
        ],
      }),
      origin: "d2l-en 1.0, 4.1, exercise 3",
    },
    {
      id: "3.4.10",
      question: {
        en: "The cross-entropy of logits $o$ and a soft label $y$ such as (0.1, 0.2, 0.7), straight from the logits: a function of $o$ and $y$.",
        zh: "未规范化的预测 $o$ 与软标签 $y$（例如 (0.1, 0.2, 0.7)）的交叉熵，直接由 $o$ 计算：写一个关于 $o$ 与 $y$ 的函数。",
      },
      answer: aFunction<[Tensor, Tensor]>({
        takes: "(o, y)",
        inputs: (random) => [3, 3, 6].map((q) => [normalVector(random, q, 2), distribution(random, q)]),
        value: (o, y) => crossEntropy(o, y),
        mistakes: [
          {
            value: (o) => realSoftMax(o).sub(o.mean()),
            hint: {
              en: "Each logit counts with its own $y_j$: $\\log \\sum_k e^{o_k} - \\sum_j y_j o_j$.",
              zh: "每个 $o_j$ 要乘以各自的 $y_j$：$\\log \\sum_k e^{o_k} - \\sum_j y_j o_j$。",
            },
          },
          {
            value: (o, y) => y.mul(o).sum().neg(),
            hint: {
              en: "The logits are not logarithms of probabilities yet: $\\log \\sum_k e^{o_k}$ is missing.",
              zh: "$o$ 还不是概率的对数：漏了 $\\log \\sum_k e^{o_k}$。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.4.6 and 3.4.7, text: l = log Σ exp(oₖ) − Σ yⱼoⱼ; soft label (0.1, 0.2, 0.7)",
    },
    {
      id: "3.4.11",
      question: { en: "How many bits are one nat?", zh: "1 纳特等于多少比特？" },
      answer: aNumber({
        value: () => 1 / Math.LN2,
        mistakes: [
          {
            value: Math.LN2,
            hint: {
              en: "This is one bit in nats; it is the other way round.",
              zh: "这是 1 比特合多少纳特，正好反了。",
            },
          },
        ],
      }),
      origin: "d2l-zh 3.4.7, text: 1 nat ≈ 1.44 bit; checklist: 1.442695",
    },
  ];
}

function probabilities(o: Tensor): Tensor {
  return softmax(o, { dim: -1 });
}

function variance(p: Tensor): Tensor {
  return p.sub(p.square());
}

function realSoftMax(x: Tensor): Tensor {
  return logSumExp(x, { dim: -1 });
}

function gradient(o: Tensor, y: number): number[] {
  return (probabilities(o).toArray() as number[]).map((p, j) => p - (j === y ? 1 : 0));
}

function logitsAndClass(random: Generator): [Tensor, number][] {
  return [3, 5, 10].map((q) => [normalVector(random, q, 2), random.random() % q]);
}
