// Finds the notebooks that a command line names and where their results go. Knows the file system, nothing of what is in a notebook.
import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, extname, join, relative, resolve, sep } from "node:path";

export interface NotebookPath {
  /** Absolute. */
  path: string;
  /** Below the deepest folder that holds everything that was asked for: its place in the output folder. */
  place: string;
}

/** Something on the command line is wrong; nothing was executed. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * Files as given; folders searched for *.ipynb in all folders below, sorted, without checkpoints, hidden folders, node_modules and
 * `exclude` (the output folder, which holds the results of the last run).
 */
export async function findNotebooks(paths: string[], exclude?: string): Promise<NotebookPath[]> {
  if (paths.length === 0)
    throw new UsageError("no notebook given: name a notebook (.ipynb) or a folder of them");
  const found = new Set<string>();
  const roots: string[] = [];
  for (const given of paths) {
    const path = resolve(given);
    const info = await stat(path).catch(() => undefined);
    if (info === undefined) throw new UsageError(`${given}: no such file or folder`);
    if (info.isDirectory()) {
      const below = await searchFolder(path, exclude === undefined ? undefined : resolve(exclude));
      if (below.length === 0)
        throw new UsageError(`${given}: no notebook (.ipynb) in this folder or below it`);
      for (const notebook of below) found.add(notebook);
      roots.push(path);
    } else {
      if (extname(path) !== ".ipynb")
        throw new UsageError(`${given}: not a notebook: expected a name that ends in .ipynb`);
      found.add(path);
      roots.push(dirname(path));
    }
  }
  const root = roots.reduce(commonFolder);
  return [...found].map((path) => ({ path, place: relative(root, path) }));
}

/** Whether writing to `target` would overwrite `source`, links followed. */
export async function isSameFile(source: string, target: string): Promise<boolean> {
  const [a, b] = await Promise.all([source, target].map((path) => realpath(path).catch(() => resolve(path))));
  return a === b;
}

async function searchFolder(folder: string, exclude: string | undefined): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || path === exclude) continue;
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules") found.push(...(await searchFolder(path, exclude)));
    } else if (extname(entry.name) === ".ipynb") found.push(path);
  }
  return found;
}

function commonFolder(a: string, b: string): string {
  let common = a;
  while (b !== common && !b.startsWith(common.endsWith(sep) ? common : common + sep)) {
    const above = dirname(common);
    if (above === common) break;
    common = above;
  }
  return common;
}
