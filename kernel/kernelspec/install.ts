// `losslab install`: writes the kernelspec by which Jupyter finds and starts this kernel.
// Writes its own five files and deletes nothing else, whatever is in the folder.
import { randomBytes } from "node:crypto";
import { access, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolders } from "../notebook/make-folders.js";
import { CONNECTION_FILE, DISPLAY_NAME, describeForeign, isOurs, readKernelJson } from "./kernelspec.js";
import { LAUNCHER, launcherScript, type Program, startingWords, thisProgram } from "./launcher.js";
import { logoPng, logoSvg } from "./logo.js";
import { KernelspecError, kernelspecFolder, type PlaceOptions } from "./place.js";

export interface InstallOptions extends PlaceOptions {
  /** What the kernelspec starts; the command line of this installation by default. */
  main?: string;
}

/** Returns the folder written. Installing again overwrites; another kernel of that name is left alone. */
export async function installKernelspec(options: InstallOptions = {}): Promise<string> {
  const folder = kernelspecFolder(options);
  const main = options.main ?? fileURLToPath(new URL("../main.js", import.meta.url));
  await access(main).catch(() => {
    throw new KernelspecError(
      `${main} is missing, so there is no kernel to install: run "npm run build" first`,
    );
  });
  try {
    const present = await readKernelJson(folder);
    if (present && !isOurs(present)) {
      throw new KernelspecError(
        `${folder} has ${describeForeign(present)}; it was left alone. Choose another name with --name`,
      );
    }
    const program = thisProgram(main);
    const launcher = process.platform === "win32" ? [] : [[LAUNCHER, launcherScript(program)] as const];
    // kernel.json comes last: it is what makes the folder a kernel to Jupyter.
    await writeAll(folder, [
      ["logo-32x32.png", logoPng(32)],
      ["logo-64x64.png", logoPng(64)],
      ["logo-svg.svg", logoSvg],
      ...launcher,
      ["kernel.json", `${JSON.stringify(kernelJson(process.platform, program, folder), null, 2)}\n`],
    ]);
  } catch (error) {
    if (error instanceof KernelspecError) throw error;
    throw new KernelspecError(explain(error, folder, options));
  }
  return folder;
}

/** argv is a list, which Jupyter passes on without a shell: spaces in paths need no quoting. */
export function kernelJson(platform: NodeJS.Platform, program: Program, folder: string): object {
  return {
    argv: [...startingWords(platform, program, join(folder, LAUNCHER)), "kernel", CONNECTION_FILE],
    display_name: DISPLAY_NAME,
    language: "typescript",
    interrupt_mode: "message",
    // By `losslab` the kernelspec is known as ours, whatever its name; list shows what is in it.
    metadata: { debugger: false, losslab: { ...program } },
  };
}

/** All contents are on disk beside their places before the first is put in place; on failure nothing new is left behind. */
async function writeAll(
  folder: string,
  files: (readonly [name: string, content: string | Uint8Array])[],
): Promise<void> {
  const suffix = `.${randomBytes(6).toString("hex")}.tmp`;
  const temporary = (name: string) => join(folder, `.${name}${suffix}`);
  let created: string[] = [];
  try {
    created = await makeFolders(folder);
    for (const [name, content] of files) await writeFile(temporary(name), content, { flag: "wx" });
    for (const [name] of files) await rename(temporary(name), join(folder, name));
  } catch (error) {
    for (const [name] of files) await rm(temporary(name), { force: true }).catch(() => {});
    created = (error as { created?: string[] }).created ?? created;
    // Fails when something is in it, and then it stays.
    for (const path of created.reverse()) await rmdir(path).catch(() => {});
    throw error;
  }
}

function explain(error: unknown, folder: string, { prefix }: PlaceOptions): string {
  const { code, message, path } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    const advice =
      prefix === undefined
        ? "give --prefix a folder you may write to, or set JUPYTER_DATA_DIR to one"
        : "use --user to install for yourself, or run the command as someone who may write there";
    return `no permission to write ${path ?? folder}: ${advice}`;
  }
  if (code === "ENOTDIR" || code === "EEXIST") {
    return `${folder} cannot be created, because ${path ?? "a part of it"} is a file and not a folder; move it away or choose another --prefix`;
  }
  if (code === "ENOENT") return `${path ?? folder} cannot be created there; choose another --prefix`;
  if (code === "ENOSPC") return `no space left to write ${folder}; free some and try again`;
  return `${folder} could not be written: ${message}`;
}
