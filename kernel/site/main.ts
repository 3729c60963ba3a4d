/** `npm run site` and what `npm start` ends with. */
import { join } from "node:path";
import { packageFolder } from "../version.js";
import { buildSite } from "./build-site.js";

await buildSite(join(packageFolder, "notebooks"), join(packageFolder, "out/site"));
