// How a tensor is displayed in a notebook. Knows strided arrays and tables, not the Tensor class.

import { print } from "../tensor/print.js";
import type { Strided } from "../tensor/strided.js";
import type { MimeBundle } from "./mime-bundle.js";

export function displayTensor(a: Strided): MimeBundle {
  return { "text/plain": print(a) };
}
