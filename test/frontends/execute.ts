/** Before the tests: the kernel is installed in a folder of its own, and `losslab run --html` executes the acceptance notebook. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { acceptanceNotebook } from "./acceptance-notebook.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The acceptance notebook, executed, and its page. */
    notebook: string;
    page: string;
    /** The folder with the kernel, for `JUPYTER_PATH`. */
    jupyterPath: string;
  }
}

const commandLine = fileURLToPath(new URL("../../dist/kernel/main.js", import.meta.url));

export default function execute(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "losslab-frontends-"));
  const losslab = (...words: string[]) =>
    execFileSync(process.execPath, [commandLine, ...words], { cwd: folder });
  losslab("install", "--prefix", folder);
  mkdirSync(join(folder, "source"));
  writeFileSync(join(folder, "source/acceptance.ipynb"), acceptanceNotebook);
  losslab("run", "source/acceptance.ipynb", "--out", "executed", "--html");
  project.provide("notebook", join(folder, "executed/acceptance.ipynb"));
  project.provide("page", join(folder, "executed/acceptance.html"));
  project.provide("jupyterPath", join(folder, "share/jupyter"));
  return () => rmSync(folder, { recursive: true, force: true });
}
