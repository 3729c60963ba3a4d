/** The examination itself: it sees what it looks for. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { brokenIn } from "./acceptance-notebook.js";
import { desk, launchChromium } from "./browser.js";
import { faultsOf } from "./examine.js";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

it.each([
  ["nothing", "<table><caption>a</caption><tr><th scope=col>b</th></tr></table><p>c</p>", []],
  [
    "a table without a caption and scopes",
    "<table><tr><th>b</th></tr></table>",
    ['table "" has no caption: b', 'table "": header b has no scope'],
  ],
  ["a picture without words", "<img src='data:,'>", ["an image without words"]],
  ["a script", "<script></script>", ["a script in an output"]],
  [
    "a string that has run",
    `<script>window.${brokenIn}=1</script>`,
    ["a script in an output", "a string has become a script"],
  ],
  ["grey on white", "<p style='color:#777'>a</p>", ['contrast 4.48 in <p> of "output": a']],
  [
    "black on half-transparent blue on black",
    "<p style='background:#000;color:#fff'><b style='background:rgba(0,0,255,.5);color:#000'>a</b></p>",
    ['contrast 1.31 in <b> of "output": a'],
  ],
  ["text that is almost transparent", "<p style='opacity:.3'>a</p>", ['contrast 2.11 in <p> of "output": a']],
  [
    "what ends beyond the window",
    "<pre style='width:1300px'>a</pre>",
    ["the page is 108 px too wide", "<pre> ends 108 px beyond the window: a"],
  ],
  ["nothing where that scrolls", "<div style='overflow:auto'><pre style='width:1300px'>a</pre></div>", []],
])("sees %s", async (_, markup, faults) => {
  const page = await browser.newPage({ viewport: desk });
  await page.setContent(`<!doctype html><body><div class="output">${markup}</div>`);
  expect(await faultsOf(page, { output: ".output", html: ".output" })).toEqual(faults);
  await page.close();
});
