// `losslab run` and `losslab check` as a person uses them, on the real kernel.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { losslab, MAIN, start } from "./losslab.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "losslab-check-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, ...sources: string[]): string {
  const cells = sources.map((source, i) => ({
    cell_type: "code",
    id: `c${i}`,
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
  }));
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  return path;
}

it("stored outputs are found again, and a changed one is shown", async () => {
  const path = put("drawn.ipynb", "tensor([1, 2.5])", 'plot([1, 2], { title: "a chart" })');
  const updated = await losslab(["check", "--update", path]);
  expect(updated).toMatchObject({ status: 0, stderr: "" });
  expect(updated.stdout).toContain("The fresh outputs are stored in 1 notebook.");
  const stored = readFileSync(path, "utf8");
  expect(stored).toContain('"image/png"');
  expect(await losslab(["check", path])).toMatchObject({ status: 0, stderr: "" });

  writeFileSync(path, stored.replace('"tensor([1.0000, 2.5000])"', '"tensor([1.0000, 2.6000])"'));
  const { status, stdout } = await losslab(["check", path]);
  expect(stdout).toContain("- tensor([1.0000, 2.6000])\n  + tensor([1.0000, 2.5000])\n");
  expect(status).toBe(1);
}, 120_000);

it("a cell that loops ends at its time limit, and the other notebook is executed", async () => {
  const paths = [put("loops.ipynb", "for (;;) {}", "1"), put("well.ipynb", "1 + 1")];
  const out = join(folder, "out");
  const { status, stderr } = await losslab(["run", "--timeout", "2", "--jobs", "2", "--out", out, ...paths]);
  expect(stderr).toBe(`${paths[0]}: cell 1: Timeout: the cell ran longer than 2 s\n`);
  expect(status).toBe(1);
  expect(readFileSync(join(out, "well.ipynb"), "utf8")).toContain('"2"');
}, 120_000);

it("an interrupted run writes what was executed", async () => {
  const looping = join(folder, "looping");
  const path = put(
    "interrupted.ipynb",
    'console.log("printed")',
    `import { writeFileSync } from "node:fs"; console.log("so far"); writeFileSync(${JSON.stringify(looping)}, ""); for (;;) {}`,
    "3",
  );
  const out = join(folder, "kept");
  const child = start([process.execPath, MAIN, "run", "--out", out, path]);
  const ended = new Promise((resolve) => child.on("close", resolve));
  while (!existsSync(looping)) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  const written = readFileSync(join(out, "interrupted.ipynb"), "utf8");
  expect(written).toContain('"printed\\n"');
  expect(written).toContain('"so far\\n"');
}, 120_000);

it.each([
  [["check"], "missing required argument 'notebook'"],
  [["check", "--jobs", "0", "x.ipynb"], "Expected a whole number from 1."],
  [["run", "--timeout", "soon", "x.ipynb"], "Expected a number of seconds above 0."],
  [["check", "nowhere.ipynb"], "losslab check: nowhere.ipynb: no such file or folder"],
])("losslab %j is wrong usage", async (words, said) => {
  const { status, stderr } = await losslab(words);
  expect(stderr).toContain(said);
  expect(status).toBe(2);
});
