import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { ambientDeclarations } from "./ambient-declarations.js";
import { nodeEnvironment } from "./node-environment.js";

const require = createRequire(import.meta.url);
const libFolder = dirname(require.resolve("typescript"));

describe.each(["20.19.0", "22.12.0", "24.0.0"])(
  "the ambient declarations of Node %s as one file",
  (version) => {
    const { lib, types } = nodeEnvironment(version);
    const nodeTypes = join(dirname(require.resolve(`${types}/package.json`)), "index.d.ts");
    const settings = { target: ts.ScriptTarget.ESNext, lib: [...lib], types: [], strict: true };
    const apart = ts.createProgram([nodeTypes], settings, hostFor(settings, nodeTypes));
    const { text, files } = ambientDeclarations({ readFile: ts.sys.readFile, libFolder, lib, nodeTypes });

    it("are all that TypeScript would read, but for the modules among it", () => {
      const scripts = apart
        .getSourceFiles()
        .filter((file) => !ts.isExternalModule(file))
        // TypeScript takes these for nothing: they are said to be newer versions of others.
        .map(({ fileName }) => fileName);
      expect([...files].sort()).toEqual(scripts.sort());
    });

    it("declare the same values and types, overloads in the same order", () => {
      const together = programOf(text);
      const expected = describeGlobals(apart);
      expect(Object.keys(expected).length).toBeGreaterThan(150);
      expect(describeGlobals(together)).toEqual(expected);
    });

    function programOf(ambient: string): ts.Program {
      const file = "/ambient.d.ts";
      const host = hostFor(settings, file);
      const read = host.getSourceFile.bind(host);
      host.getSourceFile = (name, target) => {
        if (name === file) return ts.createSourceFile(file, ambient, target);
        return files.has(name) ? ts.createSourceFile(name, "", target) : read(name, target);
      };
      return ts.createProgram([file], { ...settings, lib: [], noLib: true }, host);
    }
  },
);

/** For the files that ask for "node", these are Node's types. */
function hostFor(settings: ts.CompilerOptions, nodeTypes: string): ts.CompilerHost {
  const host = ts.createCompilerHost(settings);
  const resolvedTypeReferenceDirective = { primary: true, resolvedFileName: nodeTypes };
  host.resolveTypeReferenceDirectiveReferences = (references) =>
    references.map(() => ({ resolvedTypeReferenceDirective }));
  return host;
}

/** Each global, and the members of each, as TypeScript writes their types. */
function describeGlobals(program: ts.Program): Record<string, unknown> {
  const checker = program.getTypeChecker();
  const file = program.getSourceFiles().at(-1)!;
  const typeOf = (symbol: ts.Symbol) =>
    checker
      .typeToString(checker.getTypeOfSymbolAtLocation(symbol, file), file, ts.TypeFormatFlags.NoTruncation)
      // How a module is reached depends on where the asking file is.
      .replace(/import\("[^"]*\/node_modules\//g, 'import("');
  const membersOf = (type: ts.Type) =>
    checker
      .getPropertiesOfType(type)
      // `[Symbol.iterator]` has a number in its name.
      .map((member) => `${member.name.replace(/@\d+$/, "")}: ${typeOf(member)}`);
  const described: Record<string, unknown> = {};
  for (const symbol of checker.getSymbolsInScope(file, ts.SymbolFlags.Value | ts.SymbolFlags.Type)) {
    described[symbol.name] = {
      value: symbol.flags & ts.SymbolFlags.Value ? typeOf(symbol) : undefined,
      type:
        symbol.flags & ts.SymbolFlags.Type
          ? membersOf(checker.getDeclaredTypeOfSymbol(symbol)).sort()
          : undefined,
    };
  }
  for (const module of checker.getAmbientModules()) {
    described[module.name] = checker
      .getExportsOfModule(module)
      .map(({ name }) => name)
      .sort();
  }
  return described;
}
