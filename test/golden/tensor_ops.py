"""Makes tensor_ops.json: what PyTorch gives for the operations of a tensor. Run: python3 tensor_ops.py > tensor_ops.json

A case calls `method` of the first input with `args` (a string "$1" stands for input 1) as losslab spells them.
float16 and bfloat16 are calculated in float32 and rounded, which is what PyTorch's CPU kernels do where they exist.
"""

import json
import sys

import torch

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 0
torch.manual_seed(SEED)
NAMES = {
    torch.float64: "float64",
    torch.float32: "float32",
    torch.float16: "float16",
    torch.bfloat16: "bfloat16",
    torch.int32: "int32",
    torch.int64: "int32",
    torch.bool: "bool",
}
HALVES = (torch.float16, torch.bfloat16)
cases = []


def encode(value):
    value = float(value)
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 and str(value).startswith("-"):
        return "-0"
    return int(value) if value == int(value) and abs(value) < 2**53 else value


def tensor(t):
    return {"dtype": NAMES[t.dtype], "shape": list(t.shape), "data": [encode(x) for x in t.double().flatten().tolist()]}


def case(method, inputs, args, output):
    cases.append({"method": method, "inputs": [tensor(t) for t in inputs], "args": args, "output": tensor(output)})


def wide(f, *inputs):
    """f in float32 where an input is half, rounded back to the type the inputs have together."""
    dtype = inputs[0].dtype if len(inputs) == 1 else torch.result_type(*inputs)
    result = f(*[t.to(dtype).float() for t in inputs] if dtype in HALVES else inputs)
    return result.to(dtype) if dtype in HALVES and result.is_floating_point() else result


def numbers(*shape, dtype=torch.float32, scale=2.0):
    return (torch.randn(shape, dtype=torch.float64) * scale).to(dtype)


FLOATS = (torch.float64, torch.float32, torch.float16, torch.bfloat16)
EXTREME = [0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 1.0, float("nan"), float("inf"), float("-inf"), 1e-8, 90.0, -90.0, 3e4]

UNARY = """neg abs sign exp expm1 log log1p log2 log10 sqrt rsqrt square reciprocal sin cos tan asin acos atan sinh cosh
tanh sigmoid relu floor ceil round trunc isnan isinf isfinite""".split()
for name in UNARY:
    f = getattr(torch, name)
    for dtype in FLOATS:
        case(name, [t := torch.cat([numbers(9, dtype=dtype), torch.tensor(EXTREME).to(dtype)])], [], wide(f, t))
    if name not in ("floor", "ceil", "trunc", "round"):
        case(name, [t := torch.randint(-3, 4, (5,), dtype=torch.int32)], [], f(t))

BINARY = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "pow": torch.pow, "maximum": torch.maximum,
          "minimum": torch.minimum, "eq": torch.eq, "ne": torch.ne, "lt": torch.lt, "le": torch.le, "gt": torch.gt, "ge": torch.ge,
          "logicalAnd": torch.logical_and, "logicalOr": torch.logical_or}
for name, f in BINARY.items():
    for dtype in FLOATS:
        case(name, [a := numbers(2, 3, dtype=dtype).abs(), b := numbers(3, dtype=dtype)], ["$1"], wide(f, a, b))
        case(name, [a := torch.tensor(EXTREME).to(dtype), b := torch.tensor(EXTREME[::-1]).to(dtype)], ["$1"], wide(f, a, b))
        case(name, [a := numbers(4, dtype=dtype), b := numbers(dtype=torch.float64)], ["$1"], wide(f, a, b))
    case(name, [a := numbers(4, 1), b := numbers(1, 3, dtype=torch.float64)], ["$1"], f(a, b))
    case(name, [a := torch.randint(1, 9, (4,), dtype=torch.int32), b := torch.randint(1, 5, (4,), dtype=torch.int32)], ["$1"], f(a, b))
    case(name, [a := torch.randint(1, 9, (4,), dtype=torch.int32), b := numbers(4)], ["$1"], f(a, b))

DTYPES = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int32, torch.bool]
for x in DTYPES:
    for y in DTYPES:
        for left, right in (((2,), (2,)), ((2,), ()), ((), (2,)), ((), ())):
            a, b = torch.ones(left).to(x), torch.ones(right).to(y)
            case("mul", [a, b], ["$1"], torch.ones(2 if left or right else ()).to(torch.result_type(a, b)))
    for number in (2, 0.5):
        a = torch.ones(2).to(x)
        case("mul", [a], [number], torch.full((2,), float(number)).to(torch.result_type(a, number)))


def reductions(t, **k):
    """Each reduction as PyTorch spells it, with losslab's options."""
    options = {key: value for key, value in k.items()}
    dims = {key: value for key, value in k.items()}
    for name in ("sum", "mean", "amax", "amin", "prod", "var", "std", "argmax", "argmin", "all", "any"):
        if name in ("prod", "argmax", "argmin", "all", "any") and isinstance(k.get("dim"), (list, tuple)):
            continue
        if not k.get("dim") and name in ("amax", "amin") and "dim" not in k:
            dims = {}
        if "dim" not in k and "keepdim" in k:
            continue
        f = getattr(torch, name)
        result = wide(lambda x: f(x, **dims), t) if t.is_floating_point() else f(t, **dims)
        case({"amax": "max", "amin": "min"}.get(name, name), [t], [options] if options else [], result)


for dtype in FLOATS:
    for options in ({}, {"dim": 0}, {"dim": -1, "keepdim": True}, {"dim": 1}, {"dim": [0, 2]}, {"dim": [2, 1], "keepdim": True}):
        reductions(numbers(2, 3, 4, dtype=dtype), **options)
ints = torch.randint(-4, 5, (3, 4), dtype=torch.int32)
for name in ("sum", "prod", "all", "any", "argmax"):
    case(name, [ints], [{"dim": 1}], getattr(torch, name)(ints, dim=1))
case("var", [t := numbers(5)], [{"correction": 0}], torch.var(t, unbiased=False))
case("std", [t := numbers(5, 2)], [{"dim": 0, "correction": 0, "keepdim": True}], torch.std(t, 0, unbiased=False, keepdim=True))
case("max", [t := torch.tensor([1.0, float("nan"), 3.0])], [], t.amax())
case("argmax", [t], [], t.argmax())

t = numbers(2, 3, 4)
case("transpose", [t], [0, 2], t.transpose(0, 2))
case("permute", [t], [2, 0, 1], t.permute(2, 0, 1))
case("reshape", [t], [4, -1], t.reshape(4, -1))
case("flatten", [t], [1], t.flatten(1))
case("unsqueeze", [t], [-1], t.unsqueeze(-1))
case("squeeze", [s := numbers(1, 3, 1)], [], s.squeeze())
case("squeeze", [s], [0], s.squeeze(0))
case("squeeze", [s], [1], s.squeeze(1))
case("expand", [s], [2, -1, 4], s.expand(2, -1, 4))
case("expand", [s], [2, 1, 3, 5], s.expand(2, 1, 3, 5))
case("slice", [t], [None, [None, None, 2], [1, -1]], t[:, ::2, 1:-1])
case("slice", [t], [-1, [5, 9]], t[-1, 5:9])
case("gather", [t, i := torch.randint(0, 3, (2, 5, 4), dtype=torch.int64)], [1, "$1"], t.gather(1, i))
case("indexSelect", [t, i := torch.tensor([2, 0, 2], dtype=torch.int64)], [1, "$1"], t.index_select(1, i))
case("index", [t, a := torch.tensor([0, 1, -1]), b := torch.tensor([[2], [0]])], ["$1", "$2"], t[a, b])
case("index", [t, m := t > 0], ["$1"], t[m])
case("index", [t, m := torch.tensor([True, False])], ["$1"], t[m])
case("maskedSelect", [t, m := numbers(3, 1) > 0], ["$1"], t.masked_select(m))
case("maskedFill", [t, m := numbers(4) > 0], ["$1", -1.5], t.masked_fill(m, -1.5))
case("where", [t, m := t > 0, o := numbers(4, dtype=torch.float64)], ["$1", "$2"], torch.where(m, t, o))
case("clamp", [t], [{"min": -1}], t.clamp(min=-1))
case("clamp", [t], [{"min": -0.5, "max": 0.5}], t.clamp(-0.5, 0.5))
for dtype in DTYPES:
    case("to", [t := numbers(3, 4, scale=200)], [NAMES[dtype]], t.to(dtype))
exponents = torch.tensor([2.0**e * m for e in (-30, -26, -25, -24, -15, -14, 0, 10, 15) for m in (1, 1.5, 1 + 2**-11, 1 + 3 * 2**-11, 1 + 2**-8, 1 + 3 * 2**-8)]
                         + [65504.0, 65519.9, 65520.0, 1e6, 3.38e38, 3.3961775e38, 1e-40, -1e-45], dtype=torch.float64)
for dtype in HALVES:
    case("to", [exponents], [NAMES[dtype]], exponents.to(dtype))
    case("to", [-exponents], [NAMES[dtype]], (-exponents).to(dtype))
    case("to", [e := numbers(300, scale=1e4, dtype=torch.float64)], [NAMES[dtype]], e.to(dtype))
MATRICES = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((5, 1, 2, 3), (4, 3, 2)), ((2, 3), (6, 3, 1)), ((4, 2, 3), (3,)), ((3,), (4, 3, 2))]
for left, right in MATRICES:
    for dtype in FLOATS:
        case("matmul", [a := numbers(*left, dtype=dtype), b := numbers(*right, dtype=dtype)], ["$1"], wide(torch.matmul, a, b))
case("matmul", [a := torch.randint(-5, 5, (2, 3), dtype=torch.int32), b := torch.randint(-5, 5, (3, 2), dtype=torch.int32)], ["$1"], a @ b)

json.dump({"generator": {"torch": torch.__version__, "seed": SEED}, "cases": cases}, sys.stdout, separators=(",", ":"))
