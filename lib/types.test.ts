// The public types, as an editor shows them and as the compiler holds a caller to them. tsc checks this file; running it only
// shows that the values are there.

import { describe, expect, expectTypeOf, it } from "vitest";
import type * as losslab from "./index.js";
import {
  type BackwardOptions,
  type BigNumber,
  binaryCrossEntropyWithLogits,
  type CrossEntropyOptions,
  type CTCLossOptions,
  cat,
  crossEntropy,
  ctcLoss,
  type DType,
  type ExactTensor,
  exact,
  type GradcheckOptions,
  gradcheck,
  huberLoss,
  type KLDivReduction,
  klDiv,
  type logSumExp,
  type MatrixLike,
  multiMarginLoss,
  type NestedArray,
  type NLLLossOptions,
  type NumericTypedArray,
  naive,
  type nllLoss,
  nn,
  noGrad,
  type OneHotOptions,
  oneHot,
  type Reduction,
  type ReductionOptions,
  type SoftmaxOptions,
  type Storage,
  softmax,
  Tensor,
  type TensorLike,
  type TensorOptions,
  tensor,
  zeros,
} from "./index.js";

type IsAny<T> = 0 extends 1 & T ? true : false;

/** Whether a function takes or returns `any`, also as one of its arguments' elements or options. */
type MentionsAny<T> =
  IsAny<T> extends true
    ? true
    : T extends (...args: infer Args) => infer Result
      ? true extends IsAny<Result> | AnyWithin<Args[number]>
        ? true
        : false
      : T extends abstract new (
            ...args: infer Args
          ) => infer Instance
        ? true extends AnyWithin<Args[number]> | AnyWithin<Instance>
          ? true
          : false
        : false;

type AnyWithin<T> =
  IsAny<T> extends true ? true : T extends object ? { [K in keyof T]-?: IsAny<T[K]> }[keyof T] : false;

type WithAny<Members> = {
  [K in keyof Members]: MentionsAny<Members[K]> extends true ? K : never;
}[keyof Members];

describe("no public type is any", () => {
  it("of functions and classes", () => {
    expectTypeOf<WithAny<typeof losslab>>().toEqualTypeOf<never>();
    expectTypeOf<WithAny<typeof exact>>().toEqualTypeOf<never>();
    expectTypeOf<WithAny<typeof naive>>().toEqualTypeOf<never>();
    expectTypeOf<WithAny<typeof nn>>().toEqualTypeOf<never>();
    // The check itself finds one.
    expectTypeOf<
      WithAny<{ bad: (x: ReturnType<typeof JSON.parse>) => number; good: () => number }>
    >().toEqualTypeOf<"bad">();
  });

  it("of a tensor's members", () => {
    expectTypeOf<WithAny<Tensor>>().toEqualTypeOf<never>();
    expectTypeOf<WithAny<ExactTensor>>().toEqualTypeOf<never>();
  });
});

describe("what stands for a tensor", () => {
  it("numbers, nested arrays, typed arrays, matrices, tensors, and arrays of these", () => {
    expectTypeOf<number | boolean>().toExtend<TensorLike>();
    expectTypeOf<number[][][]>().toExtend<TensorLike>();
    expectTypeOf<readonly (readonly number[])[]>().toExtend<TensorLike>();
    expectTypeOf<Float32Array | Float64Array | Int32Array | Uint8Array>().toExtend<TensorLike>();
    expectTypeOf<Tensor | Tensor[] | (Tensor | number)[]>().toExtend<TensorLike>();
    expectTypeOf<MatrixLike>().toExtend<TensorLike>();
    expectTypeOf<NestedArray>().toExtend<TensorLike>();
  });

  it("neither text nor null nor nothing nor a BigInt", () => {
    expectTypeOf<string>().not.toExtend<TensorLike>();
    expectTypeOf<string[]>().not.toExtend<TensorLike>();
    expectTypeOf<null>().not.toExtend<TensorLike>();
    expectTypeOf<undefined>().not.toExtend<TensorLike>();
    expectTypeOf<bigint>().not.toExtend<TensorLike>();
    expectTypeOf<BigInt64Array>().not.toExtend<NumericTypedArray>();
    expectTypeOf<ExactTensor>().not.toExtend<TensorLike>();
  });
});

describe("a tensor", () => {
  it("says what its members are", () => {
    expectTypeOf<Tensor["shape"]>().toEqualTypeOf<readonly number[]>();
    expectTypeOf<Tensor["dtype"]>().toEqualTypeOf<DType>();
    expectTypeOf<Tensor["data"]>().toEqualTypeOf<Storage>();
    expectTypeOf<Tensor["grad"]>().toEqualTypeOf<Tensor | null>();
    expectTypeOf<Tensor["requiresGrad"]>().toEqualTypeOf<boolean>();
    expectTypeOf<DType>().toEqualTypeOf<"float64" | "float32" | "float16" | "bfloat16" | "int32" | "bool">();
    expectTypeOf<Tensor["toArray"]>().returns.toEqualTypeOf<NestedArray>();
    expectTypeOf<Tensor["item"]>().returns.toEqualTypeOf<number>();
    expectTypeOf<Tensor["backward"]>().parameters.toEqualTypeOf<[TensorLike?, BackwardOptions?]>();
    expectTypeOf<Tensor["backward"]>().returns.toEqualTypeOf<void>();
    for (const row of tensor([[1]])) expectTypeOf(row).toEqualTypeOf<Tensor>();
  });

  it("gives a tensor from each operation, and itself from a change in place", () => {
    expectTypeOf<Tensor["add"]>().toEqualTypeOf<(other: TensorLike) => Tensor>();
    expectTypeOf<Tensor["matmul"]>().toEqualTypeOf<(other: TensorLike) => Tensor>();
    expectTypeOf<Tensor["sum"]>().returns.toEqualTypeOf<Tensor>();
    expectTypeOf(tensor(1).requiresGrad_()).toEqualTypeOf<Tensor>();
    expectTypeOf(tensor(1).sub_(1)).toEqualTypeOf<Tensor>();
  });

  it("is made from a shape in either form, and of a dtype that there is", () => {
    expectTypeOf(zeros([2, 3], { dtype: "int32" })).toEqualTypeOf<Tensor>();
    expectTypeOf(zeros(2, 3, { dtype: "float64" })).toEqualTypeOf<Tensor>();
    expectTypeOf<TensorOptions>().toEqualTypeOf<{ readonly dtype?: DType | undefined }>();
    // @ts-expect-error: no such dtype
    expect(() => tensor(1, { dtype: "int64" })).toThrow("dtype");
    // @ts-expect-error: no such option
    expect(() => tensor(1, { device: "cpu" })).toThrow("unknown option");
  });

  it("cannot be changed but by its methods", () => {
    const x = tensor([1, 2]);
    // @ts-expect-error: the shape is fixed
    expect(() => x.shape.push(1)).toThrow();
    // @ts-expect-error: as is the dtype
    const change = (t: Tensor) => (t.dtype = "bool");
    expect(change).toBeTypeOf("function");
  });
});

describe("losses", () => {
  it("take tensors by position, and everything else in one object", () => {
    expectTypeOf(crossEntropy).parameters.toEqualTypeOf<[TensorLike, TensorLike, CrossEntropyOptions?]>();
    expectTypeOf(ctcLoss).parameters.toEqualTypeOf<
      [TensorLike, TensorLike, TensorLike, TensorLike, CTCLossOptions?]
    >();
    expectTypeOf(softmax).parameters.toEqualTypeOf<[TensorLike, SoftmaxOptions?]>();
    expectTypeOf(oneHot).parameters.toEqualTypeOf<[TensorLike, OneHotOptions?]>();
  });

  it("return one tensor, exact ones one exact tensor", () => {
    type Losses = Pick<typeof losslab, keyof typeof losslab & `${string}${"Loss" | "Entropy" | "klDiv"}`>;
    expectTypeOf<ReturnType<Losses[keyof Losses]>>().toEqualTypeOf<Tensor>();
    type Exact = Omit<typeof exact, "load">;
    expectTypeOf<ReturnType<Exact[keyof Exact]>>().toEqualTypeOf<ExactTensor>();
    expectTypeOf(exact.load).returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf<ReturnType<(typeof naive)[keyof typeof naive]>>().toEqualTypeOf<Tensor>();
    expectTypeOf<ExactTensor["values"]>().toEqualTypeOf<readonly BigNumber[]>();
  });

  it("have exact and naive versions with the same arguments", () => {
    expectTypeOf(exact.crossEntropy).parameters.toEqualTypeOf<Parameters<typeof crossEntropy>>();
    expectTypeOf(exact.nllLoss).parameters.toEqualTypeOf<Parameters<typeof nllLoss>>();
    expectTypeOf(exact.ctcLoss).parameters.toEqualTypeOf<Parameters<typeof ctcLoss>>();
    expectTypeOf(naive.ctcLoss).parameters.toEqualTypeOf<Parameters<typeof ctcLoss>>();
    expectTypeOf(exact.logSumExp).parameters.toEqualTypeOf<Parameters<typeof logSumExp>>();
  });

  it("take options that are left out, given, or undefined, and no others", () => {
    expectTypeOf<Reduction>().toEqualTypeOf<"none" | "mean" | "sum">();
    expectTypeOf<KLDivReduction>().toEqualTypeOf<Reduction | "batchmean">();
    expectTypeOf<Required<CrossEntropyOptions>>().toEqualTypeOf<{
      readonly weight: TensorLike;
      readonly ignoreIndex: number;
      readonly reduction: Reduction;
      readonly labelSmoothing: number;
    }>();
    expectTypeOf<Required<CTCLossOptions>>().toEqualTypeOf<{
      readonly blank: number;
      readonly reduction: Reduction;
      readonly zeroInfinity: boolean;
    }>();
    expectTypeOf<{ weight: undefined; reduction: undefined }>().toExtend<NLLLossOptions>();
    expectTypeOf<{ reduction: undefined }>().toExtend<ReductionOptions>();
    expectTypeOf<CrossEntropyOptions>().toExtend<NLLLossOptions>();

    // @ts-expect-error: PyTorch's spelling
    expect(() => crossEntropy([[1]], [0], { label_smoothing: 0.1 })).toThrow("labelSmoothing");
    // @ts-expect-error: klDiv's alone
    expect(() => crossEntropy([[1]], [0], { reduction: "batchmean" })).toThrow("reduction");
    // @ts-expect-error: an option of another loss
    expect(() => huberLoss([1], [0], { beta: 1 })).toThrow("unknown option");
    // @ts-expect-error: 1 or 2
    expect(() => multiMarginLoss([[1, 2]], [0], { p: 3 })).toThrow("1 or 2");
    // @ts-expect-error: not by position
    expect(() => softmax([1, 2], 0)).toThrow("options is 0");
    // @ts-expect-error: text is no tensor
    expect(() => softmax("1, 2")).toThrow("input is");
    // @ts-expect-error: the target is missing
    expect(() => crossEntropy([[1]])).toThrow("target");
    expect(klDiv([[0]], [[1]], { reduction: "batchmean" }).shape).toEqual([]);
    expect(binaryCrossEntropyWithLogits([1], [1], { posWeight: new Float32Array([2]) }).shape).toEqual([]);
  });
});

describe("nn", () => {
  it("classes take the function's options and, in forward, its tensors", () => {
    expectTypeOf(nn.CrossEntropyLoss).constructorParameters.toEqualTypeOf<[CrossEntropyOptions?]>();
    expectTypeOf<nn.CrossEntropyLoss["forward"]>().toEqualTypeOf<
      (input: TensorLike, target: TensorLike) => Tensor
    >();
    expectTypeOf<nn.CTCLoss["forward"]>().parameters.toEqualTypeOf<
      [TensorLike, TensorLike, TensorLike, TensorLike]
    >();
    expectTypeOf<nn.CTCLoss["options"]>().toEqualTypeOf<Readonly<CTCLossOptions>>();
    type Instances = { [K in keyof typeof nn]: InstanceType<(typeof nn)[K]> };
    expectTypeOf<ReturnType<Instances[keyof Instances]["forward"]>>().toEqualTypeOf<Tensor>();
    // @ts-expect-error: an option of another loss
    expect(() => new nn.CTCLoss({ weight: [1] })).toThrow("unknown option");
  });
});

describe("the rest", () => {
  it("noGrad hands on the type of what it runs", () => {
    expectTypeOf(noGrad(() => tensor(1))).toEqualTypeOf<Tensor>();
    expectTypeOf(noGrad(() => ({ a: 1 }))).toEqualTypeOf<{ a: number }>();
    expectTypeOf(noGrad(() => {})).toEqualTypeOf<void>();
  });

  it("gradcheck takes a function of as many tensors as one likes", () => {
    const x = tensor([1], { dtype: "float64" }).requiresGrad_();
    expectTypeOf(gradcheck((x) => x.exp(), x)).toEqualTypeOf<true>();
    expectTypeOf(gradcheck((a, b) => a.mul(b), [x, x], { eps: 1e-3 })).toEqualTypeOf<true>();
    expectTypeOf<Required<GradcheckOptions>>().toEqualTypeOf<{
      readonly eps: number;
      readonly atol: number;
      readonly rtol: number;
    }>();
    // @ts-expect-error: a number has no derivative
    expect(() => gradcheck((x) => x.item(), x)).toThrow("fn returned 1");
  });

  it("cat and stack take whatever stands for tensors", () => {
    expectTypeOf(cat).parameter(0).toEqualTypeOf<readonly TensorLike[]>();
    expect(cat([tensor([1]), [2], new Float32Array([3])])).toBeInstanceOf(Tensor);
  });
});
