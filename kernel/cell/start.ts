/** Where the cell process begins: whatever it imports is compiled once. */
import { keepCompiledCode } from "../compile-cache.js";

keepCompiledCode();
await import("./main.js");
