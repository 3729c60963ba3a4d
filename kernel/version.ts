/** The versions that the kernel tells of itself, read where they are kept. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/** Where the project lies: the folder of its package.json. */
export const packageFolder = findPackage(dirname(fileURLToPath(import.meta.url)));
export const LOSSLAB_VERSION = versionIn(join(packageFolder, "package.json"));
export const TYPESCRIPT_VERSION = versionIn(require.resolve("typescript/package.json"));

/** The nearest package.json above, whether this file runs from the sources or from dist/. */
function findPackage(folder: string): string {
  const file = join(folder, "package.json");
  try {
    readFileSync(file);
    return folder;
  } catch {
    return findPackage(dirname(folder));
  }
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
