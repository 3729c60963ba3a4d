// Which kernelspec a command line means: the options --user, --sys-prefix, --prefix and --name, the same for install and uninstall.
// Touches no file.
import { join, resolve } from "node:path";
import { userDataDir } from "./data-dir.js";

export interface PlaceOptions {
  /** In Jupyter's data folder of this user; the default. */
  user?: boolean | undefined;
  /** In `prefix`/share/jupyter. */
  prefix?: string | undefined;
  /** In the active Python environment (VIRTUAL_ENV or CONDA_PREFIX). */
  sysPrefix?: boolean | undefined;
  /** The kernel's name and its folder's; `losslab` by default. */
  name?: string | undefined;
}

export const DEFAULT_NAME = "losslab";

/** A sentence for the person at the terminal: what could not be done and what to do. */
export class KernelspecError extends Error {
  override name = "KernelspecError";
}

/** The command line asks for what cannot be; nothing was touched. The exit status is that of wrong usage. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The kernelspec's folder. */
export function kernelspecFolder(options: PlaceOptions): string {
  const name = options.name ?? DEFAULT_NAME;
  if (!/^[A-Za-z0-9._-]+$/.test(name) || /^\.+$/.test(name)) {
    throw new UsageError(`"${name}" cannot be a kernel's name: use letters, digits, ".", "_" and "-"`);
  }
  return join(dataDir(options), "kernels", name);
}

function dataDir({ user, prefix, sysPrefix }: PlaceOptions): string {
  if ([user === true, prefix !== undefined, sysPrefix === true].filter(Boolean).length > 1) {
    throw new UsageError("--user, --prefix and --sys-prefix exclude each other; give one of them");
  }
  if (prefix !== undefined) return join(resolve(prefix), "share", "jupyter");
  if (sysPrefix) {
    const environment = process.env.VIRTUAL_ENV || process.env.CONDA_PREFIX;
    if (!environment) {
      throw new KernelspecError(
        "--sys-prefix: no Python environment is active (VIRTUAL_ENV and CONDA_PREFIX are not set); activate one, or use --prefix DIR",
      );
    }
    return join(environment, "share", "jupyter");
  }
  return resolve(userDataDir());
}
