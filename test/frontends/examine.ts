/** Looks at a page's outputs, in whichever front end they stand. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { brokenIn } from "./acceptance-notebook.js";
import type * as inPage from "./in-page.js";

let program: Promise<string> | undefined;

/** What is wrong with the outputs, in words; nothing if all is well. */
export async function faultsOf(page: Page, place: inPage.Place): Promise<string[]> {
  program ??= bundled();
  // As text, because a page that allows no scripts allows no script element either.
  const faults = await page.evaluate<string[]>(`${await program}\ninPage.faultsOf(${JSON.stringify(place)})`);
  const broken = await page.evaluate<unknown>(`window.${brokenIn}`);
  return broken === undefined ? faults : [...faults, "a string has become a script"];
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("in-page.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "inPage",
    platform: "browser",
  });
  return outputFiles[0]!.text;
}
