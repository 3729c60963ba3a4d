/** The notebooks of the site: each as a page to read, as a file that JupyterLite opens, and listed for readers and for JupyterLite. */
import { statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { readJobs } from "../notebook/batch.js";
import { type IndexEntry, renderIndexPage } from "../notebook/html.js";
import { pageOf } from "../notebook/run.js";
import { writeWholeFile } from "../notebook/whole-file.js";
import { writeJson } from "./assemble-lab.js";

/** Writes pages, index, files and lists. `licences` is where the index finds them. */
export async function writeCourse(notebooks: string, site: string, licences: string): Promise<void> {
  const live = join(site, "live");
  const folders = new Map<string, object[]>([["", []]]);
  const entries: IndexEntry[] = [];
  for (const job of await readJobs([notebooks])) {
    const path = job.place.split(sep).join("/");
    const file = join(live, "files", job.place);
    // Not in lines, as notebooks are stored: a Jupyter server puts these together again, and here is none.
    writeJson(file, job.notebook);
    listFolder(folders, dirname(path));
    folders.get(folderOf(path))!.push(entry(path, "notebook", statSync(file).size));

    const addresses = {
      live: `live/lab/index.html?path=${encodeURIComponent(path)}`,
      notebook: `live/files/${path.split("/").map(encodeURIComponent).join("/")}`,
    };
    const up = "../".repeat(path.split("/").length - 1);
    const { content, ...listed } = await pageOf(job, {
      live: up + addresses.live,
      notebook: up + addresses.notebook,
      index: `${up}index.html`,
      script: `${up}register.js`,
    });
    await writeWholeFile(join(site, listed.href), content);
    entries.push({ ...listed, ...addresses, failed: false });
  }
  for (const [folder, content] of folders) {
    writeJson(join(live, "api/contents", folder, "all.json"), { ...entry(folder, "directory"), content });
  }
  await writeWholeFile(
    join(site, "index.html"),
    renderIndexPage(entries, { script: "register.js", licences }),
  );
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
