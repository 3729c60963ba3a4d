/** The engines that the transform's tests hold: both in Node, in a page the one that runs there. */
import ts from "typescript";
import { typescriptSyntax } from "../browser/typescript-syntax.js";
import { typescriptLowering } from "./lowering.js";
import type { Syntax } from "./syntax.js";

async function oxc(): Promise<[string, Syntax][]> {
  if ("document" in globalThis) return [];
  const { oxcSyntax } = await import("./oxc-syntax.js");
  return [["oxc", oxcSyntax(typescriptLowering(() => ts))]];
}

export const syntaxes: readonly [string, Syntax][] = [...(await oxc()), ["typescript", typescriptSyntax]];

/** The value of an expression, as a script of its own. */
export const { eval: evaluate } = globalThis;
