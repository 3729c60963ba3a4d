"""The built library against live PyTorch: random cases, wherever golden data would be too much or too fixed.

LOSSLAB_SEED chooses the random cases (the seed is printed), LOSSLAB_ROUNDS how many of each. A value of float64 agrees
within 1e-9, one of float32 within 3e-5. Where PyTorch loses its digits to cancellation, a float32 value has to agree with
PyTorch's float64 result for the same float32 inputs; and to what is lost in float64 belong eight roundings of the largest
number in the case. Where a distance is composed of float32 operations, each rounds on its own, in PyTorch as in ours: there
they are eight roundings of float32.
"""

import itertools
import json
import math
import os
import random
import subprocess
import unittest
import warnings

from installed_kernel import REPOSITORY

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    torch = None

CALLS = REPOSITORY / "test" / "jupyter" / "torch_calls.mjs"

SEED = int(os.environ.get("LOSSLAB_SEED", "20240"))
ROUNDS = int(os.environ.get("LOSSLAB_ROUNDS", "10"))

TOLERANCE = {"float64": 1e-9, "float32": 3e-5}
# Significand bits and the exponent of the smallest positive value.
HALVES = {"float16": (11, -24), "bfloat16": (8, -133)}
DTYPES = ["bool", "int32", "float16", "bfloat16", "float32", "float64"]
REDUCTIONS = ["none", "mean", "sum"]


def setUpModule():
    if torch is None:
        raise unittest.SkipTest("there is no PyTorch for this Python: install Debian's python3-torch")
    torch.set_num_threads(1)
    # PyTorch 1.13 warns of its own future: of kl_div's mean, and of half-precision kernels.
    warnings.simplefilter("ignore")
    print(f"torch {torch.__version__}, LOSSLAB_SEED={SEED}, LOSSLAB_ROUNDS={ROUNDS}")


# Numbers and tensors as JSON


def to_json(x):
    if isinstance(x, float) and (math.isnan(x) or math.isinf(x) or (x == 0 and math.copysign(1, x) < 0)):
        return {math.inf: "Infinity", -math.inf: "-Infinity", 0.0: "-0"}.get(x, "NaN")
    return x


def dtype_name(t):
    name = str(t.dtype).replace("torch.", "")
    return "int32" if name == "int64" else name


def encode(t):
    t = t.detach()
    flat = t.reshape(-1)
    if t.is_floating_point():
        data = [to_json(x) for x in flat.double().tolist()]
    else:
        data = [int(x) for x in flat.tolist()]
    return {"dtype": dtype_name(t), "shape": list(t.shape), "data": data}


def encode_option(value):
    return encode(value) if torch.is_tensor(value) else to_json(value)


def numbers(encoded):
    return [float(x) for x in encoded["data"]]


def ask(calls):
    """The library's answers, in one run of Node."""
    done = subprocess.run(
        ["node", str(CALLS)], input=json.dumps(calls), capture_output=True, text=True, timeout=600
    )
    if done.returncode != 0:
        raise AssertionError(f"torch_calls.mjs: exit status {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def camel_case(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


# Agreement


def close(actual, expected, tolerance):
    if math.isnan(expected):
        return math.isnan(actual)
    return actual == expected or abs(actual - expected) <= tolerance * abs(expected)


def ulps(actual, exact, dtype):
    """How many steps of a half-precision dtype lie between a value and the exact one."""
    precision, smallest = HALVES[dtype]
    if math.isnan(exact) or math.isinf(exact):
        return 0 if close(actual, exact, 0) else math.inf
    rounded = float(torch.tensor(exact, dtype=torch.float64).to(getattr(torch, dtype)))
    if math.isinf(rounded) or math.isinf(actual):
        return 0 if actual == rounded else math.inf
    exponent = math.frexp(exact)[1] - 1 if exact != 0 else smallest
    return abs(actual - exact) / 2.0 ** max(exponent - (precision - 1), smallest)


class Case:
    """One call of PyTorch's and the same of ours."""

    def __init__(self, what, torch_function, our_function, inputs, options, differentiable, distance=None, composed=False):
        self.what = what
        self.torch_function = torch_function
        self.our_function = our_function
        self.inputs = inputs
        self.options = options
        self.differentiable = differentiable
        self.distance = distance
        self.rounding = 2.0**-24 if composed else 2.0**-53
        self.output, self.grads, self.grad_output = self.run()

    def run(self, dtype=None, grad_output=None):
        """PyTorch's output and gradients, in the inputs' dtype or in another."""

        def converted(value):
            if dtype is not None and torch.is_tensor(value) and value.is_floating_point():
                return value.to(dtype)
            return value

        inputs = [converted(x.detach().clone()) for x in self.inputs]
        for i in self.differentiable:
            inputs[i].requires_grad_()
        output = self.torch_function(*inputs, **{k: converted(v) for k, v in self.options.items()})
        if not self.differentiable:
            return output, [], None
        if grad_output is None:
            grad_output = torch.rand(output.shape, dtype=output.dtype) + 0.25
        # As it is sent: in the float32 that was drawn.
        grad_output = grad_output.to(output.dtype)
        grads = torch.autograd.grad(
            output, [inputs[i] for i in self.differentiable], grad_output, allow_unused=True
        )
        return output.detach(), grads, grad_output

    def call(self):
        options = {camel_case(name): encode_option(value) for name, value in self.options.items()}
        call = {
            "kind": "loss",
            "fn": self.our_function,
            "inputs": [encode(x) for x in self.inputs],
            "options": options,
            "requiresGrad": self.differentiable,
        }
        if self.grad_output is not None:
            call["gradOutput"] = encode(self.grad_output)
        if self.distance is not None:
            call["distance"] = self.distance
        return call

    def disagreements(self, answer):
        if "error" in answer:
            return [answer["error"]]
        exact = None
        if self.output.dtype == torch.float32:
            output, grads, _ = self.run(torch.float64, self.grad_output)
            exact = [output, *grads]
        theirs = [self.output, *self.grads]
        part = [x for x in [*self.inputs, *theirs] if x is not None and x.is_floating_point()]
        finite = [x[x.isfinite()].abs().max().item() for x in part if x.isfinite().any()]
        noise = 8 * (self.rounding if exact else 2.0**-53) * max(finite, default=0.0)
        ours = [answer["output"], *answer["grads"]]
        names = ["output", *(f"gradient of input {i}" for i in self.differentiable)]
        found = []
        for k, (name, their, our) in enumerate(zip(names, theirs, ours)):
            if their is None:
                continue
            if our is None:
                found.append(f"there is no {name}")
            else:
                precise = their if exact is None else exact[k]
                found += differences(name, our, their, precise, noise)
        return found


def differences(name, our, their, exact, noise):
    expected = encode(their)
    if our["shape"] != expected["shape"] or our["dtype"] != expected["dtype"]:
        return [
            f"{name} is {our['dtype']} {our['shape']}, PyTorch's {expected['dtype']} {expected['shape']}"
        ]
    tolerance = TOLERANCE.get(our["dtype"], 0)
    alternatives = numbers(encode(exact))
    found = []
    for i, (a, b, c) in enumerate(zip(numbers(our), numbers(expected), alternatives)):
        if close(a, b, tolerance):
            continue
        if math.isnan(a) or not (close(a, c, tolerance) or abs(a - c) <= noise):
            found.append(f"{name}[{i}] is {a!r}, PyTorch's {b!r}, in float64 {c!r}")
    return found


class TorchTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        torch.manual_seed(SEED)
        self.random = random.Random(SEED)

    def check(self, cases):
        """One failure for each function, with its first disagreements."""
        self.assertTrue(cases)
        disagreements = {}
        for case, answer in zip(cases, ask([case.call() for case in cases])):
            found = disagreements.setdefault(case.our_function, [])
            wrong = case.disagreements(answer)
            if wrong:
                more = "" if len(wrong) <= 4 else f"\n  and {len(wrong) - 4} numbers more"
                found.append(f"{case.what}, {case.options}:\n  " + "\n  ".join(wrong[:4]) + more)
        for name, found in disagreements.items():
            with self.subTest(name):
                total = sum(case.our_function == name for case in cases)
                if found:
                    self.fail(f"{len(found)} of {total} calls disagree, such as\n" + "\n".join(found[:5]))

    # Losses

    def test_every_loss_and_its_gradients_agree_for_random_inputs_and_options(self):
        cases = []
        for loss, make in losses().items():
            for _ in range(ROUNDS):
                for dtype in (torch.float64, torch.float32):
                    torch_function, inputs, options, differentiable = make(self.random, dtype)
                    what = f"{loss} {dtype} {[list(x.shape) for x in inputs]}"
                    cases.append(
                        Case(what, torch_function, our_name(loss), inputs, options, differentiable)
                    )
        self.check(cases)

    def test_ctc_loss_and_its_gradient(self):
        cases = []
        for dtype, reduction, zero_infinity, kind in itertools.product(
            (torch.float64, torch.float32), REDUCTIONS, (False, True), ("padded", "concatenated", "unbatched")
        ):
            for _ in range(ROUNDS):
                inputs, blank = ctc_inputs(self.random, dtype, kind)
                options = {"blank": blank, "reduction": reduction, "zero_infinity": zero_infinity}
                what = f"{kind} {dtype} targets {inputs[1].tolist()} lengths {inputs[2].tolist()} {inputs[3].tolist()}"
                cases.append(Case(what, F.ctc_loss, "ctcLoss", inputs, options, [0]))
        self.check(cases)

    def test_ctc_loss_of_empty_repeated_and_impossible_targets(self):
        cases = []
        for name, target, steps in [
            ("empty", [], 4),
            ("repeated", [1, 1, 1], 5),
            ("repeated that just fits", [2, 2], 3),
            ("repeated that does not fit", [2, 2], 2),
            ("longer than the input", [1, 2, 1, 2], 3),
        ]:
            for dtype, reduction, zero_infinity in itertools.product(
                (torch.float64, torch.float32), REDUCTIONS, (False, True)
            ):
                # A second sample that is ordinary, so that what is special must stay in its own.
                log_probs = F.log_softmax(torch.randn(max(steps, 4), 2, 3, dtype=dtype), -1)
                targets = torch.tensor([*target, 2, 1], dtype=torch.int64)
                lengths = [torch.tensor([steps, 4]), torch.tensor([len(target), 2])]
                options = {"reduction": reduction, "zero_infinity": zero_infinity}
                inputs = [log_probs, targets, *lengths]
                cases.append(Case(f"{name} {dtype}", F.ctc_loss, "ctcLoss", inputs, options, [0]))
        self.check(cases)

    def test_triplet_margin_with_distance_loss(self):
        def cosine_distance(a, b):
            def dot(x, y):
                return (x * y).sum(-1)

            return 1 - dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()

        cases = []
        for dtype, reduction, swap, distance in itertools.product(
            (torch.float64, torch.float32), REDUCTIONS, (False, True), (None, "cosine")
        ):
            for _ in range(ROUNDS):
                inputs = [torch.randn(4, 5, dtype=dtype) for _ in range(3)]
                options = {
                    "margin": self.random.choice([1.0, 0.4]),
                    "swap": swap,
                    "reduction": reduction,
                }

                def loss(*inputs, chosen=distance, **options):
                    function = None if chosen is None else cosine_distance
                    return F.triplet_margin_with_distance_loss(
                        *inputs, distance_function=function, **options
                    )

                what = f"{distance or 'default distance'} {dtype}"
                ours = "tripletMarginWithDistanceLoss"
                cases.append(Case(what, loss, ours, inputs, options, [0, 1, 2], distance, composed=True))
        self.check(cases)

    # dtypes

    def test_every_pair_of_dtypes_is_promoted_as_pytorch_promotes_it(self):
        expected = []
        calls = []

        def add(what, dtype, self_tensor, other):
            expected.append((what, str(dtype).replace("torch.", "")))
            other = encode(other) if torch.is_tensor(other) else other
            calls.append({"kind": "method", "name": "mul", "self": encode(self_tensor), "other": other})

        for a, b in itertools.product(DTYPES, DTYPES):
            one = torch.ones(2, dtype=getattr(torch, a))
            two = torch.ones(2, dtype=getattr(torch, b))
            add(f"{a} * {b}", torch.promote_types(one.dtype, two.dtype), one, two)
            scalar = torch.ones((), dtype=getattr(torch, b))
            add(f"{a} * 0-dimensional {b}", torch.result_type(one, scalar), one, scalar)
            add(f"0-dimensional {b} * {a}", torch.result_type(scalar, one), scalar, one)
            add(
                f"0-dimensional {a} * 0-dimensional {b}",
                torch.result_type(one[0], scalar),
                one[0],
                scalar,
            )
        for a, number in itertools.product(DTYPES, (2, 2.5, True)):
            one = torch.ones(2, dtype=getattr(torch, a))
            for t, what in ((one, a), (one[0], f"0-dimensional {a}")):
                dtype = torch.result_type(t, number)
                # Without an int64 an integer beside a bool is ours of int32.
                dtype = torch.int32 if dtype == torch.int64 else dtype
                add(f"{what} * {number}", dtype, t, number)
        for (what, dtype), answer in zip(expected, ask(calls)):
            with self.subTest(what):
                self.assertNotIn("error", answer)
                self.assertEqual(answer["output"]["dtype"], dtype)

    def test_half_precision_arithmetic_is_rounded_after_every_operation(self):
        operations = {
            "add": lambda x, y: x + y,
            "sub": lambda x, y: x - y,
            "mul": lambda x, y: x * y,
            "div": lambda x, y: x / y,
            "exp": lambda x, _: x.exp(),
            "sum": lambda x, _: x.sum(),
            "mean": lambda x, _: x.mean(),
            "matmul": lambda x, y: x @ y,
        }
        found = self.half_precision(operations, scale=(1, 3), method=True)
        # One operation, one rounding: these are exact but for it.
        for name, dtype in itertools.product(("add", "sub", "mul", "div"), HALVES):
            with self.subTest(f"{name} in {dtype} is rounded once"):
                self.assertLessEqual(found[name, dtype], 0.5)

    def test_half_precision_losses(self):
        def target_classes(x):
            return torch.arange(x.shape[0]) % x.shape[1]

        operations = {
            "softmax": lambda x, _: F.softmax(x, -1),
            "log_softmax": lambda x, _: F.log_softmax(x, -1),
            "cross_entropy": lambda x, _: F.cross_entropy(x, target_classes(x)),
            "sigmoid": lambda x, _: torch.sigmoid(x),
            "logsigmoid": lambda x, _: F.logsigmoid(x),
            "softplus": lambda x, _: F.softplus(x),
            "binary_cross_entropy_with_logits": lambda x, y: F.binary_cross_entropy_with_logits(x, y),
            "mse_loss": lambda x, y: F.mse_loss(x, y),
            "l1_loss": lambda x, y: F.l1_loss(x, y),
            "smooth_l1_loss": lambda x, y: F.smooth_l1_loss(x, y),
            "huber_loss": lambda x, y: F.huber_loss(x, y),
            "soft_margin_loss": lambda x, y: F.soft_margin_loss(x, y.sign()),
        }
        self.half_precision(operations, scale=(1, 5), method=False, second=target_classes)

    def half_precision(self, operations, scale, method, second=None):
        """At most 2 ulp from PyTorch's result of the same inputs in float64. The worst of each is printed and returned."""
        expected = []
        calls = []
        implemented = {}
        for (name, operation), dtype in itertools.product(operations.items(), HALVES):
            for _ in range(ROUNDS):
                half = getattr(torch, dtype)
                x = (torch.randn(4, 4) * self.random.choice(scale)).to(half)
                y = (torch.rand(4, 4) if name.startswith("binary") else torch.randn(4, 4)).to(half)
                try:
                    operation(x, y)
                    implemented[name, dtype] = True
                except RuntimeError as error:
                    self.assertIn("not implemented for", str(error))
                    implemented[name, dtype] = False
                expected.append((name, dtype, operation(x.double(), y.double())))
                if method:
                    call = {"kind": "method", "name": name, "self": encode(x)}
                    if name in ("add", "sub", "mul", "div", "matmul"):
                        call["other"] = encode(y)
                else:
                    call = {"kind": "loss", "fn": our_name(name), "inputs": [encode(x)], "options": {}}
                    if name == "cross_entropy":
                        call["inputs"].append(encode(second(x)))
                    elif name == "soft_margin_loss":
                        call["inputs"].append(encode(y.sign()))
                    elif "loss" in name or "cross" in name:
                        call["inputs"].append(encode(y))
                    else:
                        call["options"] = {"dim": -1} if "softmax" in name else {}
                calls.append(call)
        worst = {}
        wrong = {}
        for (name, dtype, exact), answer in zip(expected, ask(calls)):
            if "error" in answer:
                wrong[name, dtype] = answer["error"]
                continue
            output = answer["output"]
            if output["dtype"] != dtype or output["shape"] != list(exact.shape):
                wrong[name, dtype] = f"the result is {output['dtype']} {output['shape']}"
                continue
            for a, b in zip(numbers(output), exact.reshape(-1).tolist()):
                ulp = ulps(a, b, dtype)
                worst[name, dtype] = max(worst.get((name, dtype), 0), ulp)
                if ulp > 2:
                    wrong[name, dtype] = f"{a!r} is {ulp:.2f} ulp from {b!r}"
        for (name, dtype), message in wrong.items():
            with self.subTest(f"{name} in {dtype}"):
                self.fail(message)
        for (name, dtype), ulp in worst.items():
            note = "" if implemented[name, dtype] else " (PyTorch's CPU has it not in this dtype)"
            print(f"{name} in {dtype}: at most {ulp:.2f} ulp{note}")
        return {**dict.fromkeys(itertools.product(operations, HALVES), math.inf), **worst}

    # Random numbers and printing

    def test_random_numbers_are_pytorchs_after_the_same_seed(self):
        def theirs(name, args, options):
            dtype = getattr(torch, options["dtype"]) if "dtype" in options else None
            if name == "randint":
                low, high, shape = args
                return torch.randint(low, high, shape, dtype=dtype or torch.int64)
            if name == "randperm":
                return torch.randperm(*args)
            return getattr(torch, name)(*args, dtype=dtype)

        draws = [
            ["rand", [3]],
            ["rand", [2, 3], {"dtype": "float64"}],
            ["randn", [5]],
            ["randn", [4, 4]],
            ["randn", [37]],
            ["randint", 0, 10, [7]],
            ["randint", -5, 1000, [2, 3]],
            ["randn", [3], {"dtype": "float64"}],
            ["randn", [40], {"dtype": "float64"}],
            ["rand", [9]],
            ["randperm", 12],
        ]
        seeds = [0, 1, 42, 2**31 + 5, -3, *(self.random.randrange(2**32) for _ in range(ROUNDS))]
        calls = [{"kind": "random", "seed": seed, "draws": draws} for seed in seeds]
        for seed, answer in zip(seeds, ask(calls)):
            torch.manual_seed(seed)
            with self.subTest(seed=seed):
                self.assertNotIn("error", answer)
            for (name, *args), our in zip(draws, answer.get("outputs", [])):
                options = args.pop() if isinstance(args[-1], dict) else {}
                expected = encode(theirs(name, args, options))
                with self.subTest(seed=seed, draw=f"{name} {args} {options}"):
                    self.assertEqual(our["shape"], expected["shape"])
                    self.assertEqual(our["dtype"], expected["dtype"])
                    tolerance = 1e-6 if name == "randn" else 0
                    for a, b in zip(numbers(our), numbers(expected)):
                        self.assertLessEqual(abs(a - b), tolerance * max(1, abs(b)))

    def test_tensors_are_printed_as_pytorch_prints_them(self):
        tensors = []
        for dtype, shape in itertools.product(DTYPES, ((), (0,), (3,), (2, 3), (2, 2, 3), (30,), (40, 30))):
            scale = 10 ** self.random.choice([-6, -1, 0, 0, 2, 5])
            values = torch.randn(shape, dtype=torch.float64) * scale
            if dtype == "bool":
                values = values > 0
            if dtype in ("float16", "bfloat16"):
                values = values.clamp(-60000, 60000)
            tensors.append(values.to(getattr(torch, dtype)))
        calls = [{"kind": "text", "self": encode(t)} for t in tensors]
        for t, answer in zip(tensors, ask(calls)):
            with self.subTest(dtype=str(t.dtype), shape=list(t.shape)):
                self.assertEqual(answer.get("text", answer.get("error")), str(t).replace("torch.", ""))


def our_name(torch_name):
    return {"logsumexp": "logSumExp", "logsigmoid": "logSigmoid"}.get(torch_name, camel_case(torch_name))


def ctc_inputs(rng, dtype, kind):
    """Log-probabilities, targets, input lengths, target lengths, and the blank; some targets do not fit."""
    classes = rng.randint(2, 5)
    blank = rng.randrange(classes)
    labels = [c for c in range(classes) if c != blank]
    steps = rng.randint(3, 8)
    batch = 1 if kind == "unbatched" else rng.randint(1, 4)
    target_lengths = [rng.randint(0, 4) for _ in range(batch)]
    input_lengths = [rng.randint(max(1, steps - 3), steps) for _ in range(batch)]
    targets = [[rng.choice(labels) for _ in range(n)] for n in target_lengths]
    log_probs = F.log_softmax(torch.randn(steps, batch, classes, dtype=dtype) * 2, -1)
    if kind == "unbatched":
        return [
            log_probs[:, 0],
            torch.tensor(targets[0], dtype=torch.int64),
            torch.tensor(input_lengths[0]),
            torch.tensor(target_lengths[0]),
        ], blank
    if kind == "padded":
        longest = max([1, *target_lengths])
        rows = [t + [rng.choice(labels)] * (longest - len(t)) for t in targets]
        encoded = torch.tensor(rows, dtype=torch.int64)
    else:
        encoded = torch.tensor([label for t in targets for label in t], dtype=torch.int64)
    return [log_probs, encoded, torch.tensor(input_lengths), torch.tensor(target_lengths)], blank


def losses():
    """For each loss: a function that draws inputs and options. It returns PyTorch's function, the inputs in its order,
    the options, and which inputs are differentiated."""

    def shape(rng, least=1, most=3):
        return [rng.randint(1, 5) for _ in range(rng.randint(least, most))]

    def normal(shape, dtype, scale=2.0):
        return (torch.randn(shape) * scale).to(dtype)

    def uniform(shape, dtype, low=0.0, high=1.0):
        return (torch.rand(shape) * (high - low) + low).to(dtype)

    def signs(shape, dtype):
        return (torch.randint(0, 2, shape) * 2 - 1).to(dtype)

    def reduced(rng, **options):
        return {"reduction": rng.choice(REDUCTIONS), **options}

    def classes_input(rng, dtype):
        sizes = shape(rng, 1, 4)
        if rng.random() < 0.3:
            sizes = sizes[:1]
        position = 0 if len(sizes) == 1 else 1
        sizes[position] = rng.randint(2, 6)
        return normal(sizes, dtype), sizes[position], sizes[:position] + sizes[position + 1 :]

    def along(torch_function):
        def make(rng, dtype):
            sizes = shape(rng, 1, 4)
            return torch_function, [normal(sizes, dtype, 4)], {"dim": rng.randrange(-len(sizes), len(sizes))}, [0]

        return make

    def logsumexp(rng, dtype):
        sizes = shape(rng, 1, 4)
        dims = rng.sample(range(len(sizes)), rng.randint(1, len(sizes)))
        return torch.logsumexp, [normal(sizes, dtype, 4)], {"dim": dims, "keepdim": rng.random() < 0.5}, [0]

    def one_input(torch_function, draw_options=lambda rng: {}):
        return lambda rng, dtype: (torch_function, [normal(shape(rng), dtype, 4)], draw_options(rng), [0])

    def cross_entropy(rng, dtype):
        x, classes, rest = classes_input(rng, dtype)
        options = reduced(rng, label_smoothing=rng.choice([0.0, 0.0, 0.1, 0.35]))
        if rng.random() < 0.5:
            options["weight"] = uniform([classes], dtype, 0.2, 2)
        if rng.random() < 0.3:
            return F.cross_entropy, [x, F.softmax(torch.randn_like(x), 0 if x.dim() == 1 else 1)], options, [0, 1]
        target = torch.randint(0, classes, rest)
        if rng.random() < 0.4:
            options["ignore_index"] = rng.randrange(classes)
        return F.cross_entropy, [x, target], options, [0]

    def nll_loss(rng, dtype):
        x, classes, rest = classes_input(rng, dtype)
        options = reduced(rng)
        if rng.random() < 0.5:
            options["weight"] = uniform([classes], dtype, 0.2, 2)
        if rng.random() < 0.4:
            options["ignore_index"] = rng.randrange(classes)
        return F.nll_loss, [x, torch.randint(0, classes, rest)], options, [0]

    def binary_cross_entropy(rng, dtype):
        sizes = shape(rng)
        options = reduced(rng)
        if rng.random() < 0.5:
            options["weight"] = uniform(rng.choice([sizes, sizes[-1:], [1]]), dtype, 0.2, 2)
        return F.binary_cross_entropy, [uniform(sizes, dtype, 0.01, 0.99), uniform(sizes, dtype)], options, [0]

    def binary_cross_entropy_with_logits(rng, dtype):
        sizes = shape(rng)
        options = reduced(rng)
        if rng.random() < 0.5:
            options["weight"] = uniform(rng.choice([sizes, sizes[-1:]]), dtype, 0.2, 2)
        if rng.random() < 0.5:
            options["pos_weight"] = uniform(sizes[-1:], dtype, 0.2, 4)
        inputs = [normal(sizes, dtype, 4), uniform(sizes, dtype)]
        return F.binary_cross_entropy_with_logits, inputs, options, [0]

    def kl_div(rng, dtype):
        sizes = shape(rng)
        log_target = rng.random() < 0.5
        x = F.log_softmax(normal(sizes, dtype), -1)
        target = F.log_softmax(normal(sizes, dtype), -1)
        options = {"reduction": rng.choice([*REDUCTIONS, "batchmean"]), "log_target": log_target}
        return F.kl_div, [x, target if log_target else target.exp()], options, [0, 1]

    def difference(torch_function, draw_options=lambda rng: {}):
        def make(rng, dtype):
            sizes = shape(rng)
            inputs = [normal(sizes, dtype), normal(sizes, dtype)]
            return torch_function, inputs, reduced(rng, **draw_options(rng)), [0, 1]

        return make

    def gaussian_nll_loss(rng, dtype):
        sizes = shape(rng, 2, 3)
        variance = rng.choice([sizes, sizes[:-1] + [1], sizes[:-1]])
        options = reduced(rng, full=rng.random() < 0.5, eps=rng.choice([1e-6, 0.1]))
        if variance == sizes[:-1] and sizes[-1] == sizes[-2]:
            variance = sizes
        inputs = [normal(sizes, dtype), normal(sizes, dtype), uniform(variance, dtype, 0, 3)]
        return F.gaussian_nll_loss, inputs, options, [0, 1, 2]

    def poisson_nll_loss(rng, dtype):
        sizes = shape(rng)
        log_input = rng.random() < 0.5
        options = reduced(rng, log_input=log_input, full=rng.random() < 0.5, eps=rng.choice([1e-8, 1e-3]))
        x = normal(sizes, dtype, 1) if log_input else uniform(sizes, dtype, 0.01, 5)
        return F.poisson_nll_loss, [x, torch.randint(0, 7, sizes).to(dtype)], options, [0]

    def with_signs(torch_function, draw_options=lambda rng: {}):
        def make(rng, dtype):
            sizes = shape(rng)
            inputs = [normal(sizes, dtype), signs(sizes, dtype)]
            return torch_function, inputs, reduced(rng, **draw_options(rng)), [0]

        return make

    def margin_ranking_loss(rng, dtype):
        sizes = shape(rng)
        inputs = [normal(sizes, dtype), normal(sizes, dtype), signs(sizes, dtype)]
        return F.margin_ranking_loss, inputs, reduced(rng, margin=rng.choice([0.0, 0.7])), [0, 1]

    def cosine_embedding_loss(rng, dtype):
        batch, size = rng.randint(1, 4), rng.randint(2, 5)
        inputs = [normal([batch, size], dtype), normal([batch, size], dtype), signs([batch], dtype)]
        if rng.random() < 0.3:
            inputs = [normal([size], dtype), normal([size], dtype), signs([], dtype)]
        return F.cosine_embedding_loss, inputs, reduced(rng, margin=rng.choice([0.0, 0.3, -0.5])), [0, 1]

    def triplet_margin_loss(rng, dtype):
        sizes = [rng.randint(1, 4), rng.randint(2, 5)]
        options = reduced(
            rng,
            margin=rng.choice([1.0, 0.3]),
            p=rng.choice([2.0, 1.0, 3.0]),
            eps=rng.choice([1e-6, 1e-3]),
            swap=rng.random() < 0.5,
        )
        return F.triplet_margin_loss, [normal(sizes, dtype) for _ in range(3)], options, [0, 1, 2]

    def multi_margin_loss(rng, dtype):
        sizes = rng.choice([[rng.randint(1, 4), rng.randint(2, 5)], [rng.randint(2, 5)]])
        options = reduced(rng, p=rng.choice([1, 2]), margin=rng.choice([1.0, 0.4]))
        if rng.random() < 0.5:
            options["weight"] = uniform(sizes[-1:], dtype, 0.2, 2)
        return F.multi_margin_loss, [normal(sizes, dtype, 1), torch.randint(0, sizes[-1], sizes[:-1])], options, [0]

    def multilabel_margin_loss(rng, dtype):
        classes = rng.randint(2, 5)
        batch = rng.randint(1, 4)
        rows = []
        for _ in range(batch):
            labels = rng.sample(range(classes), rng.randint(0, classes))
            rows.append((labels + [-1] + [rng.randrange(-1, classes) for _ in range(classes)])[:classes])
        target = torch.tensor(rows)
        x = normal([batch, classes], dtype, 1)
        if batch == 1 and rng.random() < 0.5:
            x, target = x[0], target[0]
        return F.multilabel_margin_loss, [x, target], reduced(rng), [0]

    def multilabel_soft_margin_loss(rng, dtype):
        sizes = [rng.randint(1, 4), rng.randint(2, 5)]
        options = reduced(rng)
        if rng.random() < 0.5:
            options["weight"] = uniform(sizes[-1:], dtype, 0.2, 2)
        target = torch.randint(0, 2, sizes).to(dtype)
        return F.multilabel_soft_margin_loss, [normal(sizes, dtype), target], options, [0]

    def reduce(loss, reduction):
        return {"none": lambda x: x, "mean": torch.mean, "sum": torch.sum}[reduction](loss)

    def sigmoid_focal(x, target, alpha, gamma, reduction):
        p = torch.sigmoid(x)
        cross_entropy = F.binary_cross_entropy_with_logits(x, target, reduction="none")
        miss = 1 - (p * target + (1 - p) * (1 - target))
        loss = cross_entropy * miss**gamma
        if alpha >= 0:
            loss = (alpha * target + (1 - alpha) * (1 - target)) * loss
        return reduce(loss, reduction)

    def softmax_focal(x, target, gamma, reduction):
        log_p = F.log_softmax(x, 1).gather(1, target[:, None])[:, 0]
        return reduce(-((-torch.expm1(log_p)) ** gamma) * log_p, reduction)

    def sigmoid_focal_loss(rng, dtype):
        sizes = shape(rng)
        options = reduced(rng, alpha=rng.choice([0.25, -1.0, 0.6]), gamma=rng.choice([2.0, 0.0, 0.5]))
        return sigmoid_focal, [normal(sizes, dtype), torch.randint(0, 2, sizes).to(dtype)], options, [0]

    def softmax_focal_loss(rng, dtype):
        sizes = [rng.randint(1, 4), rng.randint(2, 5)]
        options = reduced(rng, gamma=rng.choice([2.0, 0.0, 1.5]))
        return softmax_focal, [normal(sizes, dtype), torch.randint(0, sizes[1], sizes[:1])], options, [0]

    def one_hot(rng, dtype):
        classes = rng.randint(2, 6)
        target = torch.randint(0, classes, shape(rng))
        return F.one_hot, [target], {"num_classes": rng.choice([classes, classes + 2, -1])}, []

    def of_two(torch_function):
        def make(rng, dtype):
            sizes = shape(rng)
            return torch_function, [uniform(sizes, dtype, 0, 3), uniform(sizes, dtype, 0.01, 3)], {}, [0, 1]

        return make

    def rel_entr(x, y):
        return torch.special.entr(x).neg() - torch.special.xlogy(x, y)

    def entr(rng, dtype):
        return torch.special.entr, [uniform(shape(rng), dtype, 0.01, 3)], {}, [0]

    return {
        "softmax": along(F.softmax),
        "softmin": along(F.softmin),
        "log_softmax": along(F.log_softmax),
        "logsumexp": logsumexp,
        "sigmoid": one_input(torch.sigmoid),
        "logsigmoid": one_input(F.logsigmoid),
        "softplus": one_input(
            F.softplus, lambda rng: {"beta": rng.choice([1.0, 0.5, 3.0]), "threshold": rng.choice([20.0, 2.0])}
        ),
        "cross_entropy": cross_entropy,
        "nll_loss": nll_loss,
        "binary_cross_entropy": binary_cross_entropy,
        "binary_cross_entropy_with_logits": binary_cross_entropy_with_logits,
        "kl_div": kl_div,
        "mse_loss": difference(F.mse_loss),
        "l1_loss": difference(F.l1_loss),
        "smooth_l1_loss": difference(F.smooth_l1_loss, lambda rng: {"beta": rng.choice([1.0, 0.3, 0.0])}),
        "huber_loss": difference(F.huber_loss, lambda rng: {"delta": rng.choice([1.0, 2.5])}),
        "gaussian_nll_loss": gaussian_nll_loss,
        "poisson_nll_loss": poisson_nll_loss,
        "hinge_embedding_loss": with_signs(
            F.hinge_embedding_loss, lambda rng: {"margin": rng.choice([1.0, 0.5])}
        ),
        "soft_margin_loss": with_signs(F.soft_margin_loss),
        "margin_ranking_loss": margin_ranking_loss,
        "cosine_embedding_loss": cosine_embedding_loss,
        "triplet_margin_loss": triplet_margin_loss,
        "multi_margin_loss": multi_margin_loss,
        "multilabel_margin_loss": multilabel_margin_loss,
        "multilabel_soft_margin_loss": multilabel_soft_margin_loss,
        "sigmoid_focal_loss": sigmoid_focal_loss,
        "softmax_focal_loss": softmax_focal_loss,
        "one_hot": one_hot,
        "xlogy": of_two(torch.special.xlogy),
        "xlog1py": of_two(torch.special.xlog1py),
        "rel_entr": of_two(rel_entr),
        "entr": entr,
    }
