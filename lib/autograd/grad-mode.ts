// Whether operations are recorded for `backward()`. Knows nothing of what is recorded.

let enabled = true;

export function isGradEnabled(): boolean {
  return enabled;
}

/**
 * Runs `work` without recording it for `backward()`, and returns its result. Inside, parameters may be changed in place: the
 * step of gradient descent belongs here.
 *
 * @throws TypeError if `work` is asynchronous: what runs after its first `await` would be recorded again.
 * @example
 * const w = tensor([1, 2]).requiresGrad_();
 * w.square().sum().backward();
 * noGrad(() => w.sub_(w.grad!.mul(0.1)));
 * w
 * // tensor([0.8000, 1.6000], requires_grad=True)
 * @see PyTorch `torch.no_grad`
 */
export function noGrad<Result>(work: () => Result): Result {
  const outer = enabled;
  enabled = false;
  try {
    const result = work();
    if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
      throw new TypeError(
        "noGrad: the function is asynchronous, expected one that ends before noGrad does; use noGrad between the awaits",
      );
    }
    return result;
  } finally {
    enabled = outer;
  }
}
