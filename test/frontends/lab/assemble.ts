/**
 * JupyterLab put together from the packages that the site is made of, into a folder that is kept. Knows which of them there must be,
 * not what the pages are looked at for.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleJupyter, extensionsModule, installedJupyter } from "../../../kernel/site/jupyter.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const dist = join(root, "out/jupyterlab");
const recipe = [
  "kernel/site/packages/package-lock.json",
  "kernel/site/jupyter.ts",
  "test/frontends/lab/assemble.ts",
].map((file) => join(root, file));

/** A page with a notebook in it needs no more. */
const wanted = new Set(
  (
    "application application-extension apputils-extension codemirror-extension docmanager-extension mainmenu-extension " +
    "markedparser-extension mathjax-extension notebook-extension rendermime-extension services-extension shortcuts-extension " +
    "theme-dark-extension theme-light-extension translation-extension ui-components-extension vega5-extension"
  )
    .split(" ")
    .map((name) => `@jupyterlab/${name}`),
);

/** Folders that Jupyter's `LabServerApp` serves JupyterLab from. */
export interface AssembledLab {
  readonly version: string;
  readonly static: string;
  readonly templates: string;
  readonly schemas: string;
  readonly themes: string;
}

/** The assembled JupyterLab; takes a minute when there is none in the cache, or one of another recipe. */
export async function assembledLab(): Promise<AssembledLab> {
  const packages = installedJupyter().filter(({ name }) => wanted.has(name));
  const lab = {
    version: packages.find(({ name }) => name === "@jupyterlab/application")!.version,
    static: join(dist, "static"),
    templates: join(dist, "templates"),
    schemas: join(dist, "schemas"),
    themes: join(dist, "themes"),
  };
  const hash = createHash("sha256");
  for (const file of recipe) hash.update(readFileSync(file));
  const fingerprint = hash.digest("hex");
  const done = join(dist, "recipe");
  if (existsSync(done) && readFileSync(done, "utf8") === fingerprint) return lab;

  rmSync(dist, { recursive: true, force: true });
  for (const folder of [lab.static, lab.templates, lab.schemas, lab.themes]) {
    mkdirSync(folder, { recursive: true });
  }
  await bundleJupyter({
    stdin: { contents: `${extensionsModule(packages)}\n${application}`, resolveDir: packages[0]!.folder },
    outfile: join(lab.static, "main.js"),
  });
  for (const { name, folder, jupyterlab: { schemaDir, themePath } = {} } of packages) {
    if (schemaDir !== undefined) {
      const to = join(lab.schemas, name);
      cpSync(join(folder, schemaDir), to, { recursive: true });
      cpSync(join(folder, "package.json"), join(to, "package.json.orig"));
    }
    if (themePath !== undefined) {
      await bundleJupyter({
        entryPoints: [join(folder, themePath)],
        outfile: join(lab.themes, name, "index.css"),
      });
    }
  }
  writeFileSync(join(lab.templates, "index.html"), page);
  writeFileSync(join(lab.templates, "error.html"), "{{ status_code }} {{ status_message }} {{ message }}\n");
  writeFileSync(done, fingerprint);
  return lab;
}

/** Registers every plugin and starts the application, which the tests find as `jupyterapp`. */
const application = `
import { JupyterLab } from "@jupyterlab/application";
import { IServiceManager } from "@jupyterlab/services";
import { PluginRegistry } from "@lumino/coreutils";
// What asks the network for news, and what shows a logo that this build has not.
const unwanted = ["@jupyterlab/apputils-extension:announcements", "@jupyterlab/application-extension:logo"];
const pluginRegistry = new PluginRegistry();
pluginRegistry.registerPlugins(extensions.filter(({ id }) => !unwanted.includes(id)));
const serviceManager = await pluginRegistry.resolveRequiredService(IServiceManager);
const lab = new JupyterLab({ pluginRegistry, serviceManager, mimeExtensions: renderers, availablePlugins: [] });
await lab.start({ hostID: "main", ignorePlugins: [] });
await lab.restored;
globalThis.jupyterapp = lab;
`;

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>JupyterLab</title>
<script id="jupyter-config-data" type="application/json">{{ page_config | tojson }}</script>
<link rel="stylesheet" href="{{ page_config.fullStaticUrl }}/main.css">
<body id="main">
<script type="module" src="{{ page_config.fullStaticUrl }}/main.js"></script>
`;
