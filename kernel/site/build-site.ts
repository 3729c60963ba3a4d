/** `out/site/`: the course as pages to read and notebooks to run, for any static host. Knows what there is; how a part is made is its file's. */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { packageFolder } from "../version.js";
import { assembleLab } from "./assemble-lab.js";
import { writeCourse } from "./course.js";
import { installedJupyter } from "./jupyter.js";
import { licenceTexts } from "./licences.js";

export async function buildSite(notebooks: string, site: string): Promise<void> {
  const packages = installedJupyter();
  rmSync(site, { recursive: true, force: true });
  mkdirSync(site, { recursive: true });
  const bundles = await assembleLab(site, packages);
  writeFileSync(join(site, "licences.txt"), licenceTexts(bundles));
  await writeCourse(notebooks, site, "licences.txt");
  const own = join(packageFolder, "kernel/site");
  cpSync(join(own, "register.js"), join(site, "register.js"));
  const program = readFileSync(join(own, "service-worker.js"), "utf8");
  writeFileSync(join(site, "service-worker.js"), `${keptFiles(site)}${program}`);
}

/** What is not kept for when there is no network: fonts in formats that nobody needs. */
const seldomNeeded = /\.(?:eot|ttf|woff)$/;

/** What the service worker keeps, and a version that changes with it. A language's notebooks are kept when one of them is opened. */
function keptFiles(site: string): string {
  const files = filesOf(site).filter((file) => !seldomNeeded.test(file));
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(readFileSync(join(site, file)));
  const version = hash.digest("hex").slice(0, 16);
  const groups: Record<string, string[]> = { "": [] };
  for (const file of files) {
    const language = /^(?:live\/files\/)?(\w+)\/[^/]*$/.exec(file)?.[1] ?? "";
    groups[language] = [...(groups[language] ?? []), file];
  }
  return `const version = ${JSON.stringify(version)};\nconst groups = ${JSON.stringify(groups)};\n`;
}

/** With "/" between folders, in the order of their names. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => file.split(sep).join("/"))
    .sort();
}
