// Compiles assembly/ to modules.generated.ts, unless that is newer than all that it is made of. Run by `npm run build`, and by vitest.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const here = fileURLToPath(new URL(".", import.meta.url));
const sources = readdirSync(join(here, "assembly")).map((file) => join("assembly", file));
const output = join(here, "modules.generated.ts");

/** Name, source, WebAssembly features. */
const modules = [
  ["doubleModule", "assembly/double.ts", "simd"],
  ["relaxedDoubleModule", "assembly/double.ts", "simd,relaxed-simd"],
  ["singleModule", "assembly/single.ts", "simd"],
  ["relaxedSingleModule", "assembly/single.ts", "simd,relaxed-simd"],
];

const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** By this name vitest calls it. */
export async function setup() {
  if (["build.mjs", ...sources].every((file) => changed(join(here, file)) < changed(output))) return;
  const lines = ["// Made of assembly/ by build.mjs: WebAssembly modules in base64."];
  for (const [name, source, features] of modules) {
    const { error, stderr, binary } = await compile(source, features);
    if (error) {
      process.stderr.write(stderr);
      throw error;
    }
    lines.push("", `export const ${name} =`, `  "${Buffer.from(binary).toString("base64")}";`);
  }
  writeFileSync(output, `${lines.join("\n")}\n`);
}

async function compile(source, features) {
  const flags = [
    "-O3",
    "--initialMemory",
    "16",
    "--noAssert",
    "--runtime",
    "stub",
    "--enable",
    features,
    "--outFile",
    "binary.wasm",
  ];
  let binary;
  const { error, stderr } = await asc.main([source, ...flags], {
    readFile: (file) => {
      try {
        return readFileSync(join(here, file), "utf8");
      } catch {
        return null;
      }
    },
    writeFile: (file, contents) => {
      if (file === "binary.wasm") binary = contents;
    },
    listFiles: () => [],
  });
  return { error, stderr: stderr.toString(), binary };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
