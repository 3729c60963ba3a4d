/**
 * What the supervisor asks of a cell's text before it runs. Parser and transpiler are native code, big enough for their
 * loading to be felt: import this file when the sockets already answer.
 */
import { createRequire } from "node:module";
import { completeness as completenessBy } from "../transform/completeness.js";
import { typescriptLowering } from "../transform/lowering.js";
import { oxcSyntax } from "../transform/oxc-syntax.js";
import { createTransform } from "../transform/transform.js";

const syntax = oxcSyntax(typescriptLowering(() => createRequire(import.meta.url)("typescript")));

export const { transform } = createTransform(syntax);

export const completeness = (code: string) => completenessBy(code, syntax);
