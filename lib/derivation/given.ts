// What the letters of a derivation stand for: the kinds of quantities, the points at which lines are compared, and the reader's
// own point. Knows numbers, not expressions.

import { showValue } from "../tensor/argument.js";
import { Generator } from "../tensor/generator.js";
import { Tensor } from "../tensor/tensor.js";

/**
 * What a letter of a {@link derivation} stands for. Vectors of one derivation are all of the same length; an `index` is an
 * integer from 1 to that length, `length` is the length itself. `distribution` sums to 1, `probabilities` need not.
 */
export type Quantity =
  | "number"
  | "positive"
  | "probability"
  | "index"
  | "length"
  | "vector"
  | "positive vector"
  | "probabilities"
  | "distribution"
  | "one-hot";

/** A value for each letter: vectors as arrays, indices from 1. */
export interface Point {
  /** The vectors' length. */
  readonly length: number;
  readonly values: ReadonlyMap<string, number | readonly number[]>;
}

/** The letters and their kinds. */
export type Given = ReadonlyMap<string, Quantity>;

interface Kind {
  /** Its values in LaTeX, for a letter and the name of the length. */
  readonly tex: (letter: string, length: string) => string;
  readonly isVector?: true;
  readonly draw: (random: Draw, length: number) => number | readonly number[];
}

const kinds: Readonly<Record<Quantity, Kind>> = {
  number: { tex: (x) => `${x} \\in \\mathbb{R}`, draw: (random) => random.real() },
  positive: { tex: (x) => `${x} > 0`, draw: (random) => random.hundredths(800) },
  probability: { tex: (p) => `0 < ${p} < 1`, draw: (random) => random.hundredths(99) },
  index: { tex: (j, q) => `${j} \\in \\{1, \\dots, ${q}\\}`, draw: (random, length) => random.upTo(length) },
  length: { tex: (q) => `${q} \\in \\mathbb{N}`, draw: (_, length) => length },
  vector: {
    tex: (x, q) => `${x} \\in \\mathbb{R}^{${q}}`,
    isVector: true,
    draw: (random, length) => random.distinct(length, () => random.real()),
  },
  "positive vector": {
    tex: (x, q) => `${x} \\in \\mathbb{R}_{>0}^{${q}}`,
    isVector: true,
    draw: (random, length) => random.distinct(length, () => random.hundredths(800)),
  },
  probabilities: {
    tex: (p, q) => `${p} \\in (0, 1)^{${q}}`,
    isVector: true,
    draw: (random, length) => random.distinct(length, () => random.hundredths(99)),
  },
  distribution: {
    tex: (p, q) => `${p} \\in (0, 1)^{${q}} \\text{ with sum } 1`,
    isVector: true,
    draw: (random, length) => {
      // Cut 100 hundredths in places that differ: short decimals whose sum is exactly 1.
      const cuts = [0, ...random.distinct(length - 1, () => random.upTo(99)).sort((a, b) => a - b), 100];
      return cuts.slice(1).map((cut, i) => (cut - cuts[i]!) / 100);
    },
  },
  "one-hot": {
    tex: (y, q) => `${y} \\in \\{0, 1\\}^{${q}} \\text{ one-hot}`,
    isVector: true,
    draw: (random, length) => {
      const hot = random.upTo(length);
      return Array.from({ length }, (_, i) => (i + 1 === hot ? 1 : 0));
    },
  },
};

export function isVector(kind: Quantity | undefined): boolean {
  return kind !== undefined && kinds[kind].isVector === true;
}

export function quantityTex(kind: Quantity, letter: string, length: string): string {
  return kinds[kind].tex(letter, length);
}

export function checkGiven(given: unknown): Given {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new TypeError(
      `derivation: given is ${showValue(given)}, expected the kind of each letter, as in { o: "vector", j: "index" }`,
    );
  }
  for (const [letter, kind] of Object.entries(given)) {
    if (!Object.hasOwn(kinds, kind)) {
      throw new TypeError(
        `derivation: given.${letter} is ${showValue(kind)}, expected one of ${Object.keys(kinds).join(", ")}`,
      );
    }
  }
  return new Map(Object.entries(given));
}

/** Short decimals between −4 and 4, the same ones every time, for vectors of 2 to 6 elements. */
export function randomPoints(given: Given, count: number): Point[] {
  const random = new Draw();
  return Array.from({ length: count }, (_, i) => {
    const length = 2 + (i % 5);
    const values = [...given].map(([letter, kind]) => [letter, kinds[kind].draw(random, length)] as const);
    return { length, values: new Map(values) };
  });
}

/** Numbers drawn from the Mersenne Twister MT19937 with seed 0: a generator of its own, so that nobody's `seed` is disturbed. */
class Draw {
  readonly #generator = new Generator();

  upTo(n: number): number {
    return 1 + (this.#generator.random() % n);
  }

  hundredths(n: number): number {
    return this.upTo(n) / 100;
  }

  real(): number {
    return this.hundredths(400) * (this.upTo(2) === 1 ? 1 : -1);
  }

  /** Different numbers: where two are equal, a maximum has no derivative, and a wrong index can go unnoticed. */
  distinct(length: number, draw: () => number): number[] {
    const found = new Set<number>();
    while (found.size < length) found.add(draw());
    return [...found];
  }
}

/** The reader's own point, complete and of one length. */
export function readPoint(given: Given, at: unknown): Point {
  if (typeof at !== "object" || at === null || Array.isArray(at)) {
    throw new TypeError(
      `derivation: at is ${showValue(at)}, expected a value for each letter, as in { o: [1, 2], j: 1 }`,
    );
  }
  const values = new Map<string, number | readonly number[]>();
  let length: number | undefined;
  for (const [letter, value] of Object.entries(at)) {
    const kind = given.get(letter);
    if (kind === undefined) {
      throw new TypeError(
        `derivation: at.${letter} has no kind in given, which has ${[...given.keys()].join(", ")}`,
      );
    }
    const read = isVector(kind) ? readVector(letter, value) : readNumber(letter, value);
    if (typeof read !== "number") {
      if (length !== undefined && read.length !== length) {
        throw new RangeError(
          `derivation: at.${letter} has ${read.length} elements, another vector ${length}; all of them must have the same length`,
        );
      }
      length = read.length;
    }
    values.set(letter, read);
  }
  for (const [letter, kind] of given) {
    if (kind === "length" && !values.has(letter)) values.set(letter, length ?? 1);
    const value = values.get(letter);
    if (value === undefined) {
      const expected = isVector(kind) ? "an array of numbers" : kind === "index" ? "an integer" : "a number";
      throw new TypeError(`derivation: at has no value for ${letter}, expected ${expected}`);
    }
    if (kind === "index") checkIndex(letter, value as number, length);
  }
  return { length: length ?? 1, values };
}

function readVector(letter: string, value: unknown): readonly number[] {
  const array = value instanceof Tensor ? value.toArray() : value;
  if (Array.isArray(array) && array.length > 0 && array.every((x) => typeof x === "number")) return array;
  throw new TypeError(
    `derivation: at.${letter} is ${showValue(value)}, expected an array or a tensor of numbers, one after the other`,
  );
}

function readNumber(letter: string, value: unknown): number {
  const number = value instanceof Tensor && value.numel === 1 ? value.item() : value;
  if (typeof number === "number") return number;
  throw new TypeError(`derivation: at.${letter} is ${showValue(value)}, expected a number`);
}

function checkIndex(letter: string, value: number, length: number | undefined): void {
  if (Number.isInteger(value) && value >= 1 && (length === undefined || value <= length)) return;
  throw new RangeError(
    `derivation: at.${letter} is ${value}, expected an index ${length === undefined ? "from 1" : `1..${length}`}: they count from 1, as in the book`,
  );
}
