// `losslab uninstall`: takes back what install wrote. Deletes those files and no others, and the folder only when nothing else is in it.
import { readdir, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { describeForeign, isOurs, OUR_FILES, readKernelJson } from "./kernelspec.js";
import { DEFAULT_NAME, KernelspecError, kernelspecFolder, type PlaceOptions } from "./place.js";

export interface Uninstalled {
  readonly folder: string;
  /** What is in the folder still, because somebody else put it there. */
  readonly left: readonly string[];
}

export async function uninstallKernelspec(options: PlaceOptions = {}): Promise<Uninstalled> {
  const folder = kernelspecFolder(options);
  const name = options.name ?? DEFAULT_NAME;
  try {
    const present = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      throw new KernelspecError(
        `there is no kernel "${name}" in ${folder}: \`losslab list\` shows where ours are`,
      );
    });
    const spec = await readKernelJson(folder);
    if (!spec) {
      throw new KernelspecError(
        `${folder} has no kernel.json that Jupyter could use, so nothing says that losslab wrote it; nothing was removed`,
      );
    }
    if (!isOurs(spec)) {
      throw new KernelspecError(`${folder} has ${describeForeign(spec)}, not losslab's; nothing was removed`);
    }
    // kernel.json goes last: as long as it is there, a second attempt knows the folder.
    const ours = OUR_FILES.filter((file) => present.includes(file));
    for (const file of ours) await unlink(join(folder, file));
    const left = present.filter((file) => !(ours as readonly string[]).includes(file));
    if (left.length === 0) await rmdir(folder).catch(() => {});
    return { folder, left };
  } catch (error) {
    if (error instanceof KernelspecError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new KernelspecError(
      code === "EACCES" || code === "EPERM" || code === "EROFS"
        ? `no permission to remove ${folder}: run the command as someone who may write there`
        : `${folder} could not be removed: ${message}`,
    );
  }
}
