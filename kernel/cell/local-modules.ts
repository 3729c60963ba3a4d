/**
 * Files of the reader's beside the notebook, imported by a path: TypeScript and JavaScript modules, CommonJS,
 * JSON. A file that has changed since, or imports one that has, is read anew by the next import; Node itself
 * would keep the first version until the process ends. Parser and transpiler are big: load this file when it is needed.
 */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Module, SourceTextModule, SyntheticModule } from "node:vm";
import { parseSync } from "oxc-parser";
import { transformSync } from "oxc-transform";
import { isLocal } from "./local-specifier.js";

interface Loaded {
  readonly text: string;
  readonly module: Module;
  /** The local files that it imports. */
  readonly imports: Set<string>;
}

type ImportPackage = (specifier: string, from: string) => Promise<object>;

export class LocalModules {
  private readonly loaded = new Map<string, Loaded>();

  /** `importPackage` finds what is no local file. */
  constructor(private readonly importPackage: ImportPackage) {}

  async import(specifier: string, fromFile: string): Promise<object> {
    const file = findFile(specifier, fromFile);
    const module = this.load(file);
    // A module whose evaluation was interrupted or failed stays as it is; the next import tries anew.
    try {
      if (module.status === "unlinked") {
        await module.link((wanted, referencing) => this.dependency(wanted, referencing.identifier));
      }
      await module.evaluate();
    } catch (error) {
      this.loaded.delete(file);
      throw error;
    }
    return module.namespace;
  }

  private async dependency(specifier: string, fromFile: string): Promise<Module> {
    if (isLocal(specifier)) {
      const file = findFile(specifier, fromFile);
      this.loaded.get(fromFile)?.imports.add(file);
      return this.load(file);
    }
    return asModule(specifier, await this.importPackage(specifier, fromFile));
  }

  /** The module of a file, the one from before when nothing of it has changed. */
  private load(file: string): Module {
    const known = this.loaded.get(file);
    if (known && this.isFresh(file, new Set())) return known.module;
    const text = readFileSync(file, "utf8");
    const module = this.compile(file, text);
    this.loaded.set(file, { text, module, imports: new Set() });
    return module;
  }

  private isFresh(file: string, visited: Set<string>): boolean {
    if (visited.has(file)) return true;
    visited.add(file);
    const known = this.loaded.get(file);
    if (!known || known.module.status === "errored") return false;
    try {
      if (readFileSync(file, "utf8") !== known.text) return false;
    } catch {
      return false;
    }
    return [...known.imports].every((imported) => this.isFresh(imported, visited));
  }

  private compile(file: string, text: string): Module {
    if (extname(file) === ".json") {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (error) {
        throw new SyntaxError(`${file} is not JSON: ${(error as Error).message}`);
      }
      return asModule(file, { default: value });
    }
    const isTypeScript = /\.[mc]?tsx?$/.test(file);
    const code = isTypeScript ? stripTypes(file, text) : text;
    const { module, errors } = parseSync(file.replace(/ts$/, "js"), code, { sourceType: "unambiguous" });
    if (!isTypeScript && errors.length === 0 && !module.hasModuleSyntax && extname(file) !== ".mjs") {
      return requireAnew(file);
    }
    return new SourceTextModule(code, {
      identifier: file,
      initializeImportMeta: (meta) => {
        Object.assign(meta, { url: pathToFileURL(file).href, dirname: dirname(file), filename: file });
      },
      importModuleDynamically: (async (specifier: string) =>
        isLocal(specifier) ? this.import(specifier, file) : this.importPackage(specifier, file)) as never,
    });
  }
}

const EXTENSIONS = ["", ".ts", ".mts", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"];

/** TypeScript's way: `./a.js` is also the name of `./a.ts`, and an extension may be left out. */
function findFile(specifier: string, fromFile: string): string {
  const path = specifier.startsWith("file:")
    ? fileURLToPath(specifier)
    : resolve(dirname(fromFile), specifier);
  const candidates = [
    ...EXTENSIONS.map((extension) => path + extension),
    ...(/\.[mc]?js$/.test(path) ? [path.replace(/js$/, "ts")] : []),
  ];
  const file = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  if (file) return file;
  throw Object.assign(
    new Error(
      `Cannot find "${specifier}": there is no file ${path}, nor one with an extension of TypeScript or JavaScript.`,
    ),
    { code: "ERR_MODULE_NOT_FOUND" },
  );
}

function stripTypes(file: string, text: string): string {
  const { code, errors } = transformSync(file, text, {
    lang: "ts",
    sourceType: "module",
    target: "es2023",
    typescript: { onlyRemoveTypeImports: false },
  });
  const error = errors.find(({ severity }) => severity === "Error");
  if (!error) return code;
  throw new SyntaxError(`${file}: ${error.message}${error.codeframe ? `\n${error.codeframe}` : ""}`);
}

/** A CommonJS file, run again although Node has it in its cache. */
function requireAnew(file: string): Module {
  const require = createRequire(file);
  delete require.cache[file];
  const exported: unknown = require(file);
  const members = typeof exported === "object" && exported !== null ? exported : {};
  return asModule(file, { ...members, default: exported });
}

function asModule(identifier: string, namespace: object): Module {
  const names = Object.keys(namespace);
  const module: SyntheticModule = new SyntheticModule(
    names,
    () => {
      for (const name of names) module.setExport(name, (namespace as Record<string, unknown>)[name]);
    },
    { identifier },
  );
  return module;
}
