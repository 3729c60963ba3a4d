/**
 * What the library costs an application that imports it: time and modules in Node, bytes in a bundle. Fresh processes in turn,
 * one that imports nothing and one that imports the built library, so that both meet the same moments of a busy machine; the
 * table gives medians.
 */
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { bench, describe } from "vitest";
import { bundleOf, root } from "../platforms/bundle.js";

const library = new URL("dist/lib/index.js", pathToFileURL(root)).href;
const rounds = 21;
const times: Record<"nothing" | "library", number[]> = { nothing: [], library: [] };

describe("import", async () => {
  const sizes = await bundleSizes();
  bench(
    `one Node that imports nothing, one that imports the library (the table has medians of ${rounds})`,
    () => {
      times.nothing.push(milliseconds(() => node("0")));
      times.library.push(milliseconds(() => node(`await import(${JSON.stringify(library)})`)));
    },
    {
      iterations: rounds,
      time: 0,
      warmupIterations: 1,
      warmupTime: 0,
      // Vitest runs no `afterAll` of a benchmark. This runs after the warm-up as well, whose round does not count, and is not
      // waited for.
      teardown: (_, mode) => {
        if (mode === "run") printTable([...importCosts(), ...sizes]);
        else times.nothing.length = times.library.length = 0;
      },
    },
  );
});

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Runs a module in a fresh Node and gives what it prints. */
function node(code: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Node ended with ${status}:\n${stderr}`);
  return stdout;
}

/** URLs of the ES modules, and paths of the CommonJS modules, that importing the library loads. */
function loadedModules(): string[] {
  const hooks = `
    import { writeSync } from "node:fs";
    export function load(url, context, next) {
      if (!url.startsWith("node:")) writeSync(1, url + "\\n");
      return next(url, context);
    }`;
  return node(`
    import { createRequire, register } from "node:module";
    register("data:text/javascript," + ${JSON.stringify(encodeURIComponent(hooks))});
    await import(${JSON.stringify(library)});
    const { cache } = createRequire(${JSON.stringify(library)});
    for (const path of Object.keys(cache)) console.log(path);
  `)
    .trim()
    .split("\n");
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

type Row = readonly [what: string, much: string];

function importCosts(): Row[] {
  const nothing = median(times.nothing);
  const modules = loadedModules();
  const mathjs = modules.filter((name) => name.includes("/node_modules/mathjs/"));
  return [
    ["Node that imports nothing", `${nothing.toFixed(1)} ms`],
    ["importing the library, over that", `${(median(times.library) - nothing).toFixed(1)} ms`],
    ["modules loaded", `${modules.length}`],
    ["of them mathjs's", `${mathjs.length}`],
  ];
}

async function bundleSizes(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const names of [["softmax"], ["crossEntropy"], ["tensor"], "everything"] as const) {
    const { code, bytes } = await bundleOf(names);
    const title = names === "everything" ? "everything, without mathjs" : `${names[0]} alone`;
    rows.push([`bundle of ${title}`, `${group(bytes)} bytes, ${group(gzipSync(code).length)} as gzip`]);
  }
  return rows;
}

function printTable(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(([what]) => what.length));
  console.log(rows.map(([what, much]) => `${what.padEnd(width)}  ${much}`).join("\n"));
}

function group(n: number): string {
  return n.toLocaleString("en-US");
}
