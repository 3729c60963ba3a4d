/**
 * A notebook as TypeScript sees it: the texts of its cells as modules in its folder, beside what is known before the first cell and the
 * reader's own files. Knows no cells, only texts under names.
 */
import ts from "typescript";
import { type Files, type KnownDeclarations, slashes } from "./known-declarations.js";

/** Imports what is preloaded, so that it stays in the program whether a cell mentions it or not. */
const PRELOADED = "losslab-preloaded";
const NOTHING = "export {};";

export class NotebookHost implements ts.LanguageServiceHost {
  readonly realpath?: (path: string) => string;
  private readonly folder: string;
  /** A program with the same roots, whose imports lead where they led, is taken over from the one before. */
  private readonly roots: readonly string[];
  private readonly texts = new Map<string, string>();
  private readonly versions = new Map<string, number>();
  private readonly packages: ts.ModuleResolutionCache;
  private version = 0;
  /** Whether something that is imported can change without us. */
  private changeable = false;

  /** The modules named are in the program always, others when these import them. */
  constructor(
    folder: string,
    roots: readonly string[],
    private readonly files: Files,
    private readonly declarations: KnownDeclarations,
  ) {
    this.folder = slashes(folder).replace(/\/$/, "");
    if (files.realpath) this.realpath = files.realpath;
    this.packages = ts.createModuleResolutionCache(this.folder, (file) => file, declarations.settings);
    this.roots = [PRELOADED, ...roots];
    this.clear();
  }

  /** The file of a module in the notebook's folder. */
  file(module: string): string {
    return `${this.folder}/${module}.ts`;
  }

  /** A message in which the folder's modules stand as a cell imports them: what is stored must not tell where the notebook was. */
  withoutFolder(message: string): string {
    return message.replaceAll(`"${this.folder}/`, '"./');
  }

  write(module: string, text: string): void {
    const file = this.file(module);
    if (!this.changeable && this.texts.get(file) === text) return;
    this.texts.set(file, text);
    this.versions.set(file, (this.versions.get(file) ?? 0) + 1);
    this.version += 1;
    this.changeable = false;
  }

  clear(): void {
    this.texts.clear();
    for (const module of this.roots) this.write(module, NOTHING);
    const imports = this.declarations.preloaded.map((module) => `import ${JSON.stringify(module)};`);
    this.write(PRELOADED, `${imports.join("")}${NOTHING}`);
  }

  // ------------------------------------------------------------------ what TypeScript asks

  useCaseSensitiveFileNames(): boolean {
    return this.declarations.isCaseSensitive;
  }

  getCompilationSettings(): ts.CompilerOptions {
    return this.declarations.settings;
  }

  getProjectVersion(): string {
    return String(this.version);
  }

  getScriptFileNames(): string[] {
    return this.roots.map((module) => this.file(module));
  }

  getScriptVersion(file: string): string {
    const version = this.versions.get(file);
    if (version !== undefined) return String(version);
    if (this.declarations.isInstalled(file)) return "0";
    this.changeable = true;
    return String(this.files.getModifiedTime?.(file)?.getTime() ?? 0);
  }

  getScriptSnapshot(file: string): ts.IScriptSnapshot | undefined {
    const text = this.texts.get(file);
    return text === undefined
      ? this.declarations.snapshot(file, this.files)
      : ts.ScriptSnapshot.fromString(text);
  }

  getCurrentDirectory(): string {
    return this.folder;
  }

  getDefaultLibFileName(): string {
    return this.declarations.ambientFile;
  }

  fileExists(file: string): boolean {
    return this.texts.has(file) || this.files.fileExists(file);
  }

  readFile(file: string): string | undefined {
    return this.texts.get(file) ?? this.files.readFile(file);
  }

  directoryExists(path: string): boolean {
    return this.files.directoryExists(path);
  }

  getDirectories(path: string): string[] {
    return this.files.getDirectories(path);
  }

  /** Where TypeScript keeps which package a file belongs to. */
  getModuleResolutionCache(): ts.ModuleResolutionCache {
    return this.packages;
  }

  resolveModuleNameLiterals(
    literals: readonly ts.StringLiteralLike[],
    file: string,
    redirect: ts.ResolvedProjectReference | undefined,
    settings: ts.CompilerOptions,
    source: ts.SourceFile,
  ): readonly ts.ResolvedModuleWithFailedLookupLocations[] {
    return literals.map((literal) => {
      const { text } = literal;
      const mode = ts.getModeForUsageLocation(source, literal, settings);
      const find = () => ts.resolveModuleName(text, file, settings, this, undefined, redirect, mode);
      if (this.declarations.isInstalled(file)) return this.declarations.resolve(text, file, mode, find);
      // Of our own modules and of what is preloaded it is known where they are.
      const ours = text.startsWith("./") ? this.file(text.slice("./".length)) : "";
      if (this.texts.has(ours)) {
        return { resolvedModule: { resolvedFileName: ours, extension: ts.Extension.Ts } };
      }
      if (this.declarations.settings.paths?.[text]) return this.declarations.resolve(text, "", mode, find);
      const found = find();
      if (!found.resolvedModule) this.changeable = true;
      return found;
    });
  }

  resolveTypeReferenceDirectiveReferences<T extends string | ts.FileReference>(
    references: readonly T[],
    file: string,
    redirect: ts.ResolvedProjectReference | undefined,
    settings: ts.CompilerOptions,
  ): readonly ts.ResolvedTypeReferenceDirectiveWithFailedLookupLocations[] {
    return references.map((reference) => {
      const name = typeof reference === "string" ? reference : reference.fileName;
      // Node's types are there already, those of the Node that runs.
      const resolved = { primary: true, resolvedFileName: this.declarations.ambientFile };
      return name === "node" && this.declarations.hasNodeTypes
        ? { resolvedTypeReferenceDirective: resolved }
        : ts.resolveTypeReferenceDirective(name, file, settings, this, redirect);
    });
  }
}
