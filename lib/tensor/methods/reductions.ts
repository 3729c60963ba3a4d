// What a tensor can be asked: sums, means, extremes and other summaries of all its elements, or along dimensions.

import { differentiable } from "../../autograd/graph.js";
import { Variable } from "../../autograd/variable.js";
import { checkOptions, showValue } from "../argument.js";
import {
  all,
  any,
  argmax,
  argmin,
  extremeGradient,
  max,
  mean,
  meanGradient,
  min,
  prod,
  prodGradient,
  type ReduceOptions,
  sum,
  sumGradient,
  type VarianceOptions,
  variance,
  varianceGradient,
} from "../reduction.js";
import { Tensor } from "../tensor.js";

/** Options of `argmax` and `argmin`. */
export interface ArgReduceOptions {
  /** The dimension to search, counted from either end; the whole tensor when left out. */
  readonly dim?: number | undefined;
  /** Keep the dimension with size 1. Default false. */
  readonly keepdim?: boolean | undefined;
}

/** Methods of {@link Tensor}. */
export abstract class Reductions extends Variable {
  /**
   * Sum of the elements, or along `dim`. Added in double with compensation, so a long float32 sum keeps its digits.
   * A sum of bool or int32 is int32: it counts. PyTorch: `torch.sum`.
   * @throws RangeError if an integer sum is larger than int32 can hold.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).sum({ dim: 1, keepdim: true })
   * // tensor([[ 6.],
   * //         [15.]])
   */
  sum(options: ReduceOptions = {}): Tensor {
    const out = new Tensor(sum(this, reduceOptions("sum", options)));
    return differentiable(out, "sum", [this], [], (g) => [sumGradient(g, this, options)]);
  }

  /**
   * Arithmetic mean of the elements, or along `dim`; floating dtypes only. PyTorch: `torch.mean`.
   * @example
   * tensor([[1, 2], [3, 5]]).mean({ dim: 0 })
   * // tensor([2.0000, 3.5000])
   */
  mean(options: ReduceOptions = {}): Tensor {
    const out = new Tensor(mean(this, reduceOptions("mean", options)));
    return differentiable(out, "mean", [this], [], (g) => [meanGradient(g, this, options)]);
  }

  /**
   * Largest element, or along `dim`; NaN wins. Values only (PyTorch's `amax`): for the positions use {@link argmax}.
   * (PyTorch's `max(dim)` returns both; one tensor chains: `o.sub(o.max({ dim: 1, keepdim: true }))`.)
   * @example
   * tensor([[1, 9], [7, 3]]).max({ dim: 1 })
   * // tensor([9., 7.])
   */
  max(options: ReduceOptions = {}): Tensor {
    const out = new Tensor(max(this, reduceOptions("max", options)));
    return differentiable(out, "max", [this], [this, out], (g) => [extremeGradient(g, this, out, options)]);
  }

  /**
   * Smallest element, or along `dim`; NaN wins. Values only, as {@link max}. PyTorch: `torch.amin`.
   * @example
   * tensor([[1, 9], [7, 3]]).min({ dim: 1 })
   * // tensor([1., 3.])
   */
  min(options: ReduceOptions = {}): Tensor {
    const out = new Tensor(min(this, reduceOptions("min", options)));
    return differentiable(out, "min", [this], [this, out], (g) => [extremeGradient(g, this, out, options)]);
  }

  /**
   * Index of the largest element along `dim`, as int32; the first one if several are equal.
   * Without `dim`, the position in row-major order. PyTorch: `torch.argmax`.
   * @example
   * tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]).argmax({ dim: 1 })
   * // tensor([2, 2], dtype=int32)
   */
  argmax(options: ArgReduceOptions = {}): Tensor {
    return new Tensor(argmax(this, reduceOptions("argmax", options)));
  }

  /**
   * Index of the smallest element along `dim`, as int32; see {@link argmax}. PyTorch: `torch.argmin`.
   * @example
   * tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]).argmin({ dim: 1 })
   * // tensor([0, 1], dtype=int32)
   */
  argmin(options: ArgReduceOptions = {}): Tensor {
    return new Tensor(argmin(this, reduceOptions("argmin", options)));
  }

  /**
   * Variance, Σ (x − mean)² / (n − correction), of the elements or along `dim`. Unbiased by default: `correction` is 1.
   * PyTorch: `torch.var`.
   * @example
   * tensor([1, 2, 3, 4]).var()
   * // tensor(1.6667)
   * @example
   * tensor([1, 2, 3, 4]).var({ correction: 0 })
   * // tensor(1.2500)
   */
  var(options: VarianceOptions = {}): Tensor {
    return spread("var", this, options);
  }

  /**
   * Standard deviation, the square root of {@link var}. PyTorch: `torch.std`.
   * @example
   * tensor([1, 2, 3, 4]).std()
   * // tensor(1.2910)
   */
  std(options: VarianceOptions = {}): Tensor {
    return spread("std", this, options);
  }

  /**
   * Product of the elements, or along `dim`; of integers an int32. PyTorch: `torch.prod`.
   * @throws RangeError if an integer product is larger than int32 can hold.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).prod({ dim: 1 })
   * // tensor([  6., 120.])
   */
  prod(options: ReduceOptions = {}): Tensor {
    const out = new Tensor(prod(this, reduceOptions("prod", options)));
    return differentiable(out, "prod", [this], [this], (g) => [prodGradient(g, this, options)]);
  }

  /**
   * Whether all elements are true (not 0), or all along `dim`. PyTorch: `torch.all`.
   * @example
   * tensor([1, 2, 3]).gt(0).all()
   * // tensor(True)
   */
  all(options: ReduceOptions = {}): Tensor {
    return new Tensor(all(this, reduceOptions("all", options)));
  }

  /**
   * Whether any element is true (not 0), or any along `dim`. PyTorch: `torch.any`.
   * @example
   * tensor([[0, 0], [0, 2]]).any({ dim: 1 })
   * // tensor([False,  True])
   */
  any(options: ReduceOptions = {}): Tensor {
    return new Tensor(any(this, reduceOptions("any", options)));
  }
}

function spread(fn: "var" | "std", a: Variable, options: VarianceOptions): Tensor {
  checkOptions(fn, options, ["dim", "keepdim", "correction"]);
  const { correction, ...rest } = options;
  reduceOptions(fn, rest);
  if (correction !== undefined && !Number.isFinite(correction)) {
    throw new TypeError(`${fn}: correction is ${showValue(correction)}, expected a number`);
  }
  const out = new Tensor(variance(fn, a, options));
  return differentiable(out, fn, [a], [a, out], (g) => [varianceGradient(fn, g, a, out, options)]);
}

function reduceOptions<Options extends ReduceOptions>(fn: string, options: Options): Options {
  checkOptions(fn, options, ["dim", "keepdim"]);
  if (options.keepdim !== undefined && typeof options.keepdim !== "boolean") {
    throw new TypeError(`${fn}: keepdim is ${showValue(options.keepdim)}, expected true or false`);
  }
  return options;
}
