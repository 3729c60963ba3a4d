// Hints that more than one exercise gives.

import type { Bilingual } from "./bilingual.js";

export const sumNotMean: Bilingual = {
  en: "This is the sum; the mean is asked for: divide by the number of samples.",
  zh: "这是总和；题目要求的是平均值，请再除以样本数。",
};
export const meanNotSum: Bilingual = {
  en: "This is the mean; the sum is asked for.",
  zh: "这是平均值；题目要求的是总和。",
};
export const halfForgotten: Bilingual = {
  en: "The factor ½ is missing.",
  zh: "漏了系数 ½。",
};
export const oneForEach: Bilingual = {
  en: "One loss for each sample is asked for, not their mean or sum.",
  zh: "要求对每个样本各给出一个损失，而不是它们的平均值或总和。",
};
export const subtractMaximum: Bilingual = {
  en: "Something overflowed or a logarithm met 0: subtract the largest logit from all of them before $\\exp$.",
  zh: "出现了上溢，或对 0 取了对数：在取 $\\exp$ 之前，先从所有未规范化的预测中减去最大的一个。",
};
export const medianNotMean: Bilingual = {
  en: "This is the median: it belongs to the absolute error. Set the derivative of the squares to zero.",
  zh: "这是中位数，它对应绝对误差。请令平方和的导数为零。",
};
