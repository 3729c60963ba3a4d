/** The notebooks of the site: each as a file that JupyterLite opens, and listed as JupyterLite wants to know it. */
import { mkdirSync, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { readJobs } from "../notebook/batch.js";
import { writeNotebook } from "../notebook/notebook.js";
import { writeJson } from "./assemble-lab.js";

export async function writeCourse(notebooks: string, site: string): Promise<void> {
  const live = join(site, "live");
  const folders = new Map<string, object[]>([["", []]]);
  for (const { place, notebook } of await readJobs([notebooks])) {
    const path = place.split(sep).join("/");
    const file = join(live, "files", place);
    mkdirSync(dirname(file), { recursive: true });
    await writeNotebook(file, notebook);
    listFolder(folders, dirname(path));
    folders.get(folderOf(path))!.push(entry(path, "notebook", statSync(file).size));
  }
  for (const [folder, content] of folders) {
    writeJson(join(live, "api/contents", folder, "all.json"), { ...entry(folder, "directory"), content });
  }
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}

function listFolder(folders: Map<string, object[]>, path: string): void {
  if (path === "." || folders.has(path)) return;
  listFolder(folders, dirname(path));
  folders.set(path, []);
  folders.get(folderOf(path))!.push(entry(path, "directory"));
}

/** As the contents API of a Jupyter server describes a file. */
function entry(path: string, type: "directory" | "notebook", size?: number): object {
  // A site built twice is the same.
  const built = "2000-01-01T00:00:00Z";
  return {
    name: basename(path),
    path,
    type,
    format: null,
    mimetype: null,
    content: null,
    writable: true,
    created: built,
    last_modified: built,
    ...(size === undefined ? {} : { size }),
  };
}
