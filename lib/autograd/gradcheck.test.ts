// Every derivative of the library against differences: all methods of a tensor and all public functions that have one. What is
// exported and missing here is an error, so that no gradient stays unchecked.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  cat,
  cosineEmbeddingLoss,
  crossEntropy,
  ctcLoss,
  entr,
  gaussianNllLoss,
  gradcheck,
  hingeEmbeddingLoss,
  huberLoss,
  klDiv,
  l1Loss,
  logSigmoid,
  logSoftmax,
  logSumExp,
  marginRankingLoss,
  mseLoss,
  multilabelMarginLoss,
  multilabelSoftMarginLoss,
  multiMarginLoss,
  nllLoss,
  poissonNllLoss,
  type Reduction,
  rand,
  randn,
  randperm,
  relEntr,
  seed,
  sigmoid,
  sigmoidFocalLoss,
  smoothL1Loss,
  softMarginLoss,
  softmax,
  softmaxFocalLoss,
  softmin,
  softplus,
  stack,
  Tensor,
  type TensorLike,
  tensor,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
  where,
  xlog1py,
  xlogy,
} from "../index.js";

const float64 = { dtype: "float64" } as const;

/** Makes an input; the same for the same seed. */
type Input = () => Tensor;

const normal =
  (...shape: number[]): Input =>
  () =>
    randn(shape, float64);

const between =
  (low: number, high: number) =>
  (...shape: number[]): Input =>
  () =>
    rand(shape, float64)
      .mul(high - low)
      .add(low);

const positive = between(0.3, 3);
const probability = between(0.1, 0.9);

/** Different numbers of both signs in random order, 0.3 apart: none is 0, an integer, or halfway between two. */
const apart =
  (...shape: number[]): Input =>
  () => {
    const n = shape.reduce((a, b) => a * b, 1);
    return randperm(n)
      .to("float64")
      .sub(Math.floor(n / 2))
      .mul(0.3)
      .add(0.07)
      .reshape(shape);
  };

/** The elements that a 0 may be among. */
const withZeros =
  (zeros: readonly number[], ...shape: number[]): Input =>
  () => {
    const x = normal(...shape)();
    for (const i of zeros) x.data[i] = 0;
    return x;
  };

/** Rows of probabilities that sum to 1. */
const distribution =
  (...shape: number[]): Input =>
  () =>
    softmax(randn(shape, float64));

/** What is special about the case, the function, and what it is called with. */
type Case = readonly [what: string, fn: (...inputs: Tensor[]) => Tensor, ...inputs: Input[]];

/** A function of one argument at inputs where it is smooth. */
function elementwise(fn: (x: Tensor) => Tensor, input: (...shape: number[]) => Input): Case[] {
  return [
    ["a matrix", fn, input(2, 3)],
    ["a number", fn, input()],
    ["a transposed view", (x) => fn(x.T), input(2, 3)],
  ];
}

/** A function of two arguments that broadcast. */
function pairwise(
  fn: (x: Tensor, y: Tensor) => Tensor,
  first: (...shape: number[]) => Input,
  second = first,
): Case[] {
  return [
    ["one shape", fn, first(2, 3), second(2, 3)],
    ["a row broadcast against a column", fn, first(1, 3), second(2, 1)],
    ["a vector broadcast against a matrix", fn, first(3), second(2, 3)],
    ["a number that is a tensor", fn, first(2, 3), second()],
    ["the left one fixed", (y) => fn(tensor([[1.7], [0.4]], float64), y), second(2, 3)],
    ["the right one fixed", (x) => fn(x, tensor([1.3, 0.6, 2.1], float64)), first(2, 3)],
    ["transposed views", (x, y) => fn(x.T, y.T), first(2, 3), second(2, 1)],
  ];
}

function reduction(
  fn: (x: Tensor, options?: { dim?: number | number[]; keepdim?: boolean }) => Tensor,
  input: (...shape: number[]) => Input,
): Case[] {
  return [
    ["all elements", (x) => fn(x), input(2, 3)],
    ["a number", (x) => fn(x), input()],
    ["the last dimension", (x) => fn(x, { dim: -1 }), input(2, 3)],
    ["the first dimension, kept", (x) => fn(x, { dim: 0, keepdim: true }), input(2, 3)],
    ["the middle of three", (x) => fn(x, { dim: 1 }), input(2, 3, 2)],
    ["two of three, not neighbours", (x) => fn(x, { dim: [2, 0] }), input(2, 2, 3)],
    ["two of three, kept", (x) => fn(x, { dim: [0, 1], keepdim: true }), input(2, 2, 2)],
    ["a transposed view", (x) => fn(x.T, { dim: 1 }), input(2, 3)],
  ];
}

const methods: Record<string, Case[]> = {
  add: pairwise((x, y) => x.add(y), normal),
  sub: pairwise((x, y) => x.sub(y), normal),
  mul: [...pairwise((x, y) => x.mul(y), normal), ["itself", (x) => x.mul(x), normal(3)]],
  div: [
    ...pairwise((x, y) => x.div(y), positive),
    ["negative numbers", (x, y) => x.div(y), apart(4), apart(4)],
  ],
  pow: [
    ...pairwise((x, y) => x.pow(y), positive, normal),
    ["a number", (x) => x.pow(3), apart(4)],
    ["a fraction", (x) => x.pow(0.5), positive(4)],
    ["a negative number", (x) => x.pow(-2), apart(4)],
    ["2 at 0", (x) => x.pow(2), withZeros([1], 3)],
    ["0", (x) => x.pow(0), normal(3)],
    ["a base that is a number", (x) => tensor(2, float64).pow(x), normal(3)],
    ["a power of each row", (x) => x.pow([[2], [3]]), apart(2, 3)],
  ],
  maximum: pairwise((x, y) => x.maximum(y), apart, normal),
  minimum: pairwise((x, y) => x.minimum(y), apart, normal),
  matmul: [
    ["vectors", (x, y) => x.matmul(y), normal(3), normal(3)],
    ["a matrix and a vector", (x, y) => x.matmul(y), normal(2, 3), normal(3)],
    ["a vector and a matrix", (x, y) => x.matmul(y), normal(3), normal(3, 2)],
    ["matrices", (x, y) => x.matmul(y), normal(2, 3), normal(3, 4)],
    ["transposed matrices", (x, y) => x.T.matmul(y.T), normal(3, 2), normal(2, 3)],
    ["a matrix and itself", (x) => x.matmul(x), normal(3, 3)],
    ["batches", (x, y) => x.matmul(y), normal(2, 2, 3), normal(2, 3, 2)],
    ["a batch and a matrix", (x, y) => x.matmul(y), normal(2, 2, 3), normal(3, 2)],
    ["a batch and a vector", (x, y) => x.matmul(y), normal(2, 2, 3), normal(3)],
    ["a vector and a batch", (x, y) => x.matmul(y), normal(2), normal(3, 2, 2)],
    ["batches that broadcast", (x, y) => x.matmul(y), normal(2, 1, 2, 3), normal(3, 3, 1)],
    [
      "a fixed right factor",
      (x) =>
        x.matmul([
          [1, 2],
          [3, 4],
        ]),
      normal(2, 2),
    ],
    ["nothing to sum", (x, y) => x.matmul(y), normal(2, 0), normal(0, 2)],
  ],
  neg: elementwise((x) => x.neg(), normal),
  abs: elementwise((x) => x.abs(), apart),
  sign: elementwise((x) => x.sign(), apart),
  exp: elementwise((x) => x.exp(), normal),
  expm1: elementwise((x) => x.expm1(), normal),
  log: elementwise((x) => x.log(), positive),
  log1p: elementwise((x) => x.log1p(), positive),
  log2: elementwise((x) => x.log2(), positive),
  log10: elementwise((x) => x.log10(), positive),
  sqrt: elementwise((x) => x.sqrt(), positive),
  rsqrt: elementwise((x) => x.rsqrt(), positive),
  square: elementwise((x) => x.square(), normal),
  reciprocal: elementwise((x) => x.reciprocal(), positive),
  sin: elementwise((x) => x.sin(), normal),
  cos: elementwise((x) => x.cos(), normal),
  tan: elementwise((x) => x.tan(), between(-1, 1)),
  asin: elementwise((x) => x.asin(), between(-0.9, 0.9)),
  acos: elementwise((x) => x.acos(), between(-0.9, 0.9)),
  atan: elementwise((x) => x.atan(), normal),
  sinh: elementwise((x) => x.sinh(), normal),
  cosh: elementwise((x) => x.cosh(), normal),
  tanh: elementwise((x) => x.tanh(), normal),
  sigmoid: elementwise((x) => x.sigmoid(), normal),
  relu: elementwise((x) => x.relu(), apart),
  floor: elementwise((x) => x.floor(), apart),
  ceil: elementwise((x) => x.ceil(), apart),
  round: elementwise((x) => x.round(), apart),
  trunc: elementwise((x) => x.trunc(), apart),
  clamp: [
    ...elementwise((x) => x.clamp({ min: -0.5, max: 0.5 }), apart),
    ["from below", (x) => x.clamp({ min: 0 }), apart(5)],
    ["from above", (x) => x.clamp({ max: 0 }), apart(5)],
    ["to max where min is above it", (x) => x.clamp({ min: 2, max: 1 }), apart(12)],
  ],
  sum: reduction((x, options) => x.sum(options), normal),
  mean: reduction((x, options) => x.mean(options), normal),
  max: reduction((x, options) => x.max(options), apart),
  min: reduction((x, options) => x.min(options), apart),
  prod: [
    ...reduction((x, options) => x.prod(options), normal),
    ["a zero", (x) => x.prod(), withZeros([1], 3)],
    ["two zeros", (x) => x.prod(), withZeros([0, 2], 4)],
    ["rows with none, one and two zeros", (x) => x.prod({ dim: 1 }), withZeros([4, 6, 7], 3, 3)],
  ],
  var: [
    ...reduction((x, options) => x.var(options), normal).filter(([what]) => what !== "a number"),
    ["of all data", (x) => x.var({ correction: 0 }), normal(4)],
    ["another correction", (x) => x.var({ dim: 0, correction: 2 }), normal(4, 2)],
    ["of one number, which is all data", (x) => x.var({ correction: 0 }), normal()],
  ],
  std: [
    ...reduction((x, options) => x.std(options), normal).filter(([what]) => what !== "a number"),
    ["of all data", (x) => x.std({ correction: 0 }), normal(4)],
    ["another correction", (x) => x.std({ dim: 0, correction: 2 }), normal(4, 2)],
  ],
  transpose: [
    ["the last two", (x) => x.transpose(), normal(2, 2, 3)],
    ["two that are named", (x) => x.transpose(0, -1), normal(2, 2, 3)],
    ["a vector", (x) => x.transpose(), normal(3)],
  ],
  permute: [
    ["three dimensions", (x) => x.permute(2, 0, 1), normal(2, 3, 2)],
    ["and back", (x) => x.permute([1, 2, 0]).permute(2, 0, 1), normal(2, 3, 2)],
  ],
  T: [["three dimensions", (x) => x.T, normal(2, 3, 2)]],
  reshape: [
    ["a matrix", (x) => x.reshape(3, -1), normal(2, 3)],
    ["a transposed matrix, which is copied", (x) => x.T.reshape(6), normal(2, 3)],
    ["a slice", (x) => x.slice(null, [0, 4, 2]).reshape(4), normal(2, 4)],
    ["an expanded row", (x) => x.expand(2, 3).reshape(6), normal(1, 3)],
    ["nothing", (x) => x.reshape(3, 0), normal(0, 2)],
  ],
  flatten: [
    ["all", (x) => x.flatten(), normal(2, 2, 2)],
    ["the last two of a permuted tensor", (x) => x.permute(1, 2, 0).flatten(1), normal(2, 2, 3)],
  ],
  squeeze: [
    ["all", (x) => x.squeeze(), normal(1, 3, 1)],
    ["one", (x) => x.squeeze(0), normal(1, 3, 1)],
  ],
  unsqueeze: [["the end", (x) => x.unsqueeze(-1), normal(2, 3)]],
  expand: [
    ["a column", (x) => x.expand(-1, 3), normal(2, 1)],
    ["new dimensions", (x) => x.expand(2, 2, 3), normal(3)],
    ["a number", (x) => x.expand(2, 2), normal()],
    ["and sum", (x) => x.expand(4, 3).mul([1, 2, 3]).sum({ dim: 0 }), normal(1, 3)],
  ],
  slice: [
    ["an index", (x) => x.slice(1), normal(2, 3)],
    ["a negative index", (x) => x.slice(null, -1), normal(2, 3)],
    ["a range", (x) => x.slice([1, null], [0, 2]), normal(3, 3)],
    ["every second, of every third", (x) => x.slice([0, null, 2], [1, null, 3]), normal(3, 6)],
    ["a transposed view", (x) => x.T.slice([0, 3, 2]), normal(2, 3)],
    ["a slice of a slice", (x) => x.slice([1, 6]).slice([0, null, 2]), normal(7)],
    ["overlapping slices", (x) => x.slice([0, 3]).mul(x.slice([1, 4])), normal(4)],
    ["nothing", (x) => x.slice([2, 1]), normal(3)],
  ],
  gather: [
    ["rows", (x) => x.gather(1, [[0], [2]]), normal(2, 3)],
    [
      "repeated indices",
      (x) =>
        x.gather(0, [
          [1, 0, 1],
          [1, 1, 0],
          [0, 0, 1],
        ]),
      normal(2, 3),
    ],
  ],
  indexSelect: [
    ["columns, repeated", (x) => x.indexSelect(1, [2, 0, 2, -1]), normal(2, 3)],
    ["the middle of three", (x) => x.indexSelect(1, [1]), normal(2, 2, 2)],
  ],
  index: [
    ["pairs, repeated", (x) => x.index([0, 1, 0, 0], [0, 2, 1, 0]), normal(2, 3)],
    ["rows, repeated", (x) => x.index([1, 1, -1]), normal(2, 3)],
    ["indices that broadcast", (x) => x.index([[0], [1]], [0, 0, 2]), normal(2, 3)],
    [
      "a mask",
      (x) =>
        x.index([
          [true, false, true],
          [false, true, true],
        ]),
      normal(2, 3),
    ],
    ["a mask of rows", (x) => x.index([true, false, true]), normal(3, 2)],
  ],
  maskedSelect: [
    [
      "a mask",
      (x) =>
        x.maskedSelect([
          [true, false, true],
          [false, true, true],
        ]),
      normal(2, 3),
    ],
    ["a mask that broadcasts", (x) => x.maskedSelect([true, false, true]), normal(2, 3)],
    [
      "a tensor that broadcasts",
      (x) =>
        x.maskedSelect([
          [true, false, true],
          [false, true, true],
        ]),
      normal(3),
    ],
    ["nothing", (x) => x.maskedSelect([false, false]), normal(2)],
  ],
  maskedFill: [
    [
      "a mask",
      (x) =>
        x.maskedFill(
          [
            [true, false, true],
            [false, true, true],
          ],
          7,
        ),
      normal(2, 3),
    ],
    [
      "a mask that broadcasts",
      (x) => x.maskedFill([true, false, true], Number.NEGATIVE_INFINITY).exp(),
      normal(2, 3),
    ],
    [
      "a tensor that broadcasts",
      (x) =>
        x.maskedFill(
          [
            [true, false],
            [false, false],
          ],
          0,
        ),
      normal(2),
    ],
  ],
  where: [
    ["both", (x, y) => x.where([true, false, true], y), normal(2, 3), normal(2, 3)],
    ["broadcast", (x, y) => x.where([true, false, true], y), normal(2, 1), normal(3)],
    ["a number", (x) => x.where(x.gt(0), 0), apart(4)],
  ],
  clone: [["a view", (x) => x.T.clone(), normal(2, 3)]],
  contiguous: [["a view", (x) => x.T.contiguous(), normal(2, 3)]],
};

/** Methods that have no derivative, or change the tensor; `to` has one, but none that differences in float64 can see. */
const methodsWithout = [
  ...[
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "logicalAnd",
    "logicalOr",
    "logicalNot",
    "isnan",
    "isinf",
    "isfinite",
  ],
  ...["argmax", "argmin", "all", "any", "at", "item", "toArray", "toString", "data", "ndim", "numel"],
  ...["add_", "sub_", "mul_", "div_", "fill_", "zero_", "copy_"],
  ...["backward", "detach", "isLeaf", "requiresGrad", "requiresGrad_", "retainGrad", "constructor", "to"],
];

const reductions: Reduction[] = ["none", "mean", "sum"];

/** A loss with each reduction. */
function loss(
  fn: (reduction: Reduction, ...inputs: Tensor[]) => Tensor,
  what: string,
  ...inputs: Input[]
): Case[] {
  return reductions.map((reduction) => [
    `${what}, ${reduction}`,
    (...x: Tensor[]) => fn(reduction, ...x),
    ...inputs,
  ]);
}

const signs = tensor(
  [
    [1, -1, 1],
    [-1, -1, 1],
  ],
  float64,
);
const classes = [2, 0];
const pixels = [
  [1, 0],
  [2, 2],
];
const labels = tensor(
  [
    [2, 0, -1, 1],
    [3, -1, 0, 0],
  ],
  { dtype: "int32" },
);

const functions: Record<string, Case[]> = {
  where: [
    ["both", (x, y) => where([true, false, true], x, y), normal(2, 3), normal(2, 3)],
    ["broadcast", (x, y) => where([[true], [false]], x, y), normal(3), normal(2, 1)],
    ["a number and a tensor", (x) => where([true, false, true], 1, x), normal(3)],
  ],
  cat: [
    ["rows", (x, y) => cat([x, y]), normal(2, 3), normal(1, 3)],
    ["columns", (x, y) => cat([x, y, x], { dim: -1 }), normal(2, 1), normal(2, 2)],
    ["transposed views", (x, y) => cat([x.T, y]), normal(2, 3), normal(1, 2)],
  ],
  stack: [
    ["a new first dimension", (x, y) => stack([x, y]), normal(2, 3), normal(2, 3)],
    ["a new last dimension", (x, y) => stack([x, y, x], { dim: -1 }), normal(2, 2), normal(2, 2)],
  ],
  softmax: [
    ...elementwise((x) => softmax(x), normal),
    ["dim 0", (x) => softmax(x, { dim: 0 }), normal(3, 2)],
  ],
  softmin: [
    ...elementwise((x) => softmin(x), normal),
    ["dim 0", (x) => softmin(x, { dim: 0 }), normal(3, 2)],
  ],
  logSoftmax: [
    ...elementwise((x) => logSoftmax(x), normal),
    ["dim 1 of 3", (x) => logSoftmax(x, { dim: 1 }), normal(2, 3, 2)],
  ],
  logSumExp: reduction((x, options) => logSumExp(x, options), normal),
  sigmoid: elementwise(sigmoid, normal),
  logSigmoid: elementwise(logSigmoid, normal),
  softplus: [
    ...elementwise((x) => softplus(x), normal),
    ["beta", (x) => softplus(x, { beta: 2.5 }), normal(4)],
    ["a threshold", (x) => softplus(x, { beta: 2, threshold: 1 }), apart(6)],
  ],
  entr: elementwise(entr, positive),
  xlogy: pairwise(xlogy, normal, positive),
  xlog1py: pairwise(xlog1py, normal, positive),
  relEntr: pairwise(relEntr, positive),
  crossEntropy: [
    ...loss((reduction, o) => crossEntropy(o, classes, { reduction }), "classes", normal(2, 3)),
    ...loss(
      (reduction, o) => crossEntropy(o, pixels, { reduction, ignoreIndex: 0, weight: [1, 2, 0.5] }),
      "pixels",
      normal(2, 3, 2),
    ),
    ...loss(
      (reduction, o) => crossEntropy(o, classes, { reduction, labelSmoothing: 0.2, weight: [1, 2, 0.5] }),
      "smoothed",
      normal(2, 3),
    ),
    ...loss(
      (reduction, o, y) => crossEntropy(o, y!, { reduction }),
      "probabilities",
      normal(2, 3),
      distribution(2, 3),
    ),
    ...loss(
      (reduction, o, y) => crossEntropy(o, y!, { reduction, labelSmoothing: 0.1, weight: [1, 2, 0.5] }),
      "smoothed probabilities",
      normal(2, 3, 2),
      positive(2, 3, 2),
    ),
    ["one sample", (o) => crossEntropy(o, 1), normal(3)],
  ],
  nllLoss: [
    ...loss(
      (reduction, x) => nllLoss(x, classes, { reduction, weight: [1, 2, 0.5] }),
      "classes",
      normal(2, 3),
    ),
    ...loss((reduction, x) => nllLoss(x, pixels, { reduction, ignoreIndex: 2 }), "pixels", normal(2, 3, 2)),
  ],
  binaryCrossEntropy: loss(
    (reduction, p, y) => binaryCrossEntropy(p!, y!, { reduction, weight: [1, 2, 0.5] }),
    "weighted",
    probability(2, 3),
    probability(2, 3),
  ),
  binaryCrossEntropyWithLogits: [
    ...loss(
      (reduction, o, y) => binaryCrossEntropyWithLogits(o!, y!, { reduction }),
      "plain",
      normal(2, 3),
      probability(2, 3),
    ),
    ...loss(
      (reduction, o, y) =>
        binaryCrossEntropyWithLogits(o!, y!, { reduction, weight: [[1], [2]], posWeight: [3, 1, 0.5] }),
      "weighted",
      normal(2, 3),
      probability(2, 3),
    ),
  ],
  klDiv: [
    ...loss(
      (reduction, q, p) => klDiv(q!, p!, { reduction }),
      "a probability target",
      normal(2, 3),
      positive(2, 3),
    ),
    ...loss(
      (reduction, q, p) => klDiv(q!, p!, { reduction, logTarget: true }),
      "a logarithmic target",
      normal(2, 3),
      normal(2, 3),
    ),
    ["batchmean", (q, p) => klDiv(q!, p!, { reduction: "batchmean" }), normal(2, 3), positive(2, 3)],
  ],
  mseLoss: loss((reduction, x, y) => mseLoss(x!, y!, { reduction }), "both", normal(2, 3), normal(2, 3)),
  l1Loss: loss((reduction, x, y) => l1Loss(x!, y!, { reduction }), "both", normal(2, 3), normal(2, 3)),
  smoothL1Loss: [
    ...loss(
      (reduction, x, y) => smoothL1Loss(x!, y!, { reduction, beta: 0.7 }),
      "both",
      normal(2, 3),
      normal(2, 3),
    ),
    ["beta 0", (x, y) => smoothL1Loss(x!, y!, { beta: 0 }), normal(4), normal(4)],
  ],
  huberLoss: loss(
    (reduction, x, y) => huberLoss(x!, y!, { reduction, delta: 0.7 }),
    "both",
    normal(2, 3),
    normal(2, 3),
  ),
  gaussianNllLoss: [
    ...loss(
      (reduction, x, y, v) => gaussianNllLoss(x!, y!, v!, { reduction }),
      "all",
      normal(2, 3),
      normal(2, 3),
      positive(2, 3),
    ),
    [
      "one variance for each row",
      (x, y, v) => gaussianNllLoss(x!, y!, v!, { full: true }),
      normal(2, 3),
      normal(2, 3),
      positive(2, 1),
    ],
  ],
  poissonNllLoss: [
    ...loss(
      (reduction, x, y) => poissonNllLoss(x!, y!, { reduction }),
      "logarithms",
      normal(2, 3),
      positive(2, 3),
    ),
    ["rates", (x, y) => poissonNllLoss(x!, y!, { logInput: false }), positive(2, 3), positive(2, 3)],
    [
      "Stirling's term, target above 1",
      (x, y) => poissonNllLoss(x!, y!, { full: true }),
      normal(4),
      between(1.5, 4)(4),
    ],
    [
      "Stirling's term, target below 1",
      (x, y) => poissonNllLoss(x!, y!, { full: true }),
      normal(4),
      probability(4),
    ],
  ],
  hingeEmbeddingLoss: loss(
    (reduction, x) => hingeEmbeddingLoss(x!, signs, { reduction }),
    "both signs",
    apart(2, 3),
  ),
  marginRankingLoss: loss(
    (reduction, x, y) => marginRankingLoss(x!, y!, signs, { reduction, margin: 0.3 }),
    "both signs",
    normal(2, 3),
    normal(2, 3),
  ),
  softMarginLoss: loss(
    (reduction, x) => softMarginLoss(x!, signs, { reduction }),
    "both signs",
    normal(2, 3),
  ),
  multiMarginLoss: [
    ...loss((reduction, x) => multiMarginLoss(x!, classes, { reduction }), "plain", normal(2, 3)),
    ...loss(
      (reduction, x) => multiMarginLoss(x!, classes, { reduction, p: 2, margin: 0.7, weight: [1, 2, 0.5] }),
      "squared",
      normal(2, 3),
    ),
  ],
  multilabelMarginLoss: loss(
    (reduction, x) => multilabelMarginLoss(x!, labels, { reduction }),
    "labels",
    normal(2, 4),
  ),
  multilabelSoftMarginLoss: loss(
    (reduction, x, y) => multilabelSoftMarginLoss(x!, y!, { reduction, weight: [1, 2, 0.5] }),
    "weighted",
    normal(2, 3),
    probability(2, 3),
  ),
  cosineEmbeddingLoss: loss(
    (reduction, x, y) => cosineEmbeddingLoss(x!, y!, [1, -1, -1], { reduction, margin: -0.9 }),
    "both signs",
    normal(3, 4),
    normal(3, 4),
  ),
  tripletMarginLoss: [
    ...loss(
      (reduction, a, p, n) => tripletMarginLoss(a!, p!, n!, { reduction, margin: 3 }),
      "plain",
      normal(2, 3),
      normal(2, 3),
      normal(2, 3),
    ),
    [
      "swapped",
      (a, p, n) => tripletMarginLoss(a!, p!, n!, { margin: 3, swap: true }),
      normal(4, 3),
      normal(4, 3),
      normal(4, 3),
    ],
    [
      "another norm",
      (a, p, n) => tripletMarginLoss(a!, p!, n!, { margin: 3, p: 3 }),
      normal(2, 3),
      normal(2, 3),
      normal(2, 3),
    ],
    [
      "the norm of absolute values",
      (a, p, n) => tripletMarginLoss(a!, p!, n!, { margin: 3, p: 1 }),
      normal(2, 3),
      normal(2, 3),
      normal(2, 3),
    ],
  ],
  tripletMarginWithDistanceLoss: [
    ...loss(
      (reduction, a, p, n) => tripletMarginWithDistanceLoss(a!, p!, n!, { reduction, margin: 3 }),
      "plain",
      normal(2, 3),
      normal(2, 3),
      normal(2, 3),
    ),
    [
      "a distance of one's own, swapped",
      (a, p, n) =>
        tripletMarginWithDistanceLoss(a!, p!, n!, {
          margin: 5,
          swap: true,
          distanceFunction: (x, y) => x.sub(y).square().sum({ dim: -1 }),
        }),
      normal(4, 3),
      normal(4, 3),
      normal(4, 3),
    ],
  ],
  sigmoidFocalLoss: [
    ...loss(
      (reduction, x, y) => sigmoidFocalLoss(x!, y!, { reduction }),
      "plain",
      normal(2, 3),
      probability(2, 3),
    ),
    [
      "no alpha, another gamma",
      (x, y) => sigmoidFocalLoss(x!, y!, { alpha: -1, gamma: 0.5 }),
      normal(4),
      probability(4),
    ],
    ["gamma 0", (x, y) => sigmoidFocalLoss(x!, y!, { gamma: 0 }), normal(4), probability(4)],
  ],
  softmaxFocalLoss: [
    ...loss((reduction, x) => softmaxFocalLoss(x!, classes, { reduction }), "plain", normal(2, 3)),
    ["gamma 0", (x) => softmaxFocalLoss(x!, classes, { gamma: 0 }), normal(2, 3)],
    ["a fractional gamma", (x) => softmaxFocalLoss(x!, pixels, { gamma: 0.5 }), normal(2, 3, 2)],
  ],
  // Its gradient is one for logSoftmax's logits: see its documentation.
  ctcLoss: [
    ...loss(
      (reduction, o) =>
        ctcLoss(
          logSoftmax(o!),
          [
            [1, 2, 2],
            [3, 3, 0],
          ],
          [6, 5],
          [3, 2],
          { reduction },
        ),
      "a batch",
      normal(6, 2, 4),
    ),
    [
      "one sample, another blank",
      (o) => ctcLoss(logSoftmax(o!), [0, 1, 1], 5, 3, { blank: 2 }),
      normal(5, 3),
    ],
    ["no labels", (o) => ctcLoss(logSoftmax(o!), [], 3, 0), normal(3, 3)],
  ],
};

/** Functions of tensors and losses that have no derivative. */
const functionsWithout = [
  ...["tensor", "zeros", "ones", "full", "eye", "arange", "linspace", "zerosLike", "onesLike", "Tensor"],
  ...["rand", "randn", "randint", "randperm", "seed", "oneHot", "accuracy"],
];

it("checks every method of a tensor, or says that it has no derivative", () => {
  const all = Object.getOwnPropertyNames(Tensor.prototype);
  const known = [...Object.keys(methods), ...methodsWithout];
  expect(all.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !(name in Tensor.prototype))).toEqual([]);
});

it("checks every public function of tensors and every loss, or says that it has no derivative", () => {
  const index = readFileSync(new URL("../index.ts", import.meta.url), "utf8");
  const exported = [...index.matchAll(/^export \{([^}]*)\} from "\.\/(?:losses|tensor)\//gm)]
    .flatMap(([, names]) => names!.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "));
  expect(exported).toContain("crossEntropy");
  const known = [...Object.keys(functions), ...functionsWithout];
  expect(exported.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !exported.includes(name))).toEqual([]);
});

const all: [name: string, cases: Case[]][] = [
  ...Object.entries(methods).map(([name, cases]): [string, Case[]] => [`Tensor.${name}`, cases]),
  ...Object.entries(functions),
];

describe.each(all)("%s", (_, cases) => {
  it.each(cases.map(([what, fn, ...inputs]) => ({ what, fn, inputs })))("$what", ({ fn, inputs }) => {
    for (const start of [1, 2, 3]) {
      seed(start);
      const leaves = inputs.map((input) => input().requiresGrad_());
      expect(gradcheck(fn, leaves)).toBe(true);
    }
  });
});

describe("gradcheck", () => {
  const leaf = (data: TensorLike) => tensor(data, float64).requiresGrad_();

  it("finds a factor that is wrong and says where", () => {
    const x = leaf([1, 3]);
    const y = leaf([
      [2, 4],
      [5, 7],
    ]);
    // A detached factor has no derivative: half of that of y² is missing.
    expect(() => gradcheck((x, y) => x.add(y.mul(y.detach())), [x, y])).toThrow(
      /^gradcheck: the derivative of result\[0\]\[0\] for inputs\[1\]\[0\]\[0\] is 2 by backward\(\) and (4|3\.9{8}\d+) by differences; they differ by (2|1\.9{8}\d+), expected at most 0\.00000400\d+$/,
    );
  });

  it("finds a derivative that is missing, that is NaN, and one of the wrong element", () => {
    expect(() => gradcheck((x) => x.mul(0).add(x.detach()), leaf([1]))).toThrow("is 0 by backward() and 1");
    // 0 · log 0 has none.
    expect(() => gradcheck((x) => x.abs().log().mul(0).add(x), leaf([0]))).toThrow(
      "is NaN by backward() and ",
    );
    const swapped = (x: Tensor) => x.add(x.slice([1, null]).detach()).sub(x.slice([0, 1]).detach());
    expect(() => gradcheck(swapped, leaf([1, 2]))).toThrow(
      "the derivative of result[0] for inputs[0][0] is 1",
    );
  });

  it("is as sharp as it says: an error in the sixth digit is found, with eps or without", () => {
    const nearly = (x: Tensor) => x.exp().add(x.detach().exp().mul(3e-6));
    const x = leaf([0.5, 2]);
    expect(() => gradcheck(nearly, x)).toThrow("gradcheck: the derivative of result[0]");
    expect(() => gradcheck(nearly, x, { eps: 1e-3 })).toThrow("gradcheck: the derivative of result[0]");
    expect(gradcheck(nearly, x, { rtol: 1e-5 })).toBe(true);
    expect(gradcheck((x) => x.exp(), x, { atol: 1e-10, rtol: 1e-10 })).toBe(true);
  });

  it("leaves inputs and their grad alone", () => {
    const x = leaf([1, 2]);
    x.square().sum().backward();
    const before = x.grad;
    expect(gradcheck((x) => x.mul(3), [x])).toBe(true);
    expect(x.grad).toBe(before);
    expect(x.grad!.toArray()).toEqual([2, 4]);
    expect(x.toArray()).toEqual([1, 2]);
  });

  it("hands on inputs laid out as they are", () => {
    const strides: (readonly number[])[] = [];
    const note = (x: Tensor) => {
      strides.push(x.strides);
      return x.exp();
    };
    gradcheck(
      note,
      tensor(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        float64,
      ).T.requiresGrad_(),
    );
    expect(new Set(strides.map(String))).toEqual(new Set(["1,3"]));
    // But each element on its own, where a view repeats one.
    expect(
      gradcheck(
        (x) => x.exp(),
        tensor([[1], [2]], float64)
          .expand(2, 3)
          .requiresGrad_(),
      ),
    ).toBe(true);
  });

  it("takes results of any shape, an input that is not used, and an empty one", () => {
    const x = leaf([[1, 2]]);
    expect(gradcheck((x) => x.T.matmul(x), x)).toBe(true);
    expect(gradcheck((x) => x.sum(), x)).toBe(true);
    expect(gradcheck((x, _unused) => x.exp(), [x, leaf([1])])).toBe(true);
    expect(gradcheck((x) => x.exp(), leaf([]))).toBe(true);
  });

  it.each<[string, () => unknown, string]>([
    [
      "float32",
      () => gradcheck((x) => x, tensor([1]).requiresGrad_()),
      "gradcheck: inputs[0] is float32, expected float64",
    ],
    [
      "an input without gradients",
      () => gradcheck((x) => x, [leaf([1]), tensor([1], float64)]),
      "gradcheck: inputs[1] asked for no gradients, expected a tensor with requiresGrad_()",
    ],
    [
      "an array",
      () => gradcheck((x) => x, [[1, 2] as unknown as Tensor]),
      "gradcheck: inputs[0] is an array of length 2, expected a tensor",
    ],
    [
      "a result that is a number",
      () => gradcheck((x) => x.sum().item() as unknown as Tensor, leaf([1])),
      "gradcheck: fn returned 1, expected a tensor",
    ],
    [
      "a result without gradients",
      () => gradcheck((x) => x.detach(), leaf([1])),
      "gradcheck: no gradient flows to what fn returned",
    ],
    [
      "a float32 result",
      () => gradcheck((x) => x.to("float32"), leaf([1])),
      "gradcheck: fn returned float32, expected float64",
    ],
    [
      "a result that changes its shape",
      () => gradcheck((x) => x.maskedSelect(x.gt(1)), leaf([1.00001, 2])),
      "gradcheck: fn returned shape (1,), expected (2,) as the first time",
    ],
    [
      "no step",
      () => gradcheck((x) => x, leaf([1]), { eps: 0 }),
      "gradcheck: eps is 0, expected a number > 0",
    ],
    [
      "a negative tolerance",
      () => gradcheck((x) => x, leaf([1]), { atol: -1 }),
      "gradcheck: atol is -1, expected a number ≥ 0",
    ],
    [
      "an unknown option",
      () => gradcheck((x) => x, leaf([1]), { epsilon: 1 } as object),
      'gradcheck: unknown option "epsilon", expected eps, atol, rtol',
    ],
  ])("refuses %s", (_, call, message) => expect(call).toThrow(message));
});
