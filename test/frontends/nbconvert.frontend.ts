/** The executed notebook as nbconvert's HTML, in both of its templates. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { charts } from "./acceptance-notebook.js";
import { desk, launchChromium, patienceMs, photograph } from "./browser.js";
import { faultsOf } from "./examine.js";

/** nbconvert's pages fetch MathJax from the network; Debian has the same version. */
const mathjax = "/usr/share/javascript/mathjax/";

const lab = { output: ".jp-OutputArea-output", html: ".jp-RenderedHTMLCommon:not(.jp-RenderedMarkdown)" };
/** Debian's classic template comes without the classic Notebook's style sheet. */
const classic = { output: ".output_area", html: ".output_html", unstyled: true };

/** Their charts stand within HTML. */
const sweeps = 1;

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "losslab-nbconvert-"));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  { template: "lab", theme: "light", place: lab },
  { template: "lab", theme: "dark", place: lab },
  { template: "classic", theme: "light", place: classic },
])("$template, $theme", async ({ template, theme, place }) => {
  const name = `${template}-${theme}`;
  const words = [
    "--to",
    "html",
    "--template",
    template,
    "--theme",
    theme,
    "--output-dir",
    folder,
    "--output",
    name,
  ];
  execFileSync("/usr/bin/python3", ["-m", "nbconvert", ...words, inject("notebook")], { stdio: "pipe" });
  const page = await browser.newPage({ viewport: desk });
  await page.route(/^https?:/, (route) => {
    const path = /\/mathjax\/[\d.]+\/([^?]*)/.exec(route.request().url())?.[1];
    if (path === undefined) return route.abort();
    return route.fulfill({ path: join(mathjax, path.replace("latest.js", "MathJax.js")) });
  });
  page.setDefaultTimeout(patienceMs);
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
  await page.waitForFunction("document.querySelectorAll('.MathJax, .MathJax_CHTML, .mjx-chtml').length > 10");
  await photograph(page, `nbconvert-${name}`);
  expect(await faultsOf(page, place)).toEqual([]);
  expect(await page.locator(place.output).locator("img").count()).toBe(charts + sweeps);
  await page.close();
});
