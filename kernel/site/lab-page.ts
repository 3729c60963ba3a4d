/** The page of the interface, and the options that JupyterLite reads from it. */
import { LOSSLAB_VERSION } from "../version.js";

/** Everything is the site's own. JupyterLab compiles its settings' schemas, and a cell is compiled: hence 'unsafe-eval'. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https:",
  "media-src 'self' data: blob: https:",
  "font-src 'self' data:",
  "connect-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "frame-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const settings = {
  "@jupyterlab/apputils-extension:themes": { "adaptive-theme": true },
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  // A file of the site is as old as the site.
  "@jupyterlab/filebrowser-extension:browser": { showLastModifiedColumn: false },
  // What the reader wrote is kept as soon as it is written.
  "@jupyterlab/docmanager-extension:plugin": { autosaveInterval: 10 },
};

const options = {
  appName: "losslab",
  appNamespace: "lab",
  appVersion: LOSSLAB_VERSION,
  notebookPage: "lab",
  contentsAllJsonFile: "all.json",
  contentsStorageName: "losslab",
  settingsStorageName: "losslab settings",
  workspacesStorageName: "losslab workspaces",
  exposeAppInBrowser: "true",
  settingsOverrides: JSON.stringify(settings),
  federated_extensions: "[]",
  disabledExtensions: "[]",
  terminalsAvailable: "false",
};

/** Runs before the bundle: addresses are those at which the page happens to lie. */
export const labConfig = `const base = new URL("../", location.href);
const at = (path) => new URL(path, base).pathname;
const config = document.createElement("script");
config.id = "jupyter-config-data";
config.type = "application/json";
config.textContent = JSON.stringify({
  ...${JSON.stringify(options)},
  baseUrl: base.pathname,
  appUrl: at("lab"),
  // What was open beside another notebook is not opened with this one.
  workspace: (new URLSearchParams(location.search).get("path") ?? "default").replace(/\\W+/g, "-"),
  settingsUrl: at("lab/schemas"),
  // From baseUrl, unlike the others.
  themesUrl: "lab/themes",
  fullThemesUrl: at("lab/themes"),
  fullStaticUrl: at("lab/build"),
  fullLabextensionsUrl: at("lab/extensions"),
  licensesUrl: at("lab/api/licenses"),
});
document.head.append(config);
`;

export const labPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>losslab</title>
<link rel="icon" href="logo-32x32.png">
<link rel="stylesheet" href="build/lab.css">
<link rel="prefetch" href="build/cell-worker.js">
<link rel="prefetch" href="build/language-worker.js">
<link rel="prefetch" href="build/declarations.json">
<script src="config.js"></script>
<script type="module" src="../../register.js"></script>
<script type="module" src="build/lab.js"></script>
<style>
#losslab-loading { font: 1rem/1.5 system-ui, sans-serif; position: fixed; inset: 0; display: grid; place-content: center; text-align: center; }
/* On a phone the buttons are moved sideways; JupyterLab lets them wrap over the notebook. */
@media (max-width: 50rem) { .jp-NotebookPanel-toolbar { flex-wrap: nowrap !important; overflow-x: auto !important; } }
</style>
</head>
<body id="main" class="jp-ThemedContainer">
<div id="losslab-loading" role="status">losslab …</div>
<noscript><p>This page runs notebooks with JavaScript, which is switched off. The notebooks can be read <a href="../../index.html">without it</a>.</p></noscript>
</body>
</html>
`;
