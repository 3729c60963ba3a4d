/**
 * JupyterLab put together from npm packages: those of package.json beside this file, bundled as JupyterLab's own build does it,
 * into a folder that is kept. Knows npm and esbuild, not what the pages are looked at for.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const cache = fileURLToPath(new URL("../../../out/jupyterlab/", import.meta.url));
const recipe = ["package.json", "package-lock.json", "assemble.ts"];

/** Folders that Jupyter's `LabServerApp` serves JupyterLab from. */
export interface AssembledLab {
  readonly version: string;
  readonly static: string;
  readonly templates: string;
  readonly schemas: string;
  readonly themes: string;
}

interface LabPackage {
  readonly name: string;
  readonly folder: string;
  readonly styleModule?: string;
  readonly jupyterlab?: {
    readonly extension?: boolean | string;
    readonly mimeExtension?: boolean | string;
    readonly schemaDir?: string;
    readonly themePath?: string;
  };
}

/** The assembled JupyterLab; takes a minute when there is none in the cache, or one of another recipe. */
export async function assembledLab(): Promise<AssembledLab> {
  const wanted = readJson<{ dependencies: Record<string, string> }>(join(here, "package.json"));
  const dist = join(cache, "dist");
  const lab = {
    version: wanted.dependencies["@jupyterlab/application"]!,
    static: join(dist, "static"),
    templates: join(dist, "templates"),
    schemas: join(dist, "schemas"),
    themes: join(dist, "themes"),
  };
  const hash = createHash("sha256");
  for (const file of recipe) hash.update(readFileSync(join(here, file)));
  const fingerprint = hash.digest("hex");
  const done = join(dist, "recipe");
  if (existsSync(done) && readFileSync(done, "utf8") === fingerprint) return lab;

  rmSync(dist, { recursive: true, force: true });
  for (const folder of [lab.static, lab.templates, lab.schemas, lab.themes]) {
    mkdirSync(folder, { recursive: true });
  }
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(here, file), join(cache, file));
  // No package's own program runs: what is needed are their files.
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-fund", "--no-audit"], {
    cwd: cache,
    stdio: "inherit",
  });

  const packages = Object.keys(wanted.dependencies).map((name): LabPackage => {
    const folder = join(cache, "node_modules", name);
    return { ...readJson<LabPackage>(join(folder, "package.json")), name, folder };
  });
  await bundle({
    stdin: { contents: entry(packages), resolveDir: cache },
    outfile: join(lab.static, "main.js"),
  });
  for (const { name, folder, jupyterlab: { schemaDir, themePath } = {} } of packages) {
    if (schemaDir !== undefined) {
      const to = join(lab.schemas, name);
      cpSync(join(folder, schemaDir), to, { recursive: true });
      cpSync(join(folder, "package.json"), join(to, "package.json.orig"));
    }
    if (themePath !== undefined) {
      await bundle({ entryPoints: [join(folder, themePath)], outfile: join(lab.themes, name, "index.css") });
    }
  }
  writeFileSync(join(lab.templates, "index.html"), page);
  writeFileSync(join(lab.templates, "error.html"), "{{ status_code }} {{ status_message }} {{ message }}\n");
  writeFileSync(done, fingerprint);
  return lab;
}

/** Registers every plugin and starts the application, which the tests find as `jupyterapp`. */
function entry(packages: readonly LabPackage[]): string {
  const styles = packages.flatMap(({ name, styleModule, jupyterlab }) =>
    styleModule === undefined || jupyterlab?.themePath !== undefined ? [] : [`${name}/${styleModule}`],
  );
  const modules = (kind: "extension" | "mimeExtension") =>
    packages.flatMap(({ name, jupyterlab }) => {
      const at = jupyterlab?.[kind];
      return at === undefined || at === false ? [] : [at === true ? name : `${name}/${at}`];
    });
  const extensions = modules("extension");
  const renderers = modules("mimeExtension");
  return `
${styles.map((style) => `import ${JSON.stringify(style)};`).join("\n")}
import { JupyterLab } from "@jupyterlab/application";
import { IServiceManager } from "@jupyterlab/services";
import { PluginRegistry } from "@lumino/coreutils";
${extensions.map((name, i) => `import extension${i} from ${JSON.stringify(name)};`).join("\n")}
${renderers.map((name, i) => `import renderer${i} from ${JSON.stringify(name)};`).join("\n")}
// What asks the network for news, and what shows a logo that this build has not.
const unwanted = ["@jupyterlab/apputils-extension:announcements", "@jupyterlab/application-extension:logo"];
const plugins = [${extensions.map((_, i) => `extension${i}`)}].flat().filter(({ id }) => !unwanted.includes(id));
const pluginRegistry = new PluginRegistry();
pluginRegistry.registerPlugins(plugins);
const serviceManager = await pluginRegistry.resolveRequiredService(IServiceManager);
const mimeExtensions = [${renderers.map((_, i) => `renderer${i}`)}].flat();
const lab = new JupyterLab({ pluginRegistry, serviceManager, mimeExtensions, availablePlugins: [] });
await lab.start({ hostID: "main", ignorePlugins: [] });
await lab.restored;
globalThis.jupyterapp = lab;
`;
}

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>JupyterLab</title>
<script id="jupyter-config-data" type="application/json">{{ page_config | tojson }}</script>
<link rel="stylesheet" href="{{ page_config.fullStaticUrl }}/main.css">
<body id="main">
<script type="module" src="{{ page_config.fullStaticUrl }}/main.js"></script>
`;

function bundle({ outfile, ...options }: BuildOptions & { readonly outfile: string }): Promise<unknown> {
  return build({
    ...options,
    outfile,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    absWorkingDir: cache,
    nodePaths: [join(cache, "node_modules")],
    define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
    alias: { path: "path-browserify" },
    loader: Object.fromEntries(
      ["eot", "gif", "jpg", "png", "ttf", "woff", "woff2"].map((type) => [`.${type}`, "dataurl" as const]),
    ),
    plugins: [labImports],
    logLevel: "error",
  });
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
  },
};

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8")) as T;
}
