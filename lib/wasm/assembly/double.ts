// The kernels that calculate in double.

export { product } from "./matrix-product";
export { narrowSoftmax, narrowSums } from "./narrow-rows";
