/** Every notebook of the course, run in the page: its outputs are those that Node gave and the notebook stores. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isCompared, toleranceOf } from "../../kernel/notebook/cell-tags.js";
import { compareOutputs } from "../../kernel/notebook/compare-outputs.js";
import { parseNotebook, readNotebook } from "../../kernel/notebook/notebook.js";
import { SiteUnderTest } from "./site-under-test.js";

const course = fileURLToPath(new URL("../../notebooks/", import.meta.url));
const notebooks = ["en", "zh"].flatMap((language) =>
  readdirSync(`${course}${language}`)
    .filter((file) => file.endsWith(".ipynb"))
    .map((file) => `${language}/${file}`),
);

let site: SiteUnderTest;
let page: Page;
beforeAll(async () => {
  site = await SiteUnderTest.open();
  const reader = await site.newReader();
  page = await reader.newPage();
  await page.goto(site.at("live/lab/index.html"));
  await page.waitForFunction("globalThis.jupyterapp");
});
afterAll(() => site?.close());

/** The notebook as it is when all its cells have run; nothing of it stays in the browser. */
async function executed(path: string): Promise<string> {
  return page.evaluate(`(async () => {
    const panel = await jupyterapp.commands.execute("docmanager:open", { path: ${JSON.stringify(path)}, factory: "Notebook" });
    await panel.context.ready;
    await panel.sessionContext.ready;
    await jupyterapp.commands.execute("notebook:run-all-cells");
    const { kernel } = panel.sessionContext.session;
    while (kernel.status !== "idle") await new Promise((resolve) => setTimeout(resolve, 20));
    const notebook = JSON.stringify(panel.content.model.toJSON());
    await panel.sessionContext.shutdown();
    panel.content.model.dirty = false;
    panel.dispose();
    return notebook;
  })()`);
}

it.each(notebooks)("%s gives the stored outputs", async (path) => {
  const stored = await readNotebook(`${course}${path}`);
  const fresh = parseNotebook(await executed(path), path);
  const differing = stored.cells.flatMap((cell, i) => {
    const now = fresh.cells[i]!;
    if (cell.cell_type !== "code" || now.cell_type !== "code" || !isCompared(cell, false)) return [];
    const lines = compareOutputs(cell.outputs, now.outputs, toleranceOf(cell)) ?? [];
    return lines.length === 0 ? [] : [`cell ${i + 1}`, ...lines.map(({ mark, text }) => `${mark} ${text}`)];
  });
  expect(differing).toEqual([]);
  const executions = fresh.cells.flatMap((cell) => (cell.cell_type === "code" ? [cell.execution_count] : []));
  expect(executions.every((count) => count !== null)).toBe(true);
});
