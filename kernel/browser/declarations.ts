/**
 * The declaration files that the language worker has instead of a file system: those of the language, of a worker, and ours.
 * The site's assembly puts them into one file under these names.
 */
import type { Files, TypeScriptServiceOptions } from "../language/typescript-service.js";

/** Path → text. */
export type DeclarationFiles = Readonly<Record<string, string>>;

export const libFolder = "/typescript";
export const ownFolder = "/losslab";

export const environment = {
  folder: "/notebook",
  libFolder,
  // What browsers of the last two years have, and what a worker has: console, fetch, crypto, timers.
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.webworker.d.ts"],
  preloaded: new Map([
    ["losslab", `${ownFolder}/lib/index.d.ts`],
    ["losslab/kernel", `${ownFolder}/kernel/cell/globals.d.ts`],
  ]),
} as const satisfies Omit<TypeScriptServiceOptions, "files">;

export function filesOf(declarations: DeclarationFiles): Files {
  const folders = new Set<string>([environment.folder]);
  for (const path of Object.keys(declarations)) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      folders.add(path.slice(0, end));
    }
  }
  return {
    fileExists: (path) => Object.hasOwn(declarations, path),
    readFile: (path) => (Object.hasOwn(declarations, path) ? declarations[path] : undefined),
    directoryExists: (path) => folders.has(path.replace(/\/$/, "")),
    getDirectories: () => [],
  };
}
