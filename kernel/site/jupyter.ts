/**
 * The site's packages, JupyterLab's and JupyterLite's most of them: installed once into a folder that is kept, and bundled as
 * JupyterLab's own build does it. Knows npm and esbuild, not what is made of the packages.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { packageFolder } from "../version.js";

const recipe = join(packageFolder, "kernel/site/packages");
const cache = join(packageFolder, "out/site-packages");

/** Where a bundler finds them. */
export const packagePaths = [join(cache, "node_modules")];

export interface JupyterPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly styleModule?: string;
  readonly jupyterlab?: {
    readonly extension?: boolean | string;
    readonly mimeExtension?: boolean | string;
    readonly schemaDir?: string;
    readonly themePath?: string;
  };
}

/** The packages that `packages/package.json` names; installing them takes half a minute when it has changed. */
export function installedJupyter(): JupyterPackage[] {
  const hash = createHash("sha256");
  const files = ["package.json", "package-lock.json"];
  for (const file of files) hash.update(readFileSync(join(recipe, file)));
  const fingerprint = hash.digest("hex");
  const done = join(cache, "installed");
  if (!existsSync(done) || readFileSync(done, "utf8") !== fingerprint) {
    rmSync(done, { force: true });
    mkdirSync(cache, { recursive: true });
    for (const file of files) cpSync(join(recipe, file), join(cache, file));
    // No package's own program runs: what is needed are their files.
    const options = { cwd: cache, stdio: "inherit", shell: process.platform === "win32" } as const;
    try {
      execFileSync("npm", ["ci", "--ignore-scripts", "--no-fund", "--no-audit"], options);
    } catch {
      throw new Error(
        "The site's packages could not be installed: npm ci failed, and says why above. The first time this takes a network.",
      );
    }
    writeFileSync(done, fingerprint);
  }
  const { dependencies } = readJson<{ dependencies: Record<string, string> }>(join(cache, "package.json"));
  return Object.keys(dependencies).map((name) => {
    const folder = join(cache, "node_modules", name);
    return { ...readJson<Omit<JupyterPackage, "folder">>(join(folder, "package.json")), folder };
  });
}

/** Style sheets, extensions and renderers of packages, as a module that exports them. */
export function extensionsModule(packages: readonly JupyterPackage[]): string {
  const styles = packages.flatMap(({ name, styleModule, jupyterlab }) =>
    styleModule === undefined || jupyterlab?.themePath !== undefined ? [] : [`${name}/${styleModule}`],
  );
  const modules = (kind: "extension" | "mimeExtension") =>
    packages.flatMap(({ name, jupyterlab }) => {
      const at = jupyterlab?.[kind];
      return at === undefined || at === false ? [] : [at === true ? name : `${name}/${at}`];
    });
  const list = (name: string, from: readonly string[]) =>
    [
      ...from.map((module, i) => `import ${name}${i} from ${JSON.stringify(module)};`),
      `export const ${name} = [${from.map((_, i) => `${name}${i}`)}].flat();`,
    ].join("\n");
  return [
    ...styles.map((style) => `import ${JSON.stringify(style)};`),
    list("extensions", modules("extension")),
    list("renderers", modules("mimeExtension")),
  ].join("\n");
}

/** A bundle for the page. Packages are found in the cache; `metafile` says which of their files went in. */
export async function bundleJupyter(options: BuildOptions): Promise<Metafile> {
  const { metafile } = await build({
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
    metafile: true,
    ...options,
    absWorkingDir: cache,
    nodePaths: packagePaths,
    define: {
      global: "globalThis",
      __dirname: '"/"',
      "process.env.NODE_ENV": '"production"',
      ...options.define,
    },
    alias: { path: "path-browserify", ...options.alias },
    // Fonts of six formats, of which a browser loads one when it has need of it.
    loader: Object.fromEntries(
      ["eot", "gif", "jpg", "png", "ttf", "woff", "woff2"].map((type) => [`.${type}`, "file" as const]),
    ),
    assetNames: "[name]-[hash]",
    plugins: [labImports, ...(options.plugins ?? [])],
  });
  return metafile!;
}

/** What JupyterLab's own bundler understands: `~package/file` in a style sheet; an SVG as text in a module, as an address there. */
const labImports: Plugin = {
  name: "lab-imports",
  setup({ onLoad, onResolve, resolve }) {
    onResolve({ filter: /^~|\.svg(?:[?#].*)?$/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (pluginData === labImports) return undefined;
      const file = path.replace(/^~|[?#].*$/g, "");
      const found = await resolve(file, { kind, resolveDir, pluginData: labImports });
      if (!file.endsWith(".svg")) return found;
      return { ...found, namespace: kind === "url-token" ? "drawing-address" : "drawing-text" };
    });
    const loaders = { "drawing-address": "dataurl", "drawing-text": "text" } as const;
    for (const [namespace, loader] of Object.entries(loaders)) {
      onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: readFileSync(path), loader }));
    }
    // In a bundle of several files, a CommonJS module that is loaded later has its names on its default export alone.
    onLoad({ filter: /mathjax-extension[\\/]lib[\\/]index\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        /import\(('mathjax-full\/[^']*')\)/g,
        "import($1).then((module) => module.default ?? module)",
      ),
    }));
  },
};

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8")) as T;
}
