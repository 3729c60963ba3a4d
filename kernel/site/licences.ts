/** The licences of all that went into the site's programs: what their authors ask to go along with them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Metafile } from "esbuild";
import { packageFolder } from "../version.js";
import { packagePaths, readJson } from "./jupyter.js";

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
  readonly author?: unknown;
}

/** Packages whose files are in the site as they are. */
const copied = ["@resvg/resvg-wasm", "@fontsource/dejavu-sans", "typescript"];

/** Each package with its licence, and the text of each licence once. */
export function licenceTexts(bundles: readonly Metafile[]): string {
  const folders = new Set(copied.map((name) => join(packageFolder, "node_modules", name)));
  for (const { inputs } of bundles) {
    for (const input of Object.keys(inputs)) {
      const folder = packageOf(input);
      if (folder !== undefined) folders.add(folder);
    }
  }
  const byText = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const { name, version, license, author } = readJson<Package>(join(folder, "package.json"));
    const by = typeof author === "string" ? author : (author as { name?: string } | undefined)?.name;
    const text = textIn(folder) ?? `${String(license)}${by === undefined ? "" : `, by ${by}`}`;
    const list = byText.get(text) ?? [];
    byText.set(text, [...list, `${name} ${version} (${String(license)})`]);
  }
  const line = "=".repeat(100);
  const own = `losslab\n\n${readFileSync(join(packageFolder, "LICENSE"), "utf8").trim()}`;
  const data = `Fashion-MNIST, the first pictures of each class\n\n${readFileSync(join(packageFolder, "lib/data/fashion-mnist/README.md"), "utf8").trim()}`;
  const others = [...byText].map(([text, names]) => `${[...new Set(names)].join("\n")}\n\n${text}`);
  return `${[own, data, ...others].join(`\n\n${line}\n\n`)}\n`;
}

/** The folder of the package that a bundled file is of, wherever it was found. */
function packageOf(input: string): string | undefined {
  const inside = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll("\\", "/"))?.[1];
  if (inside === undefined) return undefined;
  // Paths are told from the folder that the bundle was made in.
  const roots = [packageFolder, dirname(packagePaths[0]!)];
  return roots
    .map((root) => resolve(root, inside))
    .find((folder) => existsSync(join(folder, "package.json")));
}

function textIn(folder: string): string | undefined {
  const files = readdirSync(folder).filter((file) =>
    /^(?:licen[cs]e|copying|notice|thirdpartynotice)/i.test(file),
  );
  const texts = files
    .filter((file) => !/\.(?:js|json|html)$/.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  return texts.length === 0 ? undefined : texts.join("\n\n");
}
