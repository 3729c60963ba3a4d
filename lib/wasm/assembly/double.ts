// The kernels that calculate in double.

export { logarithms } from "./logarithm";
export { product } from "./matrix-product";
export { fused } from "./multiply-add";
export { narrowSoftmax, narrowSums } from "./narrow-rows";
