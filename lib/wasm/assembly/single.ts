// The kernels that calculate in single precision.

export { wideSoftmax, wideSums } from "./wide-rows";
