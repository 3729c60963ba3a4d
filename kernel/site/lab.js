/**
 * JupyterLite with the kernel of the page: what JupyterLab's and JupyterLite's packages bring, put together and started. Bundled by
 * `assemble-lab.ts`, which makes the module `losslab:extensions`; Jupyter's packages are only there when it runs.
 */

import { extensions, renderers } from "losslab:extensions";
import { BrowserKernel } from "losslab:kernel";
import { ILabShell, JupyterLab } from "@jupyterlab/application";
import { Dialog, showDialog, ToolbarButton } from "@jupyterlab/apputils";
import { PageConfig, URLExt } from "@jupyterlab/coreutils";
import { IDocumentManager } from "@jupyterlab/docmanager";
import { IServiceManager } from "@jupyterlab/services";
import { IKernelClient, IKernelSpecs, LiteKernelClient } from "@jupyterlite/services";
import { PluginRegistry } from "@lumino/coreutils";
import { Signal } from "@lumino/signaling";

/** What JupyterLite brings in another way, what asks the network for news, and what there is no server for. */
const unwanted = new Set([
  "@jupyterlab/application-extension:logo",
  "@jupyterlab/application-extension:main",
  "@jupyterlab/application-extension:tree-resolver",
  "@jupyterlab/apputils-extension:announcements",
  "@jupyterlab/apputils-extension:workspaces",
  "@jupyterlab/docmanager-extension:download",
  "@jupyterlab/filebrowser-extension:download",
  "@jupyterlab/filebrowser-extension:share-file",
  "@jupyterlab/fileeditor-extension:language-server",
  "@jupyterlab/inspector-extension:consoles",
  "@jupyterlab/notebook-extension:language-server",
  "@jupyterlab/notebook-extension:update-raw-mimetype",
  "@jupyterlab/tooltip-extension:consoles",
  "@jupyterlite/application-extension:lsp-connection-manager",
  "@jupyterlite/application-extension:opener",
  "@jupyterlite/application-extension:service-worker-manager",
  "@jupyterlite/application-extension:logo",
  "@jupyterlite/services-extension:kernel-client",
]);

/** A kernel as JupyterLite wants one. */
class PageKernel {
  disposed = new Signal(this);
  isDisposed = false;
  ready = Promise.resolve();

  constructor({ id, name, location, sendMessage }) {
    Object.assign(this, { id, name, location });
    const folder = location.includes("/") ? location.slice(0, location.lastIndexOf("/") + 1) : "";
    this.kernel = new BrowserKernel({
      id,
      folder,
      programs: new URL("./", import.meta.url),
      send: sendMessage,
    });
  }

  async handleMessage(message) {
    this.kernel.receive(message);
  }

  dispose() {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.kernel.close();
    this.disposed.emit();
    Signal.clearData(this);
  }
}

/** JupyterLite's own forgets the cells that wait, and leaves the one that runs alone. */
class KernelClient extends LiteKernelClient {
  async interrupt(id) {
    const found = await this.getModel(id);
    found?.kernel.interrupt();
  }
}

const kernelClient = {
  id: "losslab:kernel-client",
  autoStart: true,
  requires: [IKernelSpecs],
  provides: IKernelClient,
  activate: (_, kernelSpecs) => new KernelClient({ kernelSpecs }),
};

const kernel = {
  id: "losslab:kernel",
  autoStart: true,
  requires: [IKernelSpecs],
  activate: (_, kernelSpecs) => {
    const logo = (size) => new URL(`../logo-${size}.png`, import.meta.url).href;
    kernelSpecs.register({
      spec: {
        name: "losslab",
        display_name: "TypeScript (losslab)",
        language: "typescript",
        argv: [],
        resources: { "logo-32x32": logo("32x32"), "logo-64x64": logo("64x64") },
      },
      create: async (options) => new PageKernel(options),
    });
  },
};

/** Buttons of a notebook for what a site needs and a server does not: to take one's work along, and to be rid of it. */
const courseButtons = {
  id: "losslab:course-buttons",
  autoStart: true,
  activate: ({ commands, docRegistry, serviceManager: { contents } }) => {
    const createNew = (panel, context) => {
      const download = new ToolbarButton({
        label: "Download",
        tooltip: "Download this notebook with your changes",
        onClick: () => commands.execute("docmanager:download"),
      });
      const reset = new ToolbarButton({
        label: "Reset",
        tooltip: "Forget your changes and take the notebook as the course has it",
        onClick: () => resetNotebook(context, contents),
      });
      panel.toolbar.insertBefore("spacer", "losslab-download", download);
      panel.toolbar.insertBefore("spacer", "losslab-reset", reset);
      return download;
    };
    docRegistry.addWidgetExtension("Notebook", { createNew });
  },
};

/** Opens the notebook that the address names. On a phone it has all the room there is; files and contents are one touch away. */
const opener = {
  id: "losslab:opener",
  autoStart: true,
  requires: [IDocumentManager, ILabShell],
  activate: ({ commands, restored, started }, documents, shell) => {
    const path = new URLSearchParams(location.search).get("path");
    void started.then(() => path && documents.openOrReveal(path));
    void restored.then(() => {
      if (matchMedia("(max-width: 50rem)").matches) {
        shell.collapseLeft();
        shell.collapseRight();
      } else if (path) void commands.execute("docmanager:show-in-file-browser");
    });
  },
};

async function resetNotebook(context, contents) {
  const file = URLExt.join(PageConfig.getBaseUrl(), "files", URLExt.encodeParts(context.path));
  if (!(await fetch(file, { method: "HEAD" })).ok) {
    const body = `${context.path} is your own: the course has no notebook of this name.`;
    await showDialog({ title: "Nothing to reset to", body, buttons: [Dialog.okButton()] });
    return;
  }
  const answer = await showDialog({
    title: "Reset this notebook?",
    body: `All that you changed in ${context.path} is lost. The kernel and its variables stay.`,
    buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: "Reset" })],
  });
  if (!answer.button.accept) return;
  await contents.delete(context.path);
  await context.revert();
}

const wanted = extensions.filter(({ id }) => !unwanted.has(id));
const ours = [kernelClient, kernel, courseButtons, opener];
// Of two that provide the same, JupyterLite's is meant.
const isLite = ({ id }) => id.startsWith("@jupyterlite/") || id.startsWith("losslab:");
const provided = new Set([...wanted, ...ours].filter(isLite).map(({ provides }) => provides));
const plugins = wanted.filter(
  (plugin) => isLite(plugin) || plugin.provides === undefined || !provided.has(plugin.provides),
);

const pluginRegistry = new PluginRegistry();
pluginRegistry.registerPlugins([...plugins, ...ours]);
const serviceManager = await pluginRegistry.resolveRequiredService(IServiceManager);
const lab = new JupyterLab({
  pluginRegistry,
  serviceManager,
  mimeExtensions: renderers,
  availablePlugins: [],
});
await lab.start({ hostID: "main", ignorePlugins: [], bubblingKeydown: true });
document.getElementById("losslab-loading")?.remove();
await lab.restored;
if (PageConfig.getOption("exposeAppInBrowser") === "true") globalThis.jupyterapp = lab;
