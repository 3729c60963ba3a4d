/** `out/site/`: the course as pages to read and notebooks to run, for any static host. Knows what there is; how a part is made is its file's. */
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../version.js";
import { assembleLab } from "./assemble-lab.js";
import { writeCourse } from "./course.js";
import { installedJupyter } from "./jupyter.js";

export async function buildSite(notebooks: string, site: string): Promise<void> {
  const packages = installedJupyter();
  rmSync(site, { recursive: true, force: true });
  mkdirSync(site, { recursive: true });
  await assembleLab(site, packages);
  await writeCourse(notebooks, site);
  cpSync(join(packageFolder, "kernel/site/register.js"), join(site, "register.js"));
}
