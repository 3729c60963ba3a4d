// Makes few files of the compiled ones, so that starting reads few: what the kernel starts, and the library. Run by `npm run build`.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

// The library in one module per file, for applications whose bundler is to take only what they use; without the kernels, which they ask for.
const library = readFileSync("dist/lib/index.js", "utf8");
writeFileSync("dist/lib/modules.js", library.replace(/^import .*accelerated.*$/m, ""));
cpSync("lib/data/fashion-mnist", "dist/lib/data/fashion-mnist", { recursive: true });

await build({
  entryPoints: [
    "dist/lib/index.js",
    "dist/lib/data/shipped.js",
    "dist/kernel/supervisor/main.js",
    "dist/kernel/cell/start.js",
    "dist/kernel/cell/main.js",
    "dist/kernel/cell/watchdog.js",
  ],
  outdir: "dist",
  outbase: "dist",
  chunkNames: "chunks/[name]-[hash]",
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  // Native parts, and what is large and loaded when first used.
  external: [
    "node:*",
    "zeromq",
    "oxc-*",
    "typescript",
    "mathjs",
    "vega",
    "vega-lite",
    "fast-png",
    "@resvg/*",
    "@fontsource/*",
  ],
  logLevel: "warning",
});

await build({
  entryPoints: ["dist/kernel/language/main.js"],
  outfile: "dist/kernel/language/main.cjs",
  bundle: true,
  format: "cjs",
  platform: "node",
  minify: true,
  logLevel: "warning",
});
