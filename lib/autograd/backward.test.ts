// What backward() does with a recorded calculation, whatever the operations are: PyTorch's rules. Values are worked out by hand.

import { describe, expect, it } from "vitest";
import {
  cat,
  crossEntropy,
  type DType,
  full,
  noGrad,
  onesLike,
  type Tensor,
  type TensorLike,
  tensor,
} from "../index.js";

const leaf = (data: TensorLike, dtype: DType = "float32") => tensor(data, { dtype }).requiresGrad_();

describe("gradients accumulate", () => {
  it("over calls, in the tensor that grad already is", () => {
    const x = leaf([1, 2]);
    expect(x.grad).toBe(null);
    x.mul(3).sum().backward();
    const { grad } = x;
    expect(grad!.toArray()).toEqual([3, 3]);
    x.square().sum().backward();
    expect(x.grad).toBe(grad);
    expect(grad!.toArray()).toEqual([5, 7]);
    grad!.zero_();
    x.sum().backward();
    expect(x.grad!.toArray()).toEqual([1, 1]);
    x.grad = null;
    x.sum().backward();
    expect(x.grad === grad).toBe(false);
    expect(x.grad!.toArray()).toEqual([1, 1]);
  });

  it("over all uses of a value in one calculation", () => {
    const x = leaf([3]);
    // x² + 2x + x/4
    x.mul(x).add(x).add(x).add(x.div(4)).backward();
    expect(x.grad!.item()).toBe(8.25);
  });

  it("over both arms of a diamond, each once", () => {
    const x = leaf([2]);
    const shared = x.square();
    shared.mul(3).add(shared.exp()).backward();
    expect(x.grad!.item()).toBeCloseTo((3 + Math.exp(4)) * 4, 4);
  });

  it("through a hundred diamonds on top of each other, without going all 2¹⁰⁰ ways", () => {
    const x = leaf(1, "float64");
    let y: Tensor = x;
    for (let k = 0; k < 100; k++) y = y.add(y);
    y.backward();
    expect(x.grad!.item()).toBe(2 ** 100);
  });

  it("only for what asked for them", () => {
    const x = leaf([1]);
    const constant = tensor([5]);
    const between = x.mul(constant);
    between.sum().backward();
    expect(x.grad!.item()).toBe(5);
    expect(constant.grad).toBe(null);
    expect(between.grad).toBe(null);
    x.requiresGrad_(false);
    expect(x.mul(2).requiresGrad).toBe(false);
  });

  it("for the leaf itself", () => {
    const x = leaf(4);
    x.backward();
    x.backward(2);
    expect(x.grad!.item()).toBe(3);
  });

  it("not in the gradient that was given, nor in each other", () => {
    const x = leaf([1, 2]);
    const y = leaf([3, 4]);
    const g = tensor([1, 1]);
    x.add(y).backward(g);
    x.add(y).backward(g);
    expect([x.grad!.toArray(), y.grad!.toArray(), g.toArray()]).toEqual([
      [2, 2],
      [2, 2],
      [1, 1],
    ]);
    x.grad!.fill_(7);
    expect(y.grad!.toArray()).toEqual([2, 2]);
    x.backward(g);
    expect([x.grad!.toArray(), g.toArray()]).toEqual([
      [8, 8],
      [1, 1],
    ]);
  });
});

it("a chain of 100,000 operations goes back without overflowing the stack", () => {
  const x = leaf(1, "float64");
  let y: Tensor = x;
  for (let k = 0; k < 50_000; k++) y = y.add(1).mul(1);
  y.backward();
  expect(x.grad!.item()).toBe(1);
  expect(y.item()).toBe(50_001);
});

describe("noGrad", () => {
  it("records nothing inside, also when nested, and returns the result", () => {
    const x = leaf([1]);
    const [outer, inner, after] = noGrad(() => [x.mul(2), noGrad(() => x.mul(3)), x.mul(4)]);
    expect([outer, inner, after].map((y) => y!.requiresGrad)).toEqual([false, false, false]);
    expect(inner!.item()).toBe(3);
    expect(x.mul(2).requiresGrad).toBe(true);
  });

  it("records again after an error", () => {
    const x = leaf([1]);
    expect(() =>
      noGrad(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(x.mul(2).requiresGrad).toBe(true);
  });

  it("refuses an asynchronous function, and records again", () => {
    const x = leaf([1]);
    expect(() => noGrad(async () => x.mul(2))).toThrow(
      "noGrad: the function is asynchronous, expected one that ends before noGrad does",
    );
    expect(x.mul(2).requiresGrad).toBe(true);
  });

  it("lets a leaf be changed, and backward() be called", () => {
    const x = leaf([1, 2]);
    const y = x.mul(3).sum();
    noGrad(() => {
      y.backward();
      x.sub_(x.grad!);
    });
    expect(x.toArray()).toEqual([-2, -1]);
    expect(x.isLeaf && x.requiresGrad).toBe(true);
  });
});

describe("detach, retainGrad and requiresGrad_", () => {
  it("detach ends the calculation: what comes after is a constant", () => {
    const x = leaf([3]);
    const y = x.square();
    y.detach().mul(x).backward();
    expect(x.grad!.item()).toBe(9);
    expect(y.detach().isLeaf).toBe(true);
    // The numbers are shared.
    expect(x.detach().data.buffer).toBe(x.data.buffer);
  });

  it("retainGrad keeps the whole gradient of an intermediate result, and adds to it", () => {
    const x = leaf([1, 2]);
    const y = x.mul(2).retainGrad();
    const z = y.square().sum().add(y.sum());
    z.backward(undefined, { retainGraph: true });
    expect(y.grad!.toArray()).toEqual([5, 9]);
    z.backward();
    expect(y.grad!.toArray()).toEqual([10, 18]);
    expect(x.grad!.toArray()).toEqual([20, 36]);
    expect(() => tensor([1]).retainGrad()).toThrow("retainGrad: no gradient flows to this tensor");
  });

  it("requiresGrad_ refuses integers, and to take it back from a result", () => {
    expect(() => tensor([1], { dtype: "int32" }).requiresGrad_()).toThrow(
      "requiresGrad_: the tensor is int32, expected a floating dtype",
    );
    expect(() => tensor([true]).requiresGrad_()).toThrow("requiresGrad_: the tensor is bool");
    expect(() => leaf([1]).exp().requiresGrad_(false)).toThrow(
      "requiresGrad_: this tensor is a result of exp; to leave the calculation, use detach()",
    );
    expect(tensor([1], { dtype: "int32" }).requiresGrad_(false).requiresGrad).toBe(false);
  });

  it("no gradient flows through integers and comparisons", () => {
    const x = leaf([1.5, -2]);
    expect([x.to("int32"), x.gt(0), x.argmax()].map((y) => y.requiresGrad)).toEqual([false, false, false]);
  });
});

describe("backward(gradient)", () => {
  it("of several elements needs a gradient, of the same shape", () => {
    const x = leaf([1, 2, 3]);
    const y = x.square();
    expect(() => y.backward()).toThrow(
      "backward: the tensor has shape (3,); reduce it to one number first, with sum() or mean(), or give the gradient of each element: backward(gradient) with shape (3,)",
    );
    expect(() => y.backward([1, 2])).toThrow(
      "backward: gradient has shape (2,), expected (3,) as the tensor",
    );
    expect(() => y.backward(1)).toThrow("backward: gradient has shape (), expected (3,) as the tensor");
    expect(x.grad).toBe(null);
    y.backward([1, 10, 100]);
    expect(x.grad!.toArray()).toEqual([2, 40, 600]);
  });

  it("of one element needs none, whatever the shape", () => {
    const x = leaf([[2]]);
    x.square().backward();
    expect(x.grad!.toArray()).toEqual([[4]]);
  });

  it("of a calculation without gradients is an error, as is an unknown option", () => {
    expect(() => tensor([1]).sum().backward()).toThrow("backward: no gradient flows to this tensor");
    expect(() => leaf(1).backward(1, { retain_graph: true } as object)).toThrow("did you mean retainGraph?");
  });
});

describe("a second backward() through the same calculation", () => {
  it("is an error that names the operation, and changes nothing", () => {
    const x = leaf([1, 2]);
    const y = x.square();
    y.sum().backward();
    expect(() => y.sum().backward()).toThrow(
      "backward: the values that square saved were freed by an earlier backward(); to go through the same calculation twice, call backward(…, { retainGraph: true })",
    );
    expect(x.grad!.toArray()).toEqual([2, 4]);
  });

  it("works with retainGraph", () => {
    const x = leaf([1, 2]);
    const z = x.square().sum();
    z.backward(undefined, { retainGraph: true });
    z.backward();
    expect(x.grad!.toArray()).toEqual([4, 8]);
    expect(() => z.backward()).toThrow("freed by an earlier backward()");
  });

  it("works, as in PyTorch, where nothing was saved", () => {
    const x = leaf([1, 2]);
    const z = x.add(1).reshape(2, 1).sum();
    z.backward();
    z.backward();
    expect(x.grad!.toArray()).toEqual([2, 2]);
  });
});

describe("changes in place", () => {
  const refused = (by: string, needs: string) =>
    new RegExp(
      `^backward: a tensor of shape \\(2,\\) that ${needs} needs for its gradient was changed in place by ${by} `,
    );

  it("of an operand that is needed are an error that names both operations; no grad has changed", () => {
    const x = leaf([1, 2]);
    const w = leaf([3, 4]);
    const c = tensor([5, 6]);
    const z = w.exp().sum().add(x.mul(c).sum());
    c.add_(1);
    expect(() => z.backward()).toThrow(refused("add_", "mul"));
    expect([x.grad, w.grad]).toEqual([null, null]);
  });

  it.each<[string, (y: Tensor) => void, string]>([
    ["the result itself", (y) => y.mul_(2), "mul_"],
    ["a view of it", (y) => y.slice([0, 1]).fill_(0), "fill_"],
    ["its detached numbers", (y) => y.detach().zero_(), "zero_"],
    ["a copy into it", (y) => y.copy_([1, 1]), "copy_"],
  ])("of a result that is needed are an error: %s", (_, change, by) => {
    const x = leaf([1, 2]);
    const y = x.exp();
    const z = y.sum();
    noGrad(() => change(y));
    expect(() => z.backward()).toThrow(refused(by, "exp"));
    expect(x.grad).toBe(null);
  });

  it("of what is not needed do no harm", () => {
    const x = leaf([1, 2]);
    const c = tensor([5, 6]);
    const y = x.add(c);
    const z = y.sum();
    c.add_(1);
    noGrad(() => y.zero_());
    z.backward();
    expect(x.grad!.toArray()).toEqual([1, 1]);
  });

  it("of a leaf between forward and backward are an error where it is needed", () => {
    const w = leaf([1, 2]);
    const z = w.square().sum();
    noGrad(() => w.sub_(1));
    expect(() => z.backward()).toThrow(refused("sub_", "square"));
    // Calculated anew it works.
    w.square().sum().backward();
    expect(w.grad!.toArray()).toEqual([0, 2]);
  });

  it("of a leaf, a result, or with an operand that has gradients are refused outside noGrad", () => {
    const w = leaf([1, 2]);
    expect(() => w.sub_(1)).toThrow(
      "sub_: this tensor takes part in a recorded calculation, which a change in place would falsify; use sub, or change it inside noGrad(() => …)",
    );
    expect(() => w.exp().zero_()).toThrow("zero_: this tensor takes part in a recorded calculation");
    expect(() => w.slice(0).fill_(1)).toThrow("fill_: this tensor takes part");
    expect(() => tensor([1, 2]).add_(w)).toThrow("add_: the operand takes part in a recorded calculation");
    expect(w.toArray()).toEqual([1, 2]);
  });
});

describe("gradients of views", () => {
  it("of parts of a leaf reach the parts", () => {
    const x = leaf([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const [first, second] = [...x];
    first!.mul(second!).sum().add(x.T.slice(2).sum().mul(10)).backward();
    expect(x.grad!.toArray()).toEqual([
      [4, 5, 16],
      [1, 2, 13],
    ]);
  });

  it("of a leaf that is a view itself have its shape, and lie in row-major order", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]).T.requiresGrad_();
    x.mul([10, 20, 30]).sum().backward();
    expect(x.grad!.toArray()).toEqual([
      [10, 20, 30],
      [10, 20, 30],
    ]);
    expect(x.grad!.data.length).toBe(6);
  });

  it("sum what expanding repeated", () => {
    const x = leaf([[1], [2]]);
    x.expand(2, 3).mul(2).sum().backward();
    expect(x.grad!.toArray()).toEqual([[6], [6]]);
  });

  it("are the same tensor's, under whatever name it was joined", () => {
    const x = leaf([1, 2]);
    cat([x, x.mul(2), x])
      .sum()
      .backward();
    expect(x.grad!.toArray()).toEqual([4, 4]);
  });
});

describe("dtypes", () => {
  it.each<[DType, DType, DType]>([
    ["float32", "float64", "float64"],
    ["float16", "float32", "float32"],
    ["bfloat16", "float64", "float64"],
    ["float16", "bfloat16", "float32"],
  ])("of operands in %s and %s: the result is %s, each gradient its operand's", (a, b, result) => {
    const x = leaf([1.5, 2], a);
    const y = leaf([0.1, 3], b);
    const z = x.mul(y);
    expect(z.dtype).toBe(result);
    z.sum().backward();
    expect([x.grad!.dtype, y.grad!.dtype]).toEqual([a, b]);
    expect(x.grad!.toArray()).toEqual(y.detach().to(result).to(a).toArray());
    expect(y.grad!.toArray()).toEqual([1.5, 2]);
  });

  it("go back through conversions, and rounding is by the operand's dtype", () => {
    const x = leaf([1], "bfloat16");
    x.to("float64")
      .mul(1 / 3)
      .sum()
      .backward();
    expect(x.grad!.dtype).toBe("bfloat16");
    expect(x.grad!.item()).toBe(tensor(1 / 3, { dtype: "bfloat16" }).item());
  });

  it("of a given gradient may differ", () => {
    const x = leaf([1, 2]);
    x.mul(2).backward(tensor([1, 0.1], { dtype: "float64" }));
    expect(x.grad!.toArray()).toEqual([2, Math.fround(2 * Math.fround(0.1))]);
    expect(x.grad!.dtype).toBe("float32");
  });

  it("integers beside floats get no gradient", () => {
    const x = leaf([1, 2]);
    const n = tensor([3, 4], { dtype: "int32" });
    x.mul(n).sum().backward();
    expect(x.grad!.toArray()).toEqual([3, 4]);
    expect(n.grad).toBe(null);
  });
});

// What torch.autograd.grad of PyTorch 1.13 says.
describe("where there is no derivative, gradients are PyTorch's", () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  it.each<[string, (x: Tensor) => Tensor, TensorLike, TensorLike]>([
    ["abs", (x) => x.abs(), [0, -0, nan, -inf], [0, 0, 0, -1]],
    ["sign", (x) => x.sign(), [0, 1, nan], [0, 0, 0]],
    ["relu", (x) => x.relu(), [0, -0, nan, inf, -inf], [0, 0, 1, 1, 0]],
    ["clamp", (x) => x.clamp({ min: 0, max: 1 }), [nan, 0, 1, 2, -1, inf], [0, 1, 1, 0, 0, 0]],
    ["maximum", (x) => x.maximum([1, 1, 1, nan]), [1, nan, 0, 0], [0.5, 1, 0, 1]],
    ["minimum", (x) => x.minimum([1, 1, 1, nan]), [1, nan, 2, 0], [0.5, 1, 0, 1]],
    ["max of equal numbers", (x) => x.max(), [2, 2, 1, 2], [1 / 3, 1 / 3, 0, 1 / 3]],
    ["min of equal numbers", (x) => x.min(), [inf, inf], [0.5, 0.5]],
    ["sqrt", (x) => x.sqrt(), [0, -1, inf], [inf, nan, 0]],
    ["pow 0", (x) => x.pow(0), [0, nan, inf], [0, 0, 0]],
    ["pow ½", (x) => x.pow(0.5), [0, 1], [inf, 0.5]],
    ["std of equal numbers", (x) => x.std(), [2, 2, 2], [0, 0, 0]],
    ["std of one number, which is all data", (x) => x.std({ correction: 0 }), [2], [0]],
    ["prod with 0 and ∞", (x) => x.prod(), [inf, 0, 1], [0, inf, nan]],
  ])("of %s", (_, fn, at, gradient) => {
    const x = leaf(at, "float64");
    const y = fn(x);
    y.backward(onesLike(y));
    expect(x.grad!.add(0).toArray()).toEqual(tensor(gradient, { dtype: "float64" }).toArray());
  });
});

// The right sides are what PyTorch 1.13 prints, `torch.` dropped.
describe("printing", () => {
  const x = leaf([1, 2]);
  it.each<[Tensor, string]>([
    [x, "tensor([1., 2.], requires_grad=True)"],
    [leaf([1, 2], "float64"), "tensor([1., 2.], dtype=float64, requires_grad=True)"],
    [leaf([]), "tensor([], requires_grad=True)"],
    [x.mul(2), "tensor([2., 4.], grad_fn=<MulBackward0>)"],
    [x.exp(), "tensor([2.7183, 7.3891], grad_fn=<ExpBackward0>)"],
    [x.sum(), "tensor(3., grad_fn=<SumBackward0>)"],
    [x.mean(), "tensor(1.5000, grad_fn=<MeanBackward0>)"],
    [x.div(2), "tensor([0.5000, 1.0000], grad_fn=<DivBackward0>)"],
    [x.neg(), "tensor([-1., -2.], grad_fn=<NegBackward0>)"],
    [x.pow(2), "tensor([1., 4.], grad_fn=<PowBackward0>)"],
    [x.unsqueeze(0), "tensor([[1., 2.]], grad_fn=<UnsqueezeBackward0>)"],
    [x.T, "tensor([1., 2.], grad_fn=<PermuteBackward0>)"],
    [x.detach(), "tensor([1., 2.])"],
    [
      full([30], 1).requiresGrad_().add(0),
      "tensor([1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1.,\n" +
        "        1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1.],\n       grad_fn=<AddBackward0>)",
    ],
    // PyTorch's is NllLossBackward0, after its own last step.
    [crossEntropy(leaf([0, 0]), 0), "tensor(0.6931, grad_fn=<CrossEntropyBackward0>)"],
  ])("%s", (t, printed) => expect(String(t)).toBe(printed));
});
