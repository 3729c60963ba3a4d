/**
 * `live/`: JupyterLite's interface with our kernel, as files that any static host can serve. Knows which programs and which of
 * Jupyter's files there must be, and where; not what the course is.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, relative, sep } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import ts from "typescript";
import { environment, libFolder, ownFolder } from "../browser/declarations.js";
import { rasteriserFiles } from "../cell/rasterise.js";
import { logoPng } from "../kernelspec/logo.js";
import { LOSSLAB_VERSION, packageFolder, TYPESCRIPT_VERSION } from "../version.js";
import { bundleJupyter, extensionsModule, type JupyterPackage, packagePaths, readJson } from "./jupyter.js";
import { labConfig, labPage } from "./lab-page.js";

const require = createRequire(import.meta.url);

/** Writes `live/`; returns what went into the bundles. */
export async function assembleLab(site: string, packages: readonly JupyterPackage[]): Promise<Metafile[]> {
  const lab = join(site, "live/lab");
  const programs = join(lab, "build");
  mkdirSync(programs, { recursive: true });
  const bundles = await Promise.all([
    bundleInterface(programs, packages),
    bundleWorkers(programs),
    ...packages.flatMap(({ name, folder, jupyterlab: { themePath } = {} }) =>
      themePath === undefined
        ? []
        : bundleJupyter({
            entryPoints: [join(folder, themePath)],
            outfile: join(lab, "themes", name, "index.css"),
            minify: true,
          }),
    ),
  ]);
  for (const file of rasteriserFiles) cpSync(require.resolve(file), join(programs, basename(file)));
  cpSync(join(packageFolder, "lib/data/fashion-mnist"), join(programs, "fashion-mnist"), { recursive: true });
  writeFileSync(join(programs, "declarations.json"), JSON.stringify(declarations()));
  writeJson(join(lab, "schemas/all.json"), packages.flatMap(settingSchemas));
  writeJson(join(lab, "schemas/all_federated.json"), []);
  const languages = { en: { displayName: "English", nativeName: "English" } };
  writeJson(join(site, "live/api/translations/all.json"), { data: languages, message: "" });
  writeJson(join(site, "live/api/translations/en.json"), { data: {}, message: "" });
  for (const size of [32, 64]) writeFileSync(join(lab, `logo-${size}x${size}.png`), logoPng(size));
  writeFileSync(join(lab, "index.html"), labPage);
  writeFileSync(join(lab, "config.js"), labConfig);
  return bundles;
}

async function bundleInterface(outdir: string, packages: readonly JupyterPackage[]): Promise<Metafile> {
  const folder = join(packageFolder, "kernel/site");
  const modules: Plugin = {
    name: "losslab",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^losslab:kernel$/ }, () => ({
        path: join(packageFolder, "kernel/browser/browser-kernel.ts"),
      }));
      onResolve({ filter: /^losslab:extensions$/ }, ({ path }) => ({ path, namespace: "losslab" }));
      onLoad({ filter: /.*/, namespace: "losslab" }, () => ({
        contents: extensionsModule(packages),
        resolveDir: packages[0]!.folder,
      }));
      // Mermaid's diagrams, 3 MB, and an optional layout of theirs under another licence: the course has none.
      onResolve({ filter: /^(?:mermaid|mermaid\/package\.json|@mermaid-js\/layout-elk)$/ }, ({ path }) => ({
        path,
        namespace: "left-out",
      }));
      onLoad({ filter: /.*/, namespace: "left-out" }, () => ({
        contents: 'throw new Error("Diagrams of Mermaid are not part of this site.");export default {};',
      }));
    },
  };
  return bundleJupyter({
    entryPoints: { lab: join(folder, "lab.js") },
    outdir,
    chunkNames: "lab-[hash]",
    splitting: true,
    minify: true,
    plugins: [modules, browserVersions],
    define: versions,
  });
}

/** Names stay what they are: a reader sees those of classes and of errors. */
async function bundleWorkers(outdir: string): Promise<Metafile> {
  const folder = join(packageFolder, "kernel/browser");
  const { metafile } = await build({
    entryPoints: [join(folder, "cell-worker.ts"), join(folder, "language-worker.ts")],
    outdir,
    chunkNames: "kernel-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    keepNames: true,
    metafile: true,
    logLevel: "error",
    absWorkingDir: packageFolder,
    nodePaths: packagePaths,
    define: versions,
    plugins: [browserVersions, mathjsInParts],
  });
  return metafile;
}

const versions = {
  __LOSSLAB_VERSION__: JSON.stringify(LOSSLAB_VERSION),
  __TYPESCRIPT_VERSION__: JSON.stringify(TYPESCRIPT_VERSION),
};

const browserVersions: Plugin = {
  name: "browser-versions",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/version\.js$/ }, () => ({
      path: join(packageFolder, "kernel/browser/version.ts"),
    }));
  },
};

/** Of mathjs, what `lib/exact` uses: of a module that is loaded later a bundler cannot tell. */
const mathjsInParts: Plugin = {
  name: "mathjs-in-parts",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^mathjs$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "mathjs", namespace: "parts" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "parts" }, () => ({
      contents:
        'export { create, BigNumberDependencies, parseDependencies, derivativeDependencies } from "mathjs";',
      resolveDir: packageFolder,
    }));
  },
};

/** The declaration files that a notebook's types rest on, under the names that the language worker knows them by. */
function declarations(): Record<string, string> {
  const own = join(packageFolder, "dist");
  const typescript = join(require.resolve("typescript"), "..");
  const roots = [...environment.preloaded.values()].map((path) => join(own, relative(ownFolder, path)));
  const program = ts.createProgram(roots, {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: [...environment.lib],
    types: [],
    skipLibCheck: true,
  });
  const files = program.getSourceFiles().flatMap(({ fileName, text }): [string, string][] => {
    const under = (folder: string) => relative(folder, fileName).split(sep).join("/");
    if (!under(typescript).startsWith("..")) return [[`${libFolder}/${under(typescript)}`, text]];
    if (!under(own).startsWith("..")) return [[`${ownFolder}/${under(own)}`, text]];
    // Of a package that only the kernel's inside speaks of.
    return [];
  });
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The settings that an extension has, as a Jupyter server tells them. */
function settingSchemas({ name, version, folder, jupyterlab: { schemaDir } = {} }: JupyterPackage): object[] {
  if (schemaDir === undefined) return [];
  let names: string[];
  try {
    names = readdirSync(join(folder, schemaDir));
  } catch {
    // JupyterLite names a folder that it does not publish.
    return [];
  }
  return names
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({
      id: `${name}:${basename(file, ".json")}`,
      raw: "{}",
      schema: readJson<object>(join(folder, schemaDir, file)),
      settings: {},
      version,
    }));
}

export function writeJson(path: string, value: unknown): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, JSON.stringify(value));
}

export function readText(path: string): string {
  return readFileSync(path, "utf8");
}
