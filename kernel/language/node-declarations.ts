/** Where the declarations that a kernel on Node knows before its first cell lie on this machine. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DeclarationOptions } from "./known-declarations.js";
import { nodeEnvironment } from "./node-environment.js";

export function nodeDeclarations() {
  const require = createRequire(import.meta.url);
  const { lib, types } = nodeEnvironment(process.versions.node);
  return {
    libFolder: dirname(require.resolve("typescript")),
    lib,
    nodeTypes: join(dirname(require.resolve(`${types}/package.json`)), "index.d.ts"),
    preloaded: new Map([
      ["losslab", declarationFile("../../lib/index")],
      ["losslab/kernel", declarationFile("../cell/globals")],
    ]),
    importable: new Map([["tslab", declarationFile("../cell/tslab")]]),
  } satisfies Omit<DeclarationOptions, "files">;
}

/** Compiled, or the source itself when we run from that. */
function declarationFile(path: string): string {
  const base = fileURLToPath(new URL(path, import.meta.url));
  return existsSync(`${base}.d.ts`) ? `${base}.d.ts` : `${base}.ts`;
}
