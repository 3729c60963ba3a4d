/**
 * `import` in a cell: packages and files are looked up from the notebook's folder, as if the notebook were a
 * module there. `losslab` is the library that is preloaded, not a second copy of it.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import type { LocalModules } from "./local-modules.js";
import { isLocal } from "./local-specifier.js";

export class Imports {
  private readonly file: string;
  private readonly fromFolder: PackageImport;
  private local: Promise<LocalModules> | undefined;
  /** `require` for cells. */
  readonly require: NodeJS.Require;
  /** `import.meta` for cells. */
  readonly meta: object;

  constructor(
    folder: string,
    private readonly preloaded: ReadonlyMap<string, object>,
  ) {
    this.file = join(folder, "notebook.ts");
    this.require = createRequire(this.file);
    this.fromFolder = packageImport(this.file);
    this.meta = {
      url: pathToFileURL(this.file).href,
      dirname: folder,
      filename: this.file,
      resolve: (specifier: string) => pathToFileURL(this.require.resolve(specifier)).href,
    };
  }

  async import(specifier: string, options?: ImportCallOptions): Promise<object> {
    if (isLocal(specifier)) return (await this.localModules()).import(specifier, this.file);
    if (/^https?:/.test(specifier)) {
      throw new Error(
        `Cannot import ${specifier}: code is not loaded from the network. \`npm install\` the package in ${dirname(this.file)} and import it by its name.`,
      );
    }
    return this.importPackage(specifier, this.file, options);
  }

  private localModules(): Promise<LocalModules> {
    this.local ??= import("./local-modules.js").then(
      ({ LocalModules }) => new LocalModules((specifier, from) => this.importPackage(specifier, from)),
    );
    return this.local;
  }

  private async importPackage(specifier: string, from: string, options?: ImportCallOptions): Promise<object> {
    const preloaded = this.preloaded.get(specifier);
    if (preloaded) return preloaded;
    try {
      const load = from === this.file ? this.fromFolder : packageImport(from);
      return withMembersOfDefault(await load(specifier, options));
    } catch (error) {
      throw explained(error, specifier, dirname(from));
    }
  }
}

type PackageImport = (specifier: string, options?: ImportCallOptions) => Promise<object>;

/** A script's own `import()` resolves from the script's file name; a function of ours would resolve from here. */
function packageImport(file: string): PackageImport {
  return new Script("(specifier, options) => import(specifier, options)", {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext();
}

/**
 * Node names only those members of a CommonJS module that it can find without running it; the others are
 * found on the default export here.
 */
function withMembersOfDefault(module: object): object {
  const value: unknown = (module as { default?: unknown }).default;
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return module;
  const missing = Object.keys(value).some((key) => !(key in module));
  if (!missing) return module;
  return new Proxy(module, {
    get: (target, key) => (key in target ? Reflect.get(target, key) : Reflect.get(value, key, value)),
    has: (target, key) => key in target || key in value,
  });
}

/** A package that is not installed: says where it was looked for and how to get it. */
function explained(error: unknown, specifier: string, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return error;
  const message = (error as Error).message;
  if (!message.includes(`'${specifier.split("/")[0]}`)) return error;
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return Object.assign(
    new Error(
      `Cannot find package '${name}'. It was looked for from the notebook's folder, ${folder}; ` +
        `\`npm install ${name}\` there installs it.`,
    ),
    { code },
  );
}
