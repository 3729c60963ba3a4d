/**
 * TypeScript compiled by TypeScript itself to what every engine of today runs: decorators, `using` and `accessor` are none of
 * that. It is big, so the host hands it over, and where it has another engine only when a cell has need of it.
 */
import type TypeScript from "typescript";
import type { HoistOptions } from "./hoist.js";

export interface LoweredSource {
  readonly code: string;
  readonly map: string;
  readonly hoisting?: HoistOptions;
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
    return {
      // `export {}` says that it is a module, which a cell is not to the reader: its last expression is its value.
      code: outputText.replace(/\n?(?:export \{\};\s*)?\/\/# sourceMappingURL=.*\s*$/, "\n"),
      map: sourceMapText,
      hoisting: {
        // Names that lowering made up are the cell's own affair, not the session's.
        isDeclared: (declaredName) => source.includes(declaredName),
        ...madeUp(ts, source),
      },
    };
  };
}

/** What of the compiled cell stands for declarations of the source. */
function madeUp(ts: typeof TypeScript, source: string): HoistOptions {
  if (!/\b(?:using|enum|namespace|module)\b/.test(source)) return {};
  const { statements } = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, false);
  const filled = statements.flatMap((statement) =>
    ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement) ? [statement.name.text] : [],
  );
  const valueInTry = statements.some(
    (statement) =>
      ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Using) !== 0,
  );
  return { filled: new Set(filled), valueInTry };
}
