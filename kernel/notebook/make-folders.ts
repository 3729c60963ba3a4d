// Creates a folder and those above it, and says which were new, so that a failed installation can take them back.
// Own steps instead of `mkdir -p`'s: Node's recursive mkdir never returns where a file system answers ENOENT to every mkdir (/proc).
import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** The folders created, outermost first. Throws the file system's error; what was created until then is in its `created`. */
export async function makeFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  let folder = resolve(path);
  while (!(await isThere(folder)) && dirname(folder) !== folder) {
    missing.unshift(folder);
    folder = dirname(folder);
  }
  const created: string[] = [];
  for (const next of missing) {
    try {
      await mkdir(next);
      created.push(next);
    } catch (error) {
      // Somebody else may have been as quick; whether what is there is a folder shows at the next step.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST")
        throw Object.assign(error as Error, { created });
    }
  }
  return created;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // Anything else (no permission, a file where a folder should be) is for mkdir to say.
    return (
      (error as NodeJS.ErrnoException).code !== "ENOENT" &&
      (error as NodeJS.ErrnoException).code !== "ENOTDIR"
    );
  }
}
