/**
 * The TypeScript 6 language service over a notebook: each cell is a virtual module that starts with imports
 * of the names it mentions, from the newest cell that declares them. What is preloaded is cell 0.
 * Files come through an interface, so that a browser can bring its own.
 */
import ts from "typescript";
import { cellNames, type NameKind } from "./cell-names.js";
import type { CompletionList, Diagnostic, Inspection, LanguageService } from "./language-service.js";

export type Files = Pick<
  ts.System,
  "fileExists" | "readFile" | "directoryExists" | "getDirectories" | "realpath" | "getModifiedTime"
>;

export interface TypeScriptServiceOptions {
  readonly files: Files;
  /** The notebook's folder: packages and relative imports are looked up from here. */
  readonly folder: string;
  /** Where TypeScript's own `lib.*.d.ts` are. */
  readonly libFolder: string;
  /** The `lib` files of the engine that runs cells. */
  readonly lib: readonly string[];
  /** The declaration file that stands for the types called "node", whoever asks for them; none where cells do not run in Node. */
  readonly nodeTypes?: string;
  /** Modules whose exports every cell knows: module name → its declaration file. */
  readonly preloaded: ReadonlyMap<string, string>;
  /** Further modules that cells can import without having them installed. */
  readonly importable?: ReadonlyMap<string, string>;
}

interface KnownName {
  readonly module: string;
  readonly kind: NameKind;
}

/** The module of cell 0. */
const PRELOADED = "losslab-preloaded.ts";

/** Errors of a module that are none in a notebook. */
const NOT_IN_A_NOTEBOOK = new Set([
  2528, // a module cannot have several default exports
]);

/** An import is read-only; to the reader it is the constant of an earlier cell. */
const ASSIGNED_TO_IMPORT = 2632;

export function createTypeScriptService(options: TypeScriptServiceOptions): LanguageService {
  return new TypeScriptService(options);
}

class TypeScriptService implements LanguageService {
  private readonly sources = new Map<string, string>();
  private readonly versions = new Map<string, number>();
  private readonly names = new Map<string, KnownName>();
  private readonly service: ts.LanguageService;
  private root: string;

  constructor(private readonly options: TypeScriptServiceOptions) {
    this.root = this.path(PRELOADED);
    this.service = ts.createLanguageService(this.host(), ts.createDocumentRegistry());
    this.learnPreloaded();
  }

  check({ number, source }: { number: number; source: string }): Diagnostic[] {
    const file = this.path(`losslab-cell-${number}.ts`);
    const text = withShape(source);
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
    const { declared, exported, mentioned } = cellNames(tree);
    const header = this.header((name) => mentioned.has(name) && !declared.has(name));
    const exports = [...declared.keys()].filter((name) => !exported.has(name));
    this.open(file, `${header}${text}\nexport { ${exports.join(", ")} };`);
    const found = [
      ...this.service.getSyntacticDiagnostics(file),
      ...this.service.getSemanticDiagnostics(file),
    ];
    const shift = header.length + (text.length > source.length ? 1 : 0);
    const diagnostics = found
      .filter(
        ({ category, code }) => category === ts.DiagnosticCategory.Error && !NOT_IN_A_NOTEBOOK.has(code),
      )
      .filter(({ start = 0 }) => start >= header.length && start <= header.length + text.length)
      .map((diagnostic) => this.diagnostic(diagnostic, shift));
    for (const [name, kind] of declared) this.names.set(name, { module: `./losslab-cell-${number}`, kind });
    return diagnostics;
  }

  complete(source: string, offset: number): CompletionList {
    const { file, shift } = this.scratch(source);
    const start = identifierStart(source, offset);
    const prefix = source.slice(start, offset);
    const list = this.service.getCompletionsAtPosition(file, shift + offset, {
      includeCompletionsForModuleExports: false,
      includeCompletionsWithInsertText: false,
    });
    const from = list?.optionalReplacementSpan?.start ?? list?.entries[0]?.replacementSpan?.start;
    const replaced = from !== undefined && from - shift < start && from >= shift ? from - shift : start;
    const typed = replaced === start ? prefix : source.slice(replaced, offset);
    const entries = (list?.entries ?? [])
      .filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()))
      .map(({ name, kind, sortText }) => ({ name, kind: this.kindOf(name, kind), sortText }));
    const exactCase = (name: string) => (name.startsWith(typed) ? 0 : 1);
    entries.sort(
      (a, b) =>
        exactCase(a.name) - exactCase(b.name) || compare(a.sortText, b.sortText) || compare(a.name, b.name),
    );
    return { start: replaced, end: offset, entries: entries.map(({ name, kind }) => ({ name, kind })) };
  }

  inspect(source: string, offset: number, withDefinition = false): Inspection | undefined {
    const { file, shift } = this.scratch(source);
    const at = shift + offset;
    const places = [at, ...(offset > 0 ? [at - 1] : []), () => this.callee(file, at)];
    for (const candidate of places) {
      const place = typeof candidate === "function" ? candidate() : candidate;
      const info = place === undefined ? undefined : this.quickInfo(file, place);
      if (!info) continue;
      const definition = withDefinition ? this.definition(file, place!) : undefined;
      return {
        signature: ts
          .displayPartsToString(info.displayParts)
          .replace(/^\(alias\) /, "")
          .replace(/\nimport [^\n]*$/, ""),
        documentation: ts.displayPartsToString(info.documentation),
        tags: (info.tags ?? []).map(({ name, text }) => ({ name, text: ts.displayPartsToString(text) })),
        ...(definition === undefined ? {} : { definition }),
      };
    }
    return undefined;
  }

  reset(): void {
    this.names.clear();
    this.sources.clear();
    this.learnPreloaded();
  }

  private quickInfo(file: string, position: number): ts.QuickInfo | undefined {
    const info = this.service.getQuickInfoAtPosition(file, position);
    // A name that means nothing has the type `any` and nothing else to say.
    const says = ts.displayPartsToString(info?.displayParts);
    return says === "" || says === "any" ? undefined : info;
  }

  /** Inside the parentheses of a call, the reader asks about the function. */
  private callee(file: string, position: number): number | undefined {
    const tree = this.service.getProgram()?.getSourceFile(file);
    if (!tree) return undefined;
    // A call that is being written ends before the blanks after it.
    const at = tree.text.slice(0, position).trimEnd().length;
    let callee: ts.Expression | undefined;
    const visit = (node: ts.Node): void => {
      if (at < node.getFullStart() || at > node.getEnd()) return;
      if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && at > node.expression.getEnd()) {
        callee = node.expression;
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return callee && callee.getEnd() - 1;
  }

  private definition(file: string, position: number): string | undefined {
    const found = this.service.getDefinitionAtPosition(file, position)?.[0];
    // Declarations alone say no more than the signature does.
    if (!found?.contextSpan || found.fileName.endsWith(".d.ts")) return undefined;
    const { start, length } = found.contextSpan;
    return this.service
      .getProgram()
      ?.getSourceFile(found.fileName)
      ?.text.slice(start, start + length);
  }

  /** A module for code that is being written; every name is imported, since the one asked for is not known yet. */
  private scratch(source: string): { file: string; shift: number } {
    const file = this.path("losslab-scratch.ts");
    const { declared } = cellNames(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false));
    const header = this.header((name) => !declared.has(name));
    this.open(file, `${header}${source}`);
    return { file, shift: header.length };
  }

  private open(file: string, text: string): void {
    this.sources.set(file, text);
    this.versions.set(file, (this.versions.get(file) ?? 0) + 1);
    this.root = file;
  }

  /** One line that brings earlier names into a module. */
  private header(wanted: (name: string) => boolean): string {
    const imports = new Map<string, string[]>();
    let variables = "";
    for (const [name, { module, kind }] of this.names) {
      if (!wanted(name)) continue;
      if (kind === "variable") {
        // An import would be read-only.
        variables += `declare let ${name}: typeof import(${JSON.stringify(module)}).${name};`;
      } else {
        const list = imports.get(module) ?? [];
        list.push(name);
        imports.set(module, list);
      }
    }
    let header = "";
    for (const [module, list] of imports)
      header += `import {${list.join(",")}} from ${JSON.stringify(module)};`;
    return `${header}${variables}export {};\n`;
  }

  private learnPreloaded(): void {
    const imports = [...this.options.preloaded.keys()].map((module) => `import ${JSON.stringify(module)};`);
    this.open(this.path(PRELOADED), `${imports.join("")}export {};`);
    const program = this.service.getProgram();
    const checker = program?.getTypeChecker();
    for (const [module, declaration] of this.options.preloaded) {
      const file = program?.getSourceFile(declaration);
      const symbol = file && checker?.getSymbolAtLocation(file);
      if (!checker || !symbol) throw new Error(`the declarations of "${module}" are not at ${declaration}`);
      for (const { name } of checker.getExportsOfModule(symbol)) {
        this.names.set(name, { module, kind: "symbol" });
      }
    }
  }

  private diagnostic(diagnostic: ts.Diagnostic, shift: number): Diagnostic {
    const { start = 0, length = 1 } = diagnostic;
    const offset = Math.max(0, start - shift);
    if (diagnostic.code === ASSIGNED_TO_IMPORT) {
      const name = diagnostic.file?.text.slice(start, start + length) ?? "it";
      return { code: 2588, message: `Cannot assign to '${name}' because it is a constant.`, offset, length };
    }
    return {
      code: diagnostic.code,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n  "),
      offset,
      length,
    };
  }

  /** An import of ours says "alias"; the reader wants to know of what. */
  private kindOf(name: string, kind: string): string {
    if (kind !== ts.ScriptElementKind.alias) return kind;
    const known = this.names.get(name)?.kind;
    return known === "constant" ? "const" : known === "variable" ? "let" : "function";
  }

  private path(name: string): string {
    return `${this.options.folder.replace(/\\/g, "/").replace(/\/$/, "")}/${name}`;
  }

  private host(): ts.LanguageServiceHost {
    const { files, folder, lib, libFolder, nodeTypes, preloaded, importable = new Map() } = this.options;
    const settings: ts.CompilerOptions = {
      target: ts.ScriptTarget.ESNext,
      lib: [...lib],
      module: ts.ModuleKind.Preserve,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      moduleDetection: ts.ModuleDetectionKind.Force,
      strict: true,
      // A learner's `x => x * x` is fine as it is.
      noImplicitAny: false,
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      noEmit: true,
      types: nodeTypes === undefined ? [] : ["node"],
      paths: Object.fromEntries([...preloaded, ...importable].map(([module, file]) => [module, [file]])),
    };
    const host: ts.LanguageServiceHost = {
      getCompilationSettings: () => settings,
      getScriptFileNames: () => [this.root],
      getScriptVersion: (file) => {
        const version = this.versions.get(file);
        if (version !== undefined) return String(version);
        // A file of the reader's beside the notebook may change; what is installed does not.
        const isOwn = file.startsWith(folder) && !file.includes("/node_modules/");
        return String((isOwn && files.getModifiedTime?.(file)?.getTime()) || 0);
      },
      getScriptSnapshot: (file) => {
        const text = this.sources.get(file) ?? files.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => folder,
      getDefaultLibFileName: () => `${libFolder}/${lib[0]}`,
      getDefaultLibLibraryLocation: () => libFolder,
      fileExists: (file) => this.sources.has(file) || files.fileExists(file),
      readFile: (file) => this.sources.get(file) ?? files.readFile(file),
      directoryExists: (path) => files.directoryExists(path),
      getDirectories: (path) => files.getDirectories(path),
      ...(files.realpath ? { realpath: files.realpath } : {}),
      resolveTypeReferenceDirectiveReferences: (references, containingFile) =>
        references.map((reference) => {
          const name = typeof reference === "string" ? reference : reference.fileName;
          if (name !== "node" || nodeTypes === undefined)
            return ts.resolveTypeReferenceDirective(name, containingFile, settings, host);
          const resolved = { primary: true, resolvedFileName: nodeTypes, isExternalLibraryImport: true };
          return { resolvedTypeReferenceDirective: resolved };
        }),
    } as ts.LanguageServiceHost;
    return host;
  }
}

/** An object literal as a whole cell is an expression, as the transform reads it too. */
function withShape(source: string): string {
  if (!/^\s*\{/.test(source) || /;\s*$/.test(source)) return source;
  const wrapped = `(${source}\n)`;
  const { diagnostics } = ts.transpileModule(wrapped, { reportDiagnostics: true });
  return diagnostics?.length ? source : wrapped;
}

function identifierStart(source: string, offset: number): number {
  const before = /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(source.slice(0, offset));
  return offset - (before?.[0].length ?? 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
