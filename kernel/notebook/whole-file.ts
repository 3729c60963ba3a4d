// Writes a file whole or not at all: whoever reads the path sees the old content or the new one, also after a crash or a full disk.
// Knows nothing of what is in the file.
import { randomBytes } from "node:crypto";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolders } from "./make-folders.js";

/** Creates the folders above `path` as needed. A symbolic link keeps pointing where it did, an existing file keeps its mode. */
export async function writeWholeFile(path: string, content: string | Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  await makeFolders(dirname(target));
  const mode = await stat(target).then(
    (found) => found.mode & 0o777,
    () => undefined,
  );
  // Beside the target, because a rename is atomic only within one file system.
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
