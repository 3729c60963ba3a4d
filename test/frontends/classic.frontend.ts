/** The classic Jupyter Notebook: executed by its reader, who then trusts it, and only opened, where nobody trusts it. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { acceptanceNotebook, charts, chartsInChinese, ranScript } from "./acceptance-notebook.js";
import { desk, launchChromium, patienceMs, photograph } from "./browser.js";
import { faultsOf } from "./examine.js";
import { JupyterServer } from "./jupyter-server.js";

const place = {
  output: ".output_area",
  html: ".output_html",
  scroller: "#site",
  // Its style sheet makes captions #777, which is 4.48:1 on white, and lets no untrusted output choose another colour.
  foreign: ".prompt, caption",
};

let browser: Browser;
let server: JupyterServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "losslab-classic-"));
  writeFileSync(join(folder, "run.ipynb"), acceptanceNotebook);
  cpSync(inject("notebook"), join(folder, "opened.ipynb"));
  [browser, server] = await Promise.all([
    launchChromium(),
    JupyterServer.start({
      module: "notebook",
      application: "NotebookApp",
      folder,
      jupyterPath: inject("jupyterPath"),
    }),
  ]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

async function open(name: string): Promise<Page> {
  const page = await browser.newPage({ viewport: desk });
  page.setDefaultTimeout(patienceMs);
  await page.goto(server.at(`/notebooks/${name}`));
  await page.waitForFunction("Jupyter.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected()");
  return page;
}

/** MathJax typesets when it comes to it. */
async function typeset(page: Page): Promise<void> {
  await page.waitForFunction(
    "document.querySelectorAll('.output .MathJax').length > 5 && !MathJax.Hub.queue.pending",
  );
}

/** The notebook scrolls in a box of its own: the window is made as high as what is in it. */
async function photographWhole(page: Page, name: string): Promise<void> {
  const height = await page.evaluate("document.querySelector('#notebook').scrollHeight + 150");
  await page.setViewportSize({ ...desk, height: Number(height) });
  await photograph(page, name);
  await page.setViewportSize(desk);
}

it("executed and trusted, outputs can be read", async () => {
  const page = await open("run.ipynb");
  await page.evaluate("Jupyter.notebook.execute_all_cells()");
  await page.waitForFunction(
    "Jupyter.notebook.get_cells().every((cell) => cell.cell_type !== 'code' || cell.input_prompt_number > 0)",
  );
  await typeset(page);
  await photographWhole(page, "classic-trusted");
  expect(await faultsOf(page, place)).toEqual([]);
  expect(await page.locator(".output_error").count()).toBe(0);
  expect(await page.locator(".output_markdown img").count()).toBe(charts);
  // The reader's own cell said so, and has run here.
  expect(await page.evaluate(`window.${ranScript}`)).toBe(1);
  await page.close();
});

it("only opened and not trusted, outputs can be read and nothing of them runs", async () => {
  const page = await open("opened.ipynb");
  await typeset(page);
  await photographWhole(page, "classic-untrusted");
  expect(await page.evaluate("Jupyter.notebook.trusted")).toBe(false);
  expect(await faultsOf(page, place)).toEqual([]);
  expect(await page.evaluate(`window.${ranScript}`)).toBeUndefined();
  // Without trust a chart is its PNG, or its words where there is no faithful one.
  expect(await page.locator(".output_png img").count()).toBe(charts - chartsInChinese);
  await page.close();
});
