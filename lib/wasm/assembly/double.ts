// The kernels that calculate in double.

export { logarithms } from "./logarithm";
export { product } from "./matrix-product";
export { narrowSoftmax, narrowSums } from "./narrow-rows";
