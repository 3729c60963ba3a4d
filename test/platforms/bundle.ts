/** Bundles of the library as an application's bundler makes them, and a fresh process to run one in. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type BuildOptions, build, type Metafile } from "esbuild";
import type { Task } from "./print-examples.js";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Large packages that the library loads when something first needs them. */
export const loadedLater = ["mathjs", "vega", "vega-lite", "fast-png", "@resvg/*", "@fontsource/*"];

/** For a browser, minified, and no heed to what only Node has: importing a Node module fails. */
export const browserBundle = {
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  external: loadedLater,
  absWorkingDir: root,
  write: false,
  metafile: true,
  logLevel: "silent",
} as const satisfies BuildOptions;

export interface Bundle {
  readonly code: string;
  readonly bytes: number;
  readonly metafile: Metafile;
}

/** What an application carries that imports these names of the library, or all of them. */
export async function bundleOf(names: readonly string[] | "everything"): Promise<Bundle> {
  const exported = names === "everything" ? "*" : `{ ${names.join(", ")} }`;
  const { outputFiles, metafile } = await build({
    ...browserBundle,
    stdin: { contents: `export ${exported} from "./lib/index.ts";`, resolveDir: root, loader: "ts" },
  });
  return { code: outputFiles[0]!.text, bytes: outputFiles[0]!.contents.length, metafile };
}

/** A folder for modules, inside the repository so that they find mathjs; `remove` when done. */
export class ModuleFolder {
  readonly path: string;
  #written = 0;

  constructor() {
    mkdirSync(join(root, "out"), { recursive: true });
    this.path = mkdtempSync(join(root, "out", "modules-"));
  }

  /** Writes a module and gives its path. */
  write(code: string): string {
    const path = join(this.path, `${this.#written++}.mjs`);
    writeFileSync(path, code);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** `print-examples.ts` as JavaScript. */
export async function printExamplesProgram(): Promise<string> {
  const { outputFiles } = await build({
    ...browserBundle,
    platform: "node",
    entryPoints: ["test/platforms/print-examples.ts"],
  });
  return outputFiles[0]!.text;
}

/** The values of examples in this Node, with the built library. */
export async function printedInNode(
  modules: ModuleFolder,
  examples: readonly (readonly string[])[],
): Promise<string[]> {
  const program = modules.write(await printExamplesProgram());
  return printExamples([process.execPath, program], {
    modulePath: join(root, "dist/lib/index.js"),
    load: false,
    examples,
  });
}

/** Runs the program of `printExamplesProgram` and gives what each example printed. */
export async function printExamples(
  command: readonly [string, ...string[]],
  task: Omit<Task, "module"> & { readonly modulePath: string },
): Promise<string[]> {
  const { modulePath, load, examples } = task;
  const [executable, ...args] = command;
  const child = spawn(executable, args, { cwd: root, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {}); // It may have ended without reading; its status says so.
  child.stdin.end(JSON.stringify({ module: pathToFileURL(modulePath).href, load, examples } satisfies Task));
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}:\n${errors}`);
  return JSON.parse(output) as string[];
}
