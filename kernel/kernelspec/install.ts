// `losslab install`: writes the kernelspec by which Jupyter finds and starts this kernel.
// Writes its own four files and deletes nothing else, whatever is in the folder.
import { randomBytes } from "node:crypto";
import { access, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolders } from "../notebook/make-folders.js";
import { userDataDir } from "./data-dir.js";
import { logoPng, logoSvg } from "./logo.js";

export interface InstallOptions {
  /** Into Jupyter's data folder of this user; the default. */
  user?: boolean | undefined;
  /** Into `prefix`/share/jupyter. */
  prefix?: string | undefined;
  /** Into the active Python environment (VIRTUAL_ENV or CONDA_PREFIX). */
  sysPrefix?: boolean | undefined;
  /** The kernel's name and its folder's; `losslab` by default. */
  name?: string | undefined;
  /** What the kernelspec starts; the command line of this installation by default. */
  main?: string;
}

/** A sentence for the person at the terminal: what could not be done and what to do. */
export class InstallError extends Error {
  override name = "InstallError";
}

/** Returns the folder written. Installing again overwrites. */
export async function installKernelspec(options: InstallOptions = {}): Promise<string> {
  const name = options.name ?? "losslab";
  if (!/^[A-Za-z0-9._-]+$/.test(name) || /^\.+$/.test(name)) {
    throw new InstallError(`"${name}" cannot be a kernel's name: use letters, digits, ".", "_" and "-"`);
  }
  const main = options.main ?? fileURLToPath(new URL("../main.js", import.meta.url));
  await access(main).catch(() => {
    throw new InstallError(`${main} is missing, so there is no kernel to install: run "npm run build" first`);
  });
  const folder = join(dataDir(options), "kernels", name);
  try {
    // kernel.json comes last: it is what makes the folder a kernel to Jupyter.
    await writeAll(folder, [
      ["logo-32x32.png", logoPng(32)],
      ["logo-64x64.png", logoPng(64)],
      ["logo-svg.svg", logoSvg],
      ["kernel.json", kernelJson(main)],
    ]);
  } catch (error) {
    throw new InstallError(explain(error, folder, options));
  }
  return folder;
}

function dataDir({ user, prefix, sysPrefix }: InstallOptions): string {
  if ([user === true, prefix !== undefined, sysPrefix === true].filter(Boolean).length > 1) {
    throw new InstallError("--user, --prefix and --sys-prefix exclude each other; give one of them");
  }
  if (prefix !== undefined) return join(resolve(prefix), "share", "jupyter");
  if (sysPrefix) {
    const environment = process.env.VIRTUAL_ENV || process.env.CONDA_PREFIX;
    if (!environment) {
      throw new InstallError(
        "--sys-prefix: no Python environment is active (VIRTUAL_ENV and CONDA_PREFIX are not set); activate one, or use --prefix DIR",
      );
    }
    return join(environment, "share", "jupyter");
  }
  return resolve(userDataDir());
}

/** argv is a list, which Jupyter passes on without a shell: spaces in paths need no quoting. */
function kernelJson(main: string): string {
  const spec = {
    argv: [process.execPath, main, "kernel", "{connection_file}"],
    display_name: "TypeScript (losslab)",
    language: "typescript",
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
  return `${JSON.stringify(spec, null, 2)}\n`;
}

/** All contents are on disk beside their places before the first is put in place; on failure nothing new is left behind. */
async function writeAll(
  folder: string,
  files: [name: string, content: string | Uint8Array][],
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

function explain(error: unknown, folder: string, { prefix }: InstallOptions): string {
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
