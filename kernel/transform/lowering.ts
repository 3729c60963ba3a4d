/**
 * What no Node runs yet (decorators, `using`, `accessor`) is compiled away by TypeScript itself. It is big, so
 * the host hands it over, and only when a cell has need of it.
 */
import { type Node, parseSync, visitorKeys } from "oxc-parser";
import type TypeScript from "typescript";

export interface LoweredSource {
  readonly code: string;
  readonly map: string;
}

export type Lowering = (source: string, name: string) => LoweredSource;

export function typescriptLowering(load: () => typeof TypeScript): Lowering {
  return (source, name) => {
    const ts = load();
    const { outputText, sourceMapText = "" } = ts.transpileModule(source, {
      fileName: `${name}.ts`,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        sourceMap: true,
        removeComments: false,
      },
    });
    return { code: outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"), map: sourceMapText };
  };
}

export function needsLowering(source: string): boolean {
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
