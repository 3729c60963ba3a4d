// What a tensor can be asked: mathematical functions of its elements. All are calculated in double and rounded once.

import { Variable } from "../../autograd/variable.js";
import { type ClampOptions, clamp } from "../clamp.js";
import { unary } from "../elementwise.js";
import { mathematics } from "../mathematics.js";
import type { Tensor } from "../tensor.js";

/** Methods of {@link Tensor}. */
export abstract class Mathematics extends Variable {
  /**
   * Elementwise `-this`. PyTorch: `torch.neg`.
   * @example
   * tensor([1, -2.5]).neg()
   * // tensor([-1.0000,  2.5000])
   */
  neg(): Tensor {
    return unary(mathematics.neg, this);
  }

  /**
   * Elementwise absolute value. PyTorch: `torch.abs`.
   * @example
   * tensor([1, -2.5]).abs()
   * // tensor([1.0000, 2.5000])
   */
  abs(): Tensor {
    return unary(mathematics.abs, this);
  }

  /**
   * Elementwise sign: −1, 0 or 1. PyTorch: `torch.sign`.
   * @example
   * tensor([-3, 0, 5]).sign()
   * // tensor([-1.,  0.,  1.])
   */
  sign(): Tensor {
    return unary(mathematics.sign, this);
  }

  /**
   * Elementwise eˣ. In float32 it overflows to inf above 88.7228, in float64 above 709.7827. PyTorch: `torch.exp`.
   * @example
   * tensor([0, 1, 100]).exp()
   * // tensor([1.0000, 2.7183,    inf])
   */
  exp(): Tensor {
    return unary(mathematics.exp, this);
  }

  /**
   * Elementwise eˣ − 1, with all its digits where x is next to 0. PyTorch: `torch.expm1`.
   * @example
   * tensor([1e-8, 1]).expm1()
   * // tensor([1.0000e-08, 1.7183e+00])
   */
  expm1(): Tensor {
    return unary(mathematics.expm1, this);
  }

  /**
   * Elementwise natural logarithm; log 0 is -inf, of a negative number NaN. PyTorch: `torch.log`.
   * @example
   * tensor([1, 0]).log()
   * // tensor([0., -inf])
   */
  log(): Tensor {
    return unary(mathematics.log, this);
  }

  /**
   * Elementwise log(1 + x), with all its digits where x is next to 0. PyTorch: `torch.log1p`.
   * @example
   * tensor([1e-8, 1]).log1p()
   * // tensor([1.0000e-08, 6.9315e-01])
   */
  log1p(): Tensor {
    return unary(mathematics.log1p, this);
  }

  /**
   * Elementwise logarithm to base 2: information in bits. PyTorch: `torch.log2`.
   * @example
   * tensor([8, 0.5]).log2()
   * // tensor([ 3., -1.])
   */
  log2(): Tensor {
    return unary(mathematics.log2, this);
  }

  /**
   * Elementwise logarithm to base 10. PyTorch: `torch.log10`.
   * @example
   * tensor([1000, 0.1]).log10()
   * // tensor([ 3., -1.])
   */
  log10(): Tensor {
    return unary(mathematics.log10, this);
  }

  /**
   * Elementwise square root. PyTorch: `torch.sqrt`.
   * @example
   * tensor([4, 2]).sqrt()
   * // tensor([2.0000, 1.4142])
   */
  sqrt(): Tensor {
    return unary(mathematics.sqrt, this);
  }

  /**
   * Elementwise 1/√x. PyTorch: `torch.rsqrt`.
   * @example
   * tensor([4, 1]).rsqrt()
   * // tensor([0.5000, 1.0000])
   */
  rsqrt(): Tensor {
    return unary(mathematics.rsqrt, this);
  }

  /**
   * Elementwise x². PyTorch: `torch.square`.
   * @example
   * tensor([3, -2]).square()
   * // tensor([9., 4.])
   */
  square(): Tensor {
    return unary(mathematics.square, this);
  }

  /**
   * Elementwise 1/x. PyTorch: `torch.reciprocal`.
   * @example
   * tensor([4, 0]).reciprocal()
   * // tensor([0.2500,    inf])
   */
  reciprocal(): Tensor {
    return unary(mathematics.reciprocal, this);
  }

  /**
   * Elementwise sine, of radians. PyTorch: `torch.sin`.
   * @example
   * tensor([0, Math.PI / 2]).sin()
   * // tensor([0., 1.])
   */
  sin(): Tensor {
    return unary(mathematics.sin, this);
  }

  /**
   * Elementwise cosine, of radians. PyTorch: `torch.cos`.
   * @example
   * tensor([0, Math.PI]).cos()
   * // tensor([ 1., -1.])
   */
  cos(): Tensor {
    return unary(mathematics.cos, this);
  }

  /**
   * Elementwise tangent, of radians. PyTorch: `torch.tan`.
   * @example
   * tensor([0, 1]).tan()
   * // tensor([0.0000, 1.5574])
   */
  tan(): Tensor {
    return unary(mathematics.tan, this);
  }

  /**
   * Elementwise inverse sine, in radians. PyTorch: `torch.asin`.
   * @example
   * tensor([0, 1]).asin()
   * // tensor([0.0000, 1.5708])
   */
  asin(): Tensor {
    return unary(mathematics.asin, this);
  }

  /**
   * Elementwise inverse cosine, in radians. PyTorch: `torch.acos`.
   * @example
   * tensor([1, 0]).acos()
   * // tensor([0.0000, 1.5708])
   */
  acos(): Tensor {
    return unary(mathematics.acos, this);
  }

  /**
   * Elementwise inverse tangent, in radians. PyTorch: `torch.atan`.
   * @example
   * tensor([0, 1]).atan()
   * // tensor([0.0000, 0.7854])
   */
  atan(): Tensor {
    return unary(mathematics.atan, this);
  }

  /**
   * Elementwise hyperbolic sine. PyTorch: `torch.sinh`.
   * @example
   * tensor([0, 1]).sinh()
   * // tensor([0.0000, 1.1752])
   */
  sinh(): Tensor {
    return unary(mathematics.sinh, this);
  }

  /**
   * Elementwise hyperbolic cosine. PyTorch: `torch.cosh`.
   * @example
   * tensor([0, 1]).cosh()
   * // tensor([1.0000, 1.5431])
   */
  cosh(): Tensor {
    return unary(mathematics.cosh, this);
  }

  /**
   * Elementwise hyperbolic tangent. PyTorch: `torch.tanh`.
   * @example
   * tensor([0, 1]).tanh()
   * // tensor([0.0000, 0.7616])
   */
  tanh(): Tensor {
    return unary(mathematics.tanh, this);
  }

  /**
   * Elementwise 1 / (1 + e⁻ˣ), which no x overflows. PyTorch: `torch.sigmoid`.
   * @example
   * tensor([0, 2, -1000]).sigmoid()
   * // tensor([0.5000, 0.8808, 0.0000])
   */
  sigmoid(): Tensor {
    return unary(mathematics.sigmoid, this);
  }

  /**
   * Elementwise max(x, 0). PyTorch: `torch.relu`.
   * @example
   * tensor([-1, 2]).relu()
   * // tensor([0., 2.])
   */
  relu(): Tensor {
    return unary(mathematics.relu, this);
  }

  /**
   * Elementwise largest integer that is not above x. PyTorch: `torch.floor`.
   * @example
   * tensor([1.5, -1.5]).floor()
   * // tensor([ 1., -2.])
   */
  floor(): Tensor {
    return unary(mathematics.floor, this);
  }

  /**
   * Elementwise smallest integer that is not below x. PyTorch: `torch.ceil`.
   * @example
   * tensor([1.5, -1.5]).ceil()
   * // tensor([ 2., -1.])
   */
  ceil(): Tensor {
    return unary(mathematics.ceil, this);
  }

  /**
   * Elementwise nearest integer, ties to the even one. PyTorch: `torch.round`.
   * @example
   * tensor([0.5, 1.5, -2.7]).round()
   * // tensor([ 0.,  2., -3.])
   */
  round(): Tensor {
    return unary(mathematics.round, this);
  }

  /**
   * Elementwise integer part. PyTorch: `torch.trunc`.
   * @example
   * tensor([1.5, -1.5]).trunc()
   * // tensor([ 1., -1.])
   */
  trunc(): Tensor {
    return unary(mathematics.trunc, this);
  }

  /**
   * The elements held between `min` and `max`; either may be left out. PyTorch: `torch.clamp`.
   * @throws TypeError if neither is given.
   * @example
   * tensor([-1, 0.5, 3]).clamp({ min: 0, max: 1 })
   * // tensor([0.0000, 0.5000, 1.0000])
   */
  clamp(options: ClampOptions): Tensor {
    return clamp(this, options);
  }
}
