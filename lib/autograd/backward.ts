// Walks a recorded calculation from its result back to the tensors that asked for gradients. Knows no operation.

import { allocate, copy, isContiguous, roundStored, rowMajorData, type Strided } from "../tensor/strided.js";
import type { Tensor } from "../tensor/tensor.js";
import type { GradNode } from "./graph.js";
import type { Variable } from "./variable.js";
import { markChanged } from "./version.js";

/**
 * Adds to the `grad` of every leaf (and every retained intermediate result) what `gradient`, the derivative for `root`,
 * means for it. All or nothing: if some step is impossible, no `grad` has changed.
 */
export function backward(
  root: Variable,
  gradient: Strided,
  retainGraph: boolean,
  makeTensor: (from: Strided) => Tensor,
): void {
  const order = latestFirst(root.node);
  for (const node of order) node.check();
  const pending = new Map<GradNode, Strided>();
  const kept = new Map<Variable, Strided>();
  const flow = (to: Variable, g: Strided) => {
    if (to.node) pending.set(to.node, sumOf(pending.get(to.node), g));
    else kept.set(to, sumOf(kept.get(to), g));
  };
  flow(root, gradient);
  for (const node of order) {
    const g = pending.get(node);
    if (g === undefined) continue;
    pending.delete(node);
    if (node.retained) kept.set(node.retained, g);
    node.backward(g).forEach((part, i) => {
      const input = node.inputs[i];
      if (part === undefined || input === undefined) return;
      // What only passes on the gradient that it was given does not own it.
      flow(input, part.storage === g.storage ? { ...part, fresh: false } : part);
    });
  }
  for (const [variable, g] of kept) {
    if (variable.grad === null)
      variable.grad = makeTensor(g.fresh && g.dtype === variable.dtype ? g : copy(g, variable.dtype));
    else variable.grad = added(variable.grad, g, makeTensor);
  }
  if (!retainGraph) for (const node of order) node.release();
}

/** The operations that a result came from, each before those that its operands came from. A calculation may be very long: no recursion. */
function latestFirst(root: GradNode | undefined): GradNode[] {
  const done = new Set<GradNode>();
  const earliestFirst: GradNode[] = [];
  const stack: { node: GradNode; next: number }[] = [];
  const visit = (node: GradNode | undefined) => {
    if (node === undefined || done.has(node)) return;
    done.add(node);
    stack.push({ node, next: 0 });
  };
  visit(root);
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    if (top.next < top.node.inputs.length) visit(top.node.inputs[top.next++]?.node);
    else earliestFirst.push(stack.pop()!.node);
  }
  return earliestFirst.reverse();
}

function sumOf(a: Strided | undefined, b: Strided): Strided {
  if (a === undefined) return b;
  const out = allocate(a.shape, a.dtype);
  const x = rowMajorData(a);
  const y = rowMajorData(b);
  for (let i = 0; i < out.storage.length; i++) out.storage[i] = x[i]! + y[i]!;
  roundStored(out);
  return out;
}

/** `grad` stays the same tensor where it can, as in PyTorch: an optimiser may hold it. */
function added(grad: Tensor, g: Strided, makeTensor: (from: Strided) => Tensor): Tensor {
  const sum = sumOf(grad, g);
  if (!isContiguous(grad)) return makeTensor(sum);
  grad.storage.set(sum.storage, grad.offset);
  markChanged(grad.storage, "backward");
  return grad;
}
