// `npm run bench`: prints the tables, writes out/bench.json, and says which ratios are worse than those in baseline.json.
//   npm run bench -- start warm     only these groups        --rounds 3   fewer rounds        --store   keep the ratios as the baseline
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { importing } from "./importing.js";
import { bytes, memory, start, warm } from "./kernels.js";
import { losses, products, training } from "./library.js";
import type { Measurement } from "./measure.js";
import { type Baseline, groupTable, ratios, worse } from "./tables.js";

type Group = (rounds: number, progress: (text: string) => void) => Promise<Measurement[]>;

const groups: Record<string, Group> = {
  start,
  warm,
  bytes,
  memory: (_, progress) => memory(200, progress),
  import: importing,
  losses,
  products,
  training,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "7" }, store: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !(name in groups));
const rounds = Number(values.rounds);
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(
    `npm run bench -- [${Object.keys(groups).join("|")}]… [--rounds N] [--store]: ${unknown.length > 0 ? `no group ${unknown.join(", ")}` : `--rounds is ${values.rounds}, expected a whole number from 1`}`,
  );
  process.exit(2);
}

const baselinePath = new URL("baseline.json", import.meta.url);
const baseline = JSON.parse(readFileSync(baselinePath, "utf8")) as Baseline;
const measured: Record<string, Measurement[]> = {};
for (const name of positionals.length > 0 ? positionals : Object.keys(groups)) {
  measured[name] = await groups[name]!(rounds, progress);
  progress("");
  console.log(`${groupTable(name, measured[name], baseline)}\n`);
}

const machine = {
  node: process.version,
  platform: process.platform,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  load: loadavg(),
};
mkdirSync("out", { recursive: true });
writeFileSync("out/bench.json", `${JSON.stringify({ machine, measured }, null, 1)}\n`);
console.log(
  `Node ${process.version}, ${machine.cores} cores, load ${machine.load.map((load) => load.toFixed(1)).join(" ")}; all rounds in out/bench.json.`,
);

if (values.store) {
  writeFileSync(baselinePath, `${JSON.stringify({ ...baseline, ...ratios(measured) }, null, 2)}\n`);
  console.log("The ratios are stored in test/bench/baseline.json.");
} else {
  const lines = Object.entries(measured).flatMap(([name, measurements]) =>
    worse(name, measurements, baseline),
  );
  console.log(
    lines.length === 0
      ? "No ratio is worse than the stored one by more than 30 %."
      : `Worse than stored by more than 30 %:\n${lines.join("\n")}`,
  );
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
