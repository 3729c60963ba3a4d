"""PyTorch on one thread, for library.ts: reads what to calculate, line by line, and answers with the median time."""

import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(1)


def calculation(what, sizes):
    if what == "training":
        return training_epoch(sizes[0])
    if what == "matmul":
        n, k, m = sizes
        a, b = torch.randn(n, k), torch.randn(k, m)
        return lambda: a @ b
    rows, classes = sizes
    x, y = torch.randn(rows, classes) * 2, torch.randint(0, classes, (rows,))
    if what == "crossEntropy, backward":
        x.requires_grad_()

        def both():
            x.grad = None
            F.cross_entropy(x, y).backward()

        return both
    forward = {
        "crossEntropy": lambda: F.cross_entropy(x, y).item(),
        "softmax": lambda: F.softmax(x, -1),
        "logSumExp": lambda: torch.logsumexp(x, -1),
    }[what]

    def without_gradients():
        with torch.no_grad():
            forward()

    return without_gradients


def training_epoch(count):
    """The loop of notebook 07, the images of a batch chosen by their indices as data.batches does (a DataLoader takes a third longer)."""
    images, labels = torch.randn(count, 1, 28, 28), torch.randint(0, 10, (count,))
    W = (torch.randn(784, 10) * 0.01).requires_grad_()
    b = torch.zeros(10, requires_grad=True)

    def epoch():
        loss = right = 0
        order = torch.randperm(count)
        for chosen in order.split(256):
            X, y = images[chosen], labels[chosen]
            e = torch.exp(torch.matmul(X.reshape(-1, 784), W) + b)
            y_hat = e / e.sum(1, keepdim=True)
            l = -torch.log(y_hat[torch.arange(len(y)), y]).sum()
            l.backward()
            with torch.no_grad():
                for parameter in (W, b):
                    parameter -= 0.1 / len(y) * parameter.grad
                    parameter.grad.zero_()
            loss += l.item()
            right += (y_hat.argmax(1) == y).sum().item()

    return epoch


def timed(calculate, ms):
    start = time.perf_counter()
    calculate()
    first = (time.perf_counter() - start) * 1e3
    if ms == 0:
        return first
    calls = max(1, min(2000, int(0.05 / max(first, 1e-4)) + 1))
    times, end = [], time.perf_counter() + ms / 1e3
    while time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(calls):
            calculate()
        times.append((time.perf_counter() - start) * 1e3 / calls)
    return statistics.median(times)


last, calculate = None, None
for line in sys.stdin:
    question = json.loads(line)
    key = (question["what"], *question["sizes"])
    if key != last:
        last, calculate = key, calculation(question["what"], question["sizes"])
        if question["ms"]:
            timed(calculate, question["ms"])
    print(json.dumps({"ms": timed(calculate, question["ms"])}), flush=True)
