// What the library costs an application that imports it: time in a fresh Node beside one that imports nothing, and bytes in a bundle.
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { bundleOf, root } from "../platforms/bundle.js";
import { inTurn, type Measurement, us } from "./measure.js";

const library = new URL("dist/lib/index.js", pathToFileURL(root)).href;
const bare = "bare Node";

export async function importing(rounds: number, progress: (text: string) => void): Promise<Measurement[]> {
  const programs = { [us]: `await import(${JSON.stringify(library)})`, [bare]: "0" };
  const series: Record<string, number[]> = { [us]: [], [bare]: [] };
  for (let round = -1; round < rounds * 3; round++) {
    progress(`import, round ${round + 1} of ${rounds * 3}`);
    for (const [name, code] of inTurn(Object.entries(programs), round + 1)) {
      const start = performance.now();
      node(code);
      if (round >= 0) series[name]!.push(performance.now() - start);
    }
  }
  return [{ what: "Node from start to exit", unit: "ms", series, against: bare }, ...(await bundleSizes())];
}

async function bundleSizes(): Promise<Measurement[]> {
  const rows: Measurement[] = [];
  for (const names of [["softmax"], ["crossEntropy"], ["tensor"], "everything"] as const) {
    const { code, bytes } = await bundleOf(names);
    const title = names === "everything" ? "everything, less what is loaded later" : `${names[0]} alone`;
    rows.push(
      { what: `bundle of ${title}`, unit: "bytes", series: { [us]: [bytes] }, against: undefined },
      {
        what: `the same as gzip: ${title}`,
        unit: "bytes",
        series: { [us]: [gzipSync(code).length] },
        against: undefined,
      },
    );
  }
  return rows;
}

function node(code: string): void {
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Node ended with ${status}:\n${stderr}`);
}
