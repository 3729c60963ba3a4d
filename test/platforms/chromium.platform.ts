/** The built library, mathjs included, in a page of Chromium. */
import { inspect } from "node:util";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bits } from "./bits.js";
import { browserBundle, ModuleFolder, printedInNode, root } from "./bundle.js";
import { libraryExamples } from "./examples.js";
import type { RunExample, Shown } from "./in-page.js";
import { findProgram } from "./programs.js";

const examples = libraryExamples();
const origin = "https://losslab.invalid/";
let browser: Browser;
let files: Map<string, Buffer>;
let ran = 0;

beforeAll(async () => {
  const executablePath = findProgram(
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    "Install Chromium: `apt-get install chromium`.",
  );
  files = await bundledLibrary();
  browser = await chromium.launch({ executablePath, chromiumSandbox: false });
});
afterAll(async () => {
  if (browser === undefined) return;
  console.log(`Chromium ${browser.version()}: ran ${ran} of the documentation's ${examples.length} examples`);
  await browser.close();
});

/** All of the built library and mathjs, as files that the page loads. */
async function bundledLibrary(): Promise<Map<string, Buffer>> {
  const contents =
    'import * as losslab from "./dist/lib/index.js";' +
    'import { install } from "./test/platforms/in-page.ts";' +
    "install(losslab);";
  const { outputFiles } = await build({
    ...browserBundle,
    external: [],
    splitting: true,
    outdir: "/",
    stdin: { contents, resolveDir: root, sourcefile: "page.js" },
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(1), Buffer.from(contents)]));
}

/** A page that has loaded the library; `requested` lists what it asked for. */
async function open(): Promise<{ page: Page; requested: string[] }> {
  const page = await browser.newPage();
  const requested: string[] = [];
  await page.route("**/*", (route) => {
    const name = route.request().url().replace(origin, "");
    requested.push(name);
    if (name === "") return route.fulfill({ contentType: "text/html", body: "<!doctype html>" });
    const body = files.get(name);
    return body ? route.fulfill({ contentType: "text/javascript", body }) : route.abort();
  });
  await page.goto(origin);
  await page.addScriptTag({ type: "module", url: `${origin}stdin.js` });
  return { page, requested };
}

/** The value of an example, as it would be printed in Node. */
async function run(page: Page, code: readonly string[]): Promise<string> {
  type Global = typeof globalThis & { runExample: RunExample };
  const value = revive(await page.evaluate((code) => (globalThis as Global).runExample(code), code));
  ran++;
  return typeof value === "string" ? value : inspect(value, { breakLength: 120 });
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  const { shown } = value as Partial<Shown>;
  if (shown !== undefined) return { [inspect.custom]: () => shown };
  return Object.fromEntries(Object.entries(value).map(([key, x]) => [key, revive(x)]));
}

it("exact says what to call first, and mathjs is fetched only then", async () => {
  const { page, requested } = await open();
  const before = [...requested];
  await expect(run(page, ["exact.softmax([0, 0])"])).rejects.toThrow("run `await exact.load()` once");
  expect(requested).toEqual(before);
  expect(await run(page, ["await exact.load();", "exact.softmax([0, 0]).shape"])).toBe("[ 2 ]");
  const fetched = requested.filter((name) => !before.includes(name));
  expect(fetched.some((name) => files.get(name)?.includes("BigNumberDependencies"))).toBe(true);
  await page.close();
});

it("the kernels give the same bits as in Node", async () => {
  const modules = new ModuleFolder();
  const { page } = await open();
  expect([await run(page, bits)]).toEqual(await printedInNode(modules, [bits]));
  await page.close();
  modules.remove();
});

it("every example of the documentation prints what it says there", async () => {
  const { page, requested } = await open();
  ran = 0;
  await run(page, ["await exact.load()"]);
  ran = 0;
  const results: string[] = [];
  for (const { code } of examples) {
    results.push(await run(page, code).catch((error: Error) => `threw ${error.message}`));
  }
  expect(examples.map(({ file, line }, i) => `${file}:${line}\n${results[i]}`)).toEqual(
    examples.map(({ file, line, printed }) => `${file}:${line}\n${printed}`),
  );
  expect(requested.filter((name) => name !== "" && !files.has(name))).toEqual([]);
});
