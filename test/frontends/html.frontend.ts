/** `losslab run --html`: the page by itself, on a desk, on a phone, in the dark and on paper. */
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { ranScript } from "./acceptance-notebook.js";
import { desk, launchChromium, patienceMs, phone, photograph } from "./browser.js";
import { faultsOf } from "./examine.js";

const place = { output: ".nb-markdown, .nb-outputs, .nb-footer, .nb-contents", html: ".nb-html" };
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** The page, and every address it asked for beside its own. */
async function open(options: BrowserContextOptions): Promise<{ page: Page; requested: string[] }> {
  const page = await browser.newPage({ ...options, offline: true });
  const requested: string[] = [];
  page.on("request", (request) => requested.push(request.url()));
  const address = pathToFileURL(inject("page")).href;
  page.setDefaultTimeout(patienceMs);
  await page.goto(address);
  return { page, requested: requested.filter((url) => url !== address && !url.startsWith("data:")) };
}

describe.each([
  ["desk", desk],
  ["phone", phone],
] as const)("on a %s", (device, viewport) => {
  it.each(["light", "dark"] as const)("outputs can be read, %s", async (colorScheme) => {
    const { page, requested } = await open({ viewport, colorScheme });
    await photograph(page, `html-${device}-${colorScheme}`);
    expect(await faultsOf(page, place)).toEqual([]);
    expect(requested).toEqual([]);
    await page.close();
  });
});

it("has no script, and the HTML that a cell made stands in a sandbox", async () => {
  const { page } = await open({ viewport: desk });
  expect(await page.locator("script").count()).toBe(0);
  const frames = page.locator("iframe");
  expect(await frames.count()).toBe(1);
  expect(await frames.getAttribute("sandbox")).toBe("");
  for (const frame of page.frames()) expect(await frame.evaluate(`window.${ranScript}`)).toBeUndefined();
  await page.close();
});

it("typesets every formula, has a table of contents, colours code and describes pictures", async () => {
  const { page } = await open({ viewport: desk });
  expect(await page.locator(".nb-markdown .katex-display").count()).toBeGreaterThanOrEqual(4);
  expect(await page.locator(".nb-latex .katex").count()).toBe(1);
  expect(await page.locator(".nb-bad-formula").count()).toBe(0);
  // What is left as text when the formulas, their sources for screen readers, and code are taken out.
  const prose = await page.evaluate(() => {
    const body = document.body.cloneNode(true) as HTMLElement;
    for (const element of body.querySelectorAll(".katex, pre, code, table, iframe")) element.remove();
    return body.textContent ?? "";
  });
  expect(prose).not.toMatch(/\$\$|\\(?:frac|sum|exp|text)\b/);
  expect(await page.locator("nav a").count()).toBeGreaterThanOrEqual(5);
  for (const id of await page
    .locator("nav a")
    .evaluateAll((links) => links.map((a) => a.getAttribute("href")!))) {
    expect(await page.locator(`[id="${decodeURIComponent(id.slice(1))}"]`).count()).toBe(1);
  }
  expect(await page.locator(".nb-source .hljs-string").count()).toBeGreaterThan(5);
  const words = await page
    .locator("img")
    .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).alt));
  expect(words.length).toBeGreaterThanOrEqual(6);
  expect(words.filter((alt) => alt.length < 10)).toEqual([]);
  await page.close();
});

it("cuts nothing off on paper", async () => {
  // A4 at 96 px an inch, less a centimetre and a half on each side.
  const { page } = await open({ viewport: { width: 794 - 2 * 57, height: 1123 }, colorScheme: "dark" });
  await page.emulateMedia({ media: "print" });
  await photograph(page, "html-paper");
  expect(await faultsOf(page, place)).toEqual([]);
  const hidden = await page
    .locator("pre, table, .nb-html, .katex-display, .nb-latex")
    .evaluateAll((elements) =>
      elements
        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1)
        .map(
          (e) =>
            `${e.localName} ${e.className}: ${e.scrollWidth} of ${e.clientWidth}: ${e.textContent?.trim().slice(0, 50)}`,
        ),
    );
  expect(hidden).toEqual([]);
  // 1.5000e+0 on one line and 0 on the next is not a number.
  const broken = await page.locator(".nb-html td[align='right']").evaluateAll((cells) =>
    cells
      .filter((cell) => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        return new Set([...text.getClientRects()].map(({ top }) => top)).size > 1;
      })
      .map((cell) => cell.textContent),
  );
  expect(broken).toEqual([]);
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(3);
  await page.close();
});
