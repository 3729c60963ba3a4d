// Random tensors against PyTorch. Every expected number was printed by PyTorch 1.13.0 on a CPU with AVX2, by
//
//   torch.manual_seed(s); print((torch.rand(5, dtype=torch.bfloat16).double() * 2**8).tolist())
//   torch.manual_seed(s); print(torch.randint(lo, hi, [6], dtype=torch.float64).double().tolist())
//   torch.manual_seed(s); print(torch.randperm(n).tolist())
//   torch.manual_seed(s); print(["%.9g" % x for x in torch.randn(n).tolist()])
//
// with the seeds, dtypes, sizes and bounds that stand beside it (the other dtypes of randn without the format).

import { erf } from "mathjs";
import { describe, expect, it, vi } from "vitest";
import { type DType, dtypes } from "./dtype.js";
import { rand, randint, randn, randperm, seed } from "./random.js";
import type { Tensor } from "./tensor.js";

const floats: readonly DType[] = ["float32", "float64", "float16", "bfloat16"];

function numbers(t: Tensor): number[] {
  return Array.from(t.data);
}

/** The largest difference, as a multiple of max(1, |expected|). */
function deviation(t: Tensor, expected: readonly number[]): number {
  expect(t.numel).toBe(expected.length);
  return Math.max(...expected.map((x, i) => Math.abs(t.data[i]! - x) / Math.max(1, Math.abs(x))));
}

describe("seed", () => {
  it.each([
    [0, [8325804, 12888623, 1484405]],
    [3, [71530, 1771160, 4795641]],
    [42, [14802022, 15351219, 6423388]],
    [-1, [16673187, 9584930, 9563148]],
    [-12345, [3143322, 6621254, 8952174]],
    [2 ** 31, [15313178, 13898756, 988945]],
    [2 ** 32 + 3, [71530, 1771160, 4795641]],
    [2 ** 53 - 1, [16673187, 9584930, 9563148]],
    [-(2 ** 53 - 1), [12710949, 4686059, 6762380]],
    [67280421310721, [4484470, 14638596, 5625213]],
  ])("%d gives PyTorch's numbers", (n, expected) => {
    seed(n);
    expect(numbers(rand([3])).map((x) => x * 2 ** 24)).toEqual(expected);
  });

  it("is 0 for a program that never calls it", async () => {
    vi.resetModules();
    const fresh = await import("./random.js");
    seed(0);
    expect(numbers(fresh.rand([5]))).toEqual(numbers(rand([5])));
  });

  it("forgets the normal number that was left over", () => {
    seed(1);
    const first = numbers(randn([1]));
    seed(1);
    expect(numbers(randn([1]))).toEqual(first);
  });

  it.each([
    ["1", 'seed: n is "1", expected an integer'],
    [undefined, "seed: n is undefined, expected an integer"],
    [1n, "seed: n is 1n, expected an integer"],
    [0.5, "seed: n is 0.5, expected an integer"],
    [Number.NaN, "seed: n is NaN, expected an integer"],
    [2 ** 53, "seed: n is 9007199254740992, expected an integer between ±(2^53 − 1)"],
  ])("refuses %s", (n, message) => {
    expect(() => seed(n as number)).toThrow(new (typeof n === "number" ? RangeError : TypeError)(message));
  });
});

describe("rand", () => {
  it.each<[DType, number, number[]]>([
    ["float32", 24, [8325804, 12888623, 1484405, 2215104, 5157699]],
    [
      "float64",
      53,
      [8737460674931247, 6375474555112640, 4137753702978299, 8293357854227815, 5809860774059731],
    ],
    ["float16", 11, [684, 559, 1653, 1216, 835]],
    ["bfloat16", 8, [172, 47, 117, 192, 67]],
  ])("gives PyTorch's numbers in %s, multiples of 2^-%d", (dtype, bits, expected) => {
    seed(0);
    const t = rand([5], { dtype });
    expect(t.dtype).toBe(dtype);
    expect(numbers(t).map((x) => x * 2 ** bits)).toEqual(expected);
  });

  it.each(floats)("is spread evenly over [0, 1) in %s", (dtype) => {
    seed(1);
    const n = 200_000;
    const x = rand([n], { dtype });
    const step = 2 ** -dtypes[dtype].precision;
    // On a grid of steps the mean is half a step below 1/2; 5 standard deviations of either estimate are allowed.
    expect(Math.abs(mean(x) - (1 - step) / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(variance(x) - (1 - step ** 2) / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
    expect(numbers(x).every((v) => v >= 0 && v < 1)).toBe(true);
    expect(kolmogorovSmirnov(x, (v) => v)).toBeLessThan(1.95 / Math.sqrt(n) + step);
  });
});

describe("randn", () => {
  const first100 = [
    -1.12583983, -1.1523602, -0.250578582, -0.433878809, 0.848710358, 0.692009151, -0.31601277, -2.11521935,
    0.322274923, -1.26333475, 0.349983186, 0.30813393, 0.119841509, 1.2376579, 1.11677718, -0.247278154,
    -1.35265374, -1.6959312, 0.566650629, 0.793508351, 0.598839462, -1.55509508, -0.34136039, 1.85300612,
    0.750189483, -0.585497558, -0.173396751, 0.183477938, 1.38936615, 1.58633423, 0.946298361, -0.843676746,
    -0.613583088, 0.0315927416, -0.492676973, 0.248414755, 0.439695835, 0.112411186, 0.64079237, 0.441156268,
    -0.102309652, 0.792443991, -0.289667696, 0.0525074862, 0.522860467, 2.30220532, -1.46889389, -1.58668876,
    -0.673089921, 0.872831225, 1.05535746, 0.17784372, -0.230335474, -0.391754389, 0.543294728, -0.395157546,
    -0.446217179, 0.7440207, 1.52097952, 3.41050267, -1.53118432, -1.23413503, 1.81972528, -0.551528692,
    -0.56924808, 0.919971406, 1.11081612, 1.28987408, -1.47817397, 2.56723285, -0.473119795, 0.335550755,
    -1.62932599, -0.549743652, -0.479834259, -0.499681532, -1.06698036, 1.11493957, -0.140671432, 0.805753589,
    -0.0933482349, 0.687050223, -0.838315368, 0.00089182175, -2.6133225, -1.69647443, -0.228241786, 0.279955,
    0.0732460469, 1.11331844, 0.282267243, 0.434225649, 0.456940144, -0.865371346, 0.781307936, -0.926789403,
    0.206416309, -0.333447874, -0.428829998, 0.232918292,
  ];
  const first15 = [
    1.54099607, -0.293428898, -2.17878938, 0.568431258, -1.08452237, -1.39859545, 0.403346837, 0.838026345,
    -0.719257593, -0.403343529, -0.596635342, 0.182036489, -0.856674612, 1.10060418, -1.07118738,
  ];

  it.each([
    [1, first15.slice(0, 1)],
    [2, first15.slice(0, 2)],
    [15, first15],
    [16, first100.slice(0, 16)],
    [
      17,
      [
        -1.12583983, -1.6959312, 0.566650629, 0.793508351, 0.598839462, -1.55509508, -0.34136039, 1.85300612,
        0.468096405, -0.585497558, -0.173396751, 0.183477938, 1.38936615, 1.58633423, 0.946298361,
        -0.843676746, 0.931826591,
      ],
    ],
    [100, first100],
  ])("gives PyTorch's %d numbers in float32", (n, expected) => {
    seed(0);
    expect(deviation(randn([n]), expected)).toBeLessThan(1e-6);
  });

  it.each([
    [3, [1.5409961082440433, -0.2934289057609464, -2.1787893820745574]],
    [
      16,
      [
        -2.310411800234176, -0.3732508612577643, -1.0608166785462863, 0.9995093547811761, -0.8840250045832653,
        -1.2755469302148053, -0.623224579866079, -0.8664416019125772, -1.2956271403277857, 1.52363162310635,
        0.3236605664983738, 2.0177260314861085, 1.1357423400213507, -1.226881339001083, 0.07138847120511693,
        0.3380174030507378,
      ],
    ],
    [
      17,
      [
        -2.310411800234176, -0.6332746088675096, -1.2609246557194385, -0.726951062065411,
        -0.019964750907762653, 0.2102998901016947, 0.17718935139366584, -0.830510051008449,
        0.23871805816817063, -0.2426793824588577, -0.7730112772958181, -1.5951814880783068,
        -0.6870036940435463, 1.4880743158106724, -0.4484158047114511, -0.8910030351707375, 0.6748575435940039,
      ],
    ],
  ])("gives PyTorch's %d numbers in float64", (n, expected) => {
    seed(0);
    expect(deviation(randn([n], { dtype: "float64" }), expected)).toBeLessThan(1e-15);
  });

  it.each<[DType, number, number[]]>([
    ["float16", 3, [1.541015625, -0.29345703125, -2.1796875]],
    [
      "float16",
      17,
      [
        -0.90087890625, -1.3212890625, 0.280029296875, -0.07037353515625, -1.3935546875, 0.7724609375,
        -0.2142333984375, 0.398681640625, 1.6650390625, 0.78515625, -0.5048828125, 0.91552734375,
        0.85400390625, 0.1734619140625, 0.2022705078125, -0.1365966796875, 0.61328125,
      ],
    ],
    ["bfloat16", 3, [1.5390625, -0.29296875, -2.171875]],
    [
      "bfloat16",
      17,
      [
        1.4609375, -0.5078125, -0.435546875, 1.3671875, -0.671875, -0.11083984375, 0.89453125, -1.3359375,
        -0.875, 1.1484375, -0.57421875, 0.9609375, 2.03125, 0.5625, 0.2001953125, -0.69921875, 0.283203125,
      ],
    ],
  ])("gives PyTorch's numbers in %s, %d of them", (dtype, n, expected) => {
    seed(0);
    expect(numbers(randn([n], { dtype }))).toEqual(expected);
  });

  // The halves' uniform numbers are too coarse for this: bfloat16 has 256 radii.
  it.each<DType>(["float32", "float64"])("has the bell curve's moments and distribution in %s", (dtype) => {
    seed(2);
    const n = 200_000;
    const x = randn([n], { dtype });
    expect(Math.abs(mean(x))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(variance(x) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(kolmogorovSmirnov(x, (v) => (1 + erf(v / Math.SQRT2)) / 2)).toBeLessThan(1.95 / Math.sqrt(n));
  });

  it("has the bell curve's distribution in small tensors as well", () => {
    seed(3);
    const x = new Float64Array(30_000);
    for (let i = 0; i < x.length; i += 3) x.set(randn([3], { dtype: "float64" }).data, i);
    expect(kolmogorovSmirnov({ data: x }, (v) => (1 + erf(v / Math.SQRT2)) / 2)).toBeLessThan(
      1.95 / Math.sqrt(x.length),
    );
  });
});

describe("randint", () => {
  it.each<[number, number, DType, number[]]>([
    [0, 10, "int32", [4, 9, 3, 0, 3, 9]],
    [-5, 6, "int32", [5, 2, -4, -2, 3, -2]],
    [-(2 ** 31), 2 ** 31, "int32", [209652396, 398764591, 924231285, 1478610112, 441365315, 1537364731]],
    [-(2 ** 31), 2 ** 31 - 1, "int32", [209652396, 398764591, 924231285, 1478610112, 441365315, 1537364731]],
    [0, 2, "bool", [0, 1, 1, 0, 1, 1]],
    [-(2 ** 24), 2 ** 24 + 1, "float32", [-8451482, 12888548, 1484314, -14562220, -11619594, 10637966]],
    [0, 2 ** 32 - 1, "float64", [2357136044, 2546248239, 3071714933, 3626093760, 2588848963, 3684848379]],
    [0, 2 ** 32, "float64", [2546248239, 3626093760, 3684848379, 3638918503, 2678185683, 1650906866]],
    [
      -(2 ** 52),
      2 ** 53 - 1,
      "float64",
      [
        -269738579808996, 1871874927743120, 8641353330349617, 8293357854228558, 1306261146689813,
        7126026704837219,
      ],
    ],
    [-2048, 2049, "float16", [-1208, 1661, -574, 892, 1779, 434]],
    [-256, 257, "bfloat16", [-203, 185, -47, 200, -150, -97]],
  ])("from %d up to %d in %s gives PyTorch's numbers", (low, high, dtype, expected) => {
    seed(0);
    const t = randint(low, high, [6], { dtype });
    expect(t.dtype).toBe(dtype);
    expect(numbers(t)).toEqual(expected);
  });

  it("starts at 0 when only one bound is given", () => {
    seed(0);
    expect(randint(10, [2, 3]).toArray()).toEqual([
      [4, 9, 3],
      [0, 3, 9],
    ]);
    seed(0);
    expect(randint(10, [2], { dtype: "float64" }).dtype).toBe("float64");
  });

  it("gives every integer equally often", () => {
    seed(4);
    const n = 100_000;
    const counts = new Array<number>(10).fill(0);
    for (const k of numbers(randint(-5, 5, [n]))) counts[k + 5]!++;
    // χ² with 9 degrees of freedom exceeds 27.9 once in a thousand.
    expect(counts.reduce((sum, c) => sum + (c - n / 10) ** 2 / (n / 10), 0)).toBeLessThan(27.9);
  });

  it.each([
    [[3, 3, [2]], "randint: high is 3, expected more than low, which is 3"],
    [[0, [2]], "randint: high is 0, expected more than low, which is 0"],
    [[0.5, 3, [2]], "randint: low is 0.5, expected an integer"],
    [[0, "3", [2]], 'randint: high is "3", expected an integer'],
    [[0, 2 ** 53, [2]], "randint: high is 9007199254740992, expected an integer between ±(2^53 − 1)"],
    [[0, 2 ** 31 + 1, [2]], "randint: high is 2147483649, too far from 0 for int32"],
    [[-(2 ** 31) - 1, 0, [2]], "randint: low is -2147483649, too far from 0 for int32"],
    [[0, 3, [2], { dtype: "bool" }], "randint: high is 3, too far from 0 for bool"],
    [
      [0, 2 ** 25, [2], { dtype: "float32" }],
      "randint: high is 33554432, too far from 0 for float32, which holds every integer only to ±2^24",
    ],
    [[3, 5], "randint: shape is undefined, expected an array of sizes such as [2, 3]"],
    [[3, 5, 2], "randint: shape is 2, expected an array of sizes such as [2, 3]"],
    [[3, 5, [-1]], "randint: shape[0] is -1, expected an integer, 0 or more"],
    [[5, [2], { dtype: "int8" }], 'randint: dtype is "int8", expected one of'],
    [[5, [2], {}, {}], "randint: got 4 arguments, expected low, high, a shape and options"],
  ])("refuses %j", (args, message) => {
    expect(() => (randint as (...args: unknown[]) => Tensor)(...args)).toThrow(message);
  });
});

describe("randperm", () => {
  it.each([
    [0, []],
    [1, [0]],
    [2, [0, 1]],
    [10, [4, 1, 7, 5, 3, 9, 0, 8, 6, 2]],
  ])("of %d is in PyTorch's order", (n, expected) => {
    seed(0);
    const t = randperm(n);
    expect(t.dtype).toBe("int32");
    expect(t.toArray()).toEqual(expected);
  });

  it("has every integer once", () => {
    seed(0);
    const order = numbers(randperm(1000));
    expect(order.slice(0, 4)).toEqual([44, 37, 675, 775]);
    expect(order.slice(-4)).toEqual([932, 745, 263, 354]);
    expect(order.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it("has every order equally often", () => {
    seed(5);
    const counts = new Map<string, number>();
    const n = 24_000;
    for (let i = 0; i < n; i++) {
      const order = numbers(randperm(4)).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // χ² with 23 degrees of freedom exceeds 49.7 once in a thousand.
    expect([...counts.values()].reduce((sum, c) => sum + (c - n / 24) ** 2 / (n / 24), 0)).toBeLessThan(49.7);
  });

  it.each([
    [-1, "randperm: n is -1, expected 0..214748363"],
    [1.5, "randperm: n is 1.5, expected an integer"],
    [214748364, "randperm: n is 214748364, expected 0..214748363"],
    ["4", 'randperm: n is "4", expected an integer'],
  ])("refuses %j", (n, message) => {
    expect(() => randperm(n as number)).toThrow(message);
  });
});

describe("calls of several kinds", () => {
  it("read one stream of bits in PyTorch's order, and a normal number left over waits for the next randn", () => {
    seed(7);
    expect(numbers(rand([3]))).toEqual([0.5349225401878357, 0.19880318641662598, 0.6592116951942444]);
    expect(deviation(randn([3]), [-0.0325519741, 1.0110544, 1.77149379])).toBeLessThan(1e-6);
    expect(numbers(randint(-50, 50, [4]))).toEqual([-19, -42, -33, 12]);
    const normal17 = [
      -0.320476919, -0.0835282281, -0.0234779324, 0.174375355, 2.2983427, 0.95710218, -0.661867559,
      -0.828452051, -0.605680287, -1.40125084, 1.29733586, 1.64093328, -1.05668414, -0.261586726, -0.25013262,
      0.501121461, 0.2600362,
    ];
    expect(deviation(randn([17]), normal17)).toBeLessThan(1e-6);
    expect(numbers(rand([2], { dtype: "float64" }))).toEqual([0.8948998153826417, 0.7310225719574913]);
    expect(deviation(randn([2]), [0.429908127, 1.81497276])).toBeLessThan(1e-6);
    expect(numbers(randperm(5))).toEqual([0, 2, 3, 1, 4]);
    const normal64 = [-0.6028483110826827, -0.4225014628114613];
    expect(deviation(randn([2], { dtype: "float64" }), normal64)).toBeLessThan(1e-15);
    expect(numbers(randn([1], { dtype: "bfloat16" }))).toEqual([-0.0830078125]);
    expect(numbers(rand([2], { dtype: "bfloat16" }))).toEqual([0.359375, 0.984375]);
    expect(numbers(randint(0, 2 ** 40, [2], { dtype: "float64" }))).toEqual([306440575255, 44137294569]);
    expect(numbers(randn([2], { dtype: "float16" }))).toEqual([0.609375, 0.2239990234375]);
  });

  it("leave the stream where it was when they refuse their arguments", () => {
    seed(0);
    expect(() => rand([2], { dtype: "int32" })).toThrow(TypeError);
    expect(() => randint(5, 5, [2])).toThrow(RangeError);
    expect(() => randn([2, -1])).toThrow(RangeError);
    expect(numbers(rand([1]))).toEqual([8325804 / 2 ** 24]);
  });
});

describe("the shape of rand and randn", () => {
  it("is an array, or the sizes one after the other", () => {
    expect(rand([2, 3]).shape).toEqual([2, 3]);
    expect(rand(2, 3).shape).toEqual([2, 3]);
    expect(randn(4).shape).toEqual([4]);
    expect(rand([]).shape).toEqual([]);
    expect(rand(0, 3).shape).toEqual([0, 3]);
    expect(rand(randn(2, 5).shape).shape).toEqual([2, 5]);
    expect(randn(2, 3, { dtype: "float64" })).toMatchObject({ shape: [2, 3], dtype: "float64" });
    expect(rand([2], undefined).shape).toEqual([2]);
  });

  it("is the caller's to change afterwards", () => {
    const shape = [2, 3];
    const t = rand(shape);
    shape[0] = 9;
    expect(t.shape).toEqual([2, 3]);
  });

  it.each<[unknown[], string]>([
    [[], "rand: shape is undefined, expected an array of sizes such as [2, 3]"],
    [["2"], 'rand: shape is "2", expected an array of sizes such as [2, 3]'],
    [[{ dtype: "float64" }], "rand: shape is an object, expected an array of sizes such as [2, 3]"],
    [[2, undefined], "rand: shape[1] is undefined, expected an integer, 0 or more"],
    [[2, [3]], "rand: shape[1] is an array of length 1, expected an integer, 0 or more"],
    [[[2, 1.5]], "rand: shape[1] is 1.5, expected an integer, 0 or more"],
    [[-3], "rand: shape[0] is -3, expected an integer, 0 or more"],
    [[new Array(1)], "rand: shape[0] is undefined, expected an integer, 0 or more"],
    [[[2], 3], "rand: options is 3, expected an object such as { dtype: … }"],
    [[[2], {}, 1], "rand: got 3 arguments, expected a shape and options"],
    [[2, { dtyp: "float64" }], 'rand: unknown option "dtyp", expected dtype'],
    [[2, { dtype: "int32" }], "rand: dtype is int32, expected one of"],
  ])("is refused as %j", (args, message) => {
    expect(() => (rand as unknown as (...args: unknown[]) => Tensor)(...args)).toThrow(message);
  });

  it("is checked by the types", () => {
    // @ts-expect-error A size must be a number.
    expect(() => rand("2")).toThrow(TypeError);
    // @ts-expect-error Options come last.
    expect(() => rand({ dtype: "float64" }, 2)).toThrow(TypeError);
    // @ts-expect-error There is no such option.
    expect(() => rand([2], { dtyp: "float64" })).toThrow(TypeError);
    // @ts-expect-error Nor here.
    expect(() => randn(2, 3, { dtyp: "float64" })).toThrow(TypeError);
    // @ts-expect-error The shape is missing.
    expect(() => randint(0, 3)).toThrow(TypeError);
  });
});

function mean(x: Tensor): number {
  return numbers(x).reduce((sum, v) => sum + v, 0) / x.numel;
}

function variance(x: Tensor): number {
  const m = mean(x);
  return numbers(x).reduce((sum, v) => sum + (v - m) ** 2, 0) / x.numel;
}

/** The largest distance between the distribution of a sample and the one it should have; above 1.95/√n once in a thousand. */
function kolmogorovSmirnov(x: Pick<Tensor, "data">, distribution: (v: number) => number): number {
  const sorted = Float64Array.from(x.data).sort();
  return sorted.reduce((worst, v, i) => {
    const p = distribution(v);
    return Math.max(worst, p - i / sorted.length, (i + 1) / sorted.length - p);
  }, 0);
}
