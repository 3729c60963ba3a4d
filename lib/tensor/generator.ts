// The library's one source of random bits, and single numbers made of them: the Mersenne Twister MT19937, read the way
// PyTorch reads it on the CPU. Knows nothing of tensors, dtypes or arguments.

import { mersenne } from "pure-rand/generator/mersenne";

export class Generator {
  #twister = mersenne(0);
  /** The second number of the last Box–Muller pair, until it is asked for. */
  #spareNormal: number | undefined;

  /** Starts again from `seed`, an integer of which MT19937 takes the low 32 bits (two's complement). */
  seed(seed: number): void {
    this.#twister = mersenne(seed);
    this.#spareNormal = undefined;
  }

  /** 32 random bits, as an integer in 0..2³²−1. */
  random(): number {
    return this.#twister.next() >>> 0;
  }

  /** 64 random bits, as an integer in 0..2⁶⁴−1: the first draw is the high half. */
  random64(): bigint {
    const high = BigInt(this.random());
    return (high << 32n) | BigInt(this.random());
  }

  /** A multiple of 2⁻⁵³ in [0, 1): the low 53 of 64 bits. */
  uniform53(): number {
    const high = this.random() & 0x1fffff;
    return (high * 2 ** 32 + this.random()) * 2 ** -53;
  }

  /** Fills `out` with multiples of 2^−bits in [0, 1): the low bits of one draw, or of two if `bits` is 53. */
  fillUniform(out: { readonly length: number; [i: number]: number }, bits: number): void {
    if (bits === 53) {
      for (let i = 0; i < out.length; i++) out[i] = this.uniform53();
      return;
    }
    const mask = 2 ** bits - 1;
    const scale = 2 ** -bits;
    for (let i = 0; i < out.length; i++) out[i] = (this.random() & mask) * scale;
  }

  /** A number of the standard normal distribution, by Box–Muller: of every pair the second waits for the next call. */
  normal(): number {
    const spare = this.#spareNormal;
    this.#spareNormal = undefined;
    if (spare !== undefined) return spare;
    const angle = 2 * Math.PI * this.uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()));
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}
