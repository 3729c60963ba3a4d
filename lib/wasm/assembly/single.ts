// The kernels that calculate in single precision.

export { logarithms } from "./logarithm";
export { fused, wideSoftmax, wideSums } from "./wide-rows";
