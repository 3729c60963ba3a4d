/**
 * The TypeScript 6 language service over a notebook: each cell is a virtual module that starts with imports
 * of the names it mentions, from the newest cell that declares them. What is preloaded is cell 0.
 */
import ts from "typescript";
import { cellNames, type NameKind } from "./cell-names.js";
import { type Documentation, documentationIn, documentationOf } from "./documentation.js";
import { type DeclarationOptions, type Files, KnownDeclarations } from "./known-declarations.js";
import type { Cell, CompletionList, Diagnostic, Inspection, LanguageService } from "./language-service.js";
import { NotebookHost } from "./notebook-host.js";

export type { Files } from "./known-declarations.js";

export interface TypeScriptServiceOptions extends DeclarationOptions {
  /** The notebook's folder: packages and relative imports are looked up from here. */
  readonly folder: string;
}

/** A cell's text, and the module that is made of it. */
interface ReadCell {
  readonly text: string;
  /** What the module begins with. */
  readonly header: string;
  readonly module: string;
  readonly declared: ReadonlyMap<string, NameKind>;
}

interface KnownName {
  readonly module: string;
  readonly kind: NameKind;
}

/** The module of the cell that is checked. */
const CURRENT = "losslab-cell";

/** The module of the code that is being written. */
const SCRATCH = "losslab-scratch";

/** A name that is begun may be of so many cells; of more, those declared first are offered without asking TypeScript what they are. */
const MOST_CELLS_FOR_COMPLETION = 50;

/** How TypeScript ranks the names of a module's imports. */
const RANK_OF_IMPORTS = "11";

/** Errors of a module that are none in a notebook. */
const NOT_IN_A_NOTEBOOK = new Set([
  2528, // a module cannot have several default exports
]);

const FUNCTIONS = new Set<string>([
  ts.ScriptElementKind.functionElement,
  ts.ScriptElementKind.memberFunctionElement,
]);

/** An import is read-only; to the reader it is the constant of an earlier cell. */
const ASSIGNED_TO_IMPORT = 2632;

/** What is known before the first cell can be given, so that it is read once for many notebooks. */
export function createTypeScriptService(
  options: TypeScriptServiceOptions,
  declarations = new KnownDeclarations(options),
): LanguageService {
  return new TypeScriptService(options, declarations);
}

class TypeScriptService implements LanguageService {
  private readonly names = new Map<string, KnownName>();
  private readonly host: NotebookHost;
  private readonly service: ts.LanguageService;
  private readonly files: Files;

  constructor(
    { files, folder }: TypeScriptServiceOptions,
    private readonly declarations: KnownDeclarations,
  ) {
    this.files = files;
    this.host = new NotebookHost(folder, [CURRENT, SCRATCH], files, declarations);
    this.service = ts.createLanguageService(this.host, declarations.registry);
    const program = this.service.getProgram();
    if (program) declarations.learn(program);
    this.learnPreloaded();
  }

  check({ number, source }: Cell): Diagnostic[] {
    const cell = this.read(source);
    const { text, header, module } = cell;
    const file = this.host.file(CURRENT);
    this.host.write(CURRENT, module);
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
    this.keep(number, cell);
    return diagnostics;
  }

  restore(cells: readonly Cell[]): void {
    for (const { number, source } of cells) this.keep(number, this.read(source));
  }

  complete(source: string, offset: number): CompletionList {
    const start = identifierStart(source, offset);
    const prefix = source.slice(start, offset);
    const isMember = /(?:^|[^.])\.$/.test(source.slice(0, start));
    const isBegun = (name: string) => !isMember && startsAlike(name, prefix);
    const fromCells = [...this.names.keys()].filter((name) => isBegun(name) && this.isFromCell(name));
    const further = new Set(fromCells.slice(0, -MOST_CELLS_FOR_COMPLETION));
    const { file, shift } = this.scratch(source, (name) => isBegun(name) && !further.has(name));
    const list = this.service.getCompletionsAtPosition(file, shift + offset, {
      includeCompletionsForModuleExports: false,
      includeCompletionsWithInsertText: false,
    });
    const from = list?.optionalReplacementSpan?.start ?? list?.entries[0]?.replacementSpan?.start;
    const replaced = from !== undefined && from - shift < start && from >= shift ? from - shift : start;
    const typed = replaced === start ? prefix : source.slice(replaced, offset);
    const entries = (list?.entries ?? [])
      .filter(({ name }) => startsAlike(name, typed))
      .map(({ name, kind, sortText }) => ({ name, kind: this.kindOf(name, kind), sortText }));
    if (list?.isGlobalCompletion) {
      const listed = new Set(entries.map(({ name }) => name));
      for (const name of further) {
        const kind = this.kindOf(name, ts.ScriptElementKind.alias);
        if (!listed.has(name)) entries.push({ name, kind, sortText: RANK_OF_IMPORTS });
      }
    }
    const exactCase = (name: string) => (name.startsWith(typed) ? 0 : 1);
    entries.sort(
      (a, b) =>
        exactCase(a.name) - exactCase(b.name) || compare(a.sortText, b.sortText) || compare(a.name, b.name),
    );
    return { start: replaced, end: offset, entries: entries.map(({ name, kind }) => ({ name, kind })) };
  }

  inspect(source: string, offset: number, withDefinition = false): Inspection | undefined {
    const { file, shift } = this.scratch(source, (name) => this.declarations.namespaces.has(name));
    const at = shift + offset;
    const places = [at, ...(offset > 0 ? [at - 1] : []), () => this.callee(file, at)];
    for (const candidate of places) {
      const place = typeof candidate === "function" ? candidate() : candidate;
      const info = place === undefined ? undefined : this.quickInfo(file, place);
      if (!info) continue;
      const definition = withDefinition ? this.definition(file, place!, shift) : undefined;
      return {
        signature: ts
          .displayPartsToString(info.displayParts)
          .replace(/^\(alias\) /, "")
          .replace(/\nimport [^\n]*$/, ""),
        ...(this.ambientDocumentation(file, place!) ?? documentationOf(info)),
        ...(definition === undefined ? {} : { definition }),
      };
    }
    return undefined;
  }

  reset(): void {
    this.names.clear();
    this.host.clear();
    this.learnPreloaded();
  }

  /** A cell as a module, which takes from earlier cells what it mentions and exports what it declares. */
  private read(source: string): ReadCell {
    const text = withShape(source);
    const tree = ts.createSourceFile(this.host.file(CURRENT), text, ts.ScriptTarget.Latest, false);
    const { declared, exported, mentioned } = cellNames(tree);
    const header = this.header((name) => mentioned.has(name) && !declared.has(name));
    const exports = [...declared.keys()].filter((name) => !exported.has(name));
    return { text, header, module: `${header}${text}\nexport { ${exports.join(", ")} };`, declared };
  }

  /** What the cell declares is known to those that follow. */
  private keep(number: number, { module, declared }: ReadCell): void {
    const name = `${CURRENT}-${number}`;
    if (declared.size > 0) this.host.write(name, module);
    for (const [declaration, kind] of declared) this.names.set(declaration, { module: `./${name}`, kind });
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

  /** Of what is ambient, whose comments are not in the program. */
  private ambientDocumentation(file: string, position: number): Documentation | undefined {
    const found = (this.service.getDefinitionAtPosition(file, position) ?? []).filter(
      ({ fileName }) => fileName === this.declarations.ambientFile,
    );
    // Of overloads the first stands for all, as in the signature.
    const isFunction = found.some(({ kind }) => FUNCTIONS.has(kind));
    const comments = found
      .slice(0, isFunction ? 1 : undefined)
      .map(({ contextSpan, textSpan }) =>
        this.declarations.comment((contextSpan ?? textSpan).start, this.files),
      )
      .filter((comment) => comment !== undefined);
    return comments.length > 0 ? documentationIn(comments) : undefined;
  }

  private definition(file: string, position: number, shift: number): string | undefined {
    const found = this.service
      .getDefinitionAtPosition(file, position)
      // Our imports define nothing.
      ?.find(({ fileName, textSpan }) => fileName !== file || textSpan.start >= shift);
    // Declarations alone say no more than the signature does.
    if (!found?.contextSpan || found.fileName.endsWith(".d.ts")) return undefined;
    const { start, length } = found.contextSpan;
    return this.service
      .getProgram()
      ?.getSourceFile(found.fileName)
      ?.text.slice(start, start + length);
  }

  /** A module for code that is being written, which imports the names that it mentions and those that it `maybe` needs. */
  private scratch(source: string, maybe: (name: string) => boolean): { file: string; shift: number } {
    const file = this.host.file(SCRATCH);
    const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false);
    const { declared, mentioned } = cellNames(tree);
    const header = this.header((name) => (mentioned.has(name) || maybe(name)) && !declared.has(name));
    this.host.write(SCRATCH, `${header}${source}`);
    return { file, shift: header.length };
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
    for (const [name, module] of this.declarations.names) this.names.set(name, { module, kind: "symbol" });
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
      message: this.host.withoutFolder(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n  ")),
      offset,
      length,
    };
  }

  private isFromCell(name: string): boolean {
    return this.names.get(name)?.module.startsWith(`./${CURRENT}-`) ?? false;
  }

  /** An import of ours says "alias"; the reader wants to know of what. */
  private kindOf(name: string, kind: string): string {
    if (kind !== ts.ScriptElementKind.alias) return kind;
    const known = this.names.get(name)?.kind;
    return known === "constant" ? "const" : known === "variable" ? "let" : "function";
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

function startsAlike(name: string, prefix: string): boolean {
  return name.toLowerCase().startsWith(prefix.toLowerCase());
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
