/** Reads TypeScript with oxc: well under a millisecond a cell. Its parts are native, so this file is for Node. */
import { type Node, parseSync, visitorKeys } from "oxc-parser";
import { transformSync } from "oxc-transform";
import type { Lowering } from "./lowering.js";
import { type CompiledSource, type SourceShape, type Syntax, SyntaxProblem } from "./syntax.js";

/** `lower` compiles away what no Node runs; without it, such a cell is a syntax error of the engine. */
export function oxcSyntax(lower?: Lowering): Syntax {
  return { compile: (source, name) => compile(source, name, lower), read };
}

function compile(source: string, name: string, lower: Lowering | undefined): CompiledSource {
  const stripped = transformSync(`${name}.ts`, source, {
    lang: "ts",
    sourceType: "module",
    target: "es2023",
    sourcemap: true,
    // An import that only a later cell uses must stay.
    typescript: { onlyRemoveTypeImports: true },
  });
  const error = firstError(stripped.errors);
  if (error) throw problem(error);
  const {
    code,
    map,
    hoisting = {},
  } = lower && needsLowering(source)
    ? lower(source, name)
    : { code: stripped.code, map: JSON.stringify(stripped.map) };
  const { program } = parseSync(`${name}.js`, code, { lang: "js", sourceType: "module" });
  return { code, map, program, hoisting };
}

function read(source: string): SourceShape {
  const { errors, program } = parseSync("cell.ts", source, { lang: "ts", sourceType: "module" });
  const error = firstError(errors);
  return { statements: program.body.length, ...(error ? { problem: problem(error) } : {}) };
}

/** What both parts of oxc say of an error. */
interface OxcError {
  readonly severity: string;
  readonly message: string;
  readonly helpMessage: string | null;
  readonly labels: readonly { readonly start: number; readonly end: number }[];
}

function firstError(errors: readonly OxcError[]): OxcError | undefined {
  return errors.find(({ severity }) => severity === "Error");
}

function problem({ message, helpMessage, labels }: OxcError): SyntaxProblem {
  const { start, end } = labels[0] ?? { start: 0, end: 0 };
  return new SyntaxProblem(
    message + (helpMessage ? ` (${helpMessage})` : ""),
    start,
    end - start,
    labels.map((label) => label.start),
    /^Unterminated/.test(message),
  );
}

function needsLowering(source: string): boolean {
  // Most cells have none of these words and need not be looked at any closer.
  if (!/@|\busing\b|\baccessor\b/.test(source)) return false;
  const { program, errors } = parseSync("cell.ts", source, { lang: "ts", sourceType: "module" });
  return errors.length === 0 && contains(program);
}

function contains(node: Node): boolean {
  if (node.type === "Decorator" || node.type === "AccessorProperty") return true;
  if (node.type === "VariableDeclaration" && (node.kind === "using" || node.kind === "await using"))
    return true;
  return (visitorKeys[node.type] ?? []).some((key) => {
    const child = (node as unknown as Record<string, Node | (Node | null)[] | null>)[key];
    return Array.isArray(child)
      ? child.some((item) => item && contains(item))
      : child
        ? contains(child)
        : false;
  });
}
