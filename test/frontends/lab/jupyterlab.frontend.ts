/**
 * JupyterLab: outputs in both of its themes, trusted and not; and the README's pictures, which are cells as a student sees them.
 * Changes .github/pictures.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decode, encode } from "fast-png";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { acceptanceNotebook, picturedCells, picturesNotebook, ranScript } from "../acceptance-notebook.js";
import { desk, launchChromium, patienceMs, photograph } from "../browser.js";
import { faultsOf } from "../examine.js";
import { JupyterServer } from "../jupyter-server.js";
import { assembledLab } from "./assemble.js";

const place = {
  output: ".jp-OutputArea-output",
  html: ".jp-OutputArea-output.jp-RenderedHTML",
  scroller: ".jp-WindowedPanel-outer",
  // Vega draws on a canvas, or writes in grey that reads on both themes.
  foreign: ".vega-embed",
};
const pictures = fileURLToPath(new URL("../../../.github/pictures/", import.meta.url));

let browser: Browser;
let server: JupyterServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "losslab-lab-"));
  writeFileSync(join(folder, "run.ipynb"), acceptanceNotebook);
  writeFileSync(join(folder, "pictures.ipynb"), picturesNotebook);
  cpSync(inject("notebook"), join(folder, "opened.ipynb"));
  const lab = await assembledLab();
  const state = join(folder, ".lab");
  const folders = {
    static_dir: lab.static,
    templates_dir: lab.templates,
    schemas_dir: lab.schemas,
    themes_dir: lab.themes,
    user_settings_dir: join(state, "user-settings"),
    workspaces_dir: join(state, "workspaces"),
    app_settings_dir: join(state, "app-settings"),
  };
  const options = Object.entries({ ...folders, app_version: lab.version }).map(
    ([name, value]) => `--LabServerApp.${name}=${value}`,
  );
  server = await JupyterServer.start({
    module: "jupyterlab_server",
    application: "ServerApp",
    folder,
    jupyterPath: inject("jupyterPath"),
    options,
  });
  browser = await launchChromium();
});
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A notebook in JupyterLab, which the page knows as `panel`; with `run`, all cells are executed. */
async function open(name: string, { run, scale = 1 }: { run: boolean; scale?: number }): Promise<Page> {
  const page = await browser.newPage({ viewport: desk, deviceScaleFactor: scale });
  page.setDefaultTimeout(patienceMs);
  // Without what was open the last time.
  await page.goto(`${server.at("/lab")}&reset`);
  await page.waitForFunction("globalThis.jupyterapp");
  await page.evaluate(`(async () => {
    const panel = await jupyterapp.commands.execute("docmanager:open", { path: ${JSON.stringify(name)}, factory: "Notebook" });
    await panel.context.ready;
    await panel.sessionContext.ready;
    jupyterapp.shell.collapseLeft();
    globalThis.panel = panel;
  })()`);
  if (run) {
    await page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')");
    await page.waitForFunction(
      "panel.content.widgets.every(({ model }) => model.type !== 'code' || model.executionCount > 0) && panel.sessionContext.session.kernel.status === 'idle'",
    );
  }
  // Charts and formulas are drawn when their time comes.
  await page.waitForFunction("!document.querySelector('.jp-OutputArea-output:empty')").catch(() => {});
  await page.waitForTimeout(1500);
  return page;
}

/** JupyterLab remembers it, for the next page too. */
async function useTheme(page: Page, theme: "Light" | "Dark"): Promise<void> {
  await page.evaluate(
    `jupyterapp.commands.execute("apputils:change-theme", { theme: "JupyterLab ${theme}" })`,
  );
  await page.waitForFunction(`document.body.dataset.jpThemeLight === "${theme === "Light"}"`);
  await page.waitForTimeout(1000);
}

/** The notebook scrolls in a box of its own, and stays where the last cell ran. */
async function scrollToTop(page: Page): Promise<void> {
  await page.evaluate("panel.content.outerNode.scrollTop = 0");
  await page.waitForTimeout(500);
}

async function photographWhole(page: Page, name: string): Promise<void> {
  const height = await page.evaluate(
    "panel.content.widgets.reduce((sum, { node }) => sum + node.getBoundingClientRect().height + 6, 200)",
  );
  await page.setViewportSize({ ...desk, height: Math.ceil(Number(height)) });
  await scrollToTop(page);
  await photograph(page, name);
}

describe.each([
  { state: "trusted", name: "run.ipynb", run: true },
  { state: "untrusted", name: "opened.ipynb", run: false },
])("$state", ({ state, name, run }) => {
  it("outputs can be read in the light theme and in the dark one", async () => {
    const page = await open(name, { run });
    await useTheme(page, "Light");
    await photographWhole(page, `lab-${state}-light`);
    expect(await faultsOf(page, place)).toEqual([]);
    expect(await page.locator(".jp-OutputArea-output mjx-container").count()).toBeGreaterThan(5);
    expect(
      await page.locator(".jp-OutputArea-output .jp-RenderedVegaCommon5, .jp-RenderedVegaCommon5").count(),
    ).toBe(4);
    expect(await page.evaluate(`window.${ranScript}`)).toBe(run ? 1 : undefined);
    await useTheme(page, "Dark");
    await photographWhole(page, `lab-${state}-dark`);
    expect(await faultsOf(page, place)).toEqual([]);
    await page.close();
  });
});

it("draws the README's pictures", async () => {
  const page = await open("pictures.ipynb", { run: true, scale: 2 });
  mkdirSync(pictures, { recursive: true });
  await useTheme(page, "Light");
  // High enough for all cells to be seen whole; what was out of the window is laid out when it is drawn.
  await page.setViewportSize({ width: 1040, height: 3000 });
  await scrollToTop(page);
  await photograph(page, "lab-pictures");
  for (const [i, picture] of Object.keys(picturedCells).entries()) {
    const png = smaller(await page.locator(".jp-Notebook-cell").nth(i).screenshot());
    expect(png.length).toBeLessThan(150_000);
    writeFileSync(join(pictures, `${picture}.png`), png);
  }
  await page.close();
});

/** The same picture with fewer shades, which nobody sees, in fewer bytes. */
function smaller(png: Uint8Array): Uint8Array {
  const { width, height, channels, data } = decode(png);
  const fewer = Uint8Array.from(data, (shade) => Math.round(shade / 3) * 3);
  return encode({ width, height, channels, data: fewer, depth: 8 }, { zlib: { level: 9 } });
}
