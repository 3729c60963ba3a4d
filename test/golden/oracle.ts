// The losses once more, as their formulas are written, in BigNumbers of 400 digits with reverse-mode derivatives: who is right
// where our float result and PyTorch's differ. Independent of the library's arithmetic and of `exact`: it shares with them only
// the BigNumber type and the conversion of a double to the number that it is.
//
// 400 digits, because a formula such as softmax(o) − y may lose 308 of them and still be a double.
// Where a formula has no derivative (a kink), the derivative is NaN, and a NaN settles nothing.

import { type BigNumber, bigNumbers, fromDouble } from "../../lib/exact/big-number.js";

const Big = bigNumbers(400);
const big = (x: number) => fromDouble(Big, x);
const zero = big(0);
const one = big(1);
const undefinedNumber = big(Number.NaN);
const pi = new Big(
  "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798",
);

/** A number with what it was calculated from: ∂this/∂parent for each parent. */
class Num {
  readonly value: BigNumber;
  readonly parents: readonly (readonly [Num, BigNumber])[];
  gradient = zero;

  constructor(value: BigNumber | number, parents: readonly (readonly [Num, BigNumber])[] = []) {
    this.value = typeof value === "number" ? big(value) : value;
    this.parents = parents;
  }

  plus(other: Num | number): Num {
    const b = num(other);
    return new Num(this.value.plus(b.value), [
      [this, one],
      [b, one],
    ]);
  }
  minus(other: Num | number): Num {
    return this.plus(num(other).neg());
  }
  neg(): Num {
    return new Num(this.value.neg(), [[this, one.neg()]]);
  }
  times(other: Num | number): Num {
    const b = num(other);
    return new Num(this.value.times(b.value), [
      [this, b.value],
      [b, this.value],
    ]);
  }
  div(other: Num | number): Num {
    const b = num(other);
    const quotient = this.value.div(b.value);
    return new Num(quotient, [
      [this, one.div(b.value)],
      [b, quotient.div(b.value).neg()],
    ]);
  }
  exp(): Num {
    const y = this.value.exp();
    return new Num(y, [[this, y]]);
  }
  ln(): Num {
    return new Num(this.value.ln(), [[this, one.div(this.value)]]);
  }
  /** this ** p for this ≥ 0. */
  pow(p: number): Num {
    if (p === 0) return num(1);
    if (p === 1) return this;
    if (p === 2) return this.times(this);
    if (this.value.isZero()) return new Num(0, [[this, p > 1 ? zero : undefinedNumber]]);
    const y = this.value.ln().times(big(p)).exp();
    return new Num(y, [[this, y.div(this.value).times(big(p))]]);
  }
  abs(): Num {
    if (this.#atKink) return new Num(this.value, [[this, undefinedNumber]]);
    return this.value.cmp(0) < 0 ? this.neg() : this;
  }
  /** max(this, 0). */
  positivePart(): Num {
    if (this.#atKink) return new Num(this.value, [[this, undefinedNumber]]);
    return this.value.cmp(0) < 0 ? num(0) : this;
  }
  get #atKink(): boolean {
    return this.value.isZero() || this.value.isNaN();
  }
  get isZero(): boolean {
    return this.value.isZero();
  }
}

const num = (x: Num | number): Num => (typeof x === "number" ? new Num(x) : x);

function sumOf(terms: readonly Num[]): Num {
  const value = terms.reduce((sum, t) => sum.plus(t.value), zero);
  return new Num(
    value,
    terms.map((t) => [t, one] as const),
  );
}

/** Σ gradient of outputs, back to every number that they were calculated from. */
function backward(outputs: readonly Num[], gradients: readonly BigNumber[]): void {
  const order: Num[] = [];
  const seen = new Set<Num>();
  const visit = (start: Num) => {
    const stack: [Num, number][] = [[start, 0]];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const [node, next] = top;
      if (next === 0 && seen.has(node)) {
        stack.pop();
      } else if (next < node.parents.length) {
        seen.add(node);
        top[1]++;
        const parent = node.parents[next]![0];
        if (!seen.has(parent)) stack.push([parent, 0]);
      } else {
        seen.add(node);
        order.push(node);
        stack.pop();
      }
    }
  };
  outputs.forEach(visit);
  outputs.forEach((y, i) => {
    y.gradient = y.gradient.plus(gradients[i]!);
  });
  for (const node of order.reverse()) {
    if (node.gradient.isZero()) continue;
    for (const [parent, partial] of node.parents) {
      parent.gradient = parent.gradient.plus(node.gradient.times(partial));
    }
  }
}

/** An argument: numbers in row-major order. */
interface Argument {
  readonly shape: readonly number[];
  readonly numbers: readonly Num[];
  /** The same as doubles, for what decides between formulas: class indices, labels. */
  readonly doubles: readonly number[];
}

// biome-ignore lint/suspicious/noExplicitAny: arguments come from JSON
type Args = Readonly<Record<string, any>>;
type Loss = (inputs: Readonly<Record<string, Argument>>, args: Args) => Num[];

const sigmoid = (x: Num): Num =>
  x.value.cmp(0) < 0 ? x.exp().div(x.exp().plus(1)) : num(1).div(x.neg().exp().plus(1));
/** log(1 + exp x), of the exponential that cannot overflow. */
const softplus = (x: Num): Num =>
  x.value.cmp(0) <= 0 ? x.exp().plus(1).ln() : x.plus(x.neg().exp().plus(1).ln());
const logSigmoid = (x: Num): Num => softplus(x.neg()).neg();

function logSumExp(row: readonly Num[]): Num {
  const largest = new Num(row.reduce((m, x) => (x.value.cmp(m) > 0 ? x.value : m), row[0]!.value));
  return sumOf(row.map((x) => x.minus(largest).exp()))
    .ln()
    .plus(largest);
}

const logSoftmax = (row: readonly Num[]): Num[] => {
  const sum = logSumExp(row);
  return row.map((x) => x.minus(sum));
};

function softmax(row: readonly Num[]): Num[] {
  const largest = new Num(row.reduce((m, x) => (x.value.cmp(m) > 0 ? x.value : m), row[0]!.value));
  const exponentials = row.map((x) => x.minus(largest).exp());
  const sum = sumOf(exponentials);
  return exponentials.map((e) => e.div(sum));
}

/** The positions of each row along `dims`, rows in row-major order of the other dimensions. */
function rowsAlong(shape: readonly number[], dims: readonly number[]): number[][] {
  const along = new Set(dims.map((d) => (d < 0 ? d + shape.length : d)));
  const rows = new Map<string, number[]>();
  const total = shape.reduce((n, s) => n * s, 1);
  for (let position = 0; position < total; position++) {
    let rest = position;
    const index: number[] = [];
    for (let d = shape.length - 1; d >= 0; d--) {
      index.unshift(rest % shape[d]!);
      rest = Math.floor(rest / shape[d]!);
    }
    const key = index.filter((_, d) => !along.has(d)).join();
    const row = rows.get(key);
    if (row) row.push(position);
    else rows.set(key, [position]);
  }
  return [...rows.values()];
}

const alongDim =
  (f: (row: readonly Num[]) => Num[]): Loss =>
  ({ input }, { dim }) => {
    const result = new Array<Num>(input!.numbers.length);
    for (const row of rowsAlong(input!.shape, [dim])) {
      f(row.map((p) => input!.numbers[p]!)).forEach((y, k) => {
        result[row[k]!] = y;
      });
    }
    return result;
  };

const elementwise =
  (f: (x: Num) => Num): Loss =>
  ({ input }) =>
    input!.numbers.map(f);

/** Element `i` of an argument that is broadcast to `shape`. */
function broadcast(a: Argument | undefined, shape: readonly number[], i: number): Num {
  if (a === undefined) return num(1);
  let rest = i;
  let position = 0;
  let stride = 1;
  for (let d = shape.length - 1, k = a.shape.length - 1; k >= 0; d--, k--) {
    const at = rest % shape[d]!;
    rest = Math.floor(rest / shape[d]!);
    position += a.shape[k] === 1 ? 0 : at * stride;
    stride *= a.shape[k]!;
  }
  return a.numbers[position]!;
}

function reduce(losses: readonly Num[], { reduction }: Args, batch?: number, divisor?: Num): Num[] {
  if (reduction === "none") return [...losses];
  const sum = sumOf(losses);
  if (reduction === "sum") return [sum];
  return [sum.div(reduction === "batchmean" ? batch! : (divisor ?? losses.length))];
}

/** A loss of each element of input and target. */
const pairwise =
  (f: (x: Num, y: Num, args: Args) => Num): Loss =>
  ({ input, target }, args) =>
    reduce(
      input!.numbers.map((x, i) => f(x, target!.numbers[i]!, args)),
      args,
      input!.shape[0],
    );

/** The rows of classes: dimension 1, or 0 for a single sample. */
const classRows = (shape: readonly number[]) => rowsAlong(shape, [shape.length === 1 ? 0 : 1]);

const crossEntropy: Loss = ({ input, target, weight }, args) => {
  const rows = classRows(input!.shape);
  const smoothing = num(args.label_smoothing);
  const keep = num(1).minus(smoothing);
  const w = (c: number) => weight?.numbers[c] ?? num(1);
  if (target!.shape.join() === input!.shape.join()) {
    const losses = rows.map((row) => {
      const logp = logSoftmax(row.map((p) => input!.numbers[p]!));
      return sumOf(
        row.map((p, c) => {
          const q = target!.numbers[p]!.times(keep).plus(smoothing.div(row.length));
          return q.times(w(c)).times(logp[c]!).neg();
        }),
      );
    });
    return reduce(losses, args);
  }
  const counts = rows.map((_, i) => target!.doubles[i] !== args.ignore_index);
  const losses = rows.map((row, i) => {
    if (!counts[i]) return num(0);
    const t = target!.doubles[i]!;
    const logp = logSoftmax(row.map((p) => input!.numbers[p]!));
    const nll = logp[t]!.times(w(t)).neg();
    if (smoothing.isZero) return nll;
    const uniform = sumOf(logp.map((l, c) => l.times(w(c)).neg()));
    return keep.times(nll).plus(smoothing.div(row.length).times(uniform));
  });
  return reduce(
    losses,
    args,
    undefined,
    sumOf(rows.map((_, i) => (counts[i] ? w(target!.doubles[i]!) : num(0)))),
  );
};

const nllLoss: Loss = ({ input, target, weight }, args) => {
  const rows = classRows(input!.shape);
  const w = (i: number) => {
    const t = target!.doubles[i]!;
    return t === args.ignore_index ? num(0) : (weight?.numbers[t] ?? num(1));
  };
  const losses = rows.map((row, i) => {
    const t = target!.doubles[i]!;
    return t === args.ignore_index ? num(0) : input!.numbers[row[t]!]!.times(w(i)).neg();
  });
  return reduce(losses, args, undefined, sumOf(rows.map((_, i) => w(i))));
};

/** max(log x, −100), with the derivative that PyTorch defines for the loss below: never divided by less than 1e-12. */
const clampedLog = (x: BigNumber): BigNumber => {
  const log = x.isZero() ? big(Number.NEGATIVE_INFINITY) : x.ln();
  return log.cmp(-100) < 0 ? big(-100) : log;
};

const binaryCrossEntropy: Loss = ({ input, target, weight }, args) =>
  reduce(
    input!.numbers.map((x, i) => {
      const y = target!.numbers[i]!.value;
      const rest = one.minus(x.value);
      const value = y
        .times(clampedLog(x.value))
        .plus(one.minus(y).times(clampedLog(rest)))
        .neg();
      const product = x.value.times(rest);
      const by = product.cmp(big(1e-12)) < 0 ? big(1e-12) : product;
      return new Num(value, [[x, x.value.minus(y).div(by)]]).times(broadcast(weight, input!.shape, i));
    }),
    args,
  );

const binaryCrossEntropyWithLogits: Loss = ({ input, target, weight, pos_weight }, args) =>
  reduce(
    input!.numbers.map((x, i) => {
      const y = target!.numbers[i]!;
      const positive = y.times(broadcast(pos_weight, input!.shape, i)).times(softplus(x.neg()));
      const negative = num(1).minus(y).times(softplus(x));
      return positive.plus(negative).times(broadcast(weight, input!.shape, i));
    }),
    args,
  );

const klDiv = pairwise((x, y, { log_target }) => {
  if (log_target) return y.exp().times(y.minus(x));
  return y.isZero ? num(0) : y.times(y.ln().minus(x));
});

const gaussianNll: Loss = ({ input, target, var: variance }, args) =>
  reduce(
    input!.numbers.map((x, i) => {
      const position =
        variance!.numbers.length === input!.numbers.length ? i : Math.floor(i / input!.shape.at(-1)!);
      const given = variance!.numbers[position]!;
      // PyTorch clamps the variance outside the gradient's sight.
      const v = given.value.cmp(big(args.eps)) < 0 ? new Num(big(args.eps), [[given, one]]) : given;
      const loss = v.ln().plus(x.minus(target!.numbers[i]!).pow(2).div(v)).times(0.5);
      return args.full ? loss.plus(new Num(pi.times(2)).ln().times(0.5)) : loss;
    }),
    args,
  );

const poissonNll = pairwise((x, y, { log_input, full, eps }) => {
  const loss = log_input ? x.exp().minus(y.times(x)) : x.minus(y.times(x.plus(eps).ln()));
  if (!full || y.value.cmp(1) <= 0) return loss;
  const stirling = y
    .times(y.ln())
    .minus(y)
    .plus(
      y
        .times(new Num(pi.times(2)))
        .ln()
        .times(0.5),
    );
  return loss.plus(stirling);
});

const multiMargin: Loss = ({ input, target, weight }, args) => {
  const classes = input!.shape.at(-1)!;
  return reduce(
    target!.doubles.map((t, i) => {
      const row = input!.numbers.slice(i * classes, (i + 1) * classes);
      const terms = row
        .filter((_, j) => j !== t)
        .map((x) => num(args.margin).minus(row[t]!).plus(x).positivePart().pow(args.p));
      return sumOf(terms)
        .times(weight?.numbers[t] ?? num(1))
        .div(classes);
    }),
    args,
  );
};

const multilabelMargin: Loss = ({ input, target }, args) => {
  const classes = input!.shape.at(-1)!;
  return reduce(
    Array.from({ length: input!.numbers.length / classes }, (_, i) => {
      const row = input!.numbers.slice(i * classes, (i + 1) * classes);
      const labels = target!.doubles.slice(i * classes, (i + 1) * classes);
      const end = labels.indexOf(-1);
      const own = end < 0 ? labels : labels.slice(0, end);
      const others = row.filter((_, j) => !own.includes(j));
      return sumOf(own.flatMap((t) => others.map((x) => num(1).minus(row[t]!).plus(x).positivePart()))).div(
        classes,
      );
    }),
    args,
  );
};

const multilabelSoftMargin: Loss = ({ input, target, weight }, args) => {
  const losses = input!.numbers.map((x, i) => {
    const y = target!.numbers[i]!;
    const loss = y.times(softplus(x.neg())).plus(num(1).minus(y).times(softplus(x)));
    return loss.times(broadcast(weight, input!.shape, i));
  });
  const rows = rowsAlong(input!.shape, [input!.shape.length - 1]);
  return reduce(
    rows.map((row) => sumOf(row.map((p) => losses[p]!)).div(row.length)),
    args,
  );
};

const cosineEmbedding: Loss = ({ input1, input2, target }, args) => {
  const rows = rowsAlong(input1!.shape, [input1!.shape.length - 1]);
  return reduce(
    rows.map((row, i) => {
      const dot = (a: Argument, b: Argument) => sumOf(row.map((p) => a.numbers[p]!.times(b.numbers[p]!)));
      const lengths = dot(input1!, input1!).plus(1e-12).times(dot(input2!, input2!).plus(1e-12));
      const cosine = dot(input1!, input2!).div(lengths.pow(0.5));
      return target!.doubles[i] === 1 ? num(1).minus(cosine) : cosine.minus(args.margin).positivePart();
    }),
    args,
  );
};

const marginRanking: Loss = ({ input1, input2, target }, args) =>
  reduce(
    input1!.numbers.map((x, i) =>
      target!.numbers[i]!.neg().times(x.minus(input2!.numbers[i]!)).plus(args.margin).positivePart(),
    ),
    args,
  );

const tripletMargin: Loss = ({ anchor, positive, negative }, args) => {
  const rows = rowsAlong(anchor!.shape, [anchor!.shape.length - 1]);
  const losses = rows.map((row) => {
    const distance = (a: Argument, b: Argument) => {
      const terms = row.map((p) => a.numbers[p]!.minus(b.numbers[p]!).plus(args.eps).abs().pow(args.p));
      return sumOf(terms).pow(1 / args.p);
    };
    let far = distance(anchor!, negative!);
    if (args.swap) {
      const other = distance(positive!, negative!);
      if (other.value.cmp(far.value) < 0) far = other;
    }
    return distance(anchor!, positive!).minus(far).plus(args.margin).positivePart();
  });
  return reduce(losses, args);
};

const sigmoidFocal = pairwise((x, y, { alpha, gamma }) => {
  const loss = y.times(softplus(x.neg())).plus(num(1).minus(y).times(softplus(x)));
  const notY = num(1).minus(y);
  const miss = y.times(sigmoid(x.neg())).plus(notY.times(sigmoid(x)));
  const focal = loss.times(miss.pow(gamma));
  return alpha < 0 ? focal : focal.times(y.times(alpha).plus(notY.times(num(1).minus(alpha))));
});

const softmaxFocal: Loss = ({ input, target }, args) =>
  reduce(
    rowsAlong(input!.shape, [1]).map((row, i) => {
      const logits = row.map((p) => input!.numbers[p]!);
      const t = target!.doubles[i]!;
      const miss = sumOf(softmax(logits).filter((_, c) => c !== t));
      return miss.pow(args.gamma).times(logSoftmax(logits)[t]!).neg();
    }),
    args,
  );

const losses: Readonly<Record<string, Loss>> = {
  softmax: alongDim(softmax),
  softmin: alongDim((row) => softmax(row.map((x) => x.neg()))),
  log_softmax: alongDim(logSoftmax),
  logsumexp: ({ input }, { dim }) =>
    rowsAlong(input!.shape, dim).map((row) => logSumExp(row.map((p) => input!.numbers[p]!))),
  sigmoid: elementwise(sigmoid),
  logsigmoid: elementwise(logSigmoid),
  softplus: elementwise(softplus),
  cross_entropy: crossEntropy,
  nll_loss: nllLoss,
  binary_cross_entropy: binaryCrossEntropy,
  binary_cross_entropy_with_logits: binaryCrossEntropyWithLogits,
  kl_div: klDiv,
  mse_loss: pairwise((x, y) => x.minus(y).pow(2)),
  l1_loss: pairwise((x, y) => x.minus(y).abs()),
  smooth_l1_loss: pairwise((x, y, { beta }) => {
    const d = x.minus(y);
    return d.value.abs().cmp(big(beta)) < 0
      ? d.pow(2).times(0.5).div(beta)
      : d.abs().minus(num(beta).times(0.5));
  }),
  huber_loss: pairwise((x, y, { delta }) => {
    const d = x.minus(y);
    if (d.value.abs().cmp(big(delta)) <= 0) return d.pow(2).times(0.5);
    return d.abs().minus(num(delta).times(0.5)).times(delta);
  }),
  gaussian_nll_loss: gaussianNll,
  poisson_nll_loss: poissonNll,
  hinge_embedding_loss: pairwise((x, y, { margin }) =>
    y.value.cmp(1) === 0 ? x : num(margin).minus(x).positivePart(),
  ),
  soft_margin_loss: pairwise((x, y) => softplus(x.times(y).neg())),
  multi_margin_loss: multiMargin,
  multilabel_margin_loss: multilabelMargin,
  multilabel_soft_margin_loss: multilabelSoftMargin,
  cosine_embedding_loss: cosineEmbedding,
  margin_ranking_loss: marginRanking,
  triplet_margin_loss: tripletMargin,
  sigmoid_focal_loss: sigmoidFocal,
  softmax_focal_loss: softmaxFocal,
};

export interface OracleInput {
  readonly shape: readonly number[];
  /** The floats that the function was called with, row-major. */
  readonly data: readonly number[];
}

export interface Truth {
  /** Row-major. */
  readonly output: readonly BigNumber[];
  /** Row-major, for each input. */
  readonly grads: Readonly<Record<string, readonly BigNumber[]>>;
}

/** Outputs and gradients of a loss, by its name and arguments in PyTorch, of float inputs taken as exact numbers. */
export function truth(
  fn: string,
  inputs: Readonly<Record<string, OracleInput>>,
  args: Args,
  gradOutput: readonly number[],
): Truth {
  const loss = losses[fn];
  if (!loss) throw new Error(`the oracle has no ${fn}`);
  const entries = Object.entries(inputs).map(([name, { shape, data }]): [string, Argument] => [
    name,
    { shape, numbers: data.map((x) => new Num(x)), doubles: data },
  ]);
  const output = loss(Object.fromEntries(entries), args);
  backward(
    output,
    output.map((_, i) => big(gradOutput[i]!)),
  );
  return {
    output: output.map((y) => y.value),
    grads: Object.fromEntries(entries.map(([name, a]) => [name, a.numbers.map((x) => x.gradient)])),
  };
}
