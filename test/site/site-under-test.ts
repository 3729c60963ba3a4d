/** The built site as a reader comes to it: a static server that knows nothing of it, a sub-path, Chromium. */
import { readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "../frontends/browser.js";

export const site = fileURLToPath(new URL("../../out/site/", import.meta.url));
const path = "/teaching/losslab/";

const types: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

/** As GitHub Pages serves: a type by the file's name, no header of ours. */
function staticServer(): Server {
  return createServer((request, response) => {
    let name = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    if (name.endsWith("/")) name += "index.html";
    const file = join(site, name.slice(path.length));
    if (!name.startsWith(path) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" });
    response.end(request.method === "HEAD" ? undefined : readFileSync(file));
  });
}

export class SiteUnderTest {
  private readonly address: string;

  private constructor(
    private readonly server: Server,
    readonly browser: Browser,
  ) {
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  }

  static async open(): Promise<SiteUnderTest> {
    const server = staticServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new SiteUnderTest(server, await launchChromium());
  }

  at(address: string): string {
    return this.address + address;
  }

  /** A reader who was never here. */
  newReader(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    return this.browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  }

  /** No more answers, as when a server is gone. */
  disconnect(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.disconnect();
  }

  liveAddress(notebook: string): string {
    return this.at(`live/lab/index.html?path=${encodeURIComponent(notebook)}`);
  }
}

/** Waits until a notebook is there and its kernel has nothing to do; the page knows it as `panel`. */
export async function waitForNotebook(page: Page): Promise<void> {
  await page.waitForFunction("globalThis.jupyterapp?.shell.currentWidget?.context?.isReady");
  await page.evaluate("globalThis.panel = jupyterapp.shell.currentWidget");
  await waitUntilIdle(page);
}

export async function waitUntilIdle(page: Page): Promise<void> {
  await page.waitForFunction("panel.sessionContext.session?.kernel?.status === 'idle'");
}

/** A cell's outputs as the notebook would store them. */
export interface StoredOutput {
  readonly output_type: string;
  readonly text?: string | string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
}

/** Puts code into a new cell at the end and begins to run it; `outputs` of the last cell tells what came. */
export async function startCell(page: Page, code: string): Promise<void> {
  await page.evaluate(`(async () => {
    const notebook = panel.content;
    notebook.activeCellIndex = notebook.widgets.length - 1;
    await jupyterapp.commands.execute("notebook:insert-cell-below");
    notebook.activeCell.model.sharedModel.setSource(${JSON.stringify(code)});
    globalThis.running = jupyterapp.commands.execute("notebook:run-cell");
  })()`);
}

export async function runCell(page: Page, code: string): Promise<StoredOutput[]> {
  await startCell(page, code);
  await page.evaluate("running");
  await waitUntilIdle(page);
  return outputs(page);
}

export function outputs(page: Page): Promise<StoredOutput[]> {
  return page.evaluate("panel.content.activeCell.model.outputs.toJSON()");
}

/** Colours of a traceback. */
const colour = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`);

/** What a reader sees of outputs, roughly. */
export function textOf(shown: readonly StoredOutput[]): string {
  return shown
    .map(({ text, data, traceback }) => text ?? data?.["text/plain"] ?? traceback?.join("\n") ?? "")
    .map((part) => (Array.isArray(part) ? part.join("") : String(part)))
    .join("\n")
    .split(colour)
    .join("");
}
