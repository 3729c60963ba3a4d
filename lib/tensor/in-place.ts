// Changing a tensor's numbers where they lie. Every change is noted, so that `backward()` can tell that what it needs is gone.

import { isGradEnabled } from "../autograd/grad-mode.js";
import type { Variable } from "../autograd/variable.js";
import { markChanged } from "../autograd/version.js";
import { showShape } from "./argument.js";
import { broadcastTo } from "./broadcast.js";
import { isFloating } from "./dtype.js";
import { cast, type Strided } from "./strided.js";
import { assign } from "./view.js";

/** Refuses a change in place that a recorded calculation would not see. `fn` is the public name: `add_`. */
export function checkUnrecorded(fn: string, target: Variable, operand?: Variable): void {
  if (!isGradEnabled() || !(target.requiresGrad || operand?.requiresGrad)) return;
  const whose = target.requiresGrad ? "this tensor" : "the operand";
  throw new Error(
    `${fn}: ${whose} takes part in a recorded calculation, which a change in place would falsify; ` +
      `use ${fn.slice(0, -1)}, or change it inside noGrad(() => …)`,
  );
}

/** Writes `values`, broadcast, into the places that `target` shows. */
export function overwrite(fn: string, target: Variable, values: Strided): void {
  const lead = target.shape.length - values.shape.length;
  if (lead < 0 || values.shape.some((size, d) => size !== 1 && size !== target.shape[d + lead])) {
    throw new RangeError(
      `${fn}: a result of shape ${showShape(values.shape)} does not fit into the tensor's ${showShape(target.shape)}`,
    );
  }
  if (isFloating(values.dtype) && !isFloating(target.dtype)) {
    throw new TypeError(
      `${fn}: the result is ${values.dtype}, which a tensor of ${target.dtype} cannot hold; convert it first, with .to("${values.dtype}")`,
    );
  }
  if (target.strides.some((stride, d) => stride === 0 && target.shape[d]! > 1)) {
    throw new Error(
      `${fn}: this view repeats elements (expand), so they cannot be changed one by one; use clone()`,
    );
  }
  assign(target, broadcastTo(cast(values, target.dtype), target.shape));
  markChanged(target.storage, fn);
}
