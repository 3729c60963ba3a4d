/**
 * What a session knows before its first cell, and what no cell changes: ECMAScript's library, Node's types, the preloaded modules; parsed
 * and bound once, for whichever folder a notebook is in. Files come through an interface, so that a browser can bring its own.
 */
import ts from "typescript";
import { type AmbientDeclarations, ambientDeclarations } from "./ambient-declarations.js";

export type Files = Pick<
  ts.System,
  "fileExists" | "readFile" | "directoryExists" | "getDirectories" | "realpath" | "getModifiedTime"
> &
  Partial<Pick<ts.System, "useCaseSensitiveFileNames">>;

export interface DeclarationOptions {
  readonly files: Files;
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

/** The library and Node's types in one file, which is in no folder. */
const AMBIENT = "lib.losslab.d.ts";

type Resolution = ts.ResolvedModuleWithFailedLookupLocations;

export class KnownDeclarations {
  readonly settings: ts.CompilerOptions;
  readonly libFolder: string;
  readonly ambientFile: string;
  readonly hasNodeTypes: boolean;
  readonly isCaseSensitive: boolean;
  readonly registry: ts.DocumentRegistry;
  /** The modules whose exports every cell knows. */
  readonly preloaded: readonly string[];
  /** Their exports: name → module. */
  names: ReadonlyMap<string, string> = new Map();
  /** Those that are namespaces: with them in sight, TypeScript says `nn.MSELoss` of what else would be an `MSELoss`. */
  namespaces: ReadonlySet<string> = new Set();

  private readonly ambient: AmbientDeclarations;
  private readonly snapshots = new Map<string, ts.IScriptSnapshot>();
  private readonly resolutions = new Map<string, Resolution>();
  /** The files of all this, once the first program has shown them. */
  private known: ReadonlySet<string> | undefined;

  constructor(options: DeclarationOptions) {
    const { files, lib, nodeTypes, preloaded, importable = new Map() } = options;
    this.libFolder = slashes(options.libFolder);
    this.ambientFile = `${this.libFolder}/${AMBIENT}`;
    this.hasNodeTypes = nodeTypes !== undefined;
    this.isCaseSensitive = files.useCaseSensitiveFileNames ?? true;
    this.registry = ts.createDocumentRegistry(this.isCaseSensitive);
    this.preloaded = [...preloaded.keys()];
    this.ambient = ambientDeclarations({
      readFile: (file) => files.readFile(file),
      libFolder: this.libFolder,
      lib,
      ...(nodeTypes === undefined ? {} : { nodeTypes: slashes(nodeTypes) }),
    });
    this.snapshots.set(this.ambientFile, ts.ScriptSnapshot.fromString(this.ambient.text));
    for (const file of this.ambient.files) this.snapshots.set(file, ts.ScriptSnapshot.fromString(""));
    const paths = [...preloaded, ...importable].map(([module, file]) => [module, [slashes(file)]]);
    this.settings = {
      target: ts.ScriptTarget.ESNext,
      lib: [AMBIENT],
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
      types: [],
      paths: Object.fromEntries(paths),
    };
  }

  /** Takes from the first program, which has nothing else in it, what it declares. */
  learn(program: ts.Program): void {
    if (this.known) return;
    const checker = program.getTypeChecker();
    const names = new Map<string, string>();
    const namespaces = new Set<string>();
    for (const module of this.preloaded) {
      const declaration = this.settings.paths?.[module]?.[0] ?? "";
      const file = program.getSourceFile(declaration);
      const symbol = file && checker.getSymbolAtLocation(file);
      if (!symbol) throw new Error(`the declarations of "${module}" are not at ${declaration}`);
      for (const exported of checker.getExportsOfModule(symbol)) {
        names.set(exported.name, module);
        const isAlias = exported.flags & ts.SymbolFlags.Alias;
        const { flags } = isAlias ? checker.getAliasedSymbol(exported) : exported;
        if (flags & ts.SymbolFlags.ValueModule) namespaces.add(exported.name);
      }
    }
    this.names = names;
    this.namespaces = namespaces;
    this.known = new Set(program.getSourceFiles().map(({ fileName }) => fileName));
  }

  /** The comment on what is declared at a place of the ambient file. */
  comment(start: number, files: Files): string | undefined {
    return this.ambient.comment(start, (file) => files.readFile(file));
  }

  /** What is installed stays as it is; a file of the reader's may change. */
  isInstalled(file: string): boolean {
    return !this.known || this.known.has(file) || this.snapshots.has(file) || file.includes("/node_modules/");
  }

  snapshot(file: string, files: Files): ts.IScriptSnapshot | undefined {
    const present = this.snapshots.get(file);
    if (present) return present;
    const text = files.readFile(file);
    if (text === undefined) return undefined;
    const snapshot = ts.ScriptSnapshot.fromString(text);
    if (this.isInstalled(file)) this.snapshots.set(file, snapshot);
    return snapshot;
  }

  /** Where a module leads that an installed file imports; what is not there may be installed yet. */
  resolve(name: string, file: string, mode: ts.ResolutionMode, find: () => Resolution): Resolution {
    const key = `${mode} ${name} ${file}`;
    let resolution = this.resolutions.get(key);
    if (!resolution) {
      resolution = find();
      if (resolution.resolvedModule || !this.known || this.known.has(file))
        this.resolutions.set(key, resolution);
    }
    return resolution;
  }
}

/** TypeScript's way to write paths, on Windows too. */
export function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}
