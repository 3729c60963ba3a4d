/**
 * The language process: TypeScript answers here, so that neither a cell nor the sockets wait for it, and it
 * answers while a cell blocks.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { answer } from "./answer.js";
import type { LanguageRequest } from "./messages.js";
import { nodeEnvironment } from "./node-environment.js";
import { createTypeScriptService } from "./typescript-service.js";

const require = createRequire(import.meta.url);
const declarations = (path: string) => {
  const base = fileURLToPath(new URL(path, import.meta.url));
  return ts.sys.fileExists(`${base}.d.ts`) ? `${base}.d.ts` : `${base}.ts`;
};

const { lib, types } = nodeEnvironment(process.versions.node);
const service = createTypeScriptService({
  files: ts.sys,
  folder: process.cwd(),
  libFolder: dirname(require.resolve("typescript")),
  lib,
  nodeTypes: join(dirname(require.resolve(`${types}/package.json`)), "index.d.ts"),
  preloaded: new Map([
    ["losslab", declarations("../../lib/index")],
    ["losslab/kernel", declarations("../cell/globals")],
  ]),
  importable: new Map([["tslab", declarations("../cell/tslab")]]),
});
// The first check binds the standard library; done now, it is not the first cell that waits.
service.check({ number: 0, source: "" });

process.on("message", (request: LanguageRequest) => {
  const response = answer(service, request);
  // A supervisor that is gone wants no answer; `disconnect` ends this process.
  process.send?.(response, () => {});
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C in a terminal is for the supervisor.
process.on("SIGINT", () => {});
