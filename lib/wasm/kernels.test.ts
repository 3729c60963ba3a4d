// The kernels beside what needs none: the same functions in float64, which are held to exact arithmetic (digits.test.ts), and in
// float32 without kernels. On rows short and long, ordinary and extreme, wherever they lie in a tensor.

import { setFlagsFromString } from "node:v8";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { unitInLastPlace } from "../compare/ulp.js";
import {
  type Acceleration,
  accelerate,
  crossEntropy,
  logSoftmax,
  logSumExp,
  noGrad,
  softmax,
  type Tensor,
  tensor,
} from "../index.js";
import { wideFrom } from "./shift-rows.js";

afterEach(() => {
  accelerate();
});

// Node 20 has relaxed SIMD behind this flag only; later ones know none of that name.
setFlagsFromString("--experimental-wasm-relaxed-simd");

/** What this platform has. */
const kinds = (["wasm", "relaxed"] as const).filter((kind) => accelerate({ with: kind }) === kind);

function calculatedWith<Result>(kind: Acceleration, calculate: () => Result): Result {
  expect(accelerate({ with: kind })).toBe(kind);
  return calculate();
}

/** Losses, each sample with the target that `targetsOf` gives it. */
const losses = (o: Tensor) => crossEntropy(o, targetsOf(o), { reduction: "none" });

function targetsOf(o: Tensor): Tensor {
  const [rows, classes] = o.shape as [number, number];
  const targets = Array.from({ length: rows }, (_, i) => (i * 7) % classes);
  // Every third is the most probable class: there 1 − p is next to nothing.
  for (let i = 0; i < rows; i += 3)
    targets[i] = noGrad(() => o.slice([i, i + 1]))
      .argmax()
      .item();
  return tensor(targets, { dtype: "int32" });
}

function gradient(loss: (o: Tensor) => Tensor): (o: Tensor) => Tensor {
  return (o) => {
    const leaf = o.clone().requiresGrad_();
    loss(leaf).backward();
    return leaf.grad!;
  };
}

const functions: readonly [name: string, f: (o: Tensor) => Tensor][] = [
  ["softmax", (o) => softmax(o)],
  ["logSoftmax", (o) => logSoftmax(o)],
  ["logSumExp", (o) => logSumExp(o)],
  ["crossEntropy", losses],
  ["crossEntropy's gradient", gradient((o) => crossEntropy(o, targetsOf(o)))],
  ["the gradient of a sum of losses", gradient((o) => crossEntropy(o, targetsOf(o), { reduction: "sum" }))],
  ["the gradient of losses one by one", gradient((o) => losses(o).mul(-0.25).sum())],
  ["logSumExp's gradient", gradient((o) => logSumExp(o).sum())],
];

/** Numbers that a row is made of. */
const kindsOfRows: Readonly<Record<string, fc.Arbitrary<number>>> = {
  ordinary: fc.double({ min: -8, max: 8, noNaN: true }),
  wide: fc.double({ min: -120, max: 120, noNaN: true }),
  "one that dominates": fc.oneof(
    { weight: 30, arbitrary: fc.double({ min: -30, max: -8, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(9.5) },
  ),
  "next to underflow": fc.double({ min: -106, max: -84, noNaN: true }),
  equal: fc.constant(-3.25),
  masked: fc.oneof(fc.constant(Number.NEGATIVE_INFINITY), fc.double({ min: -5, max: 5, noNaN: true })),
  large: fc.double({ min: -1800, max: 1800, noNaN: true }),
  "beyond the kernel": fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  tiny: fc.double({ min: -1e-38, max: 1e-38, noNaN: true }),
};

const lengths = {
  short: fc.integer({ min: 1, max: wideFrom - 1 }),
  long: fc.oneof(fc.integer({ min: wideFrom, max: wideFrom + 70 }), fc.constantFrom(1000, 1023)),
};

/** The logits' layouts: contiguous, behind other numbers, every second column, and transposed. */
const layouts: readonly ((values: number[][]) => Tensor)[] = [
  (values) => tensor(values),
  (values) => tensor([values[0]!.map(() => Number.NaN), ...values]).slice([1, values.length + 1]),
  (values) => tensor(values.map((row) => [0, ...row, 1])).slice(null, [1, values[0]!.length + 1]),
  (values) => tensor(values[0]!.map((_, c) => values.map((row) => row[c]!))).transpose(),
];

const operands = (size: fc.Arbitrary<number>, element: fc.Arbitrary<number>) =>
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), size, fc.constantFrom(...layouts))
    .chain(([rows, length, layout]) =>
      fc
        .array(fc.array(element, { minLength: length, maxLength: length }), {
          minLength: rows,
          maxLength: rows,
        })
        .map((values) => ({ o: layout(values), times: Math.ceil(48 / (rows * length)) })),
    );

/** As many rows as a kernel is called for. */
const repeated = (o: Tensor, times: number) =>
  times === 1 ? o : tensor(Array(times).fill(o.toArray()).flat());

const worst = new Map<string, number>();
afterAll(() => {
  const lines = [...worst].map(([name, ulp]) => `  ${name.padEnd(50)} ${ulp.toFixed(2)} ulp`);
  console.info(`worst error against float64:\n${lines.join("\n")}`);
});

/** How far float32 results are from those in double, in units of a float32's last place; what is not finite must be the same. */
function errorOf(result: Tensor, reference: Tensor): number {
  expect(result.dtype).toBe("float32");
  expect(result.shape).toEqual(reference.shape);
  const exact = reference.contiguous().data;
  let most = 0;
  result.contiguous().data.forEach((value: number, i: number) => {
    const nearest = Math.fround(exact[i]!);
    if (Object.is(value, nearest) || value === nearest) return;
    const error = Math.abs(value - exact[i]!) / unitInLastPlace(nearest, "float32");
    most = Math.max(most, Number.isFinite(error) ? error : Number.POSITIVE_INFINITY);
  });
  return most;
}

describe.each(kinds)("with %s", (kind) => {
  describe.each([
    ["short", 0.51],
    ["long", 4],
  ] as const)("rows that are %s", (size, limit) => {
    it.each(functions)(`%s is within ${limit} ulp`, (name, f) => {
      for (const [rows, element] of Object.entries(kindsOfRows)) {
        fc.assert(
          fc.property(operands(lengths[size], element), ({ o, times }) => {
            const x = repeated(o, size === "short" ? times : 1);
            const result = calculatedWith(kind, () => f(x));
            const error = errorOf(
              result,
              calculatedWith("none", () => f(x.to("float64"))),
            );
            const key = `${kind}, ${size}: ${name}`;
            worst.set(key, Math.max(worst.get(key) ?? 0, error));
            expect(error, rows).toBeLessThanOrEqual(limit);
          }),
          { numRuns: size === "short" ? 20 : 8 },
        );
      }
    });
  });

  it.each(functions)("%s of rows with NaN and infinities is that without kernels", (_, f) => {
    const special = fc.oneof(
      { weight: 40, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      },
    );
    for (const size of [lengths.short, lengths.long]) {
      fc.assert(
        fc.property(operands(size, special), ({ o, times }) => {
          const x = repeated(o, times);
          const without = Array.from(calculatedWith("none", () => f(x)).contiguous().data);
          const result = Array.from(calculatedWith(kind, () => f(x)).contiguous().data);
          const finite = (values: number[]) => values.map((v) => (Number.isFinite(v) ? 0 : v));
          expect(finite(result)).toEqual(finite(without));
        }),
        { numRuns: 40 },
      );
    }
  });

  it("a NaN whatever its bits, in its row only", () => {
    const nans = new Float32Array(
      Uint32Array.of(0x7fc00000, 0x7fc00001, 0x7fffffff, 0xffc001ff, 0x7f800001).buffer,
    );
    for (const length of [3, 10, 63, 64, 100, 1000]) {
      for (const place of [0, 1, length >> 1, length - 1]) {
        const data = Float32Array.from({ length: 40 * length }, (_, i) => Math.sin(i) * 9);
        const sound = tensor(data).reshape([-1, length]);
        // By bits: a number that is read may lose some of them.
        const bits = Float32Array.from(data);
        for (let k = 0; k < nans.length; k++) {
          new Uint32Array(bits.buffer)[(5 + 6 * k) * length + place] = new Uint32Array(nans.buffer)[k]!;
        }
        const o = tensor(bits).reshape([-1, length]);
        for (const f of [softmax, logSumExp]) {
          const [rows, expected] = [o, sound].map((x) => calculatedWith(kind, () => f(x).toArray())) as [
            unknown[],
            unknown[],
          ];
          for (let k = 0; k < nans.length; k++) {
            const row = 5 + 6 * k;
            expect([rows[row]].flat()).toEqual([expected[row]].flat().map(() => Number.NaN));
            rows[row] = expected[row];
          }
          expect(rows).toEqual(expected);
        }
      }
    }
  });

  it("a row of nothing but −∞, of NaN, of one number", () => {
    for (const length of [1, 48, 64, 100]) {
      for (const value of [Number.NEGATIVE_INFINITY, Number.NaN, Number.POSITIVE_INFINITY, 2.5]) {
        const o = tensor(Array(64).fill(Array(length).fill(value)));
        for (const [name, f] of functions) {
          const [result, without] = ([kind, "none"] as const).map((k) =>
            calculatedWith(k, () => f(o).toArray()),
          );
          if (Number.isFinite(value)) continue;
          expect(result, `${name} of ${length} × ${value}`).toEqual(without);
        }
      }
    }
  });

  it("what lies beside a row changes nothing of it", () => {
    const rows = Array.from({ length: 7 }, (_, r) =>
      Array.from({ length: 100 }, (_, c) => Math.sin(r * 100 + c) * 20),
    );
    const all = calculatedWith(kind, () => softmax(tensor(rows)).toArray());
    expect(rows.map((row) => softmax(tensor(row)).toArray())).toEqual(all);
  });

  it("nothing of the memory that a large result is put in stays in it", () => {
    const rows = Array.from({ length: 60 }, (_, r) =>
      Array.from({ length: 300 }, (_, c) => Math.sin(r * 300 + c) * 20),
    );
    // Such rows the kernels leave to JavaScript, and an ignored one is zero.
    rows[1]![5] = Number.NaN;
    rows[2]!.fill(Number.NEGATIVE_INFINITY);
    rows[3]![299] = 3000;
    const target = rows.map((_, r) => (r === 4 ? -100 : r));
    // What the system gives next is then full of NaN.
    for (let i = 0; i < 20; i++) Buffer.alloc(4 * 60 * 300, 0xff);
    const sum = (x: Tensor, t: number[]) =>
      crossEntropy(x, tensor(t, { dtype: "int32" }), { reduction: "sum" });
    calculatedWith(kind, () => {
      expect(softmax(tensor(rows)).toArray()).toEqual(rows.map((row) => softmax(tensor(row)).toArray()));
      const all = gradient((x) => sum(x, target))(tensor(rows)).toArray();
      const each = rows.map((row, r) => gradient((x) => sum(x, [target[r]!]))(tensor([row])).toArray());
      expect(all).toEqual(each.flat());
    });
  });

  it("ignored targets, weights", () => {
    const o = tensor(
      Array.from({ length: 5 }, (_, r) => Array.from({ length: 80 }, (_, c) => Math.sin(r + c * c) * 6)),
    );
    const weight = Array.from({ length: 80 }, (_, c) => 0.5 + (c % 3));
    const target = tensor([3, -100, 79, 0, -100], { dtype: "int32" });
    const f = gradient((x) => crossEntropy(x, target, { weight: tensor(weight).to(x.dtype) }));
    const reference = calculatedWith("none", () => f(o.to("float64")));
    const result = calculatedWith(kind, () => f(o));
    expect(errorOf(result, reference)).toBeLessThanOrEqual(4);
    expect(result.slice([1, 2]).toArray()).toEqual([Array(80).fill(0)]);
  });

  it("a row of a million numbers, and so many that they are taken block by block", () => {
    const long = tensor(Float32Array.from({ length: 2 ** 20 }, (_, i) => Math.sin(i * 12.9898) * 9)).reshape([
      1, -1,
    ]);
    const many = tensor(Float32Array.from({ length: 7001 * 10 }, (_, i) => Math.sin(i * 78.233) * 9)).reshape(
      [-1, 10],
    );
    const pairs = many.reshape([-1, 2]);
    for (const o of [long, many, pairs]) {
      for (const [name, f] of functions) {
        const reference = calculatedWith("none", () => f(o.to("float64")));
        expect(
          errorOf(
            calculatedWith(kind, () => f(o)),
            reference,
          ),
          name,
        ).toBeLessThanOrEqual(4);
      }
    }
  });
});

describe("gradients that are calculated along with the losses", () => {
  const o = () =>
    tensor(Array.from({ length: 6 }, (_, r) => Array.from({ length: 70 }, (_, c) => Math.cos(r * c))));
  const target = [0, 1, 2, 3, 4, 5];

  it("come again from a second backward, and are no one else's numbers", () => {
    const x = o().requiresGrad_();
    const loss = crossEntropy(x, target);
    loss.backward(undefined, { retainGraph: true });
    const first = x.grad!;
    const once = first.toArray();
    x.grad = null;
    loss.backward();
    expect(x.grad!.toArray()).toEqual(once);
    expect(x.grad!.data.buffer).not.toBe(first.data.buffer);
    first.zero_();
    expect(x.grad!.toArray()).toEqual(once);
  });

  it("add up, and belong to each of two operands alone", () => {
    const [x, y] = [o().requiresGrad_(), o().requiresGrad_()];
    crossEntropy(x.add(y), target).backward();
    expect(x.grad!.toArray()).toEqual(y.grad!.toArray());
    x.grad!.zero_();
    expect(y.grad!.abs().sum().item()).toBeGreaterThan(0);
    const twice = o().requiresGrad_();
    crossEntropy(twice, target).add(crossEntropy(twice, target)).backward();
    const single = gradient((z) => crossEntropy(z, target))(o());
    expect(twice.grad!.toArray()).toEqual(single.mul(2).toArray());
  });

  it("are right for whatever gradient comes back", () => {
    const scaled = gradient((z) => crossEntropy(z, target).mul(-3))(o());
    const reference = gradient((z) => crossEntropy(z, target).mul(-3))(o().to("float64"));
    expect(errorOf(scaled, reference)).toBeLessThanOrEqual(4);
    const none = gradient((z) => crossEntropy(z, target).mul(1e-30))(o());
    expect(
      errorOf(none, gradient((z) => crossEntropy(z, target).mul(1e-30))(o().to("float64"))),
    ).toBeLessThanOrEqual(4);
  });
});

describe("matrix products", () => {
  const numbers = fc.oneof(
    { weight: 30, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e-42, 3e38, Number.NaN, Number.POSITIVE_INFINITY) },
  );
  const matrix = (rows: number, columns: number) =>
    fc
      .tuple(
        fc.array(fc.array(numbers, { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
        fc.constantFrom(...layouts),
      )
      .map(([values, layout]) => layout(values));

  it("have the same bits with kernels and without", () => {
    const size = fc.integer({ min: 1, max: 21 });
    fc.assert(
      fc.property(
        fc.tuple(size, size, size).chain(([n, k, m]) => fc.tuple(matrix(n, k), matrix(k, m))),
        ([a, b]) => {
          const [result, without] = (["wasm", "none"] as const).map((kind) =>
            calculatedWith(kind, () => Array.from(a.matmul(b).data)),
          );
          expect(result).toEqual(without);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    [600, 500, 7],
    [3, 2000, 300],
    [1, 784, 10],
    [500, 1, 3],
  ])("%i × %i times so many × %i, in parts, and their gradients", (n, k, m) => {
    const numbersOf = (rows: number, columns: number) =>
      tensor(Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * 12.9898))).reshape([
        rows,
        columns,
      ]);
    const results = (["wasm", "none"] as const).map((kind) =>
      calculatedWith(kind, () => {
        const [a, b] = [numbersOf(n, k).requiresGrad_(), numbersOf(k, m).requiresGrad_()];
        const product = a.matmul(b);
        product.square().sum().backward();
        return [product, a.grad!, b.grad!].map((x) => Array.from(x.contiguous().data));
      }),
    );
    expect(results[0]).toEqual(results[1]);
  });
});

describe("accelerate", () => {
  it("says what the library calculates with", () => {
    for (const kind of kinds) expect(accelerate({ with: kind })).toBe(kind);
    expect(accelerate({ with: "none" })).toBe("none");
    expect(accelerate()).toBe(kinds.at(-1));
  });

  it("refuses another name", () => {
    expect(() => accelerate({ with: "simd" as Acceleration })).toThrow(
      'accelerate: with is "simd", expected "relaxed", "wasm" or "none"',
    );
  });

  it("leaves a tensor's array where it is", () => {
    const x = tensor(Float32Array.from({ length: 640 }, (_, i) => i % 7)).reshape([10, 64]);
    const p = softmax(x);
    const data = p.data;
    softmax(tensor(new Float32Array(2 ** 21)).reshape([1, -1]));
    expect(p.data.buffer).toBe(data.buffer);
    expect(data.length).toBe(640);
  });
});
