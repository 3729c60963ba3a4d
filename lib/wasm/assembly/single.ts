// The kernels that calculate in single precision.

export { fused, wideSoftmax, wideSums } from "./wide-rows";
