/** Chromium, and pictures of what it shows, kept in out/frontends for who wants to look. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { findProgram } from "../platforms/programs.js";

const pictures = fileURLToPath(new URL("../../out/frontends/", import.meta.url));

export const desk = { width: 1200, height: 900 };
export const phone = { width: 390, height: 844 };

/** For what takes seconds on a free machine and must not fail on a busy one. */
export const patienceMs = 90_000;

export function launchChromium(): Promise<Browser> {
  const executablePath = findProgram(
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    "Install Chromium: `apt-get install chromium`.",
  );
  return chromium.launch({ executablePath, chromiumSandbox: false });
}

/** The whole of a page that scrolls as a page does. */
export async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
