// The cosine of the angle between two rows, its distance from 1, and its derivatives. Knows rows of numbers.
//
// Of nearly parallel rows 1 − cos has no correct digit. So the rows are taken apart: b = k·a + u with u perpendicular to a, and
// 1 − cos and the derivatives are calculated from u, where nothing cancels.

import type { Storage } from "../tensor/dtype.js";
import { compensatedSum } from "../tensor/summation.js";
import { productError } from "./product-error.js";

/** PyTorch adds this to the square of each length, so that a row of zeros has a cosine: 0. */
const epsilon = 1e-12;

/** a·b / √((a·a + ε)(b·b + ε)). */
export class Cosine {
  readonly value: number;
  /** 1 − cos. */
  readonly complement: number;
  readonly #a: Row;
  readonly #b: Row;
  readonly #product: number;
  readonly #lengths: number;

  constructor(x: Storage, y: Storage) {
    const a = new Row(x);
    const b = new Row(y);
    const s = dot(a.elements, b.elements);
    const lengths = Math.sqrt(a.square + a.epsilon) * Math.sqrt(b.square + b.epsilon);
    this.#a = a;
    this.#b = b;
    this.#product = s;
    this.#lengths = lengths;
    this.value = s / lengths;
    if (s > lengths / 2) {
      const u = a.complementOf(b, s).perpendicular;
      const gap = a.square * dot(u, u) + a.epsilon * b.square + b.epsilon * a.square + a.epsilon * b.epsilon;
      this.complement = gap / (lengths * (lengths + s));
    } else this.complement = 1 - this.value;
  }

  /** Writes `factor` times the derivative for each element of x, and of y. */
  slopes(factor: number, intoX: Float64Array, intoY: Float64Array): void {
    this.#slopes(factor, this.#a, this.#b, intoX);
    this.#slopes(factor, this.#b, this.#a, intoY);
  }

  /** (b − s a / (a·a + ε)) / lengths = (u + k a ε / (a·a + ε)) / lengths. */
  #slopes(factor: number, a: Row, b: Row, into: Float64Array): void {
    const { along, perpendicular } = a.complementOf(b, this.#product);
    const rest = (along * a.epsilon) / (a.square + a.epsilon);
    const scale = factor * a.scale;
    perpendicular.forEach((u, k) => {
      into[k] = (scale * (u + rest * a.elements[k]!)) / this.#lengths;
    });
  }
}

/** A row divided by a power of two, so that its square does not overflow. */
class Row {
  readonly scale: number;
  readonly elements: Float64Array;
  /** a·a. */
  readonly square: number;
  /** The ε that belongs to the row as it is scaled. */
  readonly epsilon: number;

  constructor(row: Storage) {
    const largest = (row as Float64Array).reduce((max, x) => Math.max(max, Math.abs(x)), 0);
    this.scale = largest > 1 ? 2 ** -Math.floor(Math.log2(largest)) : 1;
    this.elements = Float64Array.from(row, (x) => x * this.scale);
    this.square = dot(this.elements, this.elements);
    this.epsilon = epsilon * this.scale * this.scale;
  }

  /** What is left of b without its part along this row, of which `product` is a·b. */
  complementOf(b: Row, product: number): { along: number; perpendicular: Float64Array } {
    if (this.square === 0) return { along: 0, perpendicular: b.elements };
    const a = this.elements;
    const first = product / this.square;
    const nearly = b.elements.map((y, k) => {
      return y - first * a[k]! - productError(first, a[k]!);
    });
    // The quotient was rounded; what that left along the row is as large as u itself, where the rows are nearly parallel.
    const second = dot(a, nearly) / this.square;
    return { along: first + second, perpendicular: nearly.map((u, k) => u - second * a[k]!) };
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  const products = a.map((x, k) => x * b[k]!);
  return compensatedSum(products, 0, 1, products.length);
}
