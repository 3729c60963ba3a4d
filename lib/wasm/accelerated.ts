// Importing this makes the library calculate with the WebAssembly kernels. A bundler leaves it out of an application, which gets
// them by calling `accelerate()`: so a bundle of one loss stays small.

import { accelerateWhenUsed } from "./accelerate.js";

accelerateWhenUsed("relaxed");
